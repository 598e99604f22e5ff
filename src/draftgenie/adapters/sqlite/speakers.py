"""The people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from draftgenie.adapters.sqlite._connection import limits, where
from draftgenie.adapters.sqlite._json import dump, load
from draftgenie.domain.speaker import Speaker, Status
from draftgenie.errors import UsageError

if TYPE_CHECKING:
    from draftgenie.adapters.sqlite._connection import Connection, Row
    from draftgenie.ports.store import Page, SpeakerQuery

_COLUMNS = (
    "ref, name, email, assigned_bucket, assumed_bucket, bucket_locked, specialty, ser, wer, "
    "notes, status, metadata_json, created_at, updated_at, removed_at, version"
)
_NAMES = _COLUMNS.split(", ")
_PUT = (
    f"INSERT INTO speaker({_COLUMNS}) VALUES ({', '.join('?' * len(_NAMES))}) "
    "ON CONFLICT(ref) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _NAMES[1:])
)

SORTS = {
    "ref": "ref",
    "name": "name COLLATE NOCASE",
    "email": "email COLLATE NOCASE",
    "bucket": "assigned_bucket",
    "assigned_bucket": "assigned_bucket",
    "assumed_bucket": "assumed_bucket",
    "specialty": "specialty COLLATE NOCASE",
    "status": "status",
    "ser": "ser",
    "wer": "wer",
    "created_at": "created_at",
    "updated_at": "updated_at",
}
"""What a list of speakers can be sorted by, and the expression that does it."""


class Speakers:
    """The speaker table."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def get(self, ref: str) -> Speaker | None:
        """The speaker with this reference, removed ones too."""
        row = self._db.row(f"SELECT {_COLUMNS} FROM speaker WHERE ref = ?", (ref,))
        return None if row is None else _speaker(row)

    def put(self, speaker: Speaker) -> None:
        """Insert or replace the whole record; what belongs to the speaker stays."""
        values = {name: getattr(speaker, name) for name in _NAMES if name != "metadata_json"}
        values["bucket_locked"] = int(speaker.bucket_locked)
        values["status"] = speaker.status.value
        values["metadata_json"] = dump(speaker.metadata)
        self._db.write(_PUT, [values[name] for name in _NAMES])

    def list(self, query: SpeakerQuery, page: Page | None = None) -> list[Speaker]:
        """Speakers in the order asked for, ties by ref; all of them without a page.

        Those without a value to sort by come last. Removed ones are left out unless the query
        asks for them as well.

        Raises:
            UsageError: the query names no order that speakers have.
        """
        tests, params = _tests(query)
        rows = self._db.rows(
            f"SELECT {_COLUMNS} FROM speaker WHERE {tests} "
            f"ORDER BY {_order(query)}, ref LIMIT ? OFFSET ?",
            (*params, *limits(page)),
        )
        return [_speaker(row) for row in rows]

    def count(self, query: SpeakerQuery) -> int:
        """How many `list` would give without a page."""
        tests, params = _tests(query)
        return int(self._db.value(f"SELECT count(*) FROM speaker WHERE {tests}", params))

    def purge(self, ref: str) -> None:
        """Delete the speaker and everything that belongs to it.

        Events, the audit trail and records that were set aside stay. The deleted pages are
        overwritten, and the write-ahead log is emptied after the commit.
        """
        self._db.write("DELETE FROM speaker WHERE ref = ?", (ref,))
        self._db.scrub()


def _order(query: SpeakerQuery) -> str:
    if query.sort not in SORTS:
        msg = f"speakers cannot be sorted by {query.sort!r}"
        raise UsageError(msg, hint=f"sort by one of: {', '.join(SORTS)}")
    return f"{SORTS[query.sort]} {'DESC' if query.descending else 'ASC'} NULLS LAST"


def _tests(query: SpeakerQuery) -> tuple[str, list[Any]]:
    tests: list[str] = []
    params: list[Any] = []
    if not query.removed:
        tests.append("removed_at IS NULL")
    for test, value in (
        ("assigned_bucket = ?", query.bucket),
        ("status = ?", query.status),
        ("holds(?, ref, name, email)", query.search and query.search.casefold()),
    ):
        if value is not None:
            tests.append(test)
            params.append(value)
    return where(tests), params


def _speaker(row: Row) -> Speaker:
    values = dict(zip(_NAMES, row, strict=True))
    values["metadata"] = load(values.pop("metadata_json"))
    values["bucket_locked"] = bool(values["bucket_locked"])
    values["status"] = Status(values["status"])
    return Speaker(**values)

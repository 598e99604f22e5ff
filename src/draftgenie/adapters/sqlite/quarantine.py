"""Records that were set aside."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from draftgenie.adapters.sqlite._connection import limits, where
from draftgenie.adapters.sqlite._json import dump, load
from draftgenie.domain.setaside import SetAside
from draftgenie.ports.quarantine import Contents

if TYPE_CHECKING:
    import builtins
    from collections.abc import Iterable

    from draftgenie.adapters.sqlite._connection import Connection
    from draftgenie.ports import Clock
    from draftgenie.ports.quarantine import SetAsideQuery
    from draftgenie.ports.store import Page

_COLUMNS = "id, source, line, offset, code, reason, sha256, length(raw), speaker, at"
_ENCODINGS = ("utf-8", "cp1252", "utf-16-le", "utf-16-be")


class Quarantine:
    """The table quarantine."""

    def __init__(self, db: Connection, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    def add(self, record: SetAside, contents: Contents) -> None:
        """Keep a record; one that is there already gets the new reason and keeps its time."""
        self._db.write(
            "INSERT INTO quarantine(id, source, line, offset, code, reason, sha256, speaker, "
            "raw, fields_json, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(id) "
            "DO UPDATE SET code = excluded.code, reason = excluded.reason, "
            "speaker = excluded.speaker, fields_json = excluded.fields_json",
            (
                record.id,
                record.source,
                record.line,
                record.offset,
                record.code,
                record.reason,
                record.sha256,
                record.speaker,
                contents.raw,
                _storable(contents.fields),
                record.at or self._clock.now(),
            ),
        )

    def get(self, record_id: str) -> SetAside | None:
        """The record with this id."""
        row = self._db.row(f"SELECT {_COLUMNS} FROM quarantine WHERE id = ?", (record_id,))
        return None if row is None else SetAside(*row)

    def contents(self, record_id: str) -> Contents:
        """What the record with this id says; nothing when it is not there."""
        row = self._db.row("SELECT raw, fields_json FROM quarantine WHERE id = ?", (record_id,))
        raw, fields = row or (b"", None)
        return Contents(raw, None if fields is None else load(fields))

    def list(self, query: SetAsideQuery, page: Page | None = None) -> list[SetAside]:
        """Records in the order in which they were set aside; all of them without a page."""
        tests, params = _tests(query)
        rows = self._db.rows(
            f"SELECT {_COLUMNS} FROM quarantine WHERE {tests} ORDER BY seq LIMIT ? OFFSET ?",
            (*params, *limits(page)),
        )
        return [SetAside(*row) for row in rows]

    def count(self, query: SetAsideQuery) -> int:
        """How many `list` would give without a page."""
        tests, params = _tests(query)
        return int(self._db.value(f"SELECT count(*) FROM quarantine WHERE {tests}", params))

    def drop(self, ids: Iterable[str]) -> int:
        """Delete records by id, beyond recovery; how many were there."""
        n = sum(self._db.write("DELETE FROM quarantine WHERE id = ?", (one,)) for one in ids)
        self._db.scrub()
        return n

    def drop_before(self, at: str) -> int:
        """Delete records set aside before an instant, beyond recovery; how many were there."""
        n = self._db.write("DELETE FROM quarantine WHERE at < ?", (at,))
        self._db.scrub()
        return n

    def drop_of(self, ref: str) -> builtins.list[str]:
        """Delete every record of a speaker, beyond recovery; the ids of those that were there.

        A record is theirs when it says so; or, when whose it is could not be read, if its bytes
        (in any encoding that a file may have) or its source hold the reference as a word.
        """
        rows = self._db.rows("SELECT id FROM quarantine WHERE speaker = ? ORDER BY seq", (ref,))
        ids = [record_id for (record_id,) in rows]
        unread = self._db.rows("SELECT id, source FROM quarantine WHERE speaker IS NULL")
        ids += [
            record_id
            for record_id, source in unread
            if _names(ref, source.encode()) or _names(ref, self.contents(record_id).raw)
        ]
        self.drop(ids)
        return ids


def _storable(fields: dict[str, Any] | None) -> str | None:
    """The fields as JSON; None when they hold what a store cannot (a lone surrogate, NaN)."""
    if fields is None:
        return None
    text = dump(fields)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return None
    return text


def _names(ref: str, raw: bytes) -> bool:
    """Whether some bytes hold the reference as a word, plain or as JSON escapes it."""
    forms = "|".join(re.escape(form) for form in (ref, json.dumps(ref)[1:-1]))
    word = re.compile(rf"(?<![\w.-])(?:{forms})(?![\w-])", re.IGNORECASE)
    return any(word.search(raw.decode(name, "replace")) for name in _ENCODINGS)


def _tests(query: SetAsideQuery) -> tuple[str, builtins.list[Any]]:
    tests: builtins.list[str] = []
    params: builtins.list[Any] = []
    for test, value in (
        ("code = ?", query.code),
        ("instr(source, ?) > 0", query.source),
        ("speaker = ?", query.speaker),
    ):
        if value is not None:
            tests.append(test)
            params.append(value)
    return where(tests), params

"""Corrections, where they were seen, and which pairs they were read from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from draftgenie.adapters.sqlite._connection import limits, where
from draftgenie.adapters.sqlite.held import IS_HELD
from draftgenie.domain.correction import (
    SEVERITY,
    Category,
    Correction,
    CorrectionStatus,
    Layer,
    Occurrence,
    Origin,
)
from draftgenie.domain.draft import content_id
from draftgenie.errors import NotFoundError, UsageError
from draftgenie.ports.store import PooledCorrection

if TYPE_CHECKING:
    import builtins
    from collections.abc import Iterable, Iterator, Sequence

    from draftgenie.adapters.sqlite._connection import Connection, Row
    from draftgenie.domain.correction import Edit
    from draftgenie.domain.draft import Pair
    from draftgenie.ports.store import CorrectionQuery, Page

_NAMES = (
    "id",
    "speaker",
    "source",
    "target",
    "surface",
    "layer",
    "category",
    "n_applied",
    "n_left_alone",
    "first_seen",
    "last_seen",
    "status",
    "origin",
)
_COLUMNS = ", ".join(f"c.{name}" for name in _NAMES)
_FROM = "FROM correction c JOIN speaker s ON s.ref = c.speaker"
_PUT = (
    f"INSERT INTO correction({', '.join(_NAMES)}) VALUES ({', '.join('?' * len(_NAMES))}) "
    "ON CONFLICT(speaker, id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _NAMES[2:])
)
SORTS = {
    "applied": "c.n_applied",
    "left_alone": "c.n_left_alone",
    "rate": "c.n_applied * 1.0 / nullif(c.n_applied + c.n_left_alone, 0)",
    "source": "c.source",
    "target": "c.target",
    "speaker": "c.speaker",
    "category": "c.category",
    "status": "c.status",
    "first_seen": "c.first_seen",
    "last_seen": "c.last_seen",
}
"""What a list of corrections can be sorted by, and the expression that does it."""

_A_CORRECTION = "a correction"
_AT_ONCE = 500
# SQLite takes the bare columns of a max() from the row that holds it.
_POOLED = (
    "SELECT c.id, c.source, c.target, c.surface, c.category, sum(c.n_applied), max(c.n_applied), "
    "sum(NOT ({sound})) = 0 FROM correction c "
    "JOIN speaker s ON s.ref = c.speaker AND s.removed_at IS NULL "
    "WHERE c.layer = 'words' AND c.n_applied > 0 AND c.source IN ({marks}) GROUP BY c.id"
)
_HAS_STALE = (
    "SELECT EXISTS (SELECT 1 FROM pair_read r JOIN draft d ON d.id = r.draft_id "
    "JOIN final_note f ON f.id = r.final_id JOIN speaker s ON s.ref = r.speaker "
    f"WHERE d.current = 0 OR f.current = 0 OR s.removed_at IS NOT NULL OR {IS_HELD})"
)
_TALLIES = "SELECT correction_id, count(*), min(at), max(at) FROM occurrence WHERE speaker = ?"
_ADD_OCCURRENCE = (
    "INSERT INTO occurrence(correction_id, speaker, draft_id, start, end, before, after, "
    "context, context_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_PLACE = (
    "o.correction_id, i.id, i.item, o.speaker, o.start, o.end, o.before, o.after, o.context, o.at "
    "FROM occurrence o JOIN draft d ON d.id = o.draft_id JOIN item i ON i.id = d.item_id"
)
_IN_CONTEXT = f"SELECT o.context_id, {_PLACE} WHERE o.speaker = ? AND o.context_id"
# One row for each context id: whatever row SQLite takes, its columns are those the id is made of.
_CONTEXTS = (
    "SELECT o.context_id, o.context, o.speaker, o.correction_id, c.category FROM occurrence o "
    "JOIN correction c ON c.speaker = o.speaker AND c.id = o.correction_id "
    "JOIN speaker s ON s.ref = o.speaker AND s.removed_at IS NULL "
    "WHERE o.context_id > ?{} GROUP BY o.context_id ORDER BY o.context_id LIMIT 1000"
)


class Corrections:
    """The tables correction, occurrence and pair_read."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def read_pairs(self, *, speaker: str | None = None) -> dict[str, str]:
        """Draft id to final id of every pair that the counts contain."""
        one, params = ("", ()) if speaker is None else (" WHERE speaker = ?", (speaker,))
        return dict(self._db.rows(f"SELECT draft_id, final_id FROM pair_read{one}", params))

    def read_speakers(self) -> set[str]:
        """The speakers of the pairs that the counts contain."""
        return {ref for (ref,) in self._db.rows("SELECT DISTINCT speaker FROM pair_read")}

    def has_stale_pairs(self) -> bool:
        """Whether the counts contain a pair that is no longer one.

        One of its texts was replaced, its speaker was removed, or it is held again.
        """
        return bool(self._db.value(_HAS_STALE))

    def add_edits(self, pair: Pair, edits: Sequence[tuple[str, Edit]], *, n_words: int) -> None:
        """Record that a pair was read: its edits with their correction ids, as occurrences.

        What was recorded of an earlier version of the pair is dropped.
        """
        self.forget_pair(pair.draft_id)
        self._db.write(
            "INSERT INTO pair_read(draft_id, final_id, speaker, n_words, n_edits) "
            "VALUES (?, ?, ?, ?, ?)",
            (pair.draft_id, pair.final_id, pair.speaker, n_words, len(edits)),
        )
        self._db.write_many(
            _ADD_OCCURRENCE,
            [_occurrence(pair, correction_id, edit) for correction_id, edit in edits],
        )

    def forget_pair(self, draft_id: str) -> None:
        """Drop what was recorded of a pair (replaced or removed since)."""
        self._db.write("DELETE FROM occurrence WHERE draft_id = ?", (draft_id,))
        self._db.write("DELETE FROM pair_read WHERE draft_id = ?", (draft_id,))

    def put(self, corrections: Iterable[Correction]) -> None:
        """Insert or replace whole correction rows."""
        self._db.write_many(
            _PUT, ([getattr(correction, name) for name in _NAMES] for correction in corrections)
        )

    def get(self, correction_id: str, *, speaker: str | None = None) -> list[Correction]:
        """The correction as each speaker not removed (or the one asked for) has it, by speaker."""
        one, params = _whose(speaker, column="c.speaker")
        return self._read(
            f"{_FROM} WHERE c.id = ? AND {one} ORDER BY c.speaker", (correction_id, *params)
        )

    def _read(self, rest: str, params: Sequence[Any]) -> builtins.list[Correction]:
        rows = self._sound(f"SELECT {_COLUMNS}, {{sound}} {rest}", params)
        return [_correction(row) for row in rows]

    def _sound(self, sql: str, params: Sequence[Any]) -> builtins.list[Row]:
        return self._db.sound(self._db.rows(self._checked(sql), params), what=_A_CORRECTION)

    def _checked(self, sql: str) -> str:
        return sql.replace("{sound}", self._db.hashes.is_sound("correction", "c"))

    def list(self, query: CorrectionQuery, page: Page | None = None) -> list[Correction]:
        """Corrections in the order asked for, then by source, target and speaker.

        Those without a value to sort by come last; those of removed speakers are left out.

        Raises:
            UsageError: the query names no order that corrections have.
        """
        tests, params = _tests(query)
        return self._read(
            f"{_FROM} WHERE {tests} "
            f"ORDER BY {_order(query)}, c.source, c.target, c.speaker, c.layer LIMIT ? OFFSET ?",
            (*params, *limits(page)),
        )

    def count(self, query: CorrectionQuery) -> int:
        """How many `list` would give without a page."""
        tests, params = _tests(query)
        return int(self._db.value(f"SELECT count(*) {_FROM} WHERE {tests}", params))

    def pooled(self, sources: Iterable[str]) -> builtins.list[PooledCorrection]:
        """Corrections of words with one of these sources, by id, as most often written."""
        wanted = sorted(set(sources))
        rows: dict[str, Row] = {}
        for at in range(0, len(wanted), _AT_ONCE):
            some = wanted[at : at + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            for row in self._sound(_POOLED.replace("{marks}", marks), some):
                rows[row[0]] = row
        return [
            PooledCorrection(id_, source, target, surface, Category(category), n)
            for id_, source, target, surface, category, n, _ in (rows[i] for i in sorted(rows))
        ]

    def decided(self, speaker: str) -> builtins.list[Correction]:
        """Corrections of words a person approved, blocked or added for a speaker, by id."""
        return self._read(
            f"{_FROM} WHERE c.speaker = ? AND c.layer = 'words' "
            "AND (c.status != 'learned' OR c.origin != 'mined') ORDER BY c.id",
            (speaker,),
        )

    def forget_all(self) -> None:
        """Drop every pair read and every occurrence; people's decisions stay."""
        self._db.write("DELETE FROM occurrence")
        self._db.write("DELETE FROM pair_read")
        self._db.write("DELETE FROM correction WHERE status = 'learned' AND origin = 'mined'")
        self._db.write(
            "UPDATE correction SET n_applied = 0, n_left_alone = 0, first_seen = NULL, "
            "last_seen = NULL"
        )

    def delete(self, *, speaker: str, ids: Iterable[str]) -> None:
        """Delete correction rows of one speaker; their occurrences stay with their pairs."""
        self._db.write_many(
            "DELETE FROM correction WHERE speaker = ? AND id = ?", ((speaker, i) for i in ids)
        )

    def set_status(self, correction_id: str, status: CorrectionStatus, *, speaker: str) -> None:
        """Record a person's decision.

        Raises:
            NotFoundError: this speaker has no such correction.
        """
        if not self._db.write(
            "UPDATE correction SET status = ? WHERE speaker = ? AND id = ?",
            (status.value, speaker, correction_id),
        ):
            msg = f"speaker {speaker!r} has no correction {correction_id!r}"
            raise NotFoundError(msg, hint="draftgenie correction list --speaker REF")

    def with_sources(self, sources: Iterable[str], *, speaker: str) -> builtins.list[Correction]:
        """The corrections of one speaker that have one of these sources, in no certain order."""
        rows = self._among(
            self._checked(
                f"SELECT {_COLUMNS}, {{sound}} FROM correction c WHERE c.speaker = ? AND c.source"
            ),
            sources,
            speaker,
        )
        return [_correction(row) for row in self._db.sound(rows, what=_A_CORRECTION)]

    def tallies(
        self, *, speaker: str, ids: Iterable[str] | None = None
    ) -> dict[str, tuple[int, str | None, str | None]]:
        """Correction id to (occurrences, first seen, last seen) of one speaker's history.

        Of all corrections that have an occurrence, or of those among `ids`. Dates are those of
        dictation, None when no occurrence has one.
        """
        if ids is None:
            rows = self._db.rows(f"{_TALLIES} GROUP BY correction_id", (speaker,))
        else:
            rows = self._among(
                f"{_TALLIES} AND correction_id", ids, speaker, then=" GROUP BY correction_id"
            )
        return {row[0]: (row[1], row[2], row[3]) for row in rows}

    def _among(
        self, sql: str, wanted: Iterable[str], speaker: str, *, then: str = ""
    ) -> builtins.list[Row]:
        """The rows of a query about a speaker whose last column is one of the values wanted."""
        values = sorted(set(wanted))
        rows: builtins.list[Row] = []
        for at in range(0, len(values), _AT_ONCE):
            some = values[at : at + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            rows += self._db.rows(f"{sql} IN ({marks}){then}", (speaker, *some))
        return rows

    def occurrences(
        self, correction_id: str, *, speaker: str | None = None, limit: int = 20
    ) -> builtins.list[Occurrence]:
        """Where a correction was made, newest first.

        By speakers not removed, or by the one asked for. Undated occurrences count as newer, as
        in the order of pairs.
        """
        one, params = _whose(speaker, column="o.speaker")
        rows = self._db.rows(
            f"SELECT {_PLACE} JOIN speaker s ON s.ref = o.speaker "
            f"WHERE o.correction_id = ? AND {one} "
            "ORDER BY o.at DESC NULLS FIRST, o.rowid DESC LIMIT ?",
            (correction_id, *params, limit),
        )
        return [Occurrence(*row) for row in rows]

    def occurrences_in(
        self, context_ids: Iterable[str], *, speaker: str
    ) -> dict[str, builtins.list[Occurrence]]:
        """One speaker's occurrences in each of these contexts, by context id, newest first."""
        rows = self._among(_IN_CONTEXT, context_ids, speaker, then=" ORDER BY o.rowid DESC")
        found: dict[str, builtins.list[Occurrence]] = {}
        for context_id, *row in rows:
            found.setdefault(context_id, []).append(Occurrence(*row))
        return found

    def contexts(self, *, layer: Layer | None = None) -> Iterator[tuple[str, str, str, str, str]]:
        """Distinct (context id, context, speaker, correction id, category), by context id.

        Of speakers not removed and corrections that are there (of one layer, if it is given);
        read page by page, so the caller may write meanwhile.
        """
        of_layer, params = ("", ()) if layer is None else (" AND c.layer = ?", (layer.value,))
        sql = _CONTEXTS.format(of_layer)
        last = ""
        while page := self._db.rows(sql, (last, *params)):
            yield from page
            last = page[-1][0]


def _occurrence(pair: Pair, correction_id: str, edit: Edit) -> tuple[Any, ...]:
    context = edit.context
    return (
        correction_id,
        pair.speaker,
        pair.draft_id,
        edit.start,
        edit.end,
        edit.before,
        edit.after,
        context,
        content_id("ctx", pair.speaker, correction_id, context),
        pair.dictated_at,
    )


def _whose(speaker: str | None, *, column: str) -> tuple[str, tuple[str, ...]]:
    return ("s.removed_at IS NULL", ()) if speaker is None else (f"{column} = ?", (speaker,))


def _order(query: CorrectionQuery) -> str:
    if query.sort not in SORTS:
        msg = f"corrections cannot be sorted by {query.sort!r}"
        raise UsageError(msg, hint=f"sort by one of: {', '.join(SORTS)}")
    return f"{SORTS[query.sort]} {'DESC' if query.descending else 'ASC'} NULLS LAST"


def _tests(query: CorrectionQuery) -> tuple[str, list[Any]]:
    tests = ["s.removed_at IS NULL"]
    params: list[Any] = []
    for test, value in (
        ("c.speaker = ?", query.speaker),
        ("c.id = ?", query.id),
        ("c.category = ?", query.category),
        ("c.status = ?", query.status),
        ("c.n_applied >= ?", query.min_applied or None),
        ("holds(?, c.source, c.target, c.surface)", query.text and query.text.casefold()),
    ):
        if value is not None:
            tests.append(test)
            params.append(value)
    if query.severity is not None:
        # Severity follows from the category and is not stored.
        fitting = [c.value for c in Category if SEVERITY[c].value == query.severity]
        tests.append(f"c.category IN ({', '.join('?' * len(fitting))})")
        params += fitting
    return where(tests), params


def _correction(row: Row) -> Correction:
    values = dict(zip(_NAMES, row, strict=True))
    values["layer"] = Layer(values["layer"])
    values["category"] = Category(values["category"])
    values["status"] = CorrectionStatus(values["status"])
    values["origin"] = Origin(values["origin"])
    return Correction(**values)

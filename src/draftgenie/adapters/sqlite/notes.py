"""Generated notes, their edits and sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from draftgenie.adapters.sqlite._connection import limits, where
from draftgenie.adapters.sqlite._json import dump, load
from draftgenie.adapters.sqlite.held import IS_HELD
from draftgenie.domain.correction import Category
from draftgenie.domain.note import GeneratedNote, NoteEdit, Proposer, Session, Step, Verdict
from draftgenie.ports.store import Evaluable

if TYPE_CHECKING:
    import builtins
    from array import array
    from collections.abc import Iterator

    from draftgenie.adapters.sqlite._connection import Connection, Row
    from draftgenie.ports import Clock
    from draftgenie.ports.store import NoteQuery, Page

_NOTE = (
    "SELECT n.id, n.draft_id, d.item_id, i.speaker, i.item, n.text, n.confidence, NULL, "
    "n.generator, n.session_id, n.created_at, n.current, {sound} FROM generated_note n "
    "JOIN draft d ON d.id = n.draft_id JOIN item i ON i.id = d.item_id"
)
# Looked up some ten times a note, for which calling the class takes four times as long.
_CATEGORIES = {category.value: category for category in Category}
_VERDICTS = {verdict.value: verdict for verdict in Verdict}
_PROPOSERS = {proposer.value: proposer for proposer in Proposer}
_THE_NOTE = "a generated note, or the texts beside it,"
_THE_EDITS = "an edit of a generated note"
_EDIT_NAMES = (
    "start, end, before, after, confidence, harm, correction_id, evidence, n_left_alone, "
    "category, verdict, reason, proposer"
)
_N_EDIT_NAMES = len(_EDIT_NAMES.split(","))
_EVALUABLE = (
    "SELECT n.id, d.id, f.id, i.speaker, i.item, d.text, n.text, f.text, i.dictated_at, i.seq, "
    "{sound} FROM generated_note n JOIN draft d ON d.id = n.draft_id "
    "JOIN item i ON i.id = d.item_id "
    "JOIN final_note f ON f.item_id = i.id AND f.current = 1 WHERE n.seq = ?"
)
_EVALUABLE_IDS = (
    "SELECT c.speaker, n.id, f.id FROM ({}) c JOIN generated_note n ON n.seq = c.note_seq "
    "JOIN draft d ON d.id = n.draft_id "
    "JOIN final_note f ON f.item_id = d.item_id AND f.current = 1 ORDER BY {}"
)
_BY_TIME = "speaker, dictated_at NULLS LAST, seq, note_seq"

# A note is current while it is the newest of a draft that is itself current.
LIVE_NOTES = (
    "FROM generated_note n JOIN draft d ON d.id = n.draft_id AND d.current = 1 "
    "JOIN item i ON i.id = d.item_id JOIN speaker s ON s.ref = i.speaker "
    "AND s.removed_at IS NULL LEFT JOIN final_note f ON f.item_id = i.id AND f.current = 1"
)
_NEWEST = (
    "row_number() OVER (PARTITION BY i.speaker "
    "ORDER BY i.dictated_at DESC NULLS FIRST, i.seq DESC, n.seq DESC)"
)


class Notes:
    """The tables generated_note, note_edit, generation_session, session_step, session_record."""

    def __init__(self, db: Connection, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    def get(self, note_id: str) -> GeneratedNote | None:
        """The note with this id, with its edits, whether it is current or not."""
        return self._one("n.id = ?", note_id)

    def for_draft(self, draft_id: str) -> GeneratedNote | None:
        """The current note of a draft, with its edits."""
        return self._one("n.draft_id = ? AND n.current = 1", draft_id)

    def ever_made(self) -> builtins.list[tuple[str, str, str, str]]:
        """Generator, draft id, note id and current final id of every note, superseded or not.

        Only of current drafts with a final, of speakers not removed; by speaker and order of
        arrival, the notes of a draft by age with the current one last.
        """
        rows = self._db.rows(
            f"SELECT n.generator, d.id, n.id, f.id {LIVE_NOTES} WHERE f.id IS NOT NULL "
            "ORDER BY i.speaker, i.seq, d.seq, n.current, n.seq"
        )
        return [(generator, draft, note, final) for generator, draft, note, final in rows]

    def _one(self, test: str, key: object, *, with_edits: bool = True) -> GeneratedNote | None:
        sql = f"{_NOTE} WHERE {test}".format(sound=self._sound("generated_note", "n"))
        rows = self._db.sound(self._db.rows(sql, (key,)), what=_THE_NOTE)
        if not rows:
            return None
        return _note(rows[0], self._edits_of(rows[0][0]) if with_edits else ())

    def _edits_of(self, note_id: str) -> tuple[NoteEdit, ...]:
        rows = self._db.rows(
            f"SELECT {_EDIT_NAMES}, {self._sound('note_edit', 'e')} FROM note_edit e "
            "WHERE note_id = ? ORDER BY n",
            (note_id,),
        )
        return tuple(map(_edit, self._db.sound(rows, what=_THE_EDITS)))

    def _sound(self, table: str, alias: str) -> str:
        return self._db.hashes.is_sound(table, alias)

    def add(self, note: GeneratedNote, session: Session) -> None:
        """Store a note as the current one of its draft, with its session.

        A note that is stored already becomes current again, and nothing else changes.
        """
        self._db.write(
            "UPDATE generated_note SET current = 0 WHERE draft_id = ? AND current = 1 AND id <> ?",
            (note.draft_id, note.id),
        )
        if not self._db.write("UPDATE generated_note SET current = 1 WHERE id = ?", (note.id,)):
            self._add_note(note)
            self._add_session(note, session)

    def _add_note(self, note: GeneratedNote) -> None:
        self._db.write(
            "INSERT INTO generated_note(id, draft_id, text, confidence, generator, session_id, "
            "created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                note.id,
                note.draft_id,
                note.text,
                note.confidence,
                note.generator,
                note.session_id,
                note.created_at or self._clock.now(),
            ),
        )
        names = _EDIT_NAMES.split(", ")
        self._db.write_many(
            f"INSERT INTO note_edit(note_id, n, {_EDIT_NAMES}) "
            f"VALUES (?, ?, {', '.join('?' * len(names))})",
            (
                (note.id, n, *(getattr(edit, name) for name in names))
                for n, edit in enumerate(note.edits)
            ),
        )

    def _add_session(self, note: GeneratedNote, session: Session) -> None:
        self._db.write(
            "INSERT INTO generation_session(id, draft_id, note_id, generator, status, created_at) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (
                session.id,
                session.draft_id,
                session.note_id or note.id,
                session.generator,
                session.status,
                session.created_at or self._clock.now(),
            ),
        )
        self._db.write_many(
            "INSERT INTO session_step(session_id, n, name, status, detail_json) "
            "VALUES (?, ?, ?, ?, ?)",
            [
                (session.id, n, step.name, step.status, dump(step.detail))
                for n, step in enumerate(session.steps)
            ],
        )
        if session.record is not None:
            self._db.write(
                "INSERT INTO session_record(session_id, record_json) VALUES (?, ?)",
                (session.id, dump(session.record)),
            )

    def list(self, query: NoteQuery, page: Page | None = None) -> list[GeneratedNote]:
        """Current notes of speakers not removed, by speaker and order of arrival, without edits.

        `last` goes by time of dictation, as evaluation does.
        """
        keys = self._keys(query, page, order="speaker, note_seq")
        notes = (self._one("n.seq = ?", key, with_edits=False) for key in keys)
        return [note for note in notes if note is not None]

    def count(self, query: NoteQuery) -> int:
        """How many `list` would give without a page."""
        source, params = _chosen(query)
        return int(self._db.value(f"SELECT count(*) FROM ({source})", params))

    def evaluable(self, query: NoteQuery) -> Iterator[Evaluable]:
        """Current notes whose item has a final note, by speaker and time, streamed.

        Time: `dictated_at` (items without one after those with one), then the item's order of
        arrival, which is `seq` here. The notes are those there are when the first is asked
        for; the caller may write meanwhile.
        """
        of = (("generated_note", "n"), ("draft", "d"), ("final_note", "f"))
        sql = _EVALUABLE.format(sound=" AND ".join(self._sound(*one) for one in of))
        for key in self._keys(query, None, order=_BY_TIME):
            for row in self._db.sound(self._db.rows(sql, (key,)), what=_THE_NOTE):
                yield Evaluable(*row)

    def evaluable_ids(self, query: NoteQuery) -> builtins.list[tuple[str, str, str]]:
        """Speaker, note id and final id of all that `evaluable` gives, in the same order."""
        source, params = _chosen(query)
        by_time = ", ".join(f"c.{part}" for part in _BY_TIME.split(", "))
        rows = self._db.rows(_EVALUABLE_IDS.format(source, by_time), params)
        return [(speaker, note_id, final_id) for speaker, note_id, final_id in rows]

    def edits(self, query: NoteQuery) -> dict[str, tuple[NoteEdit, ...]]:
        """The edits of current notes by note id, in their order; notes without any left out."""
        source, params = _chosen(query)
        names = ", ".join(f"e.{name}" for name in _EDIT_NAMES.split(", "))
        rows = self._db.rows(
            f"SELECT {names}, e.note_id, {self._sound('note_edit', 'e')} FROM ({source}) c "
            "JOIN generated_note n ON n.seq = c.note_seq JOIN note_edit e ON e.note_id = n.id "
            "ORDER BY c.note_seq, e.n",
            params,
        )
        found: dict[str, builtins.list[NoteEdit]] = {}
        for row in self._db.sound(rows, what=_THE_EDITS):
            found.setdefault(row[_N_EDIT_NAMES], []).append(_edit(row[:_N_EDIT_NAMES]))
        return {note_id: tuple(edits) for note_id, edits in found.items()}

    def _keys(self, query: NoteQuery, page: Page | None, *, order: str) -> array[int]:
        source, params = _chosen(query)
        return self._db.keys(
            f"SELECT note_seq FROM ({source}) ORDER BY {order} LIMIT ? OFFSET ?",
            (*params, *limits(page)),
        )

    def edit(self, correction_id: str) -> NoteEdit | None:
        """An edit of a stored note by which this correction was made or suggested."""
        row = self._db.row(
            f"SELECT {_EDIT_NAMES} FROM note_edit WHERE correction_id = ? "
            "ORDER BY note_id, n LIMIT 1",
            (correction_id,),
        )
        return None if row is None else _edit(row)

    def session(self, session_id: str) -> Session | None:
        """The session with this id, with its steps in order."""
        row = self._db.row(
            "SELECT g.id, g.draft_id, i.speaker, g.generator, g.status, NULL, g.note_id, "
            "g.created_at FROM generation_session g JOIN draft d ON d.id = g.draft_id "
            "JOIN item i ON i.id = d.item_id WHERE g.id = ?",
            (session_id,),
        )
        if row is None:
            return None
        steps = self._db.rows(
            "SELECT name, status, detail_json FROM session_step WHERE session_id = ? ORDER BY n",
            (session_id,),
        )
        record = self._db.row(
            "SELECT record_json FROM session_record WHERE session_id = ?", (session_id,)
        )
        values = [*row, None if record is None else load(record[0])]
        values[5] = tuple(Step(name, status, load(detail)) for name, status, detail in steps)
        return Session(*values)


def _chosen(query: NoteQuery) -> tuple[str, list[Any]]:
    """The keys of the notes that a query names, with what they are sorted by."""
    tests = ["n.current = 1"]
    params: list[Any] = []
    for test, value in (("i.speaker = ?", query.speaker), ("i.item = ?", query.item)):
        if value is not None:
            tests.append(test)
            params.append(value)
    if query.has_final is not None:
        # A final that seems to be of another note says nothing about this one.
        has = f"f.id IS NOT NULL AND NOT {IS_HELD}"
        tests.append(has if query.has_final else "f.id IS NULL")
    source = (
        "SELECT n.seq AS note_seq, i.speaker AS speaker, i.dictated_at AS dictated_at, "
        f"i.seq AS seq, {'0' if query.last is None else _NEWEST} AS age "
        f"{LIVE_NOTES} WHERE {where(tests)}"
    )
    if query.last is None:
        return source, params
    return f"SELECT * FROM ({source}) WHERE age <= ?", [*params, query.last]


def _note(row: Row, edits: tuple[NoteEdit, ...]) -> GeneratedNote:
    values = [*row]
    values[7] = edits
    values[11] = bool(values[11])
    return GeneratedNote(*values)


def _edit(row: Row) -> NoteEdit:
    values = [*row]
    values[9] = _CATEGORIES[values[9]]
    values[10] = _VERDICTS[values[10]]
    values[12] = _PROPOSERS[values[12]]
    return NoteEdit(*values)

"""Measurements, and the moves between buckets that followed from them."""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from draftgenie.adapters.sqlite._connection import limits
from draftgenie.adapters.sqlite._json import dump, load
from draftgenie.domain.bucket import Move
from draftgenie.domain.evaluation import (
    Claim,
    EditFates,
    NoteScores,
    Outcome,
    Review,
    SafetyCounts,
)
from draftgenie.domain.score import ErrorCounts
from draftgenie.ports.store import StoredRun

if TYPE_CHECKING:
    from collections.abc import Iterable

    from draftgenie.adapters.sqlite._connection import Connection, Row
    from draftgenie.ports import Clock
    from draftgenie.ports.store import Page

_SCORES = (
    "SELECT e.note_id, e.final_id, i.speaker, i.item, e.scores_json FROM evaluation e "
    "JOIN generated_note n ON n.id = e.note_id JOIN draft d ON d.id = n.draft_id "
    "JOIN item i ON i.id = d.item_id"
)
_CURRENT = (
    f"{_SCORES} JOIN final_note f ON f.id = e.final_id AND f.current = 1 "
    "JOIN speaker s ON s.ref = i.speaker "
    "WHERE e.signature = ? AND n.current = 1 AND d.current = 1"
)
_LAST = (
    f"{_CURRENT} AND e.speaker = ? "
    "ORDER BY i.dictated_at DESC NULLS FIRST, i.seq DESC, n.seq DESC LIMIT ?"
)
_ALL = (
    f"{_CURRENT} AND s.removed_at IS NULL "
    "ORDER BY i.speaker, i.dictated_at NULLS LAST, i.seq, n.seq"
)
_RUN = "SELECT id, signature, scope, result_json, created_at, kind FROM evaluation_run"
_COUNTS = tuple(f.name for f in fields(NoteScores) if f.type == "ErrorCounts")
_CHARACTERS = ("draft_characters", "note_characters")
# `astuple` copies every number, which for many notes takes longer than measuring them.
_error_counts = attrgetter(*(f.name for f in fields(ErrorCounts)))
_safety_counts = attrgetter(*(f.name for f in fields(SafetyCounts)))
_edit_fates = attrgetter(*(f.name for f in fields(EditFates)))
_IDS = ("note_id", "final_id", "speaker", "item")
_SIMILARITIES = ("draft_similarity", "note_similarity")


class Evaluations:
    """The tables evaluation, evaluation_run and bucket_move."""

    def __init__(self, db: Connection, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    def known(
        self, signature: str, *, speaker: str | None = None
    ) -> dict[tuple[str, str], NoteScores]:
        """Scores that are stored already under this signature, by (note id, final id)."""
        one, params = ("", ()) if speaker is None else (" AND e.speaker = ?", (speaker,))
        rows = self._db.rows(f"{_SCORES} WHERE e.signature = ?{one}", (signature, *params))
        return {(row[0], row[1]): _scores(row) for row in rows}

    def current(self, signature: str) -> list[NoteScores]:
        """The scores of all current notes, by speaker, each speaker's oldest first.

        Only scores against a final that is still current, of speakers not removed. Order within
        a speaker: as in `last`.
        """
        return [_scores(row) for row in self._db.rows(_ALL, (signature,))]

    def add(self, scores: Iterable[NoteScores], *, signature: str) -> int:
        """Store scores; how many were new.

        A (note, final, signature) that is there already stays as it is.
        """
        now = self._clock.now()
        return sum(
            self._db.write(
                "INSERT INTO evaluation(note_id, final_id, speaker, signature, scores_json, "
                "created_at) VALUES (?, ?, ?, ?, ?, ?) "
                "ON CONFLICT(note_id, final_id, signature) DO NOTHING",
                (s.note_id, s.final_id, s.speaker, signature, _packed(s), now),
            )
            for s in scores
        )

    def last(self, speaker: str, n: int, *, signature: str) -> list[NoteScores]:
        """The newest `n` scores of a speaker's current notes, oldest first.

        Only scores against a final that is still current. By `dictated_at` (items without one
        count as newer), then the item's order of arrival.
        """
        rows = self._db.rows(_LAST, (signature, speaker, max(n, 0)))
        return [_scores(row) for row in reversed(rows)]

    def count_since(self, at: str, *, speaker: str) -> int:
        """How many of a speaker's finals were scored for the first time after a moment."""
        return int(
            self._db.value(
                "SELECT count(*) FROM (SELECT 1 FROM evaluation WHERE speaker = ? "
                "GROUP BY final_id HAVING min(created_at) > ?)",
                (speaker, at),
            )
        )

    def drafts_of(self, signature: str) -> dict[str, str]:
        """Note id to draft id of every note scored under this signature."""
        rows = self._db.rows(
            "SELECT DISTINCT e.note_id, n.draft_id FROM evaluation e "
            "JOIN generated_note n ON n.id = e.note_id WHERE e.signature = ?",
            (signature,),
        )
        return {row[0]: row[1] for row in rows}

    def add_run(self, run: StoredRun) -> bool:
        """Store a run; False when the same run is there already."""
        return bool(
            self._db.write(
                "INSERT INTO evaluation_run(id, signature, scope, result_json, created_at, kind) "
                "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT(id) DO NOTHING",
                (
                    run.id,
                    run.signature,
                    run.scope,
                    dump(run.result),
                    run.created_at or self._clock.now(),
                    run.kind,
                ),
            )
        )

    def get_run(self, run_id: str) -> StoredRun | None:
        """The run with this id; `latest` names the newest of generated notes."""
        if run_id == "latest":
            row = self._db.row(f"{_RUN} WHERE kind = 'run' ORDER BY seq DESC LIMIT 1")
        else:
            row = self._db.row(f"{_RUN} WHERE id = ?", (run_id,))
        return None if row is None else _run(row)

    def runs(self, page: Page | None = None) -> list[StoredRun]:
        """Runs, newest first."""
        rows = self._db.rows(f"{_RUN} ORDER BY seq DESC LIMIT ? OFFSET ?", limits(page))
        return [_run(row) for row in rows]

    def count_runs(self) -> int:
        """How many runs there are."""
        return int(self._db.value("SELECT count(*) FROM evaluation_run"))

    def add_review(self, review: Review) -> None:
        """Store what a person said of a note."""
        self._db.write(
            "INSERT INTO review(note_id, verdict, text, at) VALUES (?, ?, ?, ?)",
            (
                review.note_id,
                review.verdict.value,
                review.text,
                review.at or self._clock.now(),
            ),
        )

    def reviews(self, *, note_id: str | None = None) -> list[Review]:
        """Reviews in the order in which they were made, of one note or of all."""
        one, params = ("", ()) if note_id is None else (" WHERE note_id = ?", (note_id,))
        rows = self._db.rows(
            f"SELECT note_id, verdict, text, at FROM review{one} ORDER BY seq", params
        )
        return [Review(row[0], Outcome(row[1]), row[2], row[3]) for row in rows]

    def add_move(self, move: Move) -> None:
        """Store a move between buckets."""
        self._db.write(
            "INSERT INTO bucket_move(speaker, before, after, reason, made_by, policy, "
            "numbers_json, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                move.speaker,
                move.before,
                move.after,
                move.reason,
                move.made_by,
                move.policy,
                dump(move.numbers),
                move.at or self._clock.now(),
            ),
        )

    def moves(self, speaker: str | None = None) -> list[Move]:
        """Moves, oldest first."""
        one, params = ("", ()) if speaker is None else (" WHERE speaker = ?", (speaker,))
        rows = self._db.rows(
            "SELECT speaker, before, after, reason, made_by, policy, numbers_json, at "
            f"FROM bucket_move{one} ORDER BY seq",
            params,
        )
        return [_move(row) for row in rows]


def _packed(scores: NoteScores) -> str:
    """The figures of one note; its ids stand in their own columns."""
    packed: dict[str, Any] = {name: _error_counts(getattr(scores, name)) for name in _COUNTS}
    packed["safety"] = {name: _safety_counts(counts) for name, counts in scores.safety.items()}
    packed["edits"] = None if scores.edits is None else _edit_fates(scores.edits)
    packed["claims"] = [(c.confidence, int(c.is_applied), int(c.is_right)) for c in scores.claims]
    for name in _CHARACTERS:
        counts = getattr(scores, name)
        packed[name] = None if counts is None else _error_counts(counts)
    for name in _SIMILARITIES:
        packed[name] = getattr(scores, name)
    return dump(packed)


def _scores(row: Row) -> NoteScores:
    values = load(row[4])
    for name in _COUNTS:
        values[name] = ErrorCounts(*values[name])
    values["safety"] = {name: SafetyCounts(*n) for name, n in values["safety"].items()}
    # Scores that an earlier version stored have none.
    edits = values.get("edits")
    values["edits"] = None if edits is None else EditFates(*edits)
    for name in _CHARACTERS:
        counts = values.get(name)
        values[name] = None if counts is None else ErrorCounts(*counts)
    values["claims"] = tuple(
        Claim(confidence, bool(is_applied), bool(is_right))
        for confidence, is_applied, is_right in values.get("claims", ())
    )
    values.update(zip(_IDS, row, strict=False))
    return NoteScores(**values)


def _run(row: Row) -> StoredRun:
    values = [*row]
    values[3] = load(values[3])
    return StoredRun(*values)


def _move(row: Row) -> Move:
    values = [*row]
    values[6] = load(values[6])
    return Move(*values)

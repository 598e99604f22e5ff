"""The part of the store that keeps measurements, reviews and moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from draftgenie.domain.bucket import Move
    from draftgenie.domain.evaluation import NoteScores, Review
    from draftgenie.ports.query import Page, StoredRun


class EvaluationStore(Protocol):
    """Measurements, and the moves between buckets that followed from them."""

    def known(
        self, signature: str, *, speaker: str | None = None
    ) -> dict[tuple[str, str], NoteScores]:
        """Scores that are stored already under this signature, by (note id, final id)."""
        ...

    def current(self, signature: str) -> list[NoteScores]:
        """The scores of all current notes, by speaker, each speaker's oldest first."""
        ...

    def add(self, scores: Iterable[NoteScores], *, signature: str) -> int:
        """Store scores; how many were new.

        A (note, final, signature) that is there already stays as it is.
        """
        ...

    def last(self, speaker: str, n: int, *, signature: str) -> list[NoteScores]:
        """The newest `n` scores of a speaker's current notes, oldest first."""
        ...

    def count_since(self, at: str, *, speaker: str) -> int:
        """How many of a speaker's finals were scored for the first time after a moment."""
        ...

    def drafts_of(self, signature: str) -> dict[str, str]:
        """Note id to draft id of every note scored under this signature."""
        ...

    def add_run(self, run: StoredRun) -> bool:
        """Store a run; False when the same run is there already."""
        ...

    def get_run(self, run_id: str) -> StoredRun | None:
        """The run with this id; `latest` names the newest of generated notes."""
        ...

    def runs(self, page: Page | None = None) -> list[StoredRun]:
        """Runs, newest first."""
        ...

    def count_runs(self) -> int:
        """How many runs there are."""
        ...

    def add_review(self, review: Review) -> None:
        """Store what a person said of a note."""
        ...

    def reviews(self, *, note_id: str | None = None) -> list[Review]:
        """Reviews in the order in which they were made, of one note or of all."""
        ...

    def add_move(self, move: Move) -> None:
        """Store a move between buckets."""
        ...

    def moves(self, speaker: str | None = None) -> list[Move]:
        """Moves, oldest first."""
        ...

"""What people say of generated notes, counted and held against what the figures say."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftgenie.domain.evaluation import NoteScores, Outcome, Review
from draftgenie.domain.event import EventType
from draftgenie.errors import NotFoundError, UsageError
from draftgenie.pipeline.diff import word_diff
from draftgenie.pipeline.evaluate import score_note
from draftgenie.services import rag
from draftgenie.services._cases import lost_facts, read_texts
from draftgenie.services._watched import read_lists
from draftgenie.services.panes import side_by_side

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from draftgenie.pipeline.diff import Piece
    from draftgenie.ports import Clock, Store
    from draftgenie.services._cases import SafetyCase
    from draftgenie.services.panes import SideBySide

MAX_COMMENT = 10_000
"""Characters of a comment."""


@dataclass(frozen=True, slots=True)
class Commented:
    """A review as it is stored now; `changed` is false when it was so before."""

    review: Review
    speaker: str
    item: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A note of which a person says one thing and the figures another."""

    speaker: str
    item: str
    note_id: str
    verdict: Outcome
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The newest verdict on each note of a run: how many of each, and how many agree.

    `kappa` is Cohen's: 1 when all agree, 0 when no more do than by chance; None where chance
    alone would have them all agree.
    """

    better: int
    same: int
    worse: int
    agree: int
    kappa: float | None
    disagreements: tuple[Disagreement, ...]

    @property
    def notes(self) -> int:
        """Notes with a verdict."""
        return self.better + self.same + self.worse


@dataclass(frozen=True, slots=True)
class NoteLooked:
    """One note beside its draft and its final: figures, lost facts, reviews, and every word.

    `draft_marks` is the way from the draft to the final, `note_marks` that from the note;
    `panes` are the three texts with each word marked by the other two.
    """

    scores: NoteScores
    cases: tuple[SafetyCase, ...]
    reviews: tuple[Review, ...]
    draft_marks: tuple[Piece, ...]
    note_marks: tuple[Piece, ...]
    panes: SideBySide


def comment(
    name: str, verdict: Outcome, text: str, *, store: Store, clock: Clock, speaker: str | None
) -> Commented:
    """Store what a person says of a note; said before and last, nothing changes.

    Raises:
        NotFoundError: no such note.
        UsageError: several notes have a claim to the name, or the comment is too long.
    """
    said = text.strip()
    if len(said) > MAX_COMMENT:
        msg = f"the comment has {len(said)} characters, {MAX_COMMENT} are the most"
        raise UsageError(msg, hint="shorten it")
    with store.atomic():
        note = rag.show(name, store=store, speaker=speaker)
        before = store.evaluations.reviews(note_id=note.id)
        if before and (before[-1].verdict, before[-1].text) == (verdict, said):
            return Commented(before[-1], note.speaker, note.item, changed=False)
        review = Review(note.id, verdict, said, clock.now())
        store.evaluations.add_review(review)
        figures = {"note_id": note.id, "speaker": note.speaker, "verdict": verdict.value}
        store.log.emit(EventType.EVALUATION_UPDATED, aggregate=note.id, payload=figures)
        store.log.audit("evaluation.comment", subject=note.id, detail=figures)
    return Commented(review, note.speaker, note.item, changed=True)


def look(name: str, *, store: Store, speaker: str | None = None) -> NoteLooked:
    """A note beside its draft and the current final, measured now.

    Raises:
        NotFoundError: no such note, or its item has no final note.
        UsageError: several notes have a claim to the name.
    """
    note = rag.show(name, store=store, speaker=speaker)
    texts = read_texts(store, note.id)
    if texts is None:
        msg = f"item {note.item!r} has no final note to hold the note against"
        raise NotFoundError(msg, hint="draftgenie draft ingest FILE, with the final note")
    lists = read_lists(store)
    return NoteLooked(
        scores=score_note(texts, watched=lists.of(texts.speaker)),
        cases=tuple(lost_facts(texts, lists)),
        reviews=tuple(store.evaluations.reviews(note_id=note.id)),
        draft_marks=tuple(word_diff(reference=texts.final, hypothesis=texts.draft)),
        note_marks=tuple(word_diff(reference=texts.final, hypothesis=texts.note)),
        panes=side_by_side(texts),
    )


def held_against(reviews: Iterable[Review], scores: Mapping[str, NoteScores]) -> Reviewed | None:
    """The newest verdict on each scored note beside its outcome; None when none has one.

    Args:
        reviews: in the order in which they were made.
        scores: of the notes that count, by note id.
    """
    newest = {r.note_id: r.verdict for r in reviews if r.note_id in scores}
    if not newest:
        return None
    pairs = [(verdict, scores[note_id].outcome) for note_id, verdict in newest.items()]
    said = Counter(verdict for verdict, _ in pairs)
    apart = sorted(
        (scores[note_id] for note_id, v in newest.items() if v != scores[note_id].outcome),
        key=lambda s: (s.speaker, s.item, s.note_id),
    )
    return Reviewed(
        better=said[Outcome.BETTER],
        same=said[Outcome.SAME],
        worse=said[Outcome.WORSE],
        agree=len(pairs) - len(apart),
        kappa=kappa(pairs),
        disagreements=tuple(
            Disagreement(s.speaker, s.item, s.note_id, newest[s.note_id], s.outcome) for s in apart
        ),
    )


def kappa(pairs: Sequence[tuple[Outcome, Outcome]]) -> float | None:
    """Cohen's kappa of two judges; None where chance alone has them agree on everything.

    >>> kappa([(Outcome.BETTER, Outcome.BETTER), (Outcome.WORSE, Outcome.WORSE)])
    1.0
    """
    n = len(pairs)
    left, right = (Counter(pair[side] for pair in pairs) for side in (0, 1))
    by_chance = sum(left[o] * right[o] for o in Outcome) / (n * n) if n else 1.0
    if by_chance == 1:
        return None
    return (sum(a == b for a, b in pairs) / n - by_chance) / (1 - by_chance)

"""The learning curve: what replayed items came to, by how much was known of their speaker."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from draftgenie.domain.evaluation import CurvePoint, Outcome
from draftgenie.domain.score import relative_gain
from draftgenie.pipeline.evaluate.summary import pool_counts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from draftgenie.domain.evaluation import NoteScores

STEPS = (0, 1, 10, 30, 100, 300, 1000)
"""Own items known before, from which on another stretch of the curve begins."""


def curve(points: Iterable[tuple[int, NoteScores]]) -> tuple[CurvePoint, ...]:
    """The curve of some items, given as own items known and scores; stretches without any go."""
    found = list(points)
    return tuple(
        _point(low, None if high is None else high - 1, scores)
        for low, high in pairwise([*STEPS, None])
        if low is not None
        and (scores := [s for n, s in found if low <= n and (high is None or n < high)])
    )


def _point(low: int, high: int | None, scores: Sequence[NoteScores]) -> CurvePoint:
    draft, note = pool_counts(s.draft for s in scores), pool_counts(s.note for s in scores)
    outcomes = Counter(s.outcome for s in scores)
    return CurvePoint(
        own_from=low,
        own_to=high,
        items=len(scores),
        words=draft.n_reference,
        draft_wer=draft.rate,
        note_wer=note.rate,
        draft_wer_formatted=pool_counts(s.draft_formatted for s in scores).rate,
        note_wer_formatted=pool_counts(s.note_formatted for s in scores).rate,
        relative_gain=relative_gain(before=draft, after=note),
        better=outcomes[Outcome.BETTER],
        worse=outcomes[Outcome.WORSE],
        same=outcomes[Outcome.SAME],
    )

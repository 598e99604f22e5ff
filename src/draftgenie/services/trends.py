"""How figures went: a speaker's error rates note by note, and the learning curves pooled."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from draftgenie.domain.evaluation import CurvePoint
from draftgenie.pipeline.evaluate.summary import pool_rates

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from draftgenie.domain.evaluation import Baseline, NoteScores


@dataclass(frozen=True, slots=True)
class Step:
    """Neighbouring notes, `first` to `last` counted from 1, with their pooled rates."""

    first: int
    last: int
    draft_wer: float | None
    note_wer: float | None


def trend(scores: Sequence[NoteScores], *, most: int = 12) -> tuple[Step, ...]:
    """The notes in at most so many stretches, nearly equally many in each, in their order.

    Nothing gives no stretch.
    """
    n_steps = min(most, len(scores))
    edges = [round(i * len(scores) / n_steps) for i in range(n_steps + 1)] if n_steps else []
    steps = []
    for low, high in pairwise(edges):
        rates = pool_rates(scores[low:high])
        steps.append(Step(low + 1, high, rates["draft_wer"], rates["note_wer"]))
    return tuple(steps)


def pooled_curve(baselines: Iterable[Baseline]) -> tuple[CurvePoint, ...]:
    """The learning curves of several speakers as one, fewest own items first."""
    groups: dict[tuple[int, int | None], list[CurvePoint]] = {}
    for baseline in baselines:
        for point in baseline.curve:
            groups.setdefault((point.own_from, point.own_to), []).append(point)
    return tuple(_pooled(groups[key]) for key in sorted(groups, key=lambda k: k[0]))


def _pooled(points: Sequence[CurvePoint]) -> CurvePoint:
    n_words = sum(p.words for p in points)

    def rate(name: str) -> float | None:
        if not n_words:
            return None
        return sum((getattr(p, name) or 0.0) * p.words for p in points) / n_words

    before, after = rate("draft_wer"), rate("note_wer")
    return CurvePoint(
        own_from=points[0].own_from,
        own_to=points[0].own_to,
        items=sum(p.items for p in points),
        words=n_words,
        draft_wer=before,
        note_wer=after,
        draft_wer_formatted=rate("draft_wer_formatted"),
        note_wer_formatted=rate("note_wer_formatted"),
        relative_gain=(before - after) / before if before and after is not None else None,
        better=sum(p.better for p in points),
        worse=sum(p.worse for p in points),
        same=sum(p.same for p in points),
    )

"""How figures went over time: a speaker's error rates note by note, and buckets by period."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from draftgenie.domain.evaluation import CurvePoint
from draftgenie.pipeline.evaluate.summary import pool_rates

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from draftgenie.domain.bucket import Move
    from draftgenie.domain.evaluation import Baseline, NoteScores
    from draftgenie.domain.speaker import Speaker

MONTH, DAY = 7, 10
"""Characters of an instant in ISO 8601 that name its month and its day."""

N_PERIODS = 24


@dataclass(frozen=True, slots=True)
class Step:
    """Neighbouring notes, `first` to `last` counted from 1, with their pooled rates."""

    first: int
    last: int
    draft_wer: float | None
    note_wer: float | None


@dataclass(frozen=True, slots=True)
class Period:
    """A month or a day, and how many speakers each bucket held at its end."""

    name: str
    held: dict[str, int]


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


def flow(
    people: Iterable[Speaker], moves: Sequence[Move], *, no_bucket: str
) -> tuple[Period, ...]:
    """Where speakers were at the end of each period with moves, oldest first.

    Periods are months, or days where all moves are of one month. Told by the moves; a speaker
    without any was always where they are now. Without moves there is nothing to tell.
    """
    of_speaker: dict[str, list[Move]] = {}
    for move in moves:
        of_speaker.setdefault(move.speaker, []).append(move)
    cut = MONTH if len({move.at[:MONTH] for move in moves}) > 1 else DAY
    names = sorted({move.at[:cut] for move in moves})[-N_PERIODS:]
    living = list(people)
    return tuple(Period(name, _held(name, living, of_speaker, no_bucket)) for name in names)


def _held(
    period: str,
    people: Iterable[Speaker],
    moves: Mapping[str, Sequence[Move]],
    no_bucket: str,
) -> dict[str, int]:
    held: Counter[str] = Counter()
    for person in people:
        later = [m for m in moves.get(person.ref, ()) if m.at[: len(period)] > period]
        held[(later[0].before if later else person.assigned_bucket) or no_bucket] += 1
    return dict(held)

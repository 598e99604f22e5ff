"""The learning curve: what replayed items came to, by how much was known of their speaker."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from draftgenie.domain.evaluation import CurvePoint
from draftgenie.pipeline.evaluate.summary import pool_rates

if TYPE_CHECKING:
    from collections.abc import Iterable

    from draftgenie.domain.evaluation import NoteScores

STEPS = (0, 1, 10, 30, 100, 300, 1000)
"""Own items known before, from which on another stretch of the curve begins."""


def curve(points: Iterable[tuple[int, NoteScores]]) -> tuple[CurvePoint, ...]:
    """The curve of some items, given as own items known and scores; stretches without any go."""
    found = list(points)
    return tuple(
        CurvePoint(
            own_from=low,
            own_to=None if high is None else high - 1,
            items=len(scores),
            **pool_rates(scores),
        )
        for low, high in pairwise([*STEPS, None])
        if low is not None
        and (scores := [s for n, s in found if low <= n and (high is None or n < high)])
    )

"""Which words of a changed block belong together, by their letters.

Word alignment only says that a block of the draft became a block of the final note. Inside it,
runs are paired by spelling: one word with one, several with one, one with two. The costs were
chosen on real drafts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftgenie.pipeline._align import similarity

if TYPE_CHECKING:
    from collections.abc import Sequence

SHAPES = ((1, 1), (2, 1), (3, 1), (4, 1), (1, 2))
ONE_SIDED_COST = 0.75
LENGTH_COST = 0.1
LONGEST_BLOCK = 30


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of draft words and the run of final words it became; half-open, one may be empty."""

    draft_start: int
    draft_end: int
    final_start: int
    final_end: int

    @property
    def is_paired(self) -> bool:
        """Whether both sides hold words."""
        return self.draft_start < self.draft_end and self.final_start < self.final_end


def pair_up(*, draft: Sequence[str], final: Sequence[str]) -> list[Segment]:
    """The cheapest pairing of two blocks, in order, covering both.

    >>> [(s.draft_start, s.draft_end, s.final_start, s.final_end)
    ...  for s in pair_up(draft=["bis", "a", "prolol", "five"], final=["bisoprolol", "5"])]
    [(0, 3, 0, 1), (3, 4, 1, 2)]
    """
    n_draft, n_final = len(draft), len(final)
    # One word with one is the commonest block, and dearer apart than together in any spelling.
    if n_draft == n_final == 1 or max(n_draft, n_final) > LONGEST_BLOCK:
        return [Segment(0, n_draft, 0, n_final)]
    best = {(0, 0): 0.0}
    step: dict[tuple[int, int], tuple[int, int]] = {}
    for i in range(n_draft + 1):
        for j in range(n_final + 1):
            here = best[i, j]
            for p, q, cost in _steps(draft, final, i, j):
                there = (i + p, j + q)
                if here + cost < best.get(there, float("inf")) - 1e-9:
                    best[there] = here + cost
                    step[there] = (p, q)
    return _walk_back(step, n_draft, n_final)


def _steps(
    draft: Sequence[str], final: Sequence[str], i: int, j: int
) -> list[tuple[int, int, float]]:
    steps: list[tuple[int, int, float]] = []
    if i < len(draft):
        steps.append((1, 0, ONE_SIDED_COST))
    if j < len(final):
        steps.append((0, 1, ONE_SIDED_COST))
    for p, q in SHAPES:
        if i + p <= len(draft) and j + q <= len(final):
            alike = similarity("".join(draft[i : i + p]), "".join(final[j : j + q]))
            steps.append((p, q, max(p, q) * (1 - alike) + LENGTH_COST * (p + q - 2)))
    return steps


def _walk_back(step: dict[tuple[int, int], tuple[int, int]], i: int, j: int) -> list[Segment]:
    segments: list[Segment] = []
    while i or j:
        p, q = step[i, j]
        segments.append(Segment(i - p, i, j - q, j))
        i, j = i - p, j - q
    return segments[::-1]

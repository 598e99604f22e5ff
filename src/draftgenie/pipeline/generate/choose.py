"""Which edits of a draft to make: the best set that does not overlap, within the limits."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Limits:
    """What an edit must reach to be made by itself.

    `min_confidence` is the least probability of being right, `min_gain` the least expected
    number of words saved, `max_harm` the most probability of harm, `max_note_harm` how likely
    all edits of a note together may be to leave it worse than its draft. `max_speaker_harm` is the
    share of a speaker's replayed notes that may be made worse, before edits are only suggested.
    """

    min_confidence: float = 0.5
    min_gain: float = 0.2
    max_harm: float = 0.12
    max_note_harm: float = 0.12
    max_speaker_harm: float = 0.02


@dataclass(frozen=True, slots=True)
class Choice:
    """A possible edit: draft words `first` to `last` (half-open) and what is expected of it.

    `gain` is the expected number of words saved. `decided` marks one a person has approved.
    """

    first: int
    last: int
    right: float
    harm: float
    gain: float
    decided: bool = False

    def fault(self, limits: Limits) -> str | None:
        """Why it may not be made by itself; None when it may."""
        if self.decided:
            return None
        if self.harm > limits.max_harm:
            return f"chance of harm {self.harm:.2f} is over {limits.max_harm:.2f}"
        if self.right < limits.min_confidence:
            return f"chance of being right {self.right:.2f} is under {limits.min_confidence:.2f}"
        if self.gain < limits.min_gain:
            return f"expected gain {self.gain:.2f} words is under {limits.min_gain:.2f}"
        return None


def expected_gain(*, right: float, harm: float, n_words: int) -> float:
    """Words saved on average: as many as the edit is long when right, lost when harmful."""
    return (right - harm) * max(1, n_words)


def choose(choices: Sequence[Choice]) -> list[int]:
    """The positions in `choices` of the disjoint set with the largest summed gain, in draft order.

    A decided choice counts far above any other. Ties go to the shorter, then the earlier one.

    >>> choose([Choice(0, 2, .9, 0, 1.8), Choice(1, 2, .9, 0, .9), Choice(2, 3, .9, 0, .9)])
    [0, 2]
    """
    by_end: dict[int, list[int]] = defaultdict(list)
    for n, choice in enumerate(choices):
        by_end[choice.last].append(n)
    best: dict[int, tuple[float, int | None]] = {0: (0.0, None)}
    length = max(by_end, default=0)
    for end in range(1, length + 1):
        value, taken = best[end - 1][0], None
        for n in sorted(by_end[end], key=lambda m: -choices[m].first):
            worth = best[choices[n].first][0] + _worth(choices[n])
            if worth > value + 1e-9:
                value, taken = worth, n
        best[end] = (value, taken)
    return _walk_back(best, choices, length)


def within_harm(
    chances: Sequence[tuple[float, float]],
    most: float,
    *,
    already: Sequence[tuple[float, float]] = (),
) -> list[int]:
    """The positions of edits that a note can bear together, in order.

    Each edit is its chance of being right and its chance of harm. The note ends worse when more
    edits harm than are right; edits are taken from the surest on, as long as that stays at most
    `most` likely. A doubtful edit is so borne by a note that others make better for certain.

    >>> within_harm([(0.7, 0.2), (0.98, 0.01), (0.3, 0.7)], 0.12)
    [0, 1]
    >>> within_harm([(0.7, 0.2)], 0.12)
    []
    """
    kept: list[int] = []
    balance = {0: 1.0}
    for chance in already:
        balance = _after(balance, chance)
    for n in sorted(range(len(chances)), key=lambda m: (chances[m][1] - chances[m][0], m)):
        more = _after(balance, chances[n])
        if sum(share for net, share in more.items() if net < 0) <= most:
            kept.append(n)
            balance = more
    return sorted(kept)


def _after(balance: dict[int, float], chance: tuple[float, float]) -> dict[int, float]:
    """How likely each number of edits right less edits harmful is after one more edit."""
    right, harm = chance
    more: dict[int, float] = defaultdict(float)
    for net, share in balance.items():
        more[net + 1] += share * right
        more[net] += share * (1 - right - harm)
        more[net - 1] += share * harm
    return more


def _worth(choice: Choice) -> float:
    return choice.gain + (1000.0 if choice.decided else 0.0)


def _walk_back(
    best: dict[int, tuple[float, int | None]], choices: Sequence[Choice], end: int
) -> list[int]:
    chosen: list[int] = []
    while end > 0:
        taken = best[end][1]
        if taken is None:
            end -= 1
        else:
            chosen.append(taken)
            end = choices[taken].first
    return chosen[::-1]

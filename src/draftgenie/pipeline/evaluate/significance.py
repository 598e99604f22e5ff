"""How sure a gain is: a paired bootstrap interval and a paired permutation test.

Both work on errors before and after, note by note, and give the same figures for the same notes
in any order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MIN_NOTES = 10
"""Below this an interval or a test would say nothing."""

MIN_SPEAKERS = 5
"""From this on whole speakers are resampled, because notes of one speaker are alike."""

N_REPLICATES = 2000
_SEED = 20250101


@dataclass(frozen=True, slots=True)
class Significance:
    """The 95 % interval of the relative gain and the p-value; None where nothing can be said."""

    ci95: tuple[float, float] | None
    p_value: float | None
    warnings: tuple[str, ...] = ()


def assess_gain(
    before: Sequence[int], after: Sequence[int], speakers: Sequence[str]
) -> Significance:
    """How sure the change of pooled errors from `before` to `after` is.

    Args:
        before: errors of each draft.
        after: errors of each note, in the same order.
        speakers: whose note each is, in the same order.
    """
    n_notes, n_speakers = len(before), len(set(speakers))
    if n_notes < MIN_NOTES:
        few = f"too few notes for an interval or a test ({n_notes} of {MIN_NOTES})"
        return Significance(None, None, (few,))
    warnings = []
    by_speaker = n_speakers >= MIN_SPEAKERS
    if 1 < n_speakers < MIN_SPEAKERS:
        warnings.append(f"interval over notes, as there are only {n_speakers} speakers")
    units = list(speakers) if by_speaker else [str(i) for i in range(n_notes)]
    ci95 = bootstrap_gain(before, after, units)
    if ci95 is None:
        warnings.append("no interval, as the drafts have too few errors")
    p_value = permutation_test([y - x for x, y in zip(before, after, strict=True)])
    return Significance(ci95, p_value, tuple(warnings))


def bootstrap_gain(
    before: Sequence[int], after: Sequence[int], units: Sequence[str]
) -> tuple[float, float] | None:
    """The 95 % percentile interval of the relative gain, resampled by whole unit.

    Args:
        before: errors of each draft.
        after: errors of each note.
        units: what each belongs to; all of a unit is drawn together.

    Returns:
        Lower and upper bound, or None when more than one replicate in twenty has no errors to
        gain on.
    """
    import numpy as np

    totals = np.asarray(_total_by_unit(before, after, units), dtype=np.int64)
    # Drawing n units with replacement is drawing how often each distinct pair of totals comes.
    pairs, n_alike = np.unique(totals, axis=0, return_counts=True)
    draws = np.random.default_rng(_SEED).multinomial(
        len(totals), n_alike / n_alike.sum(), size=N_REPLICATES
    )
    pooled = draws @ pairs
    pooled = pooled[pooled[:, 0] > 0]
    if len(pooled) < 0.95 * N_REPLICATES:
        return None
    gains = (pooled[:, 0] - pooled[:, 1]) / pooled[:, 0]
    low, high = np.percentile(gains, [2.5, 97.5])
    return float(low), float(high)


def _total_by_unit(
    before: Sequence[int], after: Sequence[int], units: Sequence[str]
) -> list[list[int]]:
    totals: dict[str, list[int]] = {}
    for n_before, n_after, unit in zip(before, after, units, strict=True):
        total = totals.setdefault(unit, [0, 0])
        total[0] += n_before
        total[1] += n_after
    return list(totals.values())


def permutation_test(differences: Sequence[int]) -> float:
    """The two-sided p-value of a paired sign-flip test that the differences are centred on 0.

    Returns:
        The share of sign patterns with a sum at least as far from 0 as the one observed, the
        observed one counted among them; from about 1 / 2,000 up to 1.
    """
    import numpy as np

    changed = np.asarray([d for d in differences if d], dtype=np.int64)
    if not len(changed):
        return 1.0
    sizes, n_alike = np.unique(np.abs(changed), return_counts=True)
    # Of n differences of one size some number is positive: the sum follows from that alone.
    n_positive = np.random.default_rng(_SEED).binomial(
        n_alike, 0.5, size=(N_REPLICATES, len(sizes))
    )
    sums = np.abs((2 * n_positive - n_alike) @ sizes)
    n_as_far = int((sums >= abs(sum(differences))).sum())
    return (n_as_far + 1) / (N_REPLICATES + 1)

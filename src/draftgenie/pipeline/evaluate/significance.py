"""How sure a gain is: paired bootstrap intervals and paired tests.

All work on errors before and after, note by note (MAPSSWE on segments), and give the same figures
for the same notes in any order.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, sqrt
from typing import TYPE_CHECKING

from draftgenie.domain.evaluation import EditFates, Sureness

if TYPE_CHECKING:
    from collections.abc import Sequence

MIN_NOTES = 10
"""Below this an interval or a test would say nothing."""

MIN_SPEAKERS = 5
"""From this on whole speakers are resampled, because notes of one speaker are alike."""

MIN_SEGMENTS = 30
"""Below this MAPSSWE's normal approximation does not hold."""

MIN_CHANGED = 10
"""Below this that of Wilcoxon's signed ranks does not."""

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
    units = list(speakers) if by_speaker else _apart(n_notes)
    ci95 = bootstrap_gain(before, after, units)
    if ci95 is None:
        warnings.append("no interval, as the drafts have too few errors")
    p_value = permutation_test([y - x for x, y in zip(before, after, strict=True)])
    return Significance(ci95, p_value, tuple(warnings))


def _apart(n_notes: int) -> list[str]:
    """Units for a bootstrap in which every note is one of its own."""
    return [str(i) for i in range(n_notes)]


def assess_further(
    before: Sequence[int],
    after: Sequence[int],
    speakers: Sequence[str],
    fates: EditFates | None,
    ci95: tuple[float, float] | None,
) -> Sureness:
    """Both bootstrap intervals, MAPSSWE and Wilcoxon's test, each where the sample allows.

    Args:
        before: errors of each draft.
        after: errors of each note, in the same order.
        speakers: whose note each is, in the same order.
        fates: the pooled fates of the same notes; None leaves out MAPSSWE.
        ci95: the interval that `assess_gain` found for them, which is one of the two.
    """
    gained = [x - y for x, y in zip(before, after, strict=True)]
    n_changed = sum(d != 0 for d in gained)
    by_note, by_speaker = ci95, None
    if len(before) >= MIN_NOTES and len(set(speakers)) >= MIN_SPEAKERS:
        by_note, by_speaker = bootstrap_gain(before, after, _apart(len(before))), ci95
    return Sureness(
        ci95_by_note=by_note,
        ci95_by_speaker=by_speaker,
        mapsswe_p=None if fates is None else mapsswe(fates),
        n_segments=0 if fates is None else fates.n_segments,
        wilcoxon_p=wilcoxon(gained) if n_changed >= MIN_CHANGED else None,
        n_changed=n_changed,
    )


def mapsswe(fates: EditFates, *, least: int = MIN_SEGMENTS) -> float | None:
    """The two-sided p-value of the matched-pairs sentence-segment word error test.

    Segments are stretches in which draft or note have errors, bounded by two words that both
    have right, so that they are nearly independent. None for fewer than `least` of them.

    Source: Gillick and Cox, ICASSP 1989, as in NIST's sc_stats.
    """
    n = fates.n_segments
    if n < max(least, 2):
        return None
    mean = fates.sum_gained / n
    variance = (fates.sum_squared - n * mean * mean) / (n - 1)
    if variance <= 0:
        return 1.0 if fates.sum_gained == 0 else 0.0
    return _two_sided(mean / sqrt(variance / n))


def wilcoxon(differences: Sequence[int]) -> float:
    """The two-sided p-value of Wilcoxon's signed ranks, by the normal approximation.

    Differences of 0 are left out, equal ones share their ranks; 1 when nothing is left.
    """
    import numpy as np

    changed = np.asarray([d for d in differences if d], dtype=np.int64)
    n = len(changed)
    if not n:
        return 1.0
    _, places, n_alike = np.unique(np.abs(changed), return_inverse=True, return_counts=True)
    ranks = (np.cumsum(n_alike) - (n_alike - 1) / 2)[places]
    positive = float(ranks[changed > 0].sum())
    ties = float((n_alike**3 - n_alike).sum())
    variance = n * (n + 1) * (2 * n + 1) / 24 - ties / 48
    return _two_sided((positive - n * (n + 1) / 4) / sqrt(variance))


def _two_sided(z: float) -> float:
    return erfc(abs(z) / sqrt(2))


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

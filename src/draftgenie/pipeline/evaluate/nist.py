"""Counts as NIST's sclite makes them, for figures that are to stand beside its own.

sclite aligns for the least cost at which a substitution is 4 and an insertion or a deletion 3.
It so prefers a hit between two one-sided errors to two substitutions, and may on rare texts count
an error more than the edit distance has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from draftgenie.domain.score import ErrorCounts
from draftgenie.pipeline._align import weighted_cost

if TYPE_CHECKING:
    from collections.abc import Sequence

_SUBSTITUTION = 4
_ONE_SIDED = 3


def nist_counts(*, reference: Sequence[str], hypothesis: Sequence[str]) -> ErrorCounts:
    """The errors of `hypothesis` as sclite counts them.

    >>> nist_counts(reference=["a", "b"], hypothesis=["b", "c"])
    ErrorCounts(hits=1, substitutions=0, deletions=1, insertions=1)
    """
    if reference == hypothesis:
        return ErrorCounts(hits=len(reference))
    # A substitution made dearer, or cheaper, by less than all of them together can bring about
    # leaves the cost what it is, and tells of the cheapest alignments the fewest, or the most.
    scale = len(reference) + len(hypothesis) + 1
    fewest = _cost(reference, hypothesis, scale, 1) % scale
    most = -_cost(reference, hypothesis, scale, -1) % scale
    if fewest != most:
        return _traced(reference, hypothesis)
    one_sided = (_cost(reference, hypothesis, 1, 0) - _SUBSTITUTION * fewest) // _ONE_SIDED
    insertions = (one_sided + len(hypothesis) - len(reference)) // 2
    return _counts(len(reference), fewest, one_sided - insertions, insertions)


def _cost(reference: Sequence[str], hypothesis: Sequence[str], scale: int, more: int) -> int:
    return weighted_cost(
        reference=reference,
        hypothesis=hypothesis,
        one_sided=_ONE_SIDED * scale,
        substitution=_SUBSTITUTION * scale + more,
    )


def _counts(n_reference: int, substitutions: int, deletions: int, insertions: int) -> ErrorCounts:
    hits = n_reference - substitutions - deletions
    return ErrorCounts(hits, substitutions, deletions, insertions)


def _traced(reference: Sequence[str], hypothesis: Sequence[str]) -> ErrorCounts:
    """The errors along the way that sclite mostly takes: from the end, pairs first."""
    costs = _costs(reference, hypothesis)
    i, j = len(reference), len(hypothesis)
    substitutions = deletions = insertions = 0
    while i or j:
        paired = _pair_cost(reference[i - 1], hypothesis[j - 1]) if i and j else None
        if paired is not None and costs[i][j] == costs[i - 1][j - 1] + paired:
            substitutions += paired > 0
            i, j = i - 1, j - 1
        elif i and costs[i][j] == costs[i - 1][j] + _ONE_SIDED:
            deletions += 1
            i -= 1
        else:
            insertions += 1
            j -= 1
    return _counts(len(reference), substitutions, deletions, insertions)


def _pair_cost(wanted: str, given: str) -> int:
    return 0 if wanted == given else _SUBSTITUTION


def _costs(reference: Sequence[str], hypothesis: Sequence[str]) -> list[list[int]]:
    """The least cost of the first `i` words against the first `j`, as `[i][j]`."""
    rows = [[_ONE_SIDED * j for j in range(len(hypothesis) + 1)]]
    for i, wanted in enumerate(reference, 1):
        above, row = rows[-1], [_ONE_SIDED * i]
        for j, given in enumerate(hypothesis, 1):
            pair = above[j - 1] + _pair_cost(wanted, given)
            row.append(min(pair, above[j] + _ONE_SIDED, row[-1] + _ONE_SIDED))
        rows.append(row)
    return rows

"""Whether a chance means what it says: reliability tables and the expected calibration error.

Source: Naeini, Cooper and Hauskrecht 2015, "Obtaining well calibrated probabilities using
Bayesian binning"; ten bins of equal width.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from measures import judge, word_change

from draftgenie.pipeline._text import normalised_words
from draftgenie.pipeline.generate import Label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt
    from corpora import Row
    from lab import Lab

N_BINS = 10
LIKELY = 0.2
"""Most candidates are all but hopeless and easy to judge; from here on it matters."""


@dataclass(frozen=True, slots=True)
class Bin:
    """The claims between two chances, half-open: how many, the mean chance, the share right."""

    low: float
    high: float
    n: int
    chance: float
    right: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """Some chances beside what became of them; only bins that hold any."""

    bins: tuple[Bin, ...]

    @property
    def n(self) -> int:
        """How many claims there are."""
        return sum(b.n for b in self.bins)

    @property
    def error(self) -> float | None:
        """The expected calibration error: mean distance of chance and share, by claims."""
        if not self.bins:
            return None
        return sum(b.n * abs(b.chance - b.right) for b in self.bins) / self.n

    @classmethod
    def of(cls, chances: npt.ArrayLike, right: npt.ArrayLike) -> Reliability:
        """The table of some chances, 0 to 1, and whether each came true.

        >>> table = Reliability.of([0.9, 0.9, 0.1], [True, False, False])
        >>> [(b.n, b.right) for b in table.bins], round(table.error, 3)
        ([(1, 0.0), (2, 0.5)], 0.3)
        """
        claimed, came = np.asarray(chances, dtype=float), np.asarray(right, dtype=bool)
        bin_of = np.minimum((claimed * N_BINS).astype(int), N_BINS - 1)
        return cls(
            tuple(
                Bin(
                    low=b / N_BINS,
                    high=(b + 1) / N_BINS,
                    n=int((bin_of == b).sum()),
                    chance=float(claimed[bin_of == b].mean()),
                    right=float(came[bin_of == b].mean()),
                )
                for b in np.unique(bin_of).tolist()
            )
        )


@dataclass(frozen=True, slots=True)
class Calibration:
    """The gate of words on test candidates, on the likely ones, and on the edits made."""

    candidates: Reliability
    likely: Reliability
    applied: Reliability


def calibrate(lab: Lab, test: Sequence[Row], answers: Sequence[Mapping[str, Any]]) -> Calibration:
    """How the chances compare with what the finals say of each candidate.

    Args:
        lab: the corrector, for its candidates.
        test: the drafts.
        answers: what the program said of each, for the edits it made.
    """
    rows = lab.replayed()
    chances = lab.history.gate.probabilities(rows.figures)[:, Label.RIGHT]
    right = rows.labels == Label.RIGHT
    likely = chances > LIKELY
    return Calibration(
        candidates=Reliability.of(chances, right),
        likely=Reliability.of(chances[likely], right[likely]),
        applied=reliability_of_edits(test, answers),
    )


def reliability_of_edits(test: Sequence[Row], answers: Sequence[Mapping[str, Any]]) -> Reliability:
    """The stated confidence of each edit of words that was made, beside whether it was right."""
    chances: list[float] = []
    right: list[bool] = []
    for row, answer in zip(test, answers, strict=True):
        draft, final = normalised_words(row.draft), normalised_words(row.final)
        for edit in answer["edits"]:
            change = word_change(row.draft, edit)
            if change is not None:
                chances.append(edit["confidence"])
                right.append(judge(draft, final, [change]).right == 1)
    return Reliability.of(chances, right)

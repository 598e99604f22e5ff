"""Scores of many texts as they come in: counts pooled, per speaker, and the confusions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from statistics import fmean, median, stdev
from typing import TYPE_CHECKING

from draftgenie.domain.evaluation import SAFETY_CLASSES
from draftgenie.domain.score import ErrorCounts
from draftgenie.pipeline.evaluate.texts import FactTally

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from draftgenie.pipeline.evaluate.texts import TextScores


@dataclass(frozen=True, slots=True)
class Confusion:
    """A word of the references and what stands for it; either is empty where a side has none."""

    reference: str
    hypothesis: str
    n: int


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean, median and standard deviation over speakers of what each speaker's rate is.

    Not the pooled rate: every speaker weighs the same. The deviation is that of a sample, None
    for fewer than two speakers.
    """

    n: int
    mean: float
    median: float
    standard_deviation: float | None


@dataclass(slots=True)
class Pool:
    """Counts that grow with each text; optional ones stay None until one is given."""

    n_items: int = 0
    n_wrong: int = 0
    words: ErrorCounts = field(default_factory=ErrorCounts)
    formatted: ErrorCounts | None = None
    chars: ErrorCounts | None = None
    sentences: ErrorCounts | None = None
    nist: ErrorCounts | None = None
    safety: dict[str, FactTally] = field(default_factory=dict)

    def add(self, scores: TextScores) -> None:
        """Count one text."""
        self._add(scores, n_items=1, n_wrong=bool(scores.words.n_errors))

    def merge(self, other: Pool) -> None:
        """Count all that another pool has counted."""
        self._add(other, n_items=other.n_items, n_wrong=other.n_wrong)

    def _add(self, new: TextScores | Pool, *, n_items: int, n_wrong: int) -> None:
        self.n_items += n_items
        self.n_wrong += n_wrong
        self.words += new.words
        for name in ("formatted", "chars", "sentences", "nist"):
            counts = getattr(new, name)
            if counts is not None:
                setattr(self, name, (getattr(self, name) or ErrorCounts()) + counts)
        for kind, tally in new.safety.items():
            self.safety[kind] = self.safety.get(kind, FactTally()) + tally

    def facts(self) -> dict[str, FactTally]:
        """The facts by class, with an entry for each of `SAFETY_CLASSES`."""
        return {kind: self.safety.get(kind, FactTally()) for kind in SAFETY_CLASSES}


class Pools:
    """One pool for each speaker, and the confusions of all."""

    def __init__(self) -> None:
        self.by_speaker: dict[str | None, Pool] = {}
        self._confused: Counter[tuple[str, str]] = Counter()

    def add(self, speaker: str | None, scores: TextScores) -> None:
        """Count one text of a speaker; None where nobody says whose it is."""
        if speaker not in self.by_speaker:
            self.by_speaker[speaker] = Pool()
        self.by_speaker[speaker].add(scores)
        self._confused.update(scores.changed)

    def total(self) -> Pool:
        """All speakers together."""
        total = Pool()
        for pool in self.by_speaker.values():
            total.merge(pool)
        return total

    def confusions(self, n: int) -> list[Confusion]:
        """The `n` commonest."""
        return commonest(self._confused, n)


def commonest(confused: Mapping[tuple[str, str], int], n: int) -> list[Confusion]:
    """The `n` errors that come most often, then by their words.

    >>> commonest({("pain", "pane"): 1, ("no", ""): 3}, 1)
    [Confusion(reference='no', hypothesis='', n=3)]
    """
    ordered = sorted(confused.items(), key=lambda pair: (-pair[1], pair[0]))
    return [Confusion(*words, count) for words, count in ordered[:n]]


def spread(rates: Iterable[float | None]) -> Spread | None:
    """How the rates that are known lie; None when none is.

    >>> spread([0.1, 0.3, None])
    Spread(n=2, mean=0.2, median=0.2, standard_deviation=0.1414213562373095)
    """
    known: Sequence[float] = sorted(rate for rate in rates if rate is not None)
    if not known:
        return None
    return Spread(len(known), fmean(known), median(known), stdev(known) if known[1:] else None)

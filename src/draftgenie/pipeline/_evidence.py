"""What a window of notes says of a bucket's measure: its value, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import asin, pi, sin, sqrt
from operator import sub
from statistics import NormalDist
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from draftgenie.pipeline._quality import Rates, quality

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from draftgenie.domain.bucket import Policy
    from draftgenie.domain.evaluation import NoteScores

PRIOR_NOTES = 60
"""The policy's correlation weighs as much as so many notes in the interval."""


class Totals(NamedTuple):
    """Errors and reference units of some notes: normalised words, formatted words, sentences."""

    n_wrong: int
    n_words: int
    n_wrong_formatted: int
    n_words_formatted: int
    n_wrong_sentences: int
    n_sentences: int

    def without(self, other: Totals) -> Totals:
        """These notes less some of them."""
        return Totals._make(map(sub, self, other))


Figure: TypeAlias = "Callable[[Totals], float | None]"


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of a window of notes: what people call it, which way is good, how to take it.

    It lies between 0 and 1, but that a rate can pass 1.
    """

    label: str
    higher_is_better: bool
    figure: Figure


def _rate(n_wrong: int, n: int) -> float | None:
    return n_wrong / n if n else None


def _word_rate(t: Totals) -> float | None:
    return _rate(t.n_wrong, t.n_words)


def _formatted_rate(t: Totals) -> float | None:
    return _rate(t.n_wrong_formatted, t.n_words_formatted)


def _sentence_rate(t: Totals) -> float | None:
    return _rate(t.n_wrong_sentences, t.n_sentences)


def _quality(t: Totals) -> float | None:
    return quality(Rates(_word_rate(t), _formatted_rate(t), _sentence_rate(t)))


MEASURES: Mapping[str, Measure] = {
    "note_wer_formatted": Measure(
        "note error rate", higher_is_better=False, figure=_formatted_rate
    ),
    "note_wer": Measure("normalised note error rate", higher_is_better=False, figure=_word_rate),
    "note_ser": Measure("sentence edit rate", higher_is_better=False, figure=_sentence_rate),
    "note_quality": Measure("note quality", higher_is_better=True, figure=_quality),
}
"""Every measure a scheme can stand on, over the generated notes of a window."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The measure over a window, with its interval within 0 and 1."""

    value: float
    low: float
    high: float
    n_notes: int
    n_words: int


def weigh(window: Sequence[NoteScores], policy: Policy) -> Evidence | None:
    """The measure over the window with its interval; None without reference words.

    Notes differ from each other by more than words drawn one by one would make them, and a
    window is too short to tell by how much. So its own variance (jackknife over notes) is mixed
    with the one that the policy's correlation of two words of a note leads to. The interval is
    even on the scale of arcsin(sqrt(share)), where the spread of a share does not hang on the
    share: it is as trustworthy above an edge as below, and not empty where every note is right.

    Source: variance-stabilising transform of a binomial share, Anscombe, Biometrika 35 (1948).
    """
    figure = MEASURES[policy.scheme.measure].figure
    notes = [_totals(s) for s in window]
    total = Totals(*(sum(column) for column in zip(*notes, strict=True))) if notes else None
    value = None if total is None else figure(total)
    if total is None or value is None or not total.n_words_formatted:
        return None
    known = [v for v in (figure(total.without(one)) for one in notes) if v is not None]
    prior = _prior_variance([one.n_words_formatted for one in notes], policy)
    variance = _unit_variance(value, known, prior)
    low, high = _interval(value, variance, policy)
    return Evidence(value, low, high, len(window), total.n_words_formatted)


def _totals(s: NoteScores) -> Totals:
    words, formatted, sentences = s.note, s.note_formatted, s.note_sentences
    return Totals(
        words.n_errors,
        words.n_reference,
        formatted.n_errors,
        formatted.n_reference,
        sentences.n_errors,
        sentences.n_reference,
    )


def _prior_variance(lengths: Sequence[int], policy: Policy) -> float:
    """The variance of the share of wrong words over share × (1 - share), by the policy."""
    n_words = sum(lengths)
    n_pairs = sum(n * (n - 1) for n in lengths)
    return (n_words + policy.correlation * n_pairs) / n_words**2


def _unit_variance(value: float, without: Sequence[float], prior: float) -> float:
    """The variance of the value over value × (1 - value), mixed with the policy's.

    `without` are the values with one note left out each.
    """
    spread = value * (1 - value)
    n = len(without)
    if n < 2 or spread <= 0:  # noqa: PLR2004 - one note does not differ from itself
        return prior
    mean = sum(without) / n
    own = (n - 1) / n * sum((v - mean) ** 2 for v in without) / spread
    return (n * own + PRIOR_NOTES * prior) / (n + PRIOR_NOTES)


def _interval(value: float, unit_variance: float, policy: Policy) -> tuple[float, float]:
    angle = asin(sqrt(min(1.0, max(0.0, value))))
    reach = _quantile(policy.confidence) * sqrt(unit_variance) / 2
    return sin(max(angle - reach, 0.0)) ** 2, sin(min(angle + reach, pi / 2)) ** 2


@lru_cache(maxsize=16)
def _quantile(confidence: float) -> float:
    """The two-sided quantile of the normal distribution."""
    return NormalDist().inv_cdf((1 + confidence) / 2)

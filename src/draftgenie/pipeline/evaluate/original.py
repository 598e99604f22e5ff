"""The original system's figures, for comparing with numbers it once gave.

Its formulas, caps and splitting rules as they were, with two differences: the distance is a
true edit distance (the original's matcher overstates it on longer texts), and what is
compared is up to the caller: give the human final note as the reference, never the input.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from draftgenie.pipeline._align import distance
from draftgenie.pipeline._quality import ORIGINAL

_WORDS = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"[.!?]+")


@dataclass(frozen=True, slots=True)
class OriginalRates:
    """Sentence and word error rate, each capped at 1, and 0 for an empty reference."""

    ser: float
    wer: float


def original_rates(*, reference: str, hypothesis: str) -> OriginalRates:
    """Both rates as the original splits text: `2.5` is two words and ends a sentence.

    >>> original_rates(reference="no chest pain", hypothesis="chest pain").ser
    1.0
    """
    return OriginalRates(
        ser=_capped_rate(
            reference=_split_sentences(reference), hypothesis=_split_sentences(hypothesis)
        ),
        wer=_capped_rate(
            reference=_WORDS.findall(reference.lower()),
            hypothesis=_WORDS.findall(hypothesis.lower()),
        ),
    )


def original_quality(*, ser: float, wer: float, similarity: float) -> float:
    """The weighted quality, 0 to 1, of rates and a similarity from 0 to 1."""
    total = ORIGINAL.ser * (1 - ser) + ORIGINAL.wer * (1 - wer) + ORIGINAL.similarity * similarity
    return min(1.0, max(0.0, total))


def expansion_score(ratio: float) -> float:
    """What the original makes of the hypothesis' length, as a ratio to the reference's."""
    if ratio < 1:
        return ratio
    if ratio < 1.5:
        return 0.5 + (ratio - 1)
    if ratio <= 2.5:
        return 1.0
    return max(0.5, 1 - (ratio - 2.5) / 2)


def original_improvement(*, quality: float, ratio: float) -> float:
    """Seven parts quality to three parts expansion score, 0 to 1."""
    return min(1.0, max(0.0, 0.7 * quality + 0.3 * expansion_score(ratio)))


def relative_improvement(*, before: OriginalRates, after: OriginalRates) -> float:
    """The mean of both rates' relative reduction, in percent; 0 for a rate that was 0."""
    ser = (before.ser - after.ser) / before.ser if before.ser else 0.0
    wer = (before.wer - after.wer) / before.wer if before.wer else 0.0
    return (ser + wer) / 2 * 100


def _split_sentences(text: str) -> list[str]:
    return [part.strip() for part in _SENTENCE_END.split(text) if part.strip()]


def _capped_rate(*, reference: list[str], hypothesis: list[str]) -> float:
    if not reference:
        return 0.0
    return min(1.0, distance(reference=reference, hypothesis=hypothesis) / len(reference))

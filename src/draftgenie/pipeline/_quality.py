"""One number for how good a text is, by weights that are data.

Shared by the summary of an evaluation and by bucket schemes over quality.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class QualityProfile:
    """Weights, adding up to 1, of the parts a quality is made of.

    The three rates enter as 1 less the rate, never below 0. The similarity, a cosine, enters as
    `(cosine + 1) / 2`; a profile that weighs it has no quality where it was not measured.
    """

    name: str
    wer: float
    wer_formatted: float
    ser: float
    similarity: float = 0.0


DRAFTGENIE = QualityProfile("draftgenie-1", wer=0.5, wer_formatted=0.3, ser=0.2)
"""The default: what is wrong in words, in form, and in how many sentences."""

ORIGINAL = QualityProfile("original-1", wer=0.3, wer_formatted=0.0, ser=0.3, similarity=0.4)
"""The original system's weights, but measured against the final note."""

PROFILES: Mapping[str, QualityProfile] = {p.name: p for p in (DRAFTGENIE, ORIGINAL)}
"""The built-in profiles by name."""


@dataclass(frozen=True, slots=True)
class Rates:
    """The parts of a quality, measured; None where there was nothing to measure."""

    wer: float | None
    wer_formatted: float | None
    ser: float | None
    similarity: float | None = None


def quality(rates: Rates, profile: QualityProfile = DRAFTGENIE) -> float | None:
    """The quality, 0 to 1; None when a part that `profile` weighs was not measured.

    >>> quality(Rates(wer=0.1, wer_formatted=0.2, ser=0.5))
    0.79
    >>> quality(Rates(wer=0.1, wer_formatted=0.2, ser=0.5), ORIGINAL) is None
    True
    """
    cosine = rates.similarity
    parts = (
        (profile.wer, _worth(rates.wer)),
        (profile.wer_formatted, _worth(rates.wer_formatted)),
        (profile.ser, _worth(rates.ser)),
        (profile.similarity, None if cosine is None else min(1.0, max(0.0, (cosine + 1) / 2))),
    )
    total = 0.0
    for weight, part in parts:
        if weight and part is None:
            return None
        total += weight * (part or 0.0)
    return min(1.0, round(total, 12))


def _worth(rate: float | None) -> float | None:
    return None if rate is None else max(0.0, 1.0 - rate)

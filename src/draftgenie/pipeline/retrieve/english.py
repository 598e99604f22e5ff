"""How common words and word pairs are in English at large, whatever a store's own history.

A history of a few thousand notes says little of "in" against "and"; a count of books does. The
table holds numbers of words, not words, and only the commonest pairs. It knows English; of words
of another language it says nothing, and the gate learns to leave it alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from draftgenie.pipeline._hash import mix

if TYPE_CHECKING:
    from collections.abc import Mapping

    from draftgenie.pipeline._hash import Keys

Floats = npt.NDArray[np.float32]
Short = npt.NDArray[np.uint32]

SHORT = np.uint64(32)
WORD_FLOOR = 1e4
"""Sightings that an unknown word is taken to have: fewer than any word of the table."""

UNKNOWN_SHARE = 1e10
PAIR_STRENGTH = 1e6
"""The weight of a word by itself beside its pairs: the order of a rare pair's own count."""


def short_keys(keys: Keys) -> Short:
    """The upper halves of keys. One look-up in fifteen thousand so finds a pair that is none."""
    return (keys >> SHORT).astype(np.uint32)


@dataclass(frozen=True, slots=True)
class English:
    """Sightings of words, of pairs and of pairs by their first word, each by sorted short keys."""

    word: Short
    n_word: Floats
    pair: Short
    n_pair: Floats
    first: Short
    n_first: Floats
    n_words: float

    @classmethod
    def of(cls, arrays: Mapping[str, npt.NDArray[np.generic]]) -> English:
        """The table from its stored arrays: keys, and sightings as natural logarithms."""

        def sightings(name: str) -> Floats:
            return np.exp(np.asarray(arrays[name], dtype=np.float32))

        n_word = sightings("n_word")
        return cls(
            word=np.asarray(arrays["word"], dtype=np.uint32),
            n_word=n_word,
            pair=np.asarray(arrays["pair"], dtype=np.uint32),
            n_pair=sightings("n_pair"),
            first=np.asarray(arrays["first"], dtype=np.uint32),
            n_first=sightings("n_first"),
            n_words=float(n_word.sum(dtype=np.float64)),
        )

    def log_count(self, words: Keys) -> Floats:
        """The natural logarithm of one more than each word's sightings, any shape."""
        return np.asarray(np.log1p(_find(self.word, self.n_word, words)), dtype=np.float32)

    def log_chance(self, before: Keys, words: Keys) -> Floats:
        """The log probability of each word behind the word before it, any one shape.

        A pair's sightings are smoothed towards the word by itself (Dirichlet).
        """
        alone = (_find(self.word, self.n_word, words) + WORD_FLOOR) / (
            self.n_words + UNKNOWN_SHARE
        )
        pairs = _find(self.pair, self.n_pair, mix(before, words))
        firsts = _find(self.first, self.n_first, before)
        chance = (pairs + PAIR_STRENGTH * alone) / (firsts + PAIR_STRENGTH)
        return np.asarray(np.log(chance), dtype=np.float32)


def _find(keys: Short, values: Floats, wanted: Keys) -> npt.NDArray[np.float64]:
    """The value of each wanted key, 0 where there is none."""
    short = short_keys(wanted)
    at = np.minimum(np.searchsorted(keys, short), len(keys) - 1)
    return np.where(keys[at] == short, values[at], 0.0).astype(np.float64)

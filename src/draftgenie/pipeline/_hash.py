"""Words and word runs as 64-bit numbers, so that a history can be counted with arrays.

A collision of two of a million different keys has a chance of about one in forty million; it
would at worst add one count to another.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from draftgenie.pipeline._memo import Memo

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Keys = npt.NDArray[np.uint64]

EDGE = np.uint64(1)
"""Stands before the first and after the last word of a text."""

PAD = 2
"""Edges between two texts, enough for two words of context on either side."""

_A = np.uint64(0x9E3779B97F4A7C15)
_B = np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(32)
_ALL = (1 << 64) - 1


def _number(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big")


_NUMBERS = Memo(_number, limit=1 << 18)


def word_key(word: str) -> int:
    """The number of one normalised word, the same on every machine."""
    return _NUMBERS[word]


def word_keys(words: Iterable[str]) -> Keys:
    """The numbers of some words: array of shape (n_words,), uint64."""
    return np.fromiter(map(_NUMBERS.__getitem__, words), dtype=np.uint64)


def mix(first: Keys | np.uint64, second: Keys | np.uint64) -> Keys:
    """One number from two, position by position; the order of the two matters."""
    with np.errstate(over="ignore"):
        x = np.asarray(first * _A + second, dtype=np.uint64)
        x ^= x >> _HALF
        x *= _B
        x ^= x >> _HALF
    return x


def run_key(words: Sequence[str]) -> int:
    """The number of a run of words, equal to what `run_keys` gives at its place; 0 if empty."""
    if not words:
        return 0
    key = _NUMBERS[words[0]]
    for word in words[1:]:
        # `mix` in Python's own numbers, which for a single one is ten times as fast.
        key = (key * int(_A) + _NUMBERS[word]) & _ALL
        key ^= key >> 32
        key = (key * int(_B)) & _ALL
        key ^= key >> 32
    return key


def flatten(texts: Sequence[Sequence[str]]) -> tuple[Keys, npt.NDArray[np.int64]]:
    """Texts as one array of word numbers with `PAD` edges before, between and after them.

    Returns:
        The array, and for each text the position of its first word in it.
    """
    n_words = sum(map(len, texts))
    flat = np.full(n_words + PAD * (len(texts) + 1), EDGE, dtype=np.uint64)
    starts = np.empty(len(texts), dtype=np.int64)
    at = PAD
    for n, text in enumerate(texts):
        starts[n] = at
        flat[at : at + len(text)] = word_keys(text)
        at += len(text) + PAD
    return flat, starts


def run_keys(flat: Keys, longest: int) -> list[Keys]:
    """For n = 1 to `longest`, the numbers of the runs of n words that begin at each position.

    Entry n - 1 has the length of `flat`; runs that would pass its end continue with edges.
    """
    runs = [flat]
    for n in range(1, longest):
        shifted = np.full_like(flat, EDGE)
        shifted[:-n] = flat[n:]
        runs.append(mix(runs[-1], shifted))
    return runs

"""The nearest of many strings by their runs of two and three letters, weighted by rarity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

Ints = npt.NDArray[np.int64]
Doubles = npt.NDArray[np.float64]

N_COLUMNS = 1 << 17
COMMON_SHARE = 0.1
"""Runs that more of the strings have are not looked up: they tell little and cost most."""

_COMMON_FROM = 2000
_BIGRAM = (0x9E3779B1, 0x85EBCA77)
_TRIGRAM = (0xC2B2AE3D, 0x27D4EB2F, 0x165667B1)


@dataclass(frozen=True, slots=True)
class NgramIndex:
    """Some strings by their runs of letters; rows of the matrix are of length 1."""

    by_column: Any
    weights: Doubles
    n_strings: int

    @classmethod
    def of(cls, strings: Sequence[str]) -> NgramIndex:
        """The index of these strings, found again by their places in the sequence."""
        found = _matrix(strings)
        n_with = np.bincount(found.indices, minlength=N_COLUMNS)
        weights = np.log((1 + len(strings)) / (1 + n_with))
        if len(strings) > _COMMON_FROM:
            weights[n_with > COMMON_SHARE * len(strings)] = 0
        return cls(_weighted(found, weights).T.tocsr(), weights, len(strings))

    def nearest(self, strings: Sequence[str], n: int) -> tuple[Ints, Ints, Doubles]:
        """For each string its `n` nearest, as rows (which string, place, cosine), nearest first.

        Of those equally near, the earlier ones are taken.
        """
        if not self.n_strings or not strings:
            none = np.empty(0, dtype=np.int64)
            return none, none, np.empty(0)
        products = _weighted(_matrix(strings), self.weights) @ self.by_column
        kept = []
        for start, end in zip(products.indptr[:-1], products.indptr[1:], strict=True):
            row = products.data[start:end]
            best = np.arange(start, end)
            if len(row) > n:
                # Everything as near as the last one stays for the order below to choose from.
                best = best[row >= -np.partition(-row, n - 1)[n - 1]]
            order = np.lexsort((products.indices[best], -products.data[best]))
            kept.append(best[order[:n]])
        places = np.concatenate(kept)
        which = np.repeat(np.arange(len(strings)), [len(k) for k in kept])
        return which, products.indices[places].astype(np.int64), products.data[places]


def _matrix(strings: Sequence[str]) -> Any:
    """How often each string has each run: a sparse matrix of shape (n_strings, N_COLUMNS)."""
    from scipy.sparse import csr_matrix

    marked = [f"^{string}$" for string in strings]
    letters = np.frombuffer("".join(marked).encode("utf-32-le"), dtype=np.uint32)
    owner = np.repeat(np.arange(len(marked)), [len(m) for m in marked])
    rows, columns = [], []
    for salts in (_BIGRAM, _TRIGRAM):
        n = len(letters) - len(salts) + 1
        if n < 1:
            continue
        whole = owner[:n] == owner[len(salts) - 1 :]
        mixed = np.zeros(n, dtype=np.uint32)
        for k, salt in enumerate(salts):
            mixed ^= letters[k : k + n] * np.uint32(salt)
        mixed ^= mixed >> np.uint32(15)
        rows.append(owner[:n][whole])
        columns.append((mixed[whole] % N_COLUMNS).astype(np.int64))
    none = np.empty(0, dtype=np.int64)
    row, column = np.concatenate([none, *rows]), np.concatenate([none, *columns])
    shape = (len(strings), N_COLUMNS)
    counts = csr_matrix((np.ones(len(row)), (row, column)), shape=shape)
    counts.sum_duplicates()
    return counts


def _weighted(counts: Any, weights: Doubles) -> Any:
    """The same with every column weighted, and every row that is not empty of length 1."""
    found = counts.copy()
    found.data = found.data * weights[found.indices]
    sizes = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
    found.data /= np.repeat(np.where(sizes > 0, sizes, 1.0), np.diff(found.indptr))
    found.eliminate_zeros()
    return found

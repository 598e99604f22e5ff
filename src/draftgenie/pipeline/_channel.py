"""How likely one spelling came from another: pieces of letters for each other, by counting.

A term and what the draft has of it are cut side by side into pieces of up to two letters, and
every pair of pieces has a probability: mostly a letter stays, now and then `ph` becomes `f`. The
probabilities are learned from the history's own misheard words and never stray far from a start
that knows only that letters mostly stay.

Source: Brill and Moore 2000, "An improved error model for noisy channel spelling correction".
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Doubles = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

N_ROUNDS = 5
PSEUDO_COUNTS = 300.0
DISCOUNT = 0.7
"""Taken off the count of every big piece, so that one sighting is not a rule."""

MAX_PAIRS = 2000
MAX_LETTERS = 24
_AT_ONCE = 256
_LEAST_WEIGHT = 1e-6

_N_SIGNS = 29
"""Nothing, 26 letters, the space, and whatever else."""

_SPACE, _ELSE = 27, 28
_N_PIECES = _N_SIGNS + _N_SIGNS**2
_SIZES = [(p, q) for p, q in product(range(3), range(3)) if p + q]
_SHARES = {
    (1, 1): 0.04,
    (1, 0): 0.015,
    (0, 1): 0.015,
    (2, 1): 0.009,
    (1, 2): 0.009,
    (2, 2): 0.006,
    (2, 0): 0.003,
    (0, 2): 0.003,
}
_SAME = 0.9


@dataclass(frozen=True, slots=True)
class Channel:
    """Probabilities of pairs of pieces, a term's first; shape (n_pieces, n_pieces), sum 1.

    `signs` are the logarithms of how often each letter stands in a text.
    """

    table: Doubles
    signs: Doubles

    def log_odds(self, terms: Sequence[str], drafts: Sequence[str]) -> Doubles:
        """How much likelier each pair of texts is as one misheard for the other than by chance.

        Natural logarithms, shape (n_pairs,); spaces count as letters, what is longer than
        24 letters is cut.
        """
        found = np.zeros(len(terms))
        for rows, a, b in _batches(terms, drafts):
            forward = _forward(self.table, a, b)
            likely = forward[a.n_letters, b.n_letters, np.arange(len(rows))]
            chance = self.signs[a.codes].sum(axis=1) + self.signs[b.codes].sum(axis=1)
            found[rows] = np.log(np.maximum(likely, 1e-300)) - chance
        return found


def start_channel() -> Channel:
    """The channel that has heard nothing: letters mostly stay, and all are alike."""
    signs = np.full(_N_SIGNS, -np.log(_N_SIGNS - 1))
    signs[0] = 0
    return Channel(_start_table(), signs)


def fit_channel(terms: Sequence[str], drafts: Sequence[str]) -> Channel:
    """The channel that some pairs speak for; of more than 2,000 the newest, which come last."""
    terms, drafts = terms[-MAX_PAIRS:], drafts[-MAX_PAIRS:]
    start = _start_table()
    if not terms:
        return start_channel()
    table = start
    for _ in range(N_ROUNDS):
        flat = np.zeros(_N_PIECES**2)
        for _, a, b in _batches(terms, drafts):
            _count(flat, table, a, b)
        counts = flat.reshape(_N_PIECES, _N_PIECES)
        counts[_is_big()] = np.maximum(0, counts[_is_big()] - DISCOUNT)
        table = counts + PSEUDO_COUNTS * start
        table /= table.sum()
    return Channel(table, _sign_logs([*terms, *drafts]))


def _sign_logs(texts: Sequence[str]) -> Doubles:
    codes = np.concatenate([_encode(text) for text in texts])
    counts = np.bincount(codes, minlength=_N_SIGNS)[1:] + 1.0
    return np.concatenate([[0.0], np.log(counts / counts.sum())])


@dataclass(frozen=True, slots=True)
class _Side:
    """Texts of one side, cut: `pieces[n][i]` is the piece of n letters that ends at i."""

    codes: Codes
    n_letters: Codes
    pieces: tuple[Codes, Codes, Codes]

    @classmethod
    def of(cls, texts: Sequence[str]) -> _Side:
        encoded = [_encode(text) for text in texts]
        n_letters = np.array([len(codes) for codes in encoded])
        codes = np.zeros((len(texts), max(1, n_letters.max())), dtype=np.int64)
        for row, letters in zip(codes, encoded, strict=True):
            row[: len(letters)] = letters
        none = np.zeros((codes.shape[1] + 1, len(texts)), dtype=np.int64)
        one, two = none.copy(), none.copy()
        one[1:] = codes.T
        two[2:] = _N_SIGNS + codes.T[:-1] * _N_SIGNS + codes.T[1:]
        return cls(codes, n_letters, (none, one, two))


def _encode(text: str) -> Codes:
    letters = [ord(c) - 96 if "a" <= c <= "z" else _SPACE if c == " " else _ELSE for c in text]
    return np.array(letters[:MAX_LETTERS], dtype=np.int64)


def _batches(terms: Sequence[str], drafts: Sequence[str]) -> Iterator[tuple[Codes, _Side, _Side]]:
    """Pairs of like length together, with the places they come from."""
    order = np.argsort([max(len(a), len(b)) for a, b in zip(terms, drafts, strict=True)])
    for at in range(0, len(order), _AT_ONCE):
        rows = order[at : at + _AT_ONCE]
        yield rows, _Side.of([terms[n] for n in rows]), _Side.of([drafts[n] for n in rows])


def _weights(table: Doubles, a: Codes, b: Codes) -> Doubles:
    """The probability of a piece beside each of some pieces: `a` of shape (n,), `b` (m, n)."""
    weights: Doubles = table.take(a[None, :] * _N_PIECES + b)
    return weights


def _forward(table: Doubles, a: _Side, b: _Side) -> Doubles:
    """The probability of each pair of beginnings: shape (letters + 1, letters + 1, n_pairs)."""
    n_a, n_b = a.codes.shape[1], b.codes.shape[1]
    f = np.zeros((n_a + 1, n_b + 1, len(a.codes)))
    f[0, 0] = 1
    for i in range(n_a + 1):
        for p, q in _SIZES:
            if 0 < p <= i:
                weights = _weights(table, a.pieces[p][i], b.pieces[q][q:])
                f[i, q:] += f[i - p, : n_b + 1 - q] * weights
        one = _weights(table, a.pieces[0][i], b.pieces[1])
        two = _weights(table, a.pieces[0][i], b.pieces[2])
        for j in range(1, n_b + 1):
            f[i, j] += f[i, j - 1] * one[j]
            if j > 1:
                f[i, j] += f[i, j - 2] * two[j]
    return f


def _backward(table: Doubles, a: _Side, b: _Side) -> Doubles:
    """The probability of each pair of endings; shaped as `_forward` gives it."""
    n_a, n_b = a.codes.shape[1], b.codes.shape[1]
    g = np.zeros((n_a + 1, n_b + 1, len(a.codes)))
    g[a.n_letters, b.n_letters, np.arange(len(a.codes))] = 1
    for i in range(n_a, -1, -1):
        for p, q in _SIZES:
            if p and i + p <= n_a:
                weights = _weights(table, a.pieces[p][i + p], b.pieces[q][q:])
                g[i, : n_b + 1 - q] += g[i + p, q:] * weights
        one = _weights(table, a.pieces[0][i], b.pieces[1])
        two = _weights(table, a.pieces[0][i], b.pieces[2])
        for j in range(n_b - 1, -1, -1):
            g[i, j] += g[i, j + 1] * one[j + 1]
            if j + 1 < n_b:
                g[i, j] += g[i, j + 2] * two[j + 2]
    return g


def _count(counts: Doubles, table: Doubles, a: _Side, b: _Side) -> None:
    """Add how often each pair of pieces is expected to be behind these pairs."""
    f, g = _forward(table, a, b), _backward(table, a, b)
    whole = np.maximum(g[0, 0], 1e-300)
    n_a, n_b = a.codes.shape[1], b.codes.shape[1]
    for p, q in _SIZES:
        for i in range(p, n_a + 1):
            first, second = a.pieces[p][i], b.pieces[q][q:]
            share = f[i - p, : n_b + 1 - q] * g[i, q:] / whole
            share *= _weights(table, first, second)
            kept = share > _LEAST_WEIGHT
            pairs = (first[None, :] * _N_PIECES + second)[kept]
            np.add.at(counts, pairs, share[kept])


def _n_letters_of_pieces() -> Codes:
    sizes = np.ones(_N_PIECES, dtype=np.int64)
    sizes[0] = 0
    sizes[_N_SIGNS:] = 2
    return sizes


def _is_big() -> npt.NDArray[np.bool_]:
    sizes = _n_letters_of_pieces()
    big: npt.NDArray[np.bool_] = (sizes[:, None] + sizes[None, :]) > 2  # noqa: PLR2004 - single letters
    return big


def _start_table() -> Doubles:
    sizes = _n_letters_of_pieces()
    table = np.zeros((_N_PIECES, _N_PIECES))
    for (p, q), share in _SHARES.items():
        of_size = (sizes[:, None] == p) & (sizes[None, :] == q)
        table[of_size] = share / of_size.sum()
    same = np.arange(1, _N_SIGNS)
    table[same, same] += _SAME / len(same)
    normal: Doubles = table / table.sum()
    return normal

"""How often anything was seen: sorted arrays of keys with their counts, merged now and then.

A history is counted by concatenating the keys of everything in it. New history is a new
segment; segments of similar size are merged, so that a count is a handful of binary searches
however long the history is, and adding a day to years of history costs little.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from draftgenie.pipeline._hash import Keys

Values = npt.NDArray[np.float32]
GROWTH = 1.5


@dataclass(frozen=True, slots=True)
class Segment:
    """Counts of distinct keys, in order: two arrays of one length."""

    keys: Keys
    values: Values

    def __len__(self) -> int:
        return len(self.keys)


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of a history; a value, so learning more gives another one.

    >>> counts = Counts().plus(np.array([7, 7, 9], dtype=np.uint64))
    >>> counts.get(np.array([[7, 8], [9, 7]], dtype=np.uint64)).tolist()
    [[2.0, 0.0], [1.0, 2.0]]
    """

    segments: tuple[Segment, ...] = ()

    def get(self, keys: Keys) -> Values:
        """The count of each key, zero for those never seen; the shape of `keys`, float32."""
        order = np.argsort(keys, axis=None)
        # Asked in order, neighbouring searches touch neighbouring memory: four times as fast.
        in_order = keys.ravel()[order]
        first = np.ones(len(in_order), dtype=bool)
        first[1:] = in_order[1:] != in_order[:-1]
        asked = in_order[first]
        counted = np.zeros(asked.shape, dtype=np.float32)
        for segment in self.segments:
            at = np.searchsorted(segment.keys, asked)
            at[at == len(segment)] = 0
            hit = segment.keys[at] == asked
            counted[hit] += segment.values[at[hit]]
        found = np.empty(len(in_order), dtype=np.float32)
        # What was taken away again without ever being there would spoil every logarithm.
        found[order] = np.maximum(counted, 0)[np.cumsum(first) - 1]
        return found.reshape(keys.shape)

    def at_least(self, keys: Keys, known: Values) -> Values:
        """The count of each key, or what is known to have been seen of it if that is more.

        For keys that are not all counted, such as runs longer than the longest.
        """
        return np.maximum(self.get(keys), known)

    def plus(self, keys: Keys, *, times: int = 1) -> Counts:
        """The counts with every one of `keys` seen once more, or so many times."""
        return self._with(keys, np.float32(times))

    def minus(self, keys: Keys) -> Counts:
        """The counts as if `keys`, which they contain, had never been seen."""
        return self._with(keys, np.float32(-1))

    def _with(self, keys: Keys, weight: np.float32) -> Counts:
        if not len(keys):
            return self
        distinct, n = np.unique(keys, return_counts=True)
        segments = [*self.segments, Segment(distinct, n.astype(np.float32) * weight)]
        while len(segments) > 1 and len(segments[-1]) * GROWTH > len(segments[-2]):
            newest, older = segments.pop(), segments.pop()
            segments.append(_merge(older, newest))
        return Counts(tuple(segments))


def _merge(older: Segment, newer: Segment) -> Segment:
    """The two as one; quickest when the older is much longer."""
    at = np.searchsorted(older.keys, newer.keys)
    known = older.keys[np.minimum(at, len(older) - 1)] == newer.keys
    values = older.values.copy()
    values[at[known]] += newer.values[known]
    place = at[~known] + np.arange(np.count_nonzero(~known))
    keys = np.empty(len(older) + len(place), dtype=np.uint64)
    counted = np.empty(len(keys), dtype=np.float32)
    is_old = np.ones(len(keys), dtype=bool)
    is_old[place] = False
    keys[is_old], counted[is_old] = older.keys, values
    keys[place], counted[place] = newer.keys[~known], newer.values[~known]
    return Segment(keys, counted)

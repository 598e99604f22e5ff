"""Counts of keys: a value that adds and takes away like a Counter."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from draftgenie.pipeline.retrieve import Counts

keys = st.lists(st.integers(0, 30), max_size=40)
histories = st.lists(keys, max_size=6)


def as_keys(numbers: list[int]) -> np.ndarray:
    # Spread over the whole range, as hashes are.
    return np.array([n * 0x0842108421084210 for n in numbers], dtype=np.uint64)


def counted(history: list[list[int]]) -> Counts:
    counts = Counts()
    for some in history:
        counts = counts.plus(as_keys(some))
    return counts


def told(counts: Counts) -> list[float]:
    return [float(n) for n in counts.get(as_keys(list(range(32))))]


@given(histories)
def test_what_was_added_is_counted(history: list[list[int]]) -> None:
    expected = Counter(n for some in history for n in some)
    assert told(counted(history)) == [expected[n] for n in range(32)]


@given(histories, keys)
def test_taking_away_what_was_added_leaves_what_was_there(
    history: list[list[int]], more: list[int]
) -> None:
    before = counted(history)
    assert told(before.plus(as_keys(more)).minus(as_keys(more))) == told(before)


@given(histories)
def test_segments_are_sorted_few_and_each_longer_than_the_next(
    history: list[list[int]],
) -> None:
    segments = counted(history).segments
    for segment in segments:
        assert (segment.keys[1:] > segment.keys[:-1]).all()
    lengths = [len(segment) for segment in segments]
    assert all(1.5 * b <= a for a, b in itertools.pairwise(lengths))


def test_counts_are_values() -> None:
    first = Counts()
    second = first.plus(as_keys([1]))
    third = second.plus(as_keys([1, 2, 3]))
    assert (told(first)[1], told(second)[1], told(third)[1]) == (0, 1, 2)


def test_what_was_never_there_cannot_be_less_than_none() -> None:
    assert told(Counts().minus(as_keys([3])).plus(as_keys([4])))[3:5] == [0, 1]


def test_keys_are_asked_for_in_any_shape_and_any_order() -> None:
    counts = Counts().plus(as_keys([5, 5, 9]))
    asked = as_keys([9, 5, 7, 5]).reshape(2, 2)
    assert counts.get(asked).tolist() == [[1, 2], [0, 2]]
    assert counts.get(asked[:0]).shape == (0, 2)


def test_a_key_that_is_not_counted_has_at_least_what_is_known_of_it() -> None:
    counts = Counts().plus(as_keys([5, 5]))
    known = np.array([1, 1], dtype=np.float32)
    assert counts.at_least(as_keys([5, 6]), known).tolist() == [2, 1]

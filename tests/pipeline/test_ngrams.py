from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draftgenie.pipeline.retrieve.ngrams import NgramIndex

NAMES = ["bisoprolol", "metoprolol", "candesartan", "valsartan", "cough", "bisoprolol"]
names = st.text("abcé ", min_size=1, max_size=6)


def nearest(index: NgramIndex, asked: list[str], n: int) -> list[list[int]]:
    which, places, _ = index.nearest(asked, n)
    return [places[which == i].tolist() for i in range(len(asked))]


def test_the_nearest_come_first_and_of_equals_the_earlier() -> None:
    index = NgramIndex.of(NAMES)

    assert nearest(index, ["bisaprolol", "kandesartan", "qqq"], 2) == [[0, 5], [2, 3], []]


def test_a_string_is_nearest_to_itself_with_a_cosine_of_one() -> None:
    _, places, cosines = NgramIndex.of(NAMES).nearest(["valsartan"], 1)

    assert places.tolist() == [3]
    assert cosines[0] == pytest.approx(1)


def test_nothing_is_near_in_an_empty_index_or_to_nothing() -> None:
    assert nearest(NgramIndex.of([]), ["cough"], 3) == [[]]
    assert nearest(NgramIndex.of(NAMES), [], 3) == []


@given(
    strings=st.lists(names, max_size=12), asked=st.lists(names, max_size=5), n=st.integers(1, 4)
)
def test_what_is_nearest_does_not_hang_on_what_else_is_asked(
    strings: list[str], asked: list[str], n: int
) -> None:
    index = NgramIndex.of(strings)

    together = nearest(index, asked, n)

    assert together == [nearest(index, [one], n)[0] for one in asked]
    assert all(len(places) <= n for places in together)

"""Words and runs as numbers: the same wherever they are worked out."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from draftgenie.pipeline._hash import (
    EDGE,
    PAD,
    flatten,
    mix,
    run_key,
    run_keys,
    word_key,
    word_keys,
)

words = st.lists(st.sampled_from(["the", "pain", "knee", "5", "naïve", "中"]), max_size=7)
texts = st.lists(words, max_size=4)
numbers = st.integers(0, 2**64 - 1).map(np.uint64)


def test_a_word_has_the_same_number_on_every_machine() -> None:
    assert word_key("pain") == 0x43DE1A3AB0B59F15
    assert word_keys(["pain", "knee", "pain"]).tolist() == [
        word_key(word) for word in ("pain", "knee", "pain")
    ]
    assert word_keys([]).shape == (0,)


@given(texts)
def test_texts_laid_end_to_end_have_edges_before_between_and_after_them(
    given: list[list[str]],
) -> None:
    flat, starts = flatten(given)

    expected = [int(EDGE)] * PAD
    for text in given:
        expected += [*(word_key(word) for word in text), *([int(EDGE)] * PAD)]
    assert flat.tolist() == expected
    assert [flat[at : at + len(t)].tolist() for at, t in zip(starts, given, strict=True)] == [
        [word_key(word) for word in text] for text in given
    ]


@given(texts, st.integers(1, 6))
def test_a_run_has_the_number_that_its_place_has(given: list[list[str]], longest: int) -> None:
    flat, starts = flatten(given)
    runs = run_keys(flat, longest)

    assert [len(run) for run in runs] == [len(flat)] * longest
    for text, start in zip(given, starts.tolist(), strict=True):
        for n in range(1, longest + 1):
            for at in range(len(text) - n + 1):
                assert int(runs[n - 1][start + at]) == run_key(text[at : at + n])


def test_the_order_of_words_matters_and_nothing_is_zero() -> None:
    assert run_key(["no", "pain"]) != run_key(["pain", "no"])
    assert run_key(["pain", "pain"]) != run_key(["pain"])
    assert run_key([]) == 0


@given(numbers, numbers, numbers)
def test_mixing_depends_on_order_and_on_both(a: np.uint64, b: np.uint64, c: np.uint64) -> None:
    keys = np.array([a], dtype=np.uint64)
    mixed = mix(keys, b)
    assert mixed.dtype == np.uint64
    assert keys[0] == a
    assert mixed == mix(np.array([a], dtype=np.uint64), np.array([b], dtype=np.uint64))
    if a != b:
        assert mix(keys, b) != mix(np.array([b], dtype=np.uint64), a)
    if b != c:
        assert mix(keys, b) != mix(keys, c)


def test_a_million_keys_do_not_collide() -> None:
    first = np.repeat(np.arange(1000, dtype=np.uint64), 1000)
    second = np.tile(np.arange(1000, dtype=np.uint64), 1000)
    assert len(np.unique(mix(first, second))) == 1_000_000

"""The table of English: what it says of words and pairs, whatever the history."""

from __future__ import annotations

import numpy as np
import pytest

from draftgenie.pipeline._hash import Keys, word_key
from draftgenie.services._english import english


def keys(text: str) -> Keys:
    return np.array([word_key(word) for word in text.split()], dtype=np.uint64)


@pytest.mark.parametrize(
    ("likely", "unlikely"),
    [("of the", "off the"), ("going to", "going too"), ("want to", "want the")],
)
def test_what_english_says_is_likelier_than_what_it_does_not(likely: str, unlikely: str) -> None:
    (one,), (other,) = (
        english().log_chance(keys(text)[:1], keys(text)[1:]) for text in (likely, unlikely)
    )
    assert one > other


def test_a_common_word_is_counted_more_often_than_a_rare_one_and_that_than_none() -> None:
    common, rare, none = english().log_count(keys("the hypertension qqzzxx"))
    assert common > rare > none == 0


def test_chances_are_chances_and_keep_their_shape() -> None:
    words = keys("the of and qqzzxx pain 5 mg to").reshape(2, 4)
    chances = english().log_chance(words[:, :-1], words[:, 1:])
    assert chances.shape == (2, 3)
    assert (chances <= 0).all()
    assert np.isfinite(chances).all()

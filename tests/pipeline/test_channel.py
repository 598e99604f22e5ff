from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from draftgenie.pipeline._channel import Channel, fit_channel, start_channel

TERMS = ["phenytoin", "phenobarbital", "theophylline", "naphtha", "prophylaxis", "morphine"] * 4
DRAFTS = [term.replace("ph", "f") for term in TERMS]
PIECES = ["ph", "f", "a", "en", "to", "x", "k", " ", "é", "-"]

words = st.lists(st.sampled_from(PIECES), min_size=1, max_size=30).map("".join)


@pytest.fixture(scope="module")
def learned() -> Channel:
    return fit_channel(TERMS, DRAFTS)


def odds(channel: Channel, term: str, draft: str) -> float:
    return float(channel.log_odds([term], [draft])[0])


def test_what_was_often_heard_for_something_is_likelier_than_at_the_start(
    learned: Channel,
) -> None:
    start = start_channel()

    assert odds(learned, "phenol", "fenol") > odds(start, "phenol", "fenol") + 2
    assert odds(learned, "phenol", "fenol") > odds(learned, "phenol", "tenol")


def test_a_split_word_is_nearer_to_its_own_name_than_to_another(learned: Channel) -> None:
    for channel in (start_channel(), learned):
        assert odds(channel, "bisoprolol", "bis a prolol") > odds(
            channel, "metoprolol", "bis a prolol"
        )
        assert odds(channel, "bisoprolol", "bis a prolol") > 0 > odds(channel, "cough", "bisma")


def test_probabilities_sum_to_one_whatever_was_heard(learned: Channel) -> None:
    for channel in (start_channel(), learned, fit_channel([], []), fit_channel(["a"], ["é"])):
        assert channel.table.sum() == pytest.approx(1)
        assert (channel.table >= 0).all()


def test_one_sighting_of_a_big_piece_is_no_rule() -> None:
    once, often = (fit_channel(["quick"] * n, ["kwick"] * n) for n in (1, 30))

    assert odds(once, "quo", "kwo") < odds(start_channel(), "quo", "quo")
    assert odds(often, "quo", "kwo") > odds(once, "quo", "kwo") + 1


@given(pairs=st.lists(st.tuples(words, words), min_size=1, max_size=12))
def test_every_pair_is_scored_for_itself(learned: Channel, pairs: list[tuple[str, str]]) -> None:
    together = learned.log_odds([a for a, _ in pairs], [b for _, b in pairs])

    assert np.isfinite(together).all()
    assert together.tolist() == pytest.approx([odds(learned, a, b) for a, b in pairs])

"""The language model of the finals: probabilities that add up, and rise with what was seen."""

from __future__ import annotations

import numpy as np
import pytest

from draftgenie.pipeline._hash import EDGE, word_key
from draftgenie.pipeline.retrieve import Counts, Example, example_keys
from draftgenie.pipeline.retrieve.keys import who_key
from draftgenie.pipeline.retrieve.language import LEAST_VOCABULARY, log_probability

FINALS = ["no chest pain", "no chest pain", "no knee pain", "left knee pain", "no fever"]
WORDS = sorted({word for final in FINALS for word in final.split()})
COUNTS = Counts().plus(
    example_keys(
        [Example("dr-a" if n else "dr-b", None, [], f.split(), []) for n, f in enumerate(FINALS)]
    )
)


def chances(before: tuple[str, str], words: list[str], speaker: str) -> tuple[np.ndarray, ...]:
    """The probability of each word after two others: for everyone, for the speaker."""
    context = [int(EDGE) if word == "^" else word_key(word) for word in before]
    text = np.array([[*context, word_key(word)] for word in words], dtype=np.uint64)
    own = np.full(len(words), who_key(speaker), dtype=np.uint64)
    return tuple(np.exp(logs) for logs in log_probability(text, own, COUNTS))


@pytest.mark.parametrize("before", [("^", "^"), ("^", "no"), ("no", "chest"), ("left", "fever")])
@pytest.mark.parametrize("speaker", ["dr-a", "dr-b", "dr-new"])
def test_the_words_of_the_language_and_room_for_others_add_up_to_one(
    before: tuple[str, str], speaker: str
) -> None:
    # Beyond the words seen, the model keeps room for a vocabulary of at least a thousand, and
    # for the end of the text.
    n_others = int(LEAST_VOCABULARY) - len(WORDS)
    for words, others in zip(
        chances(before, WORDS, speaker), chances(before, ["zebra"], speaker), strict=True
    ):
        assert 0 < words.sum() < 1
        assert words.sum() + n_others * others[0] < 1.02


def test_a_word_seen_more_often_in_a_place_is_likelier_there() -> None:
    pain, fever, left, zebra = chances(("no", "knee"), ["pain", "fever", "left", "zebra"], "dr-a")[
        0
    ]
    assert pain > fever > zebra
    assert pain > left > zebra


def test_what_a_speaker_writes_is_likelier_for_that_speaker() -> None:
    for_b = chances(("^", "no"), ["fever", "chest"], "dr-b")[1]
    for_new = chances(("^", "no"), ["fever", "chest"], "dr-new")[1]
    assert for_b[1] > for_new[1]
    assert for_b[0] < for_new[0]


def test_the_probability_of_a_text_is_the_product_of_its_words() -> None:
    own = np.array([who_key("dr-a")], dtype=np.uint64)
    keys = [int(EDGE), int(EDGE), *(word_key(w) for w in ("no", "chest", "pain"))]
    [whole] = log_probability(np.array([keys], dtype=np.uint64), own, COUNTS)[0]
    parts = [
        log_probability(np.array([keys[n : n + 3]], dtype=np.uint64), own, COUNTS)[0][0]
        for n in range(3)
    ]
    assert whole == pytest.approx(sum(parts), abs=1e-5)


def test_zeros_behind_a_text_count_for_nothing() -> None:
    own = np.array([who_key("dr-a")], dtype=np.uint64)
    keys = [int(EDGE), int(EDGE), word_key("no")]
    short = log_probability(np.array([keys], dtype=np.uint64), own, COUNTS)
    padded = log_probability(np.array([[*keys, 0, 0]], dtype=np.uint64), own, COUNTS)
    assert [s.tolist() for s in short] == [p.tolist() for p in padded]


def test_without_any_history_every_word_is_equally_likely() -> None:
    text = np.array([[1, 1, word_key("a")], [1, 1, word_key("b")]], dtype=np.uint64)
    own = np.zeros(2, dtype=np.uint64)
    pool, mine = log_probability(text, own, Counts())
    assert pool[0] == pool[1] == pytest.approx(np.log(1 / LEAST_VOCABULARY), abs=1e-5)
    assert mine[0] == mine[1]

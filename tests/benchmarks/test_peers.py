"""The peers that DraftGenie is measured against do what they are named after."""

from __future__ import annotations

import doctest
import importlib
from typing import TYPE_CHECKING

import baselines
import post_editing
import pytest
import spelling
import transformation
from baselines import Peer, choose, replace_spans
from corpora import Row

from draftgenie.pipeline._text import split_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MODULES = ("baselines", "calibration", "corpora", "evidence", "page", "transformation")


def pairs(*texts: tuple[str, str], speaker: str = "dr-okafor", n: int = 1) -> list[Row]:
    """Every pair `n` times over, in order."""
    return [
        Row(speaker, f"{speaker}-{k}-{i}", draft, final)
        for k in range(n)
        for i, (draft, final) in enumerate(texts)
    ]


def corrected(learn: baselines.Learn, rows: Sequence[Row], draft: str, **setting: object) -> str:
    return learn(rows)(setting)(Row("dr-okafor", "new", draft, ""))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_hold(name: str) -> None:
    found = doctest.testmod(importlib.import_module(name))

    assert (found.attempted > 0, found.failed) == (True, 0)


def test_settings_are_chosen_on_the_last_quarter_of_each_speaker() -> None:
    learned: list[list[str]] = []

    def learn(rows: Sequence[Row]) -> Callable[[baselines.Setting], baselines.Correct]:
        learned.append([row.item for row in rows])
        # The word that the first three quarters want is not the one the last quarter wants.
        return lambda setting: lambda row: row.draft.replace("x", setting["word"])

    rows = [Row("a", str(n), "x", "early") for n in range(6)]
    rows += [Row("a", str(n), "x", "late") for n in (6, 7)]
    peer = Peer("replacer", learn, baselines.grid(word=["early", "late", "never"]))

    assert choose(peer, rows) == {"word": "late"}
    assert learned == [["0", "1", "2", "3", "4", "5"]]


def test_of_settings_that_are_as_good_the_most_careful_is_chosen() -> None:
    rows = pairs(("a", "a"), n=8)
    peer = Peer("idler", baselines.nothing, baselines.grid(limit=[1, 2, 3]))

    assert choose(peer, rows) == {"limit": 3}


def test_replaced_spans_keep_the_marks_around_them() -> None:
    words = split_words("Ilium, um red. Done")

    assert replace_spans(words, [(0, 1, "ileum"), (1, 2, "")]) == "Ileum, red. Done"
    assert replace_spans(words, [(2, 2, "very")]) == "Ilium, um very red. Done"
    assert replace_spans(words, [(4, 4, "now")]) == "Ilium, um red. Done now"


def test_the_dictionary_asks_the_speaker_before_everyone() -> None:
    rows = pairs(("the ilium is red", "the ileum is red"), speaker="dr-lund", n=5)
    rows += pairs(("the ilium is red", "the ilium is red"), n=3)
    limits = {"support": 2, "precision": 0.5}
    draft = "the ilium is pale"

    def made(history: str) -> str:
        return corrected(baselines.dictionary, rows, draft, history=history, **limits)

    assert made("pooled") == "the ileum is pale"
    assert made("own") == draft
    assert made("own then pooled") == draft


def test_the_dictionary_wants_support_and_precision() -> None:
    rows = pairs(("an ilium", "an ileum"), n=2) + pairs(("an ilium", "an ilium"), n=3)

    def made(support: int, precision: float) -> str:
        limits = {"support": support, "precision": precision, "history": "pooled"}
        return corrected(baselines.dictionary, rows, "an ilium", **limits)

    assert made(2, 0.4) == "an ileum"
    assert made(3, 0.4) == "an ilium"
    assert made(2, 0.5) == "an ilium"


def test_the_spell_checkers_leave_known_and_short_words_alone() -> None:
    rows = pairs(("takes metoprolol and ramipril", "takes metoprolol and ramipril"), n=3)
    draft = "takes metroprolol an ramipril"

    for learn, more in (
        (spelling.symspell, {"distance": 1}),
        (spelling.jaro_winkler, {"alike": 0.9}),
    ):
        mended = corrected(learn, rows, draft, letters=5, count=2, **more)
        assert mended == "takes metoprolol an ramipril"
        assert corrected(learn, rows, draft, letters=5, count=4, **more) == draft


def test_jaro_winkler_has_nothing_to_offer_without_a_known_word() -> None:
    rows = pairs(("25", "25"))
    setting = {"letters": 1, "count": 1, "alike": 0.5}

    assert corrected(spelling.jaro_winkler, rows, "metoprolol", **setting) == "metoprolol"


HEARD = (
    ("he was seen for kobe it today", "he was seen for covid today"),
    ("the test for kobe it was clear", "the test for covid was clear"),
    ("he lives in kobe now", "he lives in kobe now"),
)


def test_post_editing_changes_a_phrase_and_keeps_its_words_elsewhere() -> None:
    rows = pairs(*HEARD, n=5)
    setting = {"language": 1.0, "penalty": 1.0}

    mended = corrected(post_editing.learn, rows, "Seen for kobe it, in kobe.", **setting)
    assert mended == "Seen for covid, in kobe."


def test_post_editing_changes_less_the_higher_the_penalty() -> None:
    rows = pairs(*HEARD, n=5)
    draft = "seen for kobe it in kobe"

    for penalty in (40.0, post_editing.NEVER):
        setting = {"language": 1.0, "penalty": penalty}
        assert corrected(post_editing.learn, rows, draft, **setting) == draft


def test_post_editing_decodes_an_empty_draft() -> None:
    setting = {"language": 1.0, "penalty": 1.0}

    assert corrected(post_editing.learn, pairs(*HEARD), "", **setting) == ""


def test_a_transformation_may_hold_beside_a_certain_word_only() -> None:
    rows = pairs(
        ("two milligrams of it", "2 mg of it"),
        ("the two of them", "the two of them"),
        ("those two too", "those two too"),
        n=3,
    )
    draft = "Two of them take two milligrams."

    assert corrected(transformation.learn, rows, draft, gain=1) == "Two of them take 2 mg."


def test_a_transformation_that_removes_too_little_is_not_applied() -> None:
    rows = pairs(("an ilium", "an ileum"), n=3)

    assert corrected(transformation.learn, rows, "an ilium", gain=3) == "an ileum"
    assert corrected(transformation.learn, rows, "an ilium", gain=4) == "an ilium"

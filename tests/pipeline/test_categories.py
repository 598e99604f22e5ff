"""The kind of a change, from its words: the most dangerous kind that fits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draftgenie.domain.correction import SEVERITY, Category, Severity
from draftgenie.pipeline._facts import facts
from draftgenie.pipeline._sound import sound_alike, sound_key
from draftgenie.pipeline._text import normalised_words
from draftgenie.pipeline.mine.categories import categorise
from tests.pipeline.texts import WORDS

sides = st.lists(st.sampled_from(WORDS), max_size=4).map(lambda s: normalised_words(" ".join(s)))


@pytest.mark.parametrize(
    ("source", "target", "category"),
    [
        ("15", "50", "number"),
        ("5", "", "number"),
        ("five mg", "50 mg", "number"),
        ("mg", "mcg", "unit"),
        ("no", "", "negation"),
        ("", "not", "negation"),
        ("no", "know", "negation"),
        ("left", "right", "laterality"),
        ("metroprolol", "metoprolol", "term"),
        ("hypotension", "hypertension", "term"),
        ("two", "2", "format"),
        ("milligrams", "mg", "format"),
        ("twenty five", "25", "format"),
        ("comma", "", "spoken_punctuation"),
        ("full stop", "", "spoken_punctuation"),
        ("period new paragraph", "", "spoken_punctuation"),
        ("comma the", "", "other"),
        ("um", "", "filler"),
        ("uh", "um", "filler"),
        ("we will", "we'll", "contraction"),
        ("it's", "it has", "contraction"),
        ("gonna", "going to", "contraction"),
        ("follow up", "followup", "split_or_join"),
        ("there", "their", "homophone"),
        ("knee", "nee", "homophone"),
        ("breath", "breadth", "spelling"),
        ("pain the", "the pain", "word_order"),
        ("нет", "да", "other"),
        ("the", "", "other"),
        ("", "the", "other"),
    ],
)
def test_each_change_has_the_category_a_person_would_name(
    source: str, target: str, category: str
) -> None:
    assert categorise(source, target) == category


@given(sides, sides)
def test_a_change_of_a_fact_is_never_called_harmless(before: list[str], after: list[str]) -> None:
    category = categorise(" ".join(before), " ".join(after))
    same = sorted((f.kind, f.value) for f in facts(before)) == sorted(
        (f.kind, f.value) for f in facts(after)
    )
    assert (SEVERITY[category] is Severity.HIGH) == (not same)


@given(sides, sides)
def test_a_change_and_its_opposite_are_equally_dangerous(
    before: list[str], after: list[str]
) -> None:
    there, back = (
        SEVERITY[categorise(" ".join(a), " ".join(b))] is Severity.HIGH
        for a, b in ((before, after), (after, before))
    )
    assert there == back


def test_every_category_has_a_severity() -> None:
    assert set(SEVERITY) == set(Category)


def test_words_without_a_known_letter_do_not_sound_alike() -> None:
    assert sound_key("да") == sound_key("нет") == ""
    assert not sound_alike("да", "нет")
    assert sound_alike("knight", "nite")

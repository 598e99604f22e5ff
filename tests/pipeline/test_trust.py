"""What a model's edits are worth: by what became of others like them, never by its own word."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from draftgenie.domain.correction import Category
from draftgenie.domain.note import NoteEdit, Proposer, Verdict
from draftgenie.pipeline.generate.label import Label
from draftgenie.pipeline.generate.trust import LEAST_JUDGED, Sort, Tally, Trust, count, sort_of

WORDS = Sort("model", "words")
AGREED = Sort("both", "words")
EDIT = NoteEdit(
    0, 4, "pane", "pain", 0.4, 0.1, "cor_x", 3, 1, Category.HOMOPHONE, Verdict.SUGGESTED, ""
)


def test_nothing_is_made_before_enough_was_judged() -> None:
    few = Trust(own={WORDS: Tally(right=LEAST_JUDGED - 1)})
    enough = Trust(own={}, everyone={WORDS: Tally(right=LEAST_JUDGED)})

    assert "must have been judged" in (few.of_model(Category.HOMOPHONE).why_not or "")
    assert enough.of_model(Category.HOMOPHONE).why_not is None
    assert enough.of_model(Category.NUMBER).why_not is not None


def test_a_speaker_with_enough_of_them_is_judged_by_their_own() -> None:
    good, bad = Tally(right=200), Tally(right=10, harm=30)

    trust = Trust(own={WORDS: bad}, everyone={WORDS: good})

    assert trust.of_model(Category.OTHER).why_not is not None
    assert replace(trust, own={}).of_model(Category.OTHER).why_not is None


def test_agreement_is_worth_nothing_before_it_was_judged() -> None:
    assert Trust().of_both(EDIT)[:2] == (EDIT.confidence, EDIT.harm)
    assert Trust().of_both(EDIT).why_not is not None

    judged = Trust(own={AGREED: Tally(right=80)}).of_both(EDIT)

    assert (round(judged.right, 2), round(judged.harm, 2), judged.why_not) == (0.88, 0.02, None)


def test_edits_are_counted_by_who_proposed_them_and_what_they_change() -> None:
    sorts = [
        sort_of(Proposer.MODEL, Category.CASING),
        sort_of(Proposer.MODEL, Category.NUMBER),
        sort_of(Proposer.BOTH, Category.SPELLING),
    ]

    assert [str(sort) for sort in sorts] == ["model form", "model fact", "both words"]
    assert count([(sorts[0], Label.RIGHT), (sorts[0], Label.HARM)]) == {sorts[0]: Tally(1, 0, 1)}


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300))
def test_chances_are_chances_and_harm_closes_the_door(right: int, neither: int, harm: int) -> None:
    tally = Tally(right, neither, harm)
    chance = Trust(own={WORDS: tally}, everyone={WORDS: tally}).of_model(Category.OTHER)

    assert 0 < chance.right < 1
    assert 0 < chance.harm < 1
    assert chance.right + chance.harm < 1
    assert chance.why_not is None or not tally.is_good
    assert not (tally.is_good and harm > right)

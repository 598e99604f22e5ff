"""The edits between a draft and its final note, as a table and as laws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given

from draftgenie.domain.correction import Edit, Layer
from draftgenie.pipeline._text import split_words
from draftgenie.pipeline.mine import marks_of, mine
from tests.pipeline.texts import any_text

if TYPE_CHECKING:
    from collections.abc import Sequence


def made(draft: str, edits: Sequence[Edit]) -> str:
    """The draft with all of the edits, which must be in order and disjoint."""
    parts, at = [], 0
    for edit in edits:
        assert at <= edit.start <= edit.end
        assert draft[edit.start : edit.end] == edit.before
        parts += [draft[at : edit.start], edit.after]
        at = edit.end
    return "".join([*parts, draft[at:]])


def told(edits: Sequence[Edit]) -> list[tuple[str, str, str]]:
    """Each edit as what it takes, what it puts, and its kind."""
    return [
        (e.before, e.after, e.layer.value if e.layer is not Layer.WORDS else e.category.value)
        for e in edits
    ]


@given(any_text, any_text)
@example("", "")
@example("", "new text")
@example("old text", "")
@example("...", "?!")
@example("a\r\nb", "a\nb")
@example("uh uh", "the the")
@example("\u0301a pain", "pain")
@example("İ", "i")
def test_making_every_edit_turns_the_draft_into_the_final_note(draft: str, final: str) -> None:
    assert made(draft, mine(draft=draft, final=final).edits) == final


@given(any_text, any_text)
def test_words_that_stay_are_the_same_in_both_and_in_order(draft: str, final: str) -> None:
    mined = mine(draft=draft, final=final)
    kept = [(i, j) for i, j in enumerate(mined.kept) if j >= 0]

    assert mined.draft == split_words(draft)
    assert mined.final == split_words(final)
    assert [mined.draft.norm[i] for i, _ in kept] == [mined.final.norm[j] for _, j in kept]
    assert [j for _, j in kept] == sorted({j for _, j in kept})


@given(any_text, any_text)
def test_an_edit_of_words_names_the_words_it_takes_and_puts(draft: str, final: str) -> None:
    mined = mine(draft=draft, final=final)
    for edit in (*mined.edits, *mined.parts):
        if edit.layer is Layer.WORDS:
            assert split_words(edit.before).norm == edit.source.split()
            assert split_words(edit.after).norm == edit.target.split()
            assert edit.source != edit.target
        elif edit.layer is Layer.MARKS:
            assert (edit.source, edit.target) == (marks_of(edit.before), marks_of(edit.after))
        else:
            assert edit.before != edit.after


@given(any_text, any_text)
def test_a_part_stands_inside_an_edit_that_replaces_words_and_is_not_all_of_it(
    draft: str, final: str
) -> None:
    mined = mine(draft=draft, final=final)
    wholes = [e for e in mined.edits if e.source and e.target and e.layer is Layer.WORDS]
    for part in mined.parts:
        assert draft[part.start : part.end] == part.before
        assert part.source
        assert part.target
        assert any(
            w.start <= part.start <= part.end <= w.end
            and (part.source, part.target) != (w.source, w.target)
            for w in wholes
        )


@given(any_text)
def test_a_draft_that_is_its_final_note_has_no_edits(text: str) -> None:
    mined = mine(draft=text, final=text)
    assert mined.edits == mined.parts == ()
    assert mined.kept == tuple(range(len(mined.draft)))


CASES = [
    # numbers and units: another value, or the same one written otherwise
    ("take five mg", "take 5 mg", [("five", "5", "format")]),
    ("take 15 mg", "take 50 mg", [("15", "50", "number")]),
    ("take 5 milligrams", "take 5 mg", [("milligrams", "mg", "format")]),
    ("take 5 mg", "take 5 mcg", [("mg", "mcg", "unit")]),
    ("twenty five mg", "25 mg", [("twenty five", "25", "format")]),
    # facts
    ("no chest pain", "chest pain", [("no ", "", "negation")]),
    ("denies pain", "has pain", [("denies", "has", "negation")]),
    ("left knee", "right knee", [("left", "right", "laterality")]),
    ("knee hurts", "left knee hurts", [("", "left ", "laterality")]),
    ("on metroprolol", "on metoprolol", [("metroprolol", "metoprolol", "term")]),
    ("bis a prolol daily", "bisoprolol daily", [("bis a prolol", "bisoprolol", "term")]),
    # words
    ("follow up in may", "followup in may", [("follow up", "followup", "split_or_join")]),
    ("may be worse", "maybe worse", [("may be", "maybe", "split_or_join")]),
    ("we will go", "we'll go", [("we will", "we'll", "contraction")]),
    ("he does not", "he doesn't", [("does not", "doesn't", "contraction")]),
    ("the ilium", "the ileum", [("ilium", "ileum", "homophone")]),
    ("a breath", "a breadth", [("breath", "breadth", "spelling")]),
    ("the dog", "the liver", [("dog", "liver", "other")]),
    (
        "the nee and the fut",
        "the knee and the foot",
        [("nee", "knee", "homophone"), ("fut", "foot", "homophone")],
    ),
    # what is said but not written
    ("uh the knee", "the knee", [("uh ", "", "filler")]),
    ("the um knee", "the knee", [("um ", "", "filler")]),
    ("the knee um", "the knee", [(" um", "", "filler")]),
    (
        "pain comma no fever",
        "pain, no fever",
        [(" ", ", ", "marks"), ("comma ", "", "spoken_punctuation")],
    ),
    (
        "no pain period",
        "no pain.",
        [(" period", "", "spoken_punctuation"), ("", ".", "marks")],
    ),
    (
        "soft period new paragraph the lungs",
        "soft.\n\nThe lungs",
        [
            (" ", ".\n\n", "marks"),
            ("period new paragraph ", "", "spoken_punctuation"),
            ("the", "The", "case"),
        ],
    ),
    # case and marks of words that stay
    ("covid", "COVID", [("covid", "COVID", "case")]),
    ("the knee", "The knee.", [("the", "The", "case"), ("", ".", "marks")]),
    ("pain, no", "pain no", [(", ", " ", "marks")]),
    ("pain\r\nfever", "pain fever", [("\r\n", " ", "marks")]),
    ("don't", "don’t", [("don't", "don’t", "case")]),
    # the ends of a text
    ("hurts", "it hurts", [("", "it ", "other")]),
    ("it", "it hurts", [("", " hurts", "other")]),
    ("", "new text", [("", "new text", "other")]),
    ("old text", "", [("old text", "", "other")]),
    ("...", "?!", [("...", "?!", "marks")]),
]


@pytest.mark.parametrize(("draft", "final", "expected"), CASES, ids=[c[0] or "-" for c in CASES])
def test_each_small_pair_has_the_edits_a_person_would_name(
    draft: str, final: str, expected: list[tuple[str, str, str]]
) -> None:
    assert told(mine(draft=draft, final=final).edits) == expected


def test_a_mark_beside_a_word_is_no_part_of_it() -> None:
    [edit] = mine(draft="He has pane.", final="He has pain.").edits
    assert (edit.source, edit.target, edit.before, edit.after) == ("pane", "pain", "pane", "pain")


def test_an_edit_knows_up_to_five_words_on_either_side_as_the_draft_has_them() -> None:
    draft = "One two, three four five six nee seven eight."
    [edit] = mine(draft=draft, final=draft.replace("nee", "knee")).edits

    assert (edit.left, edit.right) == ("two, three four five six", "seven eight")
    assert edit.context == "two, three four five six nee seven eight"


@pytest.mark.parametrize(
    ("draft", "final", "surface"),
    [
        ("Nee pain", "Knee pain", "knee"),
        ("nee pain", "Knee pain", "Knee"),
        ("Covert test", "COVID test", "COVID"),
        ("the covert test", "the COVID test", "COVID"),
    ],
)
def test_a_capital_that_came_from_the_place_is_not_learned_with_the_word(
    draft: str, final: str, surface: str
) -> None:
    assert [e.surface for e in mine(draft=draft, final=final).edits] == [surface]


def test_words_taken_out_know_what_stands_between_their_neighbours_now() -> None:
    _, removed = mine(draft="pain comma no", final="pain, no").edits
    assert (removed.source, removed.surface) == ("comma", ", ")


def test_a_part_that_changes_a_number_which_the_whole_does_not_is_left_out() -> None:
    assert mine(draft="twenty five mg", final="25 mg").parts == ()


def test_a_word_inside_a_longer_change_is_learned_from_by_itself() -> None:
    mined = mine(draft="the lungs clear nee exam", final="the knee exam")
    assert told(mined.edits) == [("lungs clear nee", "knee", "other")]
    assert told(mined.parts) == [("nee", "knee", "homophone")]

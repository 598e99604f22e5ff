"""The last look at a note: what its edits change together and none of them alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draftgenie.domain.correction import Category
from draftgenie.domain.note import NoteEdit, Proposer, Verdict, apply_edits
from draftgenie.pipeline._text import normalised_words
from draftgenie.pipeline.generate.guard import told_facts
from draftgenie.pipeline.generate.whole import TOGETHER, check_whole

if TYPE_CHECKING:
    from collections.abc import Sequence


def an_edit(
    draft: str,
    before: str,
    after: str,
    category: Category = Category.OTHER,
    *,
    evidence: int = 0,
    proposer: Proposer = Proposer.MODEL,
) -> NoteEdit:
    start = draft.index(before)
    return NoteEdit(
        start=start,
        end=start + len(before),
        before=before,
        after=after,
        confidence=0.9,
        harm=0.01,
        correction_id=f"cor_{before}",
        evidence=evidence,
        n_left_alone=0,
        category=category,
        verdict=Verdict.APPLIED,
        reason="",
        proposer=proposer,
    )


def refused(draft: str, edits: Sequence[NoteEdit], decided: Sequence[str] = ()) -> list[str]:
    checked = check_whole(draft, edits, decided=decided)
    assert [e.before for e in checked] == [e.before for e in edits]
    return [e.before for e in checked if e.verdict is Verdict.REFUSED]


def test_a_mark_makes_no_number_of_two() -> None:
    draft = "take 2 5 tablets"
    point = an_edit(draft, " 5", ".5", Category.PUNCTUATION, proposer=Proposer.EMBEDDED)

    checked = check_whole(draft, [point])

    assert [(e.verdict, e.reason) for e in checked] == [(Verdict.REFUSED, TOGETHER)]


def test_two_edits_that_change_a_fact_only_together_are_not_both_made() -> None:
    draft = "this one of them hurts"
    edits = [an_edit(draft, "this ", ""), an_edit(draft, "of ", "")]

    assert refused(draft, edits[:1]) == refused(draft, edits[1:]) == []
    assert refused(draft, edits) == ["of "]


def test_what_the_history_or_a_person_changes_is_not_asked_again() -> None:
    draft = "this one of them hurts"
    own = [
        an_edit(draft, word, "", evidence=5, proposer=Proposer.EMBEDDED)
        for word in ("this ", "of ")
    ]
    edits = [an_edit(draft, "this ", ""), an_edit(draft, "of ", "")]

    assert refused(draft, own) == []
    assert refused(draft, edits, decided=["cor_of "]) == []


def test_an_edit_may_change_what_it_changes_alone() -> None:
    draft = "takes metroprolol and no aspirin, twenty five milligrams."
    edits = [
        an_edit(draft, "metroprolol", "metoprolol"),
        an_edit(draft, "twenty five milligrams", "25 mg"),
    ]

    assert refused(draft, edits) == []


@pytest.mark.parametrize("n_words", [1, 200])
def test_a_note_without_facts_or_edits_is_left_alone(n_words: int) -> None:
    draft = " ".join(["word"] * n_words)

    assert check_whole(draft, ()) == ()
    assert refused(draft, [an_edit(draft, "word", "Word", Category.CASING)]) == []


@given(
    st.lists(
        st.sampled_from("take no 2 5 mg left one this of twenty . , pain".split()), max_size=12
    ),
    st.lists(st.tuples(st.integers(0, 11), st.sampled_from(["", ".", " "])), max_size=4),
)
def test_marks_never_change_a_fact(words: list[str], gaps: list[tuple[int, str]]) -> None:
    draft = " ".join(["x", *words, "x"])
    places = [n for n, c in enumerate(draft) if c == " "]
    edits = [
        NoteEdit(
            places[n], places[n] + 1, " ", mark, 0.9, 0.0, "cor_x", 9, 0,
            Category.PUNCTUATION, Verdict.APPLIED, "",
        )
        for n, mark in sorted(dict(gaps).items())
        if n < len(places)
    ]  # fmt: skip

    checked = check_whole(draft, edits)

    made = tuple(e for e in checked if e.verdict is Verdict.APPLIED)
    facts = [sorted(told_facts(normalised_words(t))) for t in (draft, apply_edits(draft, made))]
    assert facts[0] == facts[1]

"""From proposals to edits in characters: disjoint, tidy, and silent about everything else."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from draftgenie.domain.correction import Category
from draftgenie.domain.note import NoteEdit, Verdict, apply_edits
from draftgenie.pipeline._facts import facts
from draftgenie.pipeline._text import Words, normalised_words, split_words
from draftgenie.pipeline.generate import Choice, Limits, Proposal, compose
from draftgenie.pipeline.generate.guard import Evidence
from tests.pipeline.texts import dictated

MUCH = Evidence(made=20, seen=25, made_beside=9, seen_beside=10)
NONE = Evidence(0, 0, 0, 0)


def a_proposal(
    first: int,
    last: int,
    target: str = "",
    *,
    surface: str | None = None,
    category: Category = Category.OTHER,
    evidence: Evidence = MUCH,
    correction_id: str = "cor_1",
    **given: Any,
) -> Proposal:
    """A sure proposal with much evidence: draft words `first` to `last` become `target`."""
    sure = {"right": 0.95, "harm": 0.01, "gain": 0.94}
    return Proposal(
        choice=Choice(first, last, **(sure | given)),
        target=tuple(normalised_words(target)),
        surface=target if surface is None else surface,
        correction_id=correction_id,
        category=category,
        evidence=evidence,
    )


def spoken(first: int, last: int, surface: str) -> Proposal:
    return a_proposal(first, last, surface=surface, category=Category.SPOKEN_PUNCTUATION)


def note_of(draft: str, *proposals: Proposal) -> str:
    """The draft with what is applied of the proposals."""
    edits = compose(split_words(draft), proposals, Limits())
    return apply_edits(draft, tuple(e for e in edits if e.verdict is Verdict.APPLIED))


def told(edits: tuple[NoteEdit, ...]) -> list[tuple[str, str, str]]:
    return [(e.before, e.after, e.verdict.value) for e in edits]


@pytest.mark.parametrize(
    ("draft", "proposals", "note"),
    [
        # words for words, with the place's capital and its marks
        ("The nee hurts.", [a_proposal(1, 2, "knee")], "The knee hurts."),
        ("Nee, he said", [a_proposal(0, 1, "knee")], "Knee, he said"),
        ("covert test", [a_proposal(0, 1, "covid", surface="COVID")], "COVID test"),
        ("he has follow  up.", [a_proposal(2, 4, "followup")], "he has followup."),
        ("Can not, he", [a_proposal(0, 2, "cannot")], "Cannot, he"),
        # words taken out
        ("the um knee", [a_proposal(1, 2)], "the knee"),
        ("um the knee", [a_proposal(0, 1)], "the knee"),
        ("the knee um", [a_proposal(2, 3)], "the knee"),
        ("the knee um.", [a_proposal(2, 3)], "the knee."),
        ("the knee, um.", [a_proposal(2, 3)], "the knee."),
        ("the knee, um, hurts", [a_proposal(2, 3)], "the knee, hurts"),
        ("the knee um, and", [a_proposal(2, 3)], "the knee, and"),
        ("He left. Um no", [a_proposal(2, 3)], "He left. no"),
        ("um", [a_proposal(0, 1)], ""),
        # taken out side by side
        ("the uh um knee", [a_proposal(1, 2), a_proposal(2, 3)], "the knee"),
        ("the uh um, knee", [a_proposal(1, 2), a_proposal(2, 3)], "the, knee"),
        ("the knee uh um.", [a_proposal(2, 3), a_proposal(3, 4)], "the knee."),
        ("uh um knee", [a_proposal(0, 1), a_proposal(1, 2)], "knee"),
        ("uh um", [a_proposal(0, 1), a_proposal(1, 2)], ""),
        ("a uh um b um c", [a_proposal(n, n + 1) for n in (1, 2, 4)], "a b c"),
        # spoken marks
        ("pain comma no fever", [spoken(1, 2, ", ")], "pain, no fever"),
        ("pain comma no fever", [spoken(1, 2, ",")], "pain, no fever"),
        ("pain period new paragraph the", [spoken(1, 4, ".\n\n")], "pain.\n\nthe"),
        ("no pain period", [spoken(2, 3, ". ")], "no pain."),
        ("no pain period.", [spoken(2, 3, ". ")], "no pain."),
        ("no pain period\n", [spoken(2, 3, ".\n\n")], "no pain.\n"),
        ("no pain paragraph", [spoken(2, 3, "\n\n")], "no pain"),
        ("comma no pain", [spoken(0, 1, ", ")], "no pain"),
        ("pain um comma no", [a_proposal(1, 2), spoken(2, 3, ", ")], "pain, no"),
        ("pain comma um no", [spoken(1, 2, ", "), a_proposal(2, 3)], "pain, no"),
        ("nee comma no", [a_proposal(0, 1, "knee"), spoken(1, 2, ", ")], "knee, no"),
    ],
)
def test_a_note_reads_as_a_person_would_have_written_it(
    draft: str, proposals: list[Proposal], note: str
) -> None:
    assert note_of(draft, *proposals) == note


@st.composite
def proposed(draw: st.DrawFn) -> tuple[Words, list[Proposal]]:
    """A draft with proposals that may overlap, touch, and take everything away."""
    draft = split_words(draw(dictated()))
    proposals = []
    for n in range(draw(st.integers(0, 6)) if len(draft) else 0):
        first = draw(st.integers(0, len(draft) - 1))
        last = draw(st.integers(first + 1, min(len(draft), first + 3)))
        kind = draw(st.sampled_from(["", "", "spoken", "knee", "left 50", "New Words"]))
        given: dict[str, Any] = {
            "right": draw(st.sampled_from([0.2, 0.4, 0.95])),
            "decided": draw(st.integers(0, 9)) == 0,
            "evidence": draw(st.sampled_from([MUCH, NONE])),
            "correction_id": f"cor_{n}",
        }
        if kind == "spoken":
            given["category"] = Category.SPOKEN_PUNCTUATION
            given["surface"] = draw(st.sampled_from([", ", ".", ".\n\n", "\n", " "]))
            proposals.append(a_proposal(first, last, **given))
        else:
            proposals.append(a_proposal(first, last, kind, **given))
    return draft, proposals


@settings(max_examples=60)
@given(proposed())
def test_applied_edits_are_disjoint_and_everything_outside_them_stays(
    given: tuple[Words, list[Proposal]],
) -> None:
    draft, proposals = given
    edits = compose(draft, proposals, Limits())

    applied = tuple(e for e in edits if e.verdict is Verdict.APPLIED)
    for edit in edits:
        assert draft.text[edit.start : edit.end] == edit.before
    assert all(a.end <= b.start for a, b in itertools.pairwise(applied))
    apply_edits(draft.text, applied)
    assert list(edits) == sorted(edits, key=lambda e: (e.start, e.end, e.after, e.correction_id))


@settings(max_examples=60)
@given(proposed())
def test_the_words_of_a_note_are_the_drafts_with_the_applied_targets(
    given: tuple[Words, list[Proposal]],
) -> None:
    draft, proposals = given
    edits = compose(draft, proposals, Limits())
    applied = {e.correction_id for e in edits if e.verdict is Verdict.APPLIED}

    words: list[str] = []
    at = 0
    made = [p for p in proposals if p.correction_id in applied]
    for proposal in sorted(made, key=lambda p: p.choice.first):
        words += [*draft.norm[at : proposal.choice.first], *proposal.target]
        at = proposal.choice.last
    note = apply_edits(draft.text, tuple(e for e in edits if e.verdict is Verdict.APPLIED))
    assert normalised_words(note) == [*words, *draft.norm[at:]]


@settings(max_examples=60)
@given(proposed())
def test_without_evidence_or_a_persons_word_a_note_states_the_facts_of_its_draft(
    given: tuple[Words, list[Proposal]],
) -> None:
    draft, proposals = given
    trusted = [p for p in proposals if p.evidence is NONE and not p.choice.decided]
    edits = compose(draft, trusted, Limits())
    note = apply_edits(draft.text, tuple(e for e in edits if e.verdict is Verdict.APPLIED))
    assert sorted((f.kind, f.value) for f in facts(normalised_words(note))) == sorted(
        (f.kind, f.value) for f in facts(draft.norm)
    )


def test_edits_that_only_together_change_a_fact_are_not_made_together() -> None:
    both = [a_proposal(n, n + 1, evidence=NONE) for n in (0, 2)]
    assert note_of("this one of them", both[0]) == "one of them"
    assert note_of("this one of them", both[1]) == "this one them"
    edits = compose(split_words("this one of them"), both, Limits())
    assert told(edits) == [("this ", "", "applied"), ("of ", "", "refused")]


def test_what_misses_a_limit_is_suggested_where_nothing_is_applied_and_it_is_likely_enough() -> (
    None
):
    draft = split_words("the nee and the fut hurt")
    proposals = [
        a_proposal(1, 2, "knee", correction_id="applied"),
        a_proposal(1, 3, "need", right=0.45, correction_id="overlaps"),
        a_proposal(4, 5, "foot", right=0.45, correction_id="suggested"),
        a_proposal(4, 5, "feet", right=0.4, correction_id="less likely"),
        a_proposal(5, 6, "hurts", right=0.29, correction_id="unlikely"),
    ]
    edits = compose(draft, proposals, Limits())
    assert [(e.correction_id, e.verdict.value, e.reason) for e in edits] == [
        ("applied", "applied", "made 20 of 25 times, 9 of 10 beside the same word"),
        ("suggested", "suggested", "chance of being right 0.45 is under 0.50"),
    ]


def test_a_refused_edit_is_told_with_its_reason_and_makes_room_for_another() -> None:
    draft = split_words("take 5 mg")
    edits = compose(
        draft,
        [
            a_proposal(1, 2, "50", evidence=NONE, correction_id="wrong"),
            a_proposal(1, 3, "5 milligrams", gain=0.3, correction_id="right"),
        ],
        Limits(),
    )
    assert [(e.correction_id, e.verdict.value) for e in edits] == [
        ("wrong", "refused"),
        ("right", "applied"),
    ]
    assert edits[0].reason.startswith("changes a number with too little evidence")


def test_what_a_person_decided_is_made_against_limits_and_guard() -> None:
    decided = a_proposal(0, 1, "right", decided=True, right=0.1, harm=0.9, evidence=NONE)
    [edit] = compose(split_words("left knee"), [decided], Limits())
    assert (edit.verdict, edit.after, edit.reason) == (
        Verdict.APPLIED,
        "right",
        "approved by a person",
    )


def test_an_edit_carries_its_figures() -> None:
    proposal = a_proposal(1, 2, "knee", right=0.912345, harm=0.0123456)
    [edit] = compose(split_words("the nee"), [proposal], Limits())
    assert (edit.confidence, edit.harm, edit.evidence, edit.n_left_alone) == (
        0.9123,
        0.0123,
        20,
        5,
    )

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draftgenie.domain.correction import Category
from draftgenie.domain.evaluation import Claim
from draftgenie.domain.note import NoteEdit, Verdict
from draftgenie.pipeline.evaluate.claims import calibrate, judge_edits

DRAFT = "the patient has no know drug allergies and takes metroprolol 25 mg"
FINAL = "The patient has no known drug allergies and takes metoprolol 25 mg."


def an_edit(before: str, after: str, *, draft: str = DRAFT, **changes: object) -> NoteEdit:
    start = draft.index(before)
    values: dict[str, object] = {
        "start": start,
        "end": start + len(before),
        "before": before,
        "after": after,
        "confidence": 0.9,
        "harm": 0.0,
        "correction_id": "cor",
        "evidence": 3,
        "n_left_alone": 0,
        "category": Category.OTHER,
        "verdict": Verdict.APPLIED,
        "reason": "",
    }
    return NoteEdit(**{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after", "is_right"),
    [
        ("know", "known", True),
        ("metroprolol", "metformin", False),
        ("metroprolol", "Metoprolol", True),
        ("the", "The", True),
        ("patient", "Patient", False),
        ("mg", "mg.", True),
        ("g", "g.", True),
        ("mg", "mg,", False),
        ("no ", "", False),
        ("know drug", "known drug", True),
    ],
)
def test_an_edit_is_right_when_its_place_ends_up_as_the_final_has_it(before, after, is_right):
    start = DRAFT.rindex(before) if before == "g" else DRAFT.index(before)
    edit = an_edit(before, after, start=start, end=start + len(before))

    assert judge_edits(draft=DRAFT, final=FINAL, edits=[edit]) == (Claim(0.9, True, is_right),)


def test_suggestions_are_judged_too_and_refusals_claim_nothing():
    edits = [
        an_edit("know", "known", verdict=Verdict.SUGGESTED, confidence=0.6),
        an_edit("25", "250", verdict=Verdict.REFUSED),
    ]

    assert judge_edits(draft=DRAFT, final=FINAL, edits=edits) == (Claim(0.6, False, True),)


claims = st.lists(st.builds(Claim, st.floats(0, 1), st.booleans(), st.booleans()), min_size=1)


@given(claims)
def test_bins_hold_every_claim_once_and_the_error_is_a_share(made):
    found = calibrate(made)

    assert sum(b.n for b in found.bins) == len(made) == found.n_applied + found.n_suggested
    assert sum(b.n_right for b in found.bins) == found.applied_right + found.suggested_right
    assert -1e-12 <= found.ece <= 1 + 1e-12
    assert all(b.low - 1e-9 <= b.mean_confidence <= b.high + 1e-9 for b in found.bins)


def test_a_generator_that_is_as_right_as_it_says_has_no_error():
    made = [Claim(0.75, True, n % 4 != 0) for n in range(40)]

    assert calibrate(made).ece == pytest.approx(0)
    assert calibrate([]) is None

"""The guard: facts change only with much evidence of that very change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draftgenie.pipeline._facts import facts
from draftgenie.pipeline.generate.guard import Evidence, changed_facts, refusal

NONE = Evidence(0, 0, 0, 0)
MUCH = Evidence(made=20, seen=25, made_beside=9, seen_beside=10)


def verdict(text: str, evidence: Evidence) -> str | None:
    """The refusal of an edit that is written as `left [before|after] right`."""
    left, _, rest = text.partition("[")
    change, _, right = rest.partition("]")
    before, _, after = change.partition("|")
    return refusal(
        context=(left.split(), right.split()),
        before=before.split(),
        after=after.split(),
        evidence=evidence,
    )


CHANGES = [
    ("take [5|50] mg", "number"),
    ("take [five|50] mg", "number"),
    ("take 5 [mg|mcg] daily", "unit"),
    ("take 5 mg [daily|weekly]", "unit"),
    ("the [left|right] knee", "laterality"),
    ("patient has [no|] pain", "negation"),
    ("patient has [|no] pain", "negation"),
    ("there is [no|know] pain", "negation"),
    ("[denies|reports] pain", "negation"),
    ("on [metoprolol|metformin] daily", "term"),
    ("has [hypotension|hypertension] now", "term"),
    # A value is read with the words beside it.
    ("twenty [five|] mg", "number"),
    ("twenty [|five] mg", "number"),
    ("[one|] twenty over eighty", "number"),
    ("take [to|two] tablets", "number"),
]


@pytest.mark.parametrize(("text", "kind"), CHANGES)
def test_a_changed_fact_is_refused_without_evidence_and_let_pass_with_much(
    text: str, kind: str
) -> None:
    why = verdict(text, NONE)
    assert why is not None
    assert kind in why
    assert verdict(text, MUCH) is None


@pytest.mark.parametrize(
    "text",
    [
        "take [five|5] mg",
        "take [twenty five|25] mg",
        "take 5 [milligrams|mg] daily",
        "take 5 mg [q.d|daily]",
        "he [does not|doesn't] smoke",
        "he [can not|cannot] walk",
        "the [nee|knee] hurts",
        "this [one|] is fine",
        "all [right|alright] then",
        "pain [comma|] no fever",
        "go [to|too] far",
    ],
)
def test_the_same_facts_written_otherwise_pass_without_any_evidence(text: str) -> None:
    assert verdict(text, NONE) is None


@pytest.mark.parametrize(
    ("evidence", "is_enough"),
    [
        (Evidence(3, 3, 3, 3), True),
        (Evidence(2, 2, 2, 2), False),
        (Evidence(30, 30, 2, 2), False),
        (Evidence(30, 100, 9, 10), True),
        (Evidence(30, 100, 8, 10), False),
        (Evidence(2, 9, 9, 9), False),
    ],
)
def test_enough_is_three_times_and_nine_of_ten_beside_the_same_word(
    evidence: Evidence, *, is_enough: bool
) -> None:
    assert (verdict("the [left|right] knee", evidence) is None) == is_enough


def test_a_refusal_tells_the_evidence_and_no_word_of_the_note() -> None:
    assert verdict("take [5|50] mg", Evidence(4, 9, 1, 2)) == (
        "changes a number with too little evidence of this very change here"
        " (1 of 2 beside the same word)"
    )


sides = st.lists(
    st.sampled_from("no pain left right five 5 mg milligrams twenty denies metoprolol".split()),
    max_size=5,
)


@given(sides, sides)
def test_facts_differ_exactly_when_their_classes_or_values_do(
    before: list[str], after: list[str]
) -> None:
    old, new = (sorted((f.kind, f.value) for f in facts(side)) for side in (before, after))
    changed = changed_facts(before=before, after=after)
    assert bool(changed) == (old != new)
    assert changed == sorted(set(changed))
    assert changed == changed_facts(before=after, after=before)

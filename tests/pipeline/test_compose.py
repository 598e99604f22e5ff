"""From proposals to edits: where they stand, and that they never touch each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draftgenie.domain.correction import Category
from draftgenie.domain.note import Verdict, apply_edits
from draftgenie.pipeline._text import normalised_words, split_words
from draftgenie.pipeline.generate import Choice, Limits, Proposal, compose
from draftgenie.pipeline.generate.guard import Evidence

ENOUGH = Evidence(50, 50, 50, 50)


def proposal(first: int, last: int, surface: str, *, marks: bool = False) -> Proposal:
    target = () if marks else tuple(normalised_words(surface))
    return Proposal(
        choice=Choice(first, last, 0.95, 0.0, 1.0),
        target=target,
        surface=surface,
        correction_id=f"cor_{first}_{last}",
        category=Category.SPOKEN_PUNCTUATION if marks else Category.OTHER,
        evidence=ENOUGH,
    )


def removed(first: int, last: int) -> Proposal:
    return proposal(first, last, "")


def made(text: str, *proposals: Proposal) -> str:
    return apply_edits(text, compose(split_words(text), proposals, Limits()))


@pytest.mark.parametrize(
    ("text", "proposals", "note"),
    [
        ("he um er sat.", [removed(1, 2), removed(2, 3)], "he sat."),
        ("he sat um er.", [removed(2, 3), removed(3, 4)], "he sat."),
        ("he sat um er. She", [removed(2, 3), removed(3, 4)], "he sat. She"),
        ("um er he sat", [removed(0, 1), removed(1, 2)], "he sat"),
        ("he sat um er", [removed(2, 3), removed(3, 4)], "he sat"),
        ("um er", [removed(0, 1), removed(1, 2)], ""),
        ("pain um comma he", [removed(1, 2), proposal(2, 3, ", ", marks=True)], "pain, he"),
        ("pain comma um he", [proposal(1, 2, ", ", marks=True), removed(2, 3)], "pain, he"),
        ("pain period he", [proposal(1, 2, ".", marks=True)], "pain. he"),
        ("pain period he", [proposal(1, 2, "", marks=True)], "pain he"),
        ("pain slash he", [proposal(1, 2, "/", marks=True)], "pain/he"),
        ("Metroprolol, um, now", [proposal(0, 1, "metoprolol"), removed(1, 2)], "Metoprolol, now"),
    ],
)
def test_neighbouring_edits_share_the_gap_between_them(
    text: str, proposals: list[Proposal], note: str
) -> None:
    assert made(text, *proposals) == note


WORDS = st.sampled_from(["um", "er", "he", "sat", "pain", "comma", "period", "now"])
GAPS = st.sampled_from([" ", " ", ", ", ". ", "\n", "; "])


@st.composite
def drafts(draw: st.DrawFn) -> tuple[str, list[Proposal]]:
    words = draw(st.lists(WORDS, min_size=1, max_size=12))
    gaps = draw(st.lists(GAPS, min_size=len(words), max_size=len(words)))
    text = "".join(word + gap for word, gap in zip(words, gaps, strict=True))
    proposals = []
    for n, word in enumerate(words):
        if draw(st.booleans()):
            kind = draw(st.sampled_from(["remove", "marks", "replace"]))
            if kind == "marks":
                proposals.append(
                    proposal(n, n + 1, draw(st.sampled_from([", ", ".", ""])), marks=True)
                )
            else:
                proposals.append(proposal(n, n + 1, "" if kind == "remove" else f"{word}x"))
    return text, proposals


@given(drafts())
def test_any_set_of_edits_applies_and_leaves_the_other_words(
    drawn: tuple[str, list[Proposal]],
) -> None:
    text, proposals = drawn
    changed = {p.choice.first: p for p in proposals}
    words = split_words(text)

    edits = compose(words, proposals, Limits())

    note = apply_edits(text, edits)
    assert [e.verdict for e in edits] == [Verdict.APPLIED] * len(proposals)
    assert normalised_words(note) == [
        word
        for n, old in enumerate(words.norm)
        for word in ([old] if n not in changed else changed[n].target)
    ]

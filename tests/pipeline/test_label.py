"""What a possible edit would have done to a past note."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draftgenie.pipeline._align import distance
from draftgenie.pipeline.generate.label import Change, Label, label

words = st.lists(st.sampled_from(["no", "pain", "knee", "the"]), max_size=6)

CASES = [
    # the place ends up right
    ("kobe it test", "covid test", 0, 2, "covid", Label.RIGHT),
    ("take five mg", "take 5 mg", 1, 1, "5", Label.RIGHT),
    ("uh the knee", "the knee", 0, 1, "", Label.RIGHT),
    ("the um knee", "the knee", 1, 1, "", Label.RIGHT),
    ("the knee um", "the knee", 2, 1, "", Label.RIGHT),
    ("um", "", 0, 1, "", Label.RIGHT),
    ("nee pain here", "knee pain now", 0, 1, "knee", Label.RIGHT),
    # nearer, but only half of what the human did
    ("kobe it test", "covid test", 1, 1, "", Label.NEITHER),
    ("nineteen ninety two", "1992", 0, 1, "", Label.NEITHER),
    ("nineteen ninety two", "1992", 0, 2, "", Label.NEITHER),
    ("met a prolol now", "metoprolol now", 0, 1, "", Label.NEITHER),
    # no nearer, no further
    ("the nee", "the knee", 1, 1, "need", Label.NEITHER),
    # further away
    ("no pain", "no pain", 0, 1, "", Label.HARM),
    ("no pain", "no pain", 0, 1, "know", Label.HARM),
    ("take 5 mg", "take 5 mg", 1, 1, "50", Label.HARM),
    ("the knee", "the knee", 0, 1, "the left", Label.HARM),
]


@pytest.mark.parametrize(("draft", "final", "first", "n_words", "target", "expected"), CASES)
def test_an_edit_is_right_only_if_it_leaves_its_place_right(
    draft: str, final: str, first: int, n_words: int, target: str, expected: Label
) -> None:
    change = Change(first, n_words, target.split())
    assert label(draft=draft.split(), final=final.split(), changes=[change]) == [expected]


@given(words, words, st.data())
def test_harm_is_growing_distance_and_right_is_falling_distance(
    draft: list[str], final: list[str], data: st.DataObject
) -> None:
    first = data.draw(st.integers(0, len(draft)))
    n_words = data.draw(st.integers(0, len(draft) - first))
    target = data.draw(words)

    [told] = label(draft=draft, final=final, changes=[Change(first, n_words, target)])

    edited = [*draft[:first], *target, *draft[first + n_words :]]
    saved = distance(reference=final, hypothesis=draft) - distance(
        reference=final, hypothesis=edited
    )
    assert (told is Label.HARM) == (saved < 0)
    assert told is not Label.RIGHT or saved > 0


def test_a_change_is_judged_alone_whatever_stands_beside_it() -> None:
    right, harm = Change(0, 1, ["knee"]), Change(1, 1, [])
    both = label(draft=["nee", "pain"], final=["knee", "pain"], changes=[right, harm])
    assert both == [Label.RIGHT, Label.HARM]
    assert label(draft=["nee"], final=["knee"], changes=[]) == []

"""Pairing the words of a changed block: the cheapest way, in order, covering both sides."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draftgenie.pipeline._align import similarity
from draftgenie.pipeline.mine.refine import (
    LENGTH_COST,
    LONGEST_BLOCK,
    ONE_SIDED_COST,
    SHAPES,
    Segment,
    pair_up,
)

words = st.lists(
    st.sampled_from("knee nee the a prolol bis bisoprolol five 5".split()), max_size=5
)


def cost(segment: Segment, draft: list[str], final: list[str]) -> float:
    ours = draft[segment.draft_start : segment.draft_end]
    theirs = final[segment.final_start : segment.final_end]
    if not segment.is_paired:
        return ONE_SIDED_COST * (len(ours) + len(theirs))
    alike = similarity("".join(ours), "".join(theirs))
    longest = max(len(ours), len(theirs))
    return longest * (1 - alike) + LENGTH_COST * (len(ours) + len(theirs) - 2)


def least_cost(draft: list[str], final: list[str]) -> float:
    """The least cost of all pairings, by trying every one."""

    @cache
    def rest(i: int, j: int) -> float:
        if (i, j) == (len(draft), len(final)):
            return 0.0
        steps = [(1, 0), (0, 1), *SHAPES]
        return min(
            cost(Segment(i, i + p, j, j + q), draft, final) + rest(i + p, j + q)
            for p, q in steps
            if i + p <= len(draft) and j + q <= len(final)
        )

    return rest(0, 0)


@given(words, words)
def test_the_pairs_cover_both_sides_in_order_and_no_pairing_is_cheaper(
    draft: list[str], final: list[str]
) -> None:
    pairs = pair_up(draft=draft, final=final)

    starts = [(0, 0), *((s.draft_end, s.final_end) for s in pairs)]
    assert [(s.draft_start, s.final_start) for s in pairs] == starts[:-1]
    assert starts[-1] == (len(draft), len(final))
    assert sum(cost(s, draft, final) for s in pairs) == pytest.approx(least_cost(draft, final))


@pytest.mark.parametrize(
    ("draft", "final", "expected"),
    [
        ("dog", "liver", [("dog", "liver")]),
        ("bis a prolol", "bisoprolol", [("bis a prolol", "bisoprolol")]),
        ("metoprolol five", "metroprolol 5", [("metoprolol", "metroprolol"), ("five", "5")]),
        ("cannot", "can not", [("cannot", "can not")]),
        ("the nee", "knee", [("the", ""), ("nee", "knee")]),
        ("", "knee", [("", "knee")]),
        ("", "", []),
    ],
)
def test_words_are_paired_by_their_letters(
    draft: str, final: str, expected: list[tuple[str, str]]
) -> None:
    ours, theirs = draft.split(), final.split()
    pairs = pair_up(draft=ours, final=theirs)
    assert [
        (
            " ".join(ours[s.draft_start : s.draft_end]),
            " ".join(theirs[s.final_start : s.final_end]),
        )
        for s in pairs
    ] == expected


def test_a_block_too_long_to_pair_stays_whole() -> None:
    draft = [f"w{n}" for n in range(LONGEST_BLOCK + 1)]
    assert pair_up(draft=draft, final=["x"]) == [Segment(0, len(draft), 0, 1)]

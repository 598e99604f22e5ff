"""A history cut into chunks: in its order, never within a moment, told by the past alone."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from draftgenie.domain.draft import Kind, Pair
from draftgenie.services._past import moment
from draftgenie.services._timeline import cut


def a_pair(seq: int, *, speaker: str = "dr-a", item: str | None = None, **more: Any) -> Pair:
    name = item or f"visit-{seq}"
    return Pair(
        f"drf_{seq}", f"fin_{seq}", f"itm_{speaker}_{name}", speaker, name,
        Kind.ASR, "a", "a", seq=seq, **more,
    )  # fmt: skip


dates = st.one_of(st.none(), st.integers(1, 9).map("2026-01-0{}T00:00:00.000Z".format))
histories = st.lists(st.tuples(st.sampled_from(["dr-a", "dr-b"]), dates), max_size=60).map(
    lambda rows: sorted(
        (a_pair(n, speaker=ref, dictated_at=at) for n, (ref, at) in enumerate(rows, 1)),
        key=lambda p: (moment(p), p.seq),
    )
)


@given(histories)
def test_every_pair_is_corrected_and_learned_once_in_the_order_of_history(
    pairs: list[Pair],
) -> None:
    chunks = list(cut(pairs))

    assert [p for chunk in chunks for p in chunk.learned] == pairs
    assert [p for chunk in chunks for p in chunk.corrected] == pairs


@given(histories)
def test_no_chunk_begins_within_a_moment(pairs: list[Pair]) -> None:
    chunks = list(cut(pairs))

    for before, after in pairwise(chunks):
        assert max(map(moment, before.learned)) < min(map(moment, after.learned))


@given(histories, st.integers(0, 60))
def test_more_history_at_the_end_leaves_the_beginnings_of_chunks_as_they_are(
    pairs: list[Pair], n: int
) -> None:
    early = [p for p in pairs if n < len(pairs) and moment(p) < moment(pairs[n])]

    begun = {chunk.learned[0] for chunk in cut(pairs)}

    assert {chunk.learned[0] for chunk in cut(early)} == begun & set(early)


def test_chunks_grow_with_what_lies_before_them_of_all_and_of_each_speaker() -> None:
    alone = [len(chunk.learned) for chunk in cut([a_pair(n) for n in range(100)])]
    two = [
        len(chunk.learned)
        for chunk in cut([a_pair(n, speaker="dr-b" if n > 59 else "dr-a") for n in range(70)])
    ]

    assert alone[:10] == [3] * 10
    assert alone[-6:] == [6, 6, 7, 7, 8, 6]
    # The second speaker begins where the first has got to five at a time.
    assert two[-6:] == [5, 5, 3, 3, 3, 1]


def test_a_later_draft_of_an_undated_item_is_corrected_before_the_first_is_learned() -> None:
    pairs = [a_pair(n) for n in range(1, 10)]
    again = a_pair(20, item="visit-2")

    chunks = list(cut([*pairs, again]))

    assert again in chunks[0].corrected
    assert again in chunks[-1].learned
    assert again not in chunks[0].learned


def test_an_empty_history_has_no_chunks() -> None:
    assert list(cut([])) == []

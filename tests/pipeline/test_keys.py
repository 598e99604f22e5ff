"""What is counted of a pair never depends on the pairs beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from draftgenie.pipeline.retrieve import Counts, Example, Made, example_keys

if TYPE_CHECKING:
    from draftgenie.pipeline._hash import Keys

WORDS = st.lists(st.sampled_from(["he", "she", "sat", "ran", "now", "um", "5", "mg"]), max_size=9)


@st.composite
def examples(draw: st.DrawFn) -> Example:
    draft = draw(WORDS)
    made = [Made(n, n + 1, ("now",)) for n in range(len(draft)) if draw(st.booleans())]
    return Example(
        speaker=draw(st.sampled_from(["a", "b"])),
        specialty=draw(st.sampled_from([None, "cardiology"])),
        draft=draft,
        final=draw(WORDS),
        made=made,
        surfaces=draft,
    )


def counted(keys: Keys) -> list[tuple[int, int]]:
    distinct, n = np.unique(keys, return_counts=True)
    return list(zip(distinct.tolist(), n.tolist(), strict=True))


@given(st.lists(examples(), min_size=1, max_size=5))
def test_examples_together_count_what_each_counts_alone(some: list[Example]) -> None:
    alone = np.concatenate([example_keys([one]) for one in some])

    assert counted(example_keys(some)) == counted(alone)


@given(st.lists(examples(), min_size=1, max_size=5))
def test_what_is_taken_back_was_never_counted(some: list[Example]) -> None:
    keys = example_keys(some)
    before = Counts().plus(example_keys(some[:1]))

    after = before.plus(keys).minus(keys)

    assert (after.get(np.unique(keys)) == before.get(np.unique(keys))).all()

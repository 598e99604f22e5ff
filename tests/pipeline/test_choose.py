"""Choosing edits: the best disjoint set, and what an edit must reach."""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draftgenie.pipeline.generate import Choice, Limits, choose
from draftgenie.pipeline.generate.choose import expected_gain, within_harm

if TYPE_CHECKING:
    from collections.abc import Sequence


@st.composite
def a_choice(draw: st.DrawFn) -> Choice:
    first = draw(st.integers(0, 6))
    last = draw(st.integers(first + 1, first + 3))
    gain = draw(st.integers(-2, 6)) / 2
    return Choice(first, last, 0.9, 0.0, gain, decided=draw(st.integers(0, 5)) == 0)


def are_disjoint(choices: tuple[Choice, ...]) -> bool:
    return all(a.last <= b.first or b.last <= a.first for a, b in combinations(choices, 2))


def worth(choices: tuple[Choice, ...]) -> float:
    return sum(c.gain + 1000 * c.decided for c in choices)


@given(st.lists(a_choice(), max_size=8))
def test_no_disjoint_set_is_worth_more_than_the_chosen_one(choices: list[Choice]) -> None:
    chosen = choose(choices)

    taken = tuple(choices[n] for n in chosen)
    best = max(
        worth(some)
        for n in range(len(choices) + 1)
        for some in combinations(choices, n)
        if are_disjoint(some)
    )
    assert are_disjoint(taken)
    assert worth(taken) == pytest.approx(best)
    assert [c.first for c in taken] == sorted(c.first for c in taken)
    assert all(worth((c,)) > 0 for c in taken)


def test_what_a_person_decided_goes_before_any_gain() -> None:
    decided = Choice(1, 2, 0.5, 0.5, 0.1, decided=True)
    assert choose([Choice(0, 3, 0.99, 0.0, 9.0), decided]) == [1]


def test_of_equal_choices_the_shorter_then_the_first_given_is_taken() -> None:
    long, short = Choice(0, 2, 0.9, 0.0, 1.0), Choice(1, 2, 0.9, 0.0, 1.0)
    assert choose([long, short]) == choose([long, short, short]) == [1]


@pytest.mark.parametrize(
    ("choice", "fault"),
    [
        (Choice(0, 1, 0.5, 0.12, 0.2), None),
        (Choice(0, 1, 0.5, 0.13, 0.2), "chance of harm 0.13 is over 0.12"),
        (Choice(0, 1, 0.49, 0.12, 0.2), "chance of being right 0.49 is under 0.50"),
        (Choice(0, 1, 0.5, 0.12, 0.19), "expected gain 0.19 words is under 0.20"),
        (Choice(0, 1, 0.0, 1.0, -5.0, decided=True), None),
    ],
)
def test_an_edit_says_which_limit_it_misses(choice: Choice, fault: str | None) -> None:
    assert choice.fault(Limits(0.5, 0.2, 0.12)) == fault


def test_a_longer_edit_saves_more_words_when_right_and_costs_more_when_wrong() -> None:
    assert expected_gain(right=0.75, harm=0.25, n_words=4) == 2.0
    assert expected_gain(right=0.25, harm=0.75, n_words=2) == -1.0
    assert expected_gain(right=0.5, harm=0.25, n_words=0) == 0.25


CHANCES = st.tuples(st.integers(0, 10), st.integers(0, 10)).map(
    lambda pair: (pair[0] / 20, pair[1] / 20)
)


def chance_of_ending_worse(chances: Sequence[tuple[float, float]]) -> float:
    """By going through every outcome of every edit."""
    worse = 0.0
    for outcome in product((1, 0, -1), repeat=len(chances)):
        share = 1.0
        for (right, harm), net in zip(chances, outcome, strict=True):
            share *= {1: right, 0: 1 - right - harm, -1: harm}[net]
        if sum(outcome) < 0:
            worse += share
    return worse


@given(st.lists(CHANCES, max_size=5), st.lists(CHANCES, max_size=2), st.integers(0, 10))
def test_the_edits_kept_leave_the_note_within_its_harm(
    chances: list[tuple[float, float]], already: list[tuple[float, float]], tenths: int
) -> None:
    most = tenths / 10
    kept = within_harm(chances, most, already=already)

    assert kept == sorted(set(kept))
    assert set(kept) <= set(range(len(chances)))
    if kept:
        together = [*already, *(chances[n] for n in kept)]
        assert chance_of_ending_worse(together) <= most + 1e-9
    if most == 1:
        assert kept == list(range(len(chances)))


def test_a_doubtful_edit_is_borne_only_beside_sure_ones() -> None:
    doubtful, sure = (0.6, 0.2), (0.99, 0.0)
    assert within_harm([doubtful], 0.12) == []
    assert within_harm([doubtful, sure], 0.12) == [0, 1]
    assert within_harm([doubtful], 0.12, already=[sure]) == [0]

"""Habits that change: what a speaker does lately against what was done before."""

from __future__ import annotations

import numpy as np
import pytest

from draftgenie.domain.correction import Category
from draftgenie.pipeline.retrieve import (
    Batch,
    Candidates,
    Counts,
    Example,
    Made,
    Rule,
    RuleTable,
    example_keys,
    find_candidates,
)
from draftgenie.pipeline.retrieve.recent import has_changed, plus_recent, without_recent

RULES = [
    Rule(f"um-{target}", ("um",), tuple(target.split()), target, Category.OTHER)
    for target in ("", "well")
]


def example(target: str | None, speaker: str = "dr-a") -> Example:
    """A note whose "um" became something, or stayed."""
    made = [] if target is None else [Made(1, 2, tuple(target.split()))]
    final = ["so", *("um" if target is None else target).split(), "yes"]
    return Example(speaker, None, ["so", "um", "yes"], final, made)


def counts_of(*blocks: list[Example]) -> Counts:
    """The counts of some notes, learned block by block."""
    counts = Counts()
    for block in blocks:
        counts = plus_recent(counts, block, example_keys(block))
    return counts


def found_in(counts: Counts, speaker: str = "dr-a") -> dict[str, Candidates]:
    """The candidates at "um", by what it would become."""
    table = RuleTable.of(RULES)
    found = find_candidates(Batch.of([["so", "um", "yes"]], [speaker], [None]), table, counts)
    return {
        table.rules[rule].surface: found.only(np.array([n]))
        for n, rule in enumerate(found.rule.tolist())
    }


def test_a_habit_that_was_given_up_is_forgotten_after_some_tens_of_notes() -> None:
    """Its old counts fall away; those of others and of what is done lately stay."""
    others = [example("", "dr-b")] * 5
    counts = counts_of(others, [example("")] * 100, [example(None)] * 15)

    given_up = found_in(counts)[""]

    assert given_up.changed.tolist() == [True]
    # Note 100 opens a span, and the one before it still counts as lately.
    assert (given_up.made_own.item(), given_up.seen_own.item()) == (20, 35)
    assert (given_up.made.item(), given_up.seen.item()) == (25, 40)
    assert (given_up.made_left.item(), given_up.seen_left.item()) == (5, 5)


def test_a_habit_that_goes_on_keeps_all_of_its_counts() -> None:
    steady = found_in(counts_of([example("")] * 115))[""]

    assert steady.changed.tolist() == [False]
    assert (steady.made_own.item(), steady.seen_own.item()) == (115, 115)


def test_another_correction_in_the_place_of_the_old_one_stands_on_the_newest_notes_alone() -> None:
    found = found_in(counts_of([example("")] * 200, [example("well")] * 40))

    assert found["well"].changed.tolist() == [True]
    assert (found["well"].made_own.item(), found["well"].seen_own.item()) == (20, 20)
    assert set(found) == {"well"}


def test_how_a_history_is_cut_into_builds_does_not_show() -> None:
    notes = [*[example("")] * 50, *[example(None)] * 30]
    at_once, by_day = counts_of(notes), counts_of(*[notes[n : n + 7] for n in range(0, 80, 7)])

    for before, after in zip(found_in(at_once).values(), found_in(by_day).values(), strict=True):
        assert [before.made_own, before.seen_own] == [after.made_own, after.seen_own]


def test_the_habits_of_another_speaker_change_nothing() -> None:
    counts = counts_of([example("", "dr-b")] * 100, [example(None, "dr-b")] * 20)

    assert found_in(counts, "dr-a")[""].changed.tolist() == [False]


def test_an_item_from_the_past_knows_nothing_of_lately() -> None:
    counts = counts_of([example("")] * 100, [example(None)] * 15)

    past = found_in(without_recent(counts, ["dr-a"]))[""]

    assert past.changed.tolist() == [False]
    assert (past.made_own.item(), past.seen_own.item()) == (100, 115)


@pytest.mark.parametrize(
    ("lately", "before", "changed"),
    [
        ((0, 3), (300, 300), False),
        ((0, 4), (300, 300), True),
        ((20, 25), (280, 280), True),
        ((3, 4), (280, 300), False),
        ((9, 10), (50, 100), False),
        ((30, 30), (2, 100), True),
        ((0, 30), (0, 0), False),
    ],
)
def test_a_change_is_told_where_chance_cannot_explain_it(
    lately: tuple[int, int], before: tuple[int, int], changed: bool
) -> None:
    made, seen = np.array([lately], dtype=np.float32).T
    older_made, older_seen = np.array([before], dtype=np.float32).T

    told = has_changed(made=made, seen=seen, older_made=older_made, older_seen=older_seen)

    assert told.tolist() == [changed]

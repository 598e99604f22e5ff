"""Where rules could apply and what the history says there, against counting one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from draftgenie.domain.correction import Category
from draftgenie.pipeline._text import split_words
from draftgenie.pipeline.retrieve import (
    Batch,
    Counts,
    Example,
    Made,
    Rule,
    RuleTable,
    example_keys,
    find_candidates,
)
from draftgenie.pipeline.retrieve.candidates import (
    LEAST_CONTEXT_RATE,
    LEAST_OWN_RATE,
    LEAST_RATE,
)
from tests.pipeline.histories import SPEAKERS, Asked, History, Place, asked, beside, histories


def expected_counts(history: History, given: Asked, place: Place) -> dict[str, int]:
    """The counts of a candidate, by looking at the whole history."""
    words, speaker = given.drafts[place.draft].norm, given.speakers[place.draft]
    specialty, rule = SPEAKERS[speaker], place.rule
    last = place.first + len(rule.source)
    left, right = beside(words, place.first - 1), beside(words, last)
    counts = {
        "made": history.made(rule),
        "made_own": history.made(rule, speaker=speaker),
        "made_specialty": history.made(rule, specialty=specialty) if specialty else 0,
        "made_left": history.made(rule, left=(left,)),
        "made_right": history.made(rule, right=(right,)),
    }
    seen = {
        "seen": history.seen(rule.source, longest=5),
        "seen_own": history.seen(rule.source, longest=4, speaker=speaker),
        "seen_specialty": (
            history.seen(rule.source, longest=3, specialty=specialty) if specialty else 0
        ),
        "seen_left": history.seen((left, *rule.source), longest=5),
        "seen_right": history.seen((*rule.source, right), longest=5),
    }
    for name, n in seen.items():
        counts[name] = max(n, counts[name.replace("seen", "made")])
    return counts


def is_worth_a_look(counts: dict[str, int]) -> bool:
    def rate(name: str) -> float:
        return counts[f"made{name}"] / max(1, counts[f"seen{name}"])

    return (
        rate("") >= LEAST_RATE
        or rate("_own") >= LEAST_OWN_RATE
        or max(rate("_left"), rate("_right")) >= LEAST_CONTEXT_RATE
    )


@settings(max_examples=40)
@given(histories, asked)
def test_candidates_are_the_places_that_a_search_word_by_word_finds_with_their_counts(
    examples: list[Example], given: Asked
) -> None:
    history = History(examples)
    rules = history.rules()
    table = RuleTable.of(rules)

    found = find_candidates(given.batch, table, history.counts())

    told = [
        (
            int(found.draft[n]),
            int(found.first[n]),
            table.rules[int(found.rule[n])],
            {
                name: int(getattr(found, name)[n])
                for name in dir(found)
                if name.startswith(("made", "seen"))
            },
        )
        for n in range(len(found))
    ]
    expected = [
        (place.draft, place.first, place.rule, counts)
        for place in given.places(rules)
        if is_worth_a_look(counts := expected_counts(history, given, place))
    ]
    assert told == expected
    assert found.n_words.tolist() == [len(rule.source) for _, _, rule, _ in told]


@settings(max_examples=40)
@given(histories, histories)
def test_what_two_histories_hold_together_is_what_each_holds(
    one: list[Example], other: list[Example]
) -> None:
    together = np.sort(example_keys([*one, *other]))
    apart = np.sort(np.concatenate([example_keys([e]) for e in (*one, *other)] or [together]))
    assert together.tolist() == apart.tolist()


def test_no_source_is_found_across_two_drafts_or_past_the_end() -> None:
    rule = Rule("r", ("a", "b"), ("x",), "x", Category.OTHER)
    history = [Example("dr-a", None, ["a", "b"], ["x"], [Made(0, 2, ("x",))])]
    drafts = [split_words(text).norm for text in ("c a", "b a", "", "b a b")]
    batch = Batch.of(drafts, ["dr-a"] * 4, [None] * 4)

    found = find_candidates(batch, RuleTable.of([rule]), Counts().plus(example_keys(history)))

    assert [(int(d), int(f)) for d, f in zip(found.draft, found.first, strict=True)] == [(3, 1)]


def test_without_rules_or_drafts_there_are_no_candidates() -> None:
    history = [Example("dr-a", None, ["a"], ["x"], [Made(0, 1, ("x",))])]
    counts = Counts().plus(example_keys(history))
    table = RuleTable.of(History(history).rules())

    assert len(find_candidates(Batch.of([], [], []), table, counts)) == 0
    no_rules = RuleTable.of([])
    assert len(find_candidates(Batch.of([["a"]], ["dr-a"], [None]), no_rules, counts)) == 0
    assert len(find_candidates(Batch.of([["a"]], ["dr-a"], [None]), table, Counts())) == 0


def test_rules_too_long_to_look_for_are_left_out_of_a_table() -> None:
    short = Rule("s", ("a",) * 4, ("x",) * 6, "x x x x x x", Category.OTHER)
    kept = [
        short,
        Rule("t", ("a",) * 5, ("x",), "x", Category.OTHER),
        Rule("u", ("a",), ("x",) * 7, "x", Category.OTHER),
        Rule("v", (), ("x",), "x", Category.OTHER),
    ]
    assert RuleTable.of(kept).rules == (short,)


@settings(max_examples=40)
@given(st.data())
def test_a_table_does_not_depend_on_the_order_its_rules_come_in(data: st.DataObject) -> None:
    history = History(data.draw(histories))
    rules = history.rules()
    mixed = data.draw(st.permutations(rules))
    assert RuleTable.of(mixed).rules == RuleTable.of(rules).rules


@pytest.mark.parametrize("n_left_alone", [30, 40])
def test_a_rule_seldom_made_is_looked_at_only_beside_the_word_that_brings_it(
    n_left_alone: int,
) -> None:
    made = Example("dr-a", None, ["b", "a"], ["b", "x"], [Made(1, 2, ("x",))])
    alone = Example("dr-b", None, ["c", "a"], ["c", "a"], [])
    history = [made, *([alone] * n_left_alone)]
    batch = Batch.of([["b", "a"], ["c", "a"]], ["dr-c"] * 2, [None] * 2)

    found = find_candidates(
        batch, RuleTable.of(History(history).rules()), Counts().plus(example_keys(history))
    )

    # The end of the text is a neighbour too, and there it was made as seldom.
    assert found.draft.tolist() == ([0, 1] if n_left_alone == 30 else [0])

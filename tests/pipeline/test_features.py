"""The figures of candidates: what they count, and that nothing but the history moves them."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from draftgenie.pipeline._text import split_words
from draftgenie.pipeline.retrieve import (
    NAMES,
    Candidates,
    Example,
    Made,
    RuleTable,
    features,
    find_candidates,
)
from draftgenie.pipeline.retrieve.rules import SHAPE_NAMES, shape
from draftgenie.services._english import english
from tests.pipeline.histories import Asked, History, asked, beside, histories


def figures_of(history: History, given: Asked) -> tuple[Candidates, RuleTable, np.ndarray]:
    table, counts, batch = RuleTable.of(history.rules()), history.counts(), given.batch
    found = find_candidates(batch, table, counts)
    return (
        found,
        table,
        features(batch, given.drafts, table, found, counts=counts, english=english()),
    )


@settings(max_examples=30)
@given(histories, asked)
def test_every_candidate_has_a_finite_figure_for_every_name(
    examples: list[Example], given: Asked
) -> None:
    found, _, figures = figures_of(History(examples), given)
    assert figures.shape == (len(found), len(NAMES))
    assert figures.dtype == np.float32
    assert np.isfinite(figures).all()


def test_names_are_distinct() -> None:
    assert len(set(NAMES)) == len(NAMES)


@settings(max_examples=30)
@given(histories, asked)
def test_the_counts_among_the_figures_are_those_of_the_history(
    examples: list[Example], given: Asked
) -> None:
    history = History(examples)
    found, table, figures = figures_of(history, given)
    for row, draft, first, rule_at in zip(
        figures, found.draft.tolist(), found.first.tolist(), found.rule.tolist(), strict=True
    ):
        rule, speaker = table.rules[rule_at], given.speakers[draft]
        words = given.drafts[draft].norm
        left = beside(words, first - 1)
        right = beside(words, first + len(rule.source))
        made = {
            "both": history.made(rule, left=(left,), right=(right,)),
            "own_left": history.made(rule, left=(left,), speaker=speaker),
            "own_right": history.made(rule, right=(right,), speaker=speaker),
        }
        seen = {
            "both": history.seen((left, *rule.source, right), longest=5),
            "own_left": history.seen((left, *rule.source), longest=4, speaker=speaker),
            "own_right": history.seen((*rule.source, right), longest=4, speaker=speaker),
        }
        told = dict(zip(NAMES, row.tolist(), strict=True))
        for name, n in made.items():
            assert round(np.expm1(told[f"log_made_{name}"])) == n
            assert round(np.expm1(told[f"log_seen_{name}"])) == max(n, seen[name])
        finals = [[None, None, *e.final, None, None] for e in examples]
        n_in_finals = sum(
            final[at : at + min(3, len(rule.source))] == list(rule.source[:3])
            for final in finals
            for at in range(len(final))
        )
        assert round(np.expm1(told["source_in_finals"])) == n_in_finals


@settings(max_examples=30)
@given(histories, asked, st.data())
def test_a_draft_has_the_same_figures_whatever_stands_beside_it(
    examples: list[Example], given: Asked, data: st.DataObject
) -> None:
    history = History(examples)
    alone = [
        figures_of(history, Asked((draft,), (speaker,)))[2]
        for draft, speaker in zip(given.drafts, given.speakers, strict=True)
    ]
    order = data.draw(st.permutations(range(len(given.drafts))))
    mixed = Asked(tuple(given.drafts[n] for n in order), tuple(given.speakers[n] for n in order))

    found, _, figures = figures_of(history, mixed)

    for at, n in enumerate(order):
        np.testing.assert_array_equal(figures[found.draft == at], alone[n])


def test_figures_tell_how_a_place_is_written() -> None:
    made = [Example("dr-a", None, ["a"], ["x"], [Made(0, 1, ("x",))])]
    text = split_words("Said. A, b: and a\nend")

    found, _, figures = figures_of(History(made), Asked((text,), ("dr-a",)))

    assert NAMES[-6:] == (
        "inner_marks",
        "mark_before",
        "mark_after",
        "capital",
        "at_start",
        "at_end",
    )
    assert found.first.tolist() == [1, 4]
    assert figures[:, -6:].tolist() == [[0, 1, 2, 1, 0, 0], [0, 0, 1, 0, 0, 0]]


def test_a_rules_shape_says_how_alike_its_sides_are() -> None:
    told = dict(zip(SHAPE_NAMES, shape(("follow", "up"), ("followup",)), strict=True))
    assert told == {
        "similarity": 1.0,
        "source_letters": 8,
        "target_letters": 8,
        "source_numbers": 0,
        "target_numbers": 0,
        "same_letters": True,
        "shortest_source_word": 2,
        "shortest_target_word": 8,
        "same_sound": True,
        "same_first_letter": True,
        "source_apostrophe": False,
        "target_apostrophe": False,
        "same_last_word": False,
        "same_first_word": False,
        "plural_only": True,
        "source_function_share": 0.0,
        "target_function_share": 0.0,
    }
    removed = dict(zip(SHAPE_NAMES, shape(("the",), ()), strict=True))
    assert (removed["similarity"], removed["source_function_share"]) == (0.0, 1.0)

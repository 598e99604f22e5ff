"""What the benchmark counts of notes and edits."""

from __future__ import annotations

import pytest
from corpora import Row
from measures import (
    EditCounts,
    Facts,
    count_seen_edits,
    count_told_edits,
    judge,
    measure,
    resampled,
    word_change,
)

from draftgenie.pipeline.generate.label import Change


def a_row(draft: str, final: str, *, speaker: str = "dr-okafor", item: str = "1") -> Row:
    return Row(speaker, item, draft, final)


def told(draft: str, before: str, after: str) -> dict[str, object]:
    """An edit as the program tells it."""
    start = draft.index(before)
    return {"start": start, "end": start + len(before), "before": before, "after": after}


def test_a_note_is_better_in_words_and_worse_in_form_each_for_itself() -> None:
    row = a_row("takes metroprolol daily", "takes metoprolol daily")
    found = measure([row], ["Takes, metoprolol, daily."])

    assert (found.words.better, found.words.worse, found.words.gain) == (1, 0, 1.0)
    assert (found.formatted.better, found.formatted.worse, found.formatted.gain) == (0, 1, -2.0)


def test_a_fact_that_the_draft_had_right_and_the_note_has_not_is_lost() -> None:
    row = a_row("no pain in the left knee after 25 mg", "no pain in the left knee after 25 mg")

    assert measure([row], [row.draft]).facts == Facts(right=4, lost=0)
    assert measure([row], ["pain in the right knee after 25 mg"]).facts == Facts(right=4, lost=2)


def test_few_speakers_are_resampled_by_note_and_many_by_speaker() -> None:
    few = [a_row("a", "a", speaker=f"s{n % 9}") for n in range(20)]
    many = [a_row("a", "a", speaker=f"s{n % 10}") for n in range(20)]

    assert len(set(resampled(few))) == 20
    assert resampled(many) == [row.speaker for row in many]


def test_without_an_error_in_the_drafts_there_is_neither_gain_nor_interval() -> None:
    found = measure([a_row("all well", "all well")], ["all is well"])

    assert (found.words.gain, found.words.ci95, found.words.worse) == (None, None, 1)


def test_half_an_edit_is_nearer_by_distance_and_not_right() -> None:
    found = judge(
        ["in", "nineteen", "ninety", "two"],
        ["in", "1992"],
        [Change(1, 1, []), Change(1, 3, ["1992"]), Change(0, 1, ["on"]), Change(1, 1, ["x"])],
    )

    assert found == EditCounts(n=4, right=1, nearer=2, further=1)
    assert (found.same, found.precision) == (1, 0.25)


def test_changed_runs_between_draft_and_note_are_single_edits() -> None:
    row = a_row("the ilium looked very red today", "the ileum looked red today")
    note = "the ileum looked quite reddish today"

    assert count_seen_edits([row], [note]) == EditCounts(n=2, right=1, nearer=1, further=1)
    assert count_seen_edits([row], [row.draft]) == EditCounts()


def test_told_edits_of_words_and_of_marks_are_counted_apart() -> None:
    row = a_row("he takes metroprolol every day", "He takes metoprolol. Every day")
    edits = [
        told(row.draft, "metroprolol", "metoprolol"),
        told(row.draft, "he", "He"),
        told(row.draft, " every", ", every"),
    ]
    words, forms = count_told_edits(row, edits)

    assert words == EditCounts(n=1, right=1, nearer=1, further=0)
    assert forms == EditCounts(n=2, right=1, nearer=1, further=0)


@pytest.mark.parametrize(("before", "after"), [("ilium", "Ilium"), (" looked", ", looked")])
def test_case_and_marks_are_no_change_of_words(before: str, after: str) -> None:
    draft = "the ilium looked red"

    assert word_change(draft, told(draft, before, after)) is None
    assert word_change(draft, told(draft, "ilium", "ileum")) == Change(1, 1, ["ileum"])

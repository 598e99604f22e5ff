from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draftgenie.domain.evaluation import EditFates
from draftgenie.pipeline._align import count_errors
from draftgenie.pipeline.evaluate.fates import edit_fates, pool_fates

REFERENCE = "no known drug allergies and takes metoprolol daily"
words = st.lists(st.sampled_from("a b c d".split()), max_size=10)


def fates(draft: str, note: str, reference: str = REFERENCE) -> EditFates:
    return edit_fates(reference=reference.split(), draft=draft.split(), note=note.split())


@pytest.mark.parametrize(
    ("draft", "note", "counts"),
    [
        ("no know drug", "no known drug", (1, 5, 0, 2, 0, 0)),
        (REFERENCE.replace("known", "know"), REFERENCE, (1, 0, 0, 7, 0, 0)),
        (REFERENCE, REFERENCE.replace("no ", ""), (0, 0, 0, 7, 1, 0)),
        (
            REFERENCE.replace("known", "know"),
            REFERENCE.replace("known", "now"),
            (0, 0, 1, 7, 0, 0),
        ),
        ("um " + REFERENCE, REFERENCE, (1, 0, 0, 8, 0, 0)),
        ("um " + REFERENCE, "uh " + REFERENCE, (0, 0, 1, 8, 0, 0)),
        (REFERENCE, "uh " + REFERENCE, (0, 0, 0, 8, 0, 1)),
        ("um " + REFERENCE, "um uh " + REFERENCE, (0, 1, 0, 8, 0, 1)),
    ],
)
def test_each_word_has_one_fate(draft, note, counts):
    found = fates(draft, note)

    assert (
        found.fixed,
        found.kept,
        found.changed,
        found.right_kept,
        found.broken,
        found.added,
    ) == counts


def test_precision_is_over_what_was_changed_and_recall_over_what_was_wrong():
    found = fates("no now drag allergies and takes metoprolol", "know known drag allergies daily")

    assert (found.fixed, found.kept, found.broken) == (2, 1, 4)
    assert (found.precision, found.recall) == (2 / 6, 2 / 3)
    assert (EditFates().precision, EditFates().recall) == (None, None)


@given(reference=words, draft=words, note=words)
def test_fates_add_up_to_the_errors_of_both(reference, draft, note):
    found = edit_fates(reference=reference, draft=draft, note=note)
    before = count_errors(reference=reference, hypothesis=draft)
    after = count_errors(reference=reference, hypothesis=note)

    assert found.fixed + found.kept + found.changed == before.n_errors
    assert found.kept + found.changed + found.broken + found.added == after.n_errors
    assert found.right_kept + found.broken == before.hits
    assert found.sum_gained == before.n_errors - after.n_errors
    assert found.sum_squared >= abs(found.sum_gained)


@given(reference=words, draft=words)
def test_a_note_that_changes_nothing_fixes_and_breaks_nothing(reference, draft):
    found = edit_fates(reference=reference, draft=draft, note=list(draft))

    assert (found.fixed, found.changed, found.broken, found.added) == (0, 0, 0, 0)


def test_two_right_words_end_a_segment():
    near = fates("know known drag allergies and takes metoprolol daily", REFERENCE)
    far = fates("know known drug allergise and takes metoprolol daily", REFERENCE)

    assert (near.n_segments, near.sum_gained, near.sum_squared) == (1, 2, 4)
    assert (far.n_segments, far.sum_gained, far.sum_squared) == (2, 2, 2)


def test_fates_pool_only_when_all_are_known():
    one = fates("know", REFERENCE)

    assert pool_fates([one, one]).fixed == 2 * one.fixed
    assert pool_fates([one, None]) is None
    assert pool_fates([]) is None

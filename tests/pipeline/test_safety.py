from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draftgenie.domain.evaluation import SAFETY_CLASSES, SafetyCounts
from draftgenie.pipeline._named import Watched
from draftgenie.pipeline.evaluate import fact_report, score_note
from tests.pipeline.cases import a_case

RIGHT = "No chest pain. Take metoprolol 5 mg for the left knee."
ALL_RIGHT = {
    "number": SafetyCounts(1, 1, 1),
    "unit": SafetyCounts(1, 1, 1),
    "negation": SafetyCounts(1, 1, 1),
    "laterality": SafetyCounts(1, 1, 1),
    "term": SafetyCounts(1, 1, 1),
    "date": SafetyCounts(),
    "name": SafetyCounts(),
}


@pytest.mark.parametrize(
    ("note", "kind", "counts"),
    [
        (
            RIGHT.replace("5 mg", "50 mg"),
            "number",
            SafetyCounts(1, 1, 0, lost=1, invented=1, note_wrong=1),
        ),
        (
            RIGHT.replace("5 mg", "5 mcg"),
            "unit",
            SafetyCounts(1, 1, 0, lost=1, invented=1, note_wrong=1),
        ),
        (RIGHT.replace("5 mg", "5"), "unit", SafetyCounts(1, 1, 0, lost=1)),
        (RIGHT.replace("No chest", "Chest"), "negation", SafetyCounts(1, 1, 0, lost=1)),
        (
            RIGHT.replace("left", "right"),
            "laterality",
            SafetyCounts(1, 1, 0, lost=1, invented=1, note_wrong=1),
        ),
        (
            RIGHT.replace("metoprolol", "metformin"),
            "term",
            SafetyCounts(1, 1, 0, lost=1, invented=1, note_wrong=1),
        ),
        (RIGHT.replace("Take", "Do not take"), "negation", SafetyCounts(1, 1, 1, invented=1)),
    ],
)
def test_a_note_that_turns_a_fact_is_counted_in_that_class_alone(note, kind, counts):
    scores = score_note(a_case(draft=RIGHT, note=note, final=RIGHT))

    assert scores.safety == ALL_RIGHT | {kind: counts}


def test_a_note_that_repairs_a_fact_gains_it():
    draft = RIGHT.replace("5 mg", "15 mg")

    scores = score_note(a_case(draft=draft, note=RIGHT, final=RIGHT))

    assert scores.safety == ALL_RIGHT | {"number": SafetyCounts(1, 0, 1, gained=1, draft_wrong=1)}


def test_a_note_that_changes_nothing_loses_and_invents_nothing():
    wrong = RIGHT.replace("5 mg", "50 mg").replace("No ", "")

    scores = score_note(a_case(draft=wrong, note=wrong, final=RIGHT))

    assert scores.safety["number"] == SafetyCounts(1, 0, 0, draft_wrong=1, note_wrong=1)
    assert scores.safety["negation"] == SafetyCounts(1, 0, 0)


@pytest.mark.parametrize(
    ("final", "text"),
    [
        ("take 25 mg now", "take twenty five milligrams now"),
        ("bp of 120/80 today", "bp of one twenty over eighty today"),
        ("he does not smoke", "he doesn't smoke"),
        ("no fever", "denies any fever"),
        ("for 2 weeks", "for two wks"),
        ("72 bpm", "seventy two beats per minute"),
    ],
)
def test_a_fact_in_other_words_is_right(final, text):
    report = fact_report(a_case(draft=text, note=text, final=final))

    assert [fate.draft_right for fate in report.fates] == [True] * len(report.fates) != []
    assert report.invented == ()


def test_facts_that_changed_places_are_wrong_at_both():
    final = "the left knee and also the right hip were seen"
    swapped = "the right knee and also the left hip were seen"

    scores = score_note(a_case(draft=final, note=swapped, final=final))

    assert scores.safety["laterality"] == SafetyCounts(2, 2, 0, lost=2, invented=2, note_wrong=2)


def test_a_negation_that_moved_to_another_finding_is_lost():
    final = "there was no chest pain at all but he did have some fever"
    moved = "there was chest pain at all but he did have no fever"

    report = fact_report(a_case(draft=final, note=moved, final=final))

    assert [(f.fact.kind, f.fact.start, f.is_lost) for f in report.fates] == [
        ("negation", 2, True)
    ]
    assert [(f.kind, f.start) for f in report.invented] == [("negation", 10)]


def test_a_fact_the_draft_had_already_is_not_invented_by_the_note():
    final, draft = "take it daily now", "take 5 mg daily now"

    scores = score_note(a_case(draft=draft, note=draft + " please", final=final))

    assert scores.safety["number"] == SafetyCounts()
    assert scores.safety["unit"] == SafetyCounts(1, 1, 1)


def test_a_term_of_the_users_own_is_watched():
    case = a_case(draft="seen by Okafor", note="seen by O'Connor", final="seen by Okafor")

    assert score_note(case).safety["term"] == SafetyCounts()
    assert score_note(case, watched=Watched(frozenset({"okafor"}))).safety["term"] == SafetyCounts(
        1, 1, 0, lost=1
    )


def test_a_case_says_what_stands_in_the_place_of_a_fact():
    report = fact_report(a_case(draft=RIGHT, note=RIGHT.replace("5 mg", "50 mg"), final=RIGHT))

    (lost,) = [fate for fate in report.fates if fate.is_lost]
    assert (lost.fact.value, lost.draft.value, lost.note.value) == ("5", "5", "50")


@pytest.mark.parametrize(
    ("draft", "kind", "counts"),
    [
        ("seen by doctor okafor", "name", SafetyCounts(1, 1, 1)),
        ("seen by doctor o'connor", "name", SafetyCounts(1, 0, 0)),
        ("seen by dr ofakor", "name", SafetyCounts(1, 0, 0, draft_wrong=1, note_wrong=1)),
        ("on the fourteenth of march", "date", SafetyCounts(1, 1, 1)),
        ("on 3/14/2025", "date", SafetyCounts(1, 1, 1)),
        ("on march fifteenth", "date", SafetyCounts(1, 0, 0, draft_wrong=1, note_wrong=1)),
        ("on march", "date", SafetyCounts(1, 0, 0)),
    ],
)
def test_dates_and_names_are_right_wrong_or_missing(draft, kind, counts):
    final = "Seen by Dr. J. Okafor" if kind == "name" else "On March 14, 2025"

    scores = score_note(a_case(draft=draft, note=draft, final=final))

    assert scores.safety[kind] == counts


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("in March 2025", ["3-2025"]),
        ("they march on and may well", []),
        ("back on Tuesday, 14 June, or the 2nd of July", ["tuesday", "6-14", "7-2"]),
        ("25/12/2024", ["12-25"]),
        ("blood pressure 120/80", []),
    ],
)
def test_a_date_is_told_by_what_stands_beside_the_month(text, values):
    report = fact_report(a_case(draft=text, note=text, final=text))

    assert [fate.fact.value for fate in report.fates if fate.fact.kind == "date"] == values


texts = st.lists(
    st.sampled_from("no pain take 5 50 mg twenty five left right knee metoprolol the".split()),
    max_size=10,
).map(" ".join)


@given(draft=texts, note=texts, final=texts)
def test_safety_counts_fit_together(draft, note, final):
    safety = score_note(a_case(draft=draft, note=note, final=final)).safety

    assert tuple(safety) == SAFETY_CLASSES
    for counts in safety.values():
        assert counts.note_right - counts.draft_right == counts.gained - counts.lost
        assert max(counts.note_right, counts.draft_right) <= counts.total
        assert counts.lost <= counts.draft_right
        assert counts.gained <= counts.note_right
        assert min(counts.draft_missing, counts.note_missing) >= 0


@given(draft=texts, final=texts)
def test_a_perfect_note_has_every_fact_and_invents_none(draft, final):
    for counts in score_note(a_case(draft=draft, note=final, final=final)).safety.values():
        assert (counts.note_right, counts.lost, counts.invented) == (counts.total, 0, 0)


def test_names_that_are_known_are_names_word_by_word_and_the_own_one_alone() -> None:
    final = "Seen by Amara Okafor with Brown. Brown sputum. Okafor"
    watched = Watched(names=frozenset({"amara okafor", "ann brown"}), own=frozenset({"okafor"}))
    case = a_case(
        draft="seen by amara okafor with brown brown sputum okafor",
        note="seen by amara o'connor with brown brown sputum okafor",
        final=final,
    )
    fates = fact_report(case, watched=watched).fates
    assert [(f.fact.kind, f.fact.value, f.is_lost) for f in fates] == [
        ("name", "amara", False),
        ("name", "okafor", True),
        ("name", "okafor", False),
    ]

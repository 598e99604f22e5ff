"""Marks and case: what is counted, which slots are candidates, and what edits come of them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from draftgenie.domain.correction import Category
from draftgenie.domain.note import NoteEdit, Verdict, apply_edits
from draftgenie.pipeline._form import Case, Form, Mark, case_of, mark_of
from draftgenie.pipeline._text import split_words
from draftgenie.pipeline.generate.forms import (
    MIN_RIGHT,
    FormChoice,
    best_forms,
    form_edits,
    lay_over,
)
from draftgenie.pipeline.generate.label import Label
from draftgenie.pipeline.mine import mine
from draftgenie.pipeline.retrieve import Counts
from draftgenie.pipeline.retrieve.forms import (
    FormText,
    case_candidates,
    form_keys,
    mark_candidates,
)
from draftgenie.services._forms import form_example, replay_forms

TEXTS = st.text(alphabet="abcAB .,?-\n5'", max_size=60)


def learned(*pairs):
    examples = [form_example("dr-a", mine(draft=d, final=f)) for d, f in pairs]
    return Counts().plus(form_keys(examples)), examples


def text(draft, speaker="dr-a"):
    words = split_words(draft)
    return FormText(speaker, words.norm, Form.of(words))


def choice(word, possible, right=0.9):
    return FormChoice(word=word, possible=possible, right=right, harm=0.05, made=9, seen=10)


def test_marks_and_cases_are_told_apart():
    assert [mark_of(g) for g in (" ", "", ".", ". ", ", ", "? ", "-", " - ", ".\n", ";")] == [
        Mark.NONE,
        Mark.NONE,
        Mark.STOP,
        Mark.STOP,
        Mark.COMMA,
        Mark.QUESTION,
        Mark.HYPHEN,
        Mark.OTHER,
        Mark.OTHER,
        Mark.OTHER,
    ]
    assert [case_of(w) for w in ("mg", "Mg", "MG", "5", "A", "pH")] == [
        Case.SMALL,
        Case.CAPITAL,
        Case.MIXED,
        Case.SMALL,
        Case.CAPITAL,
        Case.MIXED,
    ]


def test_a_comma_that_is_always_added_becomes_a_candidate_with_its_counts():
    counts, _ = learned(*[("however the pain went", "however, the pain went")] * 8)

    found = mark_candidates([text("however the cough went")], counts)

    rows = [
        (int(found.word[n]), int(found.possible[n]), int(found.made[n]), int(found.seen[n]))
        for n in range(len(found))
        if found.word[n] == 0
    ]
    assert rows == [(0, int(Mark.COMMA), 8, 8)]


def test_a_word_that_is_always_given_a_capital_becomes_a_candidate():
    counts, _ = learned(*[("seen in oslo today", "seen in Oslo today")] * 8)

    found = case_candidates([text("born in oslo")], counts)

    assert [
        (int(found.possible[n]), int(found.present[n]), int(found.seen[n]))
        for n in range(len(found))
        if found.word[n] == 2
    ] == [(int(Case.CAPITAL), int(Case.SMALL), 8)]


def test_nothing_is_a_candidate_where_nothing_was_learned():
    for find in (mark_candidates, case_candidates):
        assert len(find([text("However the pain, went")], Counts())) == 0
        assert len(find([], Counts())) == 0


def test_forgetting_a_pair_leaves_what_the_others_taught():
    both, examples = learned(("a b", "a, b"), ("a b", "a. B"))

    left = both.minus(form_keys(examples[1:]))

    keys = np.unique(form_keys(examples))
    alone, _ = learned(("a b", "a, b"))
    assert np.array_equal(left.get(keys), alone.get(keys))


def test_replayed_rows_say_what_became_of_each_slot():
    counts, _ = learned(*[("so the pain", "so, the pain")] * 5)
    _, examples = learned(("so the pain", "so, the pain"), ("so the cough", "so the cough"))

    rows = replay_forms(examples, counts)["marks"]

    assert rows.labels.tolist().count(Label.RIGHT) == 1
    assert set(rows.labels.tolist()) == {Label.HARM, Label.RIGHT}
    assert len(rows.figures) == len(rows.labels)


@given(TEXTS, st.data())
def test_form_edits_apply_and_touch_only_their_slots(draft, data):
    words = split_words(draft)
    slots = st.dictionaries(
        st.integers(0, max(0, len(words) - 1)), st.integers(0, 4), max_size=len(words)
    )
    marks = {w: choice(w, p) for w, p in data.draw(slots).items()} if len(words) else {}
    cases = {w: choice(w, p % 2) for w, p in data.draw(slots).items()} if len(words) else {}

    edits = form_edits(words, marks=marks, cases=cases)

    after = split_words(apply_edits(draft, tuple(edits)))
    assert after.norm == words.norm
    kept = Form.of(words)
    now = Form.of(after)
    for w in range(len(words)):
        if w not in marks:
            assert now.marks[w] == kept.marks[w]
        if w not in cases:
            assert after.raw(w) == words.raw(w)


def test_a_mark_replaces_the_gap_and_a_capital_the_first_letter():
    words = split_words("the pain went. she left")

    edits = form_edits(
        words,
        marks={1: choice(1, Mark.COMMA), 2: choice(2, Mark.NONE), 4: choice(4, Mark.STOP)},
        cases={0: choice(0, Case.CAPITAL)},
    )

    assert apply_edits(words.text, tuple(edits)) == "The pain, went she left."
    assert {e.verdict for e in edits} == {Verdict.APPLIED}


def test_an_unlikely_form_is_not_chosen_and_the_likeliest_is():
    likely, likelier, unlikely = (
        choice(0, Mark.COMMA, MIN_RIGHT),
        choice(0, Mark.STOP, 0.8),
        choice(1, Mark.STOP, MIN_RIGHT - 0.01),
    )

    assert best_forms([likely, likelier, unlikely]) == {0: likelier}


def word_edit(draft, start, end, after, correction="w"):
    return NoteEdit(
        start=start,
        end=end,
        before=draft[start:end],
        after=after,
        confidence=0.9,
        harm=0.0,
        correction_id=correction,
        evidence=3,
        n_left_alone=0,
        category=Category.SPELLING,
        verdict=Verdict.APPLIED,
        reason="made 3 of 3 times",
    )


@given(TEXTS, st.data())
def test_forms_laid_over_word_edits_do_in_the_draft_what_both_do_in_turn(draft, data):
    words = split_words(draft)
    spans = data.draw(st.lists(st.booleans(), min_size=len(words), max_size=len(words)))
    applied = [
        word_edit(
            draft, words.starts[w], words.ends[w], data.draw(st.sampled_from(["x", "x y z"]))
        )
        for w, changed in enumerate(spans)
        if changed
    ]
    corrected = split_words(apply_edits(draft, tuple(applied)))
    slots = st.dictionaries(
        st.integers(0, max(0, len(corrected) - 1)), st.integers(0, 4), max_size=len(corrected)
    )
    marks = {w: choice(w, p) for w, p in data.draw(slots).items()} if len(corrected) else {}
    cases = {w: choice(w, p % 2) for w, p in data.draw(slots).items()} if len(corrected) else {}
    forms = form_edits(corrected, marks=marks, cases=cases)

    laid = lay_over(draft, applied, forms, fixed=())

    assert apply_edits(draft, tuple(laid)) == apply_edits(corrected.text, tuple(forms))
    untouched = lay_over(draft, applied, [], fixed=())
    assert untouched == applied


def test_a_form_inside_a_word_edit_becomes_a_part_of_it():
    draft = "the sub line here"
    applied = [word_edit(draft, 4, 12, "sublingual tablet")]
    corrected = split_words("the sublingual tablet here")
    forms = form_edits(
        corrected, marks={1: choice(1, Mark.COMMA)}, cases={2: choice(2, Case.CAPITAL)}
    )

    laid = lay_over(draft, applied, forms, fixed=())
    fixed = lay_over(draft, applied, forms, fixed={"w"})

    assert [(e.start, e.end, e.after, e.correction_id) for e in laid] == [
        (4, 12, "sublingual, Tablet", "w")
    ]
    assert fixed == applied


def test_a_mark_beside_a_word_edit_stays_an_edit_of_its_own():
    draft = "the pane went"
    applied = [word_edit(draft, 4, 8, "pain")]
    forms = form_edits(split_words("the pain went"), marks={1: choice(1, Mark.COMMA)}, cases={})

    laid = lay_over(draft, applied, forms, fixed=())

    assert [(e.start, e.end, e.after) for e in laid] == [(4, 8, "pain"), (8, 9, ", ")]

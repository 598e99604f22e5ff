from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from draftgenie.domain.evaluation import Outcome
from draftgenie.domain.score import ErrorCounts
from draftgenie.pipeline.evaluate import (
    add_similarity,
    score_note,
    score_notes,
    sentence_similarities,
    sentence_similarity,
)
from draftgenie.pipeline.evaluate.similarity import align_sentences
from draftgenie.pipeline.evaluate.texts import score_text
from tests.pipeline.cases import a_case


def letters(texts):
    """A stand-in for a model: the direction of a text is how often it has each letter."""
    counts = np.array([[1 + t.lower().count(c) for c in "abcdefghijklmnop"] for t in texts], float)
    return (counts / np.linalg.norm(counts, axis=1, keepdims=True)).astype(np.float32)


def test_a_note_is_counted_in_words_in_form_and_in_sentences():
    scores = score_note(
        a_case(
            draft="the patient has diabetis. no chest pain",
            note="The patient has diabetes. no chest pain",
            final="The patient has diabetes. No chest pain.",
        )
    )

    assert scores.draft == ErrorCounts(hits=6, substitutions=1)
    assert scores.note == ErrorCounts(hits=7)
    assert scores.draft_formatted == ErrorCounts(hits=3, substitutions=4)
    assert scores.note_formatted == ErrorCounts(hits=5, substitutions=2)
    assert scores.draft_sentences == ErrorCounts(hits=1, substitutions=1)
    assert scores.note_sentences == ErrorCounts(hits=2)
    assert scores.draft_characters == ErrorCounts(hits=37, substitutions=1)
    assert scores.note_characters == ErrorCounts(hits=38)
    assert (scores.note_id, scores.final_id) == ("not_visit-1", "fin_visit-1")
    assert (scores.draft_similarity, scores.note_similarity) == (None, None)
    assert scores.outcome is Outcome.BETTER


def test_doing_nothing_to_a_wrong_draft_is_the_same_and_not_perfect():
    scores = score_note(a_case(draft="chess pain", note="chess pain", final="chest pain"))

    assert scores.note == scores.draft == ErrorCounts(hits=1, substitutions=1)
    assert scores.outcome is Outcome.SAME


def test_an_empty_final_has_no_rate():
    scores = score_note(a_case(draft="a b", note="", final=""))

    assert scores.draft == ErrorCounts(insertions=2)
    assert scores.note == ErrorCounts()
    assert scores.draft.rate is None


def test_notes_are_scored_in_the_order_given():
    cases = [a_case(draft="a", note="b", final="b", item=f"visit-{i}") for i in range(3)]

    assert [s.item for s in score_notes(cases)] == ["visit-0", "visit-1", "visit-2"]


texts = st.lists(
    st.sampled_from(["No pain.", "Take 5 mg.", "left", "Knee,", "dr.", "2.5", "\n\n", "he's"]),
    max_size=8,
).map(" ".join)


@given(draft=texts, note=texts, final=texts)
def test_each_side_is_scored_as_if_it_were_alone(draft, note, final):
    scores = score_note(a_case(draft=draft, note=note, final=final))
    alone = score_note(a_case(draft=note, note=note, final=final))

    assert (
        scores.note,
        scores.note_formatted,
        scores.note_sentences,
        scores.note_characters,
    ) == (alone.draft, alone.draft_formatted, alone.draft_sentences, alone.draft_characters)
    assert scores.note_characters == score_text(reference=final, hypothesis=note).chars


@pytest.mark.parametrize(
    ("reference", "hypothesis", "pairs"),
    [
        (
            "No pain. He walks. Good.",
            "no pain he walked far good",
            [("No pain.", "no pain"), ("He walks.", "he walked far"), ("Good.", "good")],
        ),
        ("No pain. He walks.", "He walks.", [("No pain.", ""), ("He walks.", "He walks.")]),
        ("No pain.", "", [("No pain.", "")]),
        ("...", "a", []),
    ],
)
def test_each_sentence_of_the_final_meets_the_words_in_its_place(reference, hypothesis, pairs):
    assert align_sentences(reference=reference, hypothesis=hypothesis) == pairs


def test_similarity_is_the_mean_over_sentences_and_a_missing_one_counts_nothing():
    same = sentence_similarity(
        reference="A cat. The dog.", hypothesis="A cat. The dog.", embed=letters
    )
    half = sentence_similarity(reference="A cat. The dog.", hypothesis="The dog.", embed=letters)
    far = sentence_similarity(reference="A cat.", hypothesis="A zebra poodle.", embed=letters)

    assert same == pytest.approx(1.0, abs=1e-5)
    assert half == pytest.approx(0.5, abs=1e-5)
    assert far is not None
    assert 0 < far < 0.99
    assert sentence_similarity(reference="", hypothesis="a", embed=letters) is None


def test_all_texts_are_embedded_once_and_in_one_call():
    calls = []

    def watched(batch):
        calls.append(list(batch))
        return letters(batch)

    values = sentence_similarities(
        references=["A cat. A dog.", "A cat."],
        hypotheses=["A bat. A dog.", "A bat."],
        embed=watched,
    )

    assert len(values) == 2
    assert len(calls) == 1
    assert len(calls[0]) == len(set(calls[0]))


def test_similarity_is_added_to_scores_of_draft_and_note():
    cases = [a_case(draft="A bat.", note="A cat.", final="A cat.")]

    (scores,) = add_similarity([score_note(cases[0])], cases, embed=letters)

    assert scores.note_similarity == pytest.approx(1.0, abs=1e-5)
    assert scores.draft_similarity is not None
    assert scores.draft_similarity < 1

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draftgenie.domain.score import ErrorCounts
from draftgenie.pipeline._align import (
    Op,
    Tag,
    align,
    count_errors,
    count_errors_many,
    distance,
    jiwer_counts,
    matching_runs,
    similarity,
)
from draftgenie.pipeline._text import formatted_words, normalised_words
from tests.pipeline.corpora import read_pairs

words = st.lists(st.sampled_from(["no", "chest", "pain", "5", "mg", "left", "knee"]), max_size=14)


def test_an_alignment_tells_what_the_human_did_to_the_draft():
    steps = align(
        reference=["he", "denies", "any", "chest", "pain"],
        hypothesis=["he", "he", "denies", "any", "chess", "pain"],
    )

    assert steps == [
        Op(Tag.EQUAL, 0, 1, 0, 1),
        Op(Tag.DELETE, 1, 2, 1, 1),
        Op(Tag.EQUAL, 2, 4, 1, 3),
        Op(Tag.REPLACE, 4, 5, 3, 4),
        Op(Tag.EQUAL, 5, 6, 4, 5),
    ]


def test_frequent_words_of_a_long_text_are_aligned_as_any_other():
    reference = ["the", "patient", "and", "the", "doctor"] * 80
    hypothesis = [*reference[:200], "wrong", *reference[201:]]

    assert count_errors(reference=reference, hypothesis=hypothesis) == ErrorCounts(
        hits=399, substitutions=1
    )


@pytest.mark.parametrize(
    ("reference", "hypothesis", "counts"),
    [
        ("", "", ErrorCounts()),
        ("", "a b", ErrorCounts(insertions=2)),
        ("a b", "", ErrorCounts(deletions=2)),
        ("a b c", "a b c", ErrorCounts(hits=3)),
        ("no chest pain", "chest pain", ErrorCounts(hits=2, deletions=1)),
        ("take 5 mg", "take 50 mg", ErrorCounts(hits=2, substitutions=1)),
        ("a b", "b a", ErrorCounts(hits=1, deletions=1, insertions=1)),
    ],
)
def test_counts_are_those_of_the_shortest_way(reference, hypothesis, counts):
    assert count_errors(reference=reference.split(), hypothesis=hypothesis.split()) == counts


@given(reference=words, hypothesis=words)
def test_applying_an_alignment_to_the_hypothesis_gives_the_reference(reference, hypothesis):
    built = []
    for op in align(reference=reference, hypothesis=hypothesis):
        if op.tag is Tag.EQUAL:
            built += hypothesis[op.hypothesis_start : op.hypothesis_end]
        else:
            built += reference[op.reference_start : op.reference_end]

    assert built == reference


@given(reference=words, hypothesis=words)
def test_counts_distance_and_alignment_say_the_same(reference, hypothesis):
    ops = align(reference=reference, hypothesis=hypothesis)
    counts = count_errors(reference=reference, hypothesis=hypothesis)
    runs = matching_runs(reference=reference, hypothesis=hypothesis)

    n = dict.fromkeys(Tag, 0)
    for op in ops:
        n[op.tag] += max(
            op.reference_end - op.reference_start, op.hypothesis_end - op.hypothesis_start
        )
    assert counts == ErrorCounts(
        n[Tag.EQUAL], n[Tag.REPLACE], deletions=n[Tag.INSERT], insertions=n[Tag.DELETE]
    )
    assert counts.n_errors == distance(reference=reference, hypothesis=hypothesis)
    assert counts.n_reference == len(reference)
    assert sum(run.n_words for run in runs) == counts.hits


@given(st.lists(st.tuples(words, words), min_size=1, max_size=8))
def test_counts_equal_those_of_jiwer_on_any_words(pairs):
    references, hypotheses = zip(*pairs, strict=True)

    ours = count_errors_many(references=references, hypotheses=hypotheses)

    assert sum(ours, ErrorCounts()) == jiwer_counts(references=references, hypotheses=hypotheses)


@pytest.mark.parametrize("split", [normalised_words, formatted_words])
@pytest.mark.parametrize("name", ["aci-bench/by-encounter", "earnings21/google"])
def test_counts_equal_those_of_jiwer_on_real_notes(name, split):
    pairs = read_pairs(name, limit=400)
    references = [split(final) for _, final in pairs]
    hypotheses = [split(draft) for draft, _ in pairs]

    ours = count_errors_many(references=references, hypotheses=hypotheses)

    assert sum(ours, ErrorCounts()) == jiwer_counts(references=references, hypotheses=hypotheses)


def test_as_many_references_as_hypotheses_are_wanted():
    with pytest.raises(ValueError, match="zip"):
        count_errors_many(references=[["a"]], hypotheses=[])


@pytest.mark.parametrize(
    ("a", "b", "expected"), [("", "", 1.0), ("ab", "ab", 1.0), ("ab", "cd", 0)]
)
def test_similarity_runs_from_nothing_alike_to_the_same(a, b, expected):
    assert similarity(a, b) == expected

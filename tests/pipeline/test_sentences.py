from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draftgenie.pipeline._sentences import split_sentences
from draftgenie.pipeline._text import normalised_words, split_words
from tests.pipeline.corpora import read_pairs

GOLDEN = [
    ["Take metformin 2.5 mg daily.", "Dr. Smith will see the patient."],
    ["He takes 5 mg. b.i.d. with food.", "He denies pain."],
    ["she was seen at 5 p.m. today.", "she is well."],
    ["Positive for hepatitis C.", "She was told by John F. Kennedy."],
    ["Temp was 98.6.", "B.P. was 120/80.", "No. 3 was removed."],
    ["is there pain?", "no.", "he walks 2.5 miles!", "good"],
    ['He said "it hurts."', "Then he left."],
    ['"Does it hurt?" he asked.', "No."],
    ["1. Diabetes mellitus.", "2. Hypertension."],
    ["well…", "And then it stopped..."],
    ["Seen approx. five times, e.g. in June."],
    ["Wait (i.e. rest).", "Come back in 2 wks. if needed."],
]


@pytest.mark.parametrize("sentences", GOLDEN, ids=lambda s: s[0][:20])
def test_sentences_survive_doses_titles_and_abbreviations(sentences):
    assert split_sentences(" ".join(sentences)) == sentences


def test_blank_lines_and_list_items_end_sentences_and_wrapped_lines_do_not():
    text = "Plan:\n- rest\n- ice\n\nShe will come\nback on Monday"

    assert split_sentences(text) == ["Plan:", "- rest", "- ice", "She will come\nback on Monday"]


@given(st.text())
def test_splitting_into_sentences_loses_no_word(text):
    parts = [word for sentence in split_sentences(text) for word in sentence.split()]

    assert parts == text.split()


@given(st.text(alphabet=st.sampled_from("aZé5.,:/'’&@ \n-½µ³x")))
def test_words_read_by_chunk_are_the_words_with_offsets(text):
    assert normalised_words(text) == split_words(text).norm


def test_cased_text_is_split_where_syntok_splits_it():
    segmenter = pytest.importorskip("syntok.segmenter")
    n_same = n_theirs = 0
    for _, final in read_pairs("earnings21/amazon", limit=300):
        text = " ".join(final.split())
        theirs = {
            sentence[-1].offset + len(sentence[-1].value)
            for paragraph in segmenter.analyze(text)
            for sentence in paragraph
        }
        ours, at = set(), 0
        for sentence in split_sentences(text):
            at = text.index(sentence, at) + len(sentence)
            ours.add(at)
        n_same += len(ours & theirs)
        n_theirs += len(theirs)

    assert n_same / n_theirs > 0.99

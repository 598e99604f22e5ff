from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draftgenie.domain.evaluation import SAFETY_CLASSES, SafetyCounts
from draftgenie.domain.score import ErrorCounts, Signature
from draftgenie.pipeline._quality import ORIGINAL, PROFILES, QualityProfile, Rates, quality
from draftgenie.pipeline.evaluate import summarise
from draftgenie.pipeline.evaluate.original import (
    OriginalRates,
    expansion_score,
    original_improvement,
    original_quality,
    original_rates,
    relative_improvement,
)
from tests.pipeline.cases import some_scores

SIGNATURE = Signature(metric="wer", normaliser="words-1", version="0.1.0")


def test_rates_are_pooled_over_words_and_never_averaged():
    scores = [
        some_scores(draft=30, note=15, words=300, item="long"),
        some_scores(draft=5, note=5, words=10, item="short"),
    ]

    summary = summarise(scores, signature=SIGNATURE)

    assert (summary.items, summary.words) == (2, 310)
    assert summary.draft_wer == pytest.approx(35 / 310)
    assert summary.note_wer == pytest.approx(20 / 310)
    assert summary.relative_gain == summary.relative_gain_formatted == pytest.approx(15 / 35)
    assert summary.note_ser == pytest.approx(2 / 20)
    assert (summary.better, summary.worse, summary.same) == (1, 0, 1)
    assert (summary.ci95, summary.p_value) == (None, None)
    assert summary.signature == "wer|norm:words-1|pool:corpus|draftgenie:0.1.0"


def test_characters_are_pooled_and_unknown_where_one_note_has_none_counted():
    counts = ErrorCounts(hits=90, substitutions=10), ErrorCounts(hits=299, deletions=1)
    scores = [
        replace(some_scores(draft=1, note=0, item=item), draft_characters=one, note_characters=one)
        for item, one in zip("ab", counts, strict=True)
    ]
    before = replace(scores[0], item="c", note_characters=None)

    summary = summarise(scores, signature=SIGNATURE)
    mixed = summarise([*scores, before], signature=SIGNATURE)

    assert (summary.draft_cer, summary.note_cer) == (11 / 400, 11 / 400)
    assert (summary.speakers[0].draft_cer, summary.speakers[0].note_cer) == (11 / 400, 11 / 400)
    assert (mixed.draft_cer, mixed.note_cer) == (21 / 500, None)


def test_nothing_has_no_rates_and_no_quality():
    summary = summarise([], signature=SIGNATURE)

    assert (summary.items, summary.words, summary.speakers) == (0, 0, ())
    assert (summary.draft_wer, summary.note_wer, summary.relative_gain) == (None, None, None)
    assert summary.note_quality is None
    assert summary.safety == dict.fromkeys(SAFETY_CLASSES, SafetyCounts())


def test_every_speaker_has_a_summary_of_their_own():
    scores = [
        some_scores(draft=10, note=2 if speaker == "b" else 12, speaker=speaker, item=f"v{i}")
        for speaker in ("b", "a")
        for i in range(12)
    ]

    summary = summarise(scores, signature=SIGNATURE)

    assert [s.speaker for s in summary.speakers] == ["a", "b"]
    assert [s.relative_gain for s in summary.speakers] == pytest.approx([-0.2, 0.8])
    assert [(s.better, s.worse) for s in summary.speakers] == [(0, 12), (12, 0)]
    assert all(s.ci95 is not None and s.speakers == () for s in summary.speakers)
    assert summary.relative_gain == pytest.approx(0.3)
    assert summary.speaker is None


def test_safety_is_added_by_class():
    lost = replace(some_scores(draft=1, note=2), safety={"number": SafetyCounts(3, 3, 2, lost=1)})
    kept = replace(some_scores(draft=1, note=1), safety={"number": SafetyCounts(1, 1, 1)})

    summary = summarise([lost, kept], signature=SIGNATURE)

    assert summary.safety["number"] == SafetyCounts(4, 4, 3, lost=1)
    assert summary.safety["negation"] == SafetyCounts()


def test_similarity_is_none_until_measured_and_partly_measured_is_said():
    measured = replace(
        some_scores(draft=1, note=0, item="a"), draft_similarity=0.8, note_similarity=1.0
    )
    unmeasured = some_scores(draft=1, note=0, item="b")

    partly = summarise([measured, unmeasured], signature=SIGNATURE, profile=ORIGINAL)
    never = summarise([unmeasured], signature=SIGNATURE, profile=ORIGINAL)

    assert (partly.draft_similarity, partly.note_similarity) == (0.8, 1.0)
    assert "similarity was measured for 1 of 2 notes" in partly.warnings
    assert partly.note_quality is not None
    assert (never.note_similarity, never.note_quality) == (None, None)


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from("abc")), max_size=12),
    st.randoms(),
)
def test_the_order_of_the_scores_does_not_matter(rows, random):
    scores = [
        some_scores(draft=draft, note=note, words=20, speaker=speaker, item=f"v{i}")
        for i, (draft, note, speaker) in enumerate(rows)
    ]
    shuffled = list(scores)
    random.shuffle(shuffled)

    summary = summarise(scores, signature=SIGNATURE)

    assert summary == summarise(shuffled, signature=SIGNATURE)
    assert sum(s.items for s in summary.speakers) == summary.items
    assert summary.better + summary.worse + summary.same == summary.items


def test_the_weights_of_every_profile_add_up_to_one():
    for profile in PROFILES.values():
        weights = (profile.wer, profile.wer_formatted, profile.ser, profile.similarity)
        assert sum(weights) == pytest.approx(1)


@pytest.mark.parametrize(
    ("rates", "profile", "expected"),
    [
        (Rates(0, 0, 0), "draftgenie-1", 1.0),
        (Rates(2.0, 1.0, 1.0), "draftgenie-1", 0.0),
        (Rates(0.1, 0.2, 0.5), "draftgenie-1", 0.79),
        (Rates(None, 0.2, 0.5), "draftgenie-1", None),
        (Rates(0, 0, 0, similarity=1.0), "original-1", 1.0),
        (Rates(1, 1, 1, similarity=0.0), "original-1", 0.2),
        (Rates(0, 0, 0), "original-1", None),
    ],
)
def test_quality_follows_the_weights(rates, profile, expected):
    assert quality(rates, PROFILES[profile]) == expected


def test_a_profile_is_data():
    only_words = QualityProfile("words-only", wer=1.0, wer_formatted=0.0, ser=0.0)

    assert quality(Rates(0.25, None, None), only_words) == 0.75


# The values the original system's own functions gave: original-system.md, appendix A.


@pytest.mark.parametrize(
    ("reference", "hypothesis", "ser", "wer"),
    [
        ("No pain. He walks.", "No pain. He walks.", 0, 0),
        ("Pt has diabetis.", "Patient has diabetes mellitus.", 1, 1),
        (
            "Take metformin 2.5 mg daily. Dr. Smith will see pt.",
            "Take metformin 2.5 mg daily. Dr. Smith will see the patient.",
            0.25,
            0.182,
        ),
        ("no chest pain", "chest pain", 1, 0.333),
        ("a b c", "d e f g h i", 1, 1),
        ("", "anything", 0, 0),
    ],
)
def test_the_originals_rates_come_out_as_it_gave_them(reference, hypothesis, ser, wer):
    rates = original_rates(reference=reference, hypothesis=hypothesis)

    assert (rates.ser, rates.wer) == (ser, pytest.approx(wer, abs=5e-4))


@pytest.mark.parametrize(
    ("ser", "wer", "similarity", "percent"),
    [
        (0, 0, 1, 100),
        (1, 1, 0.5, 20),
        (0.05, 0.05, 0.95, 95),
        (0.1, 0.1, 0.9, 90),
        (0.2, 0.2, 0.8, 80),
        (0.5, 0.5, 0.5, 50),
        (1, 1, 0, 0),
    ],
)
def test_the_originals_quality_comes_out_as_it_gave_it(ser, wer, similarity, percent):
    value = original_quality(ser=ser, wer=wer, similarity=similarity)

    assert value * 100 == pytest.approx(percent)
    ours = quality(Rates(wer, None, ser, similarity=2 * similarity - 1), ORIGINAL)
    assert ours == pytest.approx(value)


@pytest.mark.parametrize(
    ("ratio", "improvement"),
    [
        (0, 0.70),
        (0.5, 0.85),
        (0.9, 0.97),
        (1.0, 0.85),
        (1.1, 0.88),
        (1.2, 0.91),
        (1.4, 0.97),
        (1.5, 1.00),
        (2.5, 1.00),
        (2.6, 0.985),
        (3.0, 0.925),
        (3.5, 0.85),
        (4.5, 0.85),
    ],
)
def test_the_originals_improvement_comes_out_as_it_gave_it(ratio, improvement):
    assert original_improvement(quality=1, ratio=ratio) == pytest.approx(improvement)
    assert 0 <= expansion_score(ratio) <= 1


def test_the_originals_relative_improvement_comes_out_as_it_gave_it():
    before, after = OriginalRates(ser=0.4, wer=0.3), OriginalRates(ser=0.2, wer=0.1)

    assert relative_improvement(before=before, after=after) == pytest.approx(58.33, abs=5e-3)
    assert relative_improvement(before=OriginalRates(0, 0), after=after) == 0

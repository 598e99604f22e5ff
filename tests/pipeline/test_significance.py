from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from draftgenie.domain.evaluation import EditFates, Sureness
from draftgenie.pipeline.evaluate.significance import (
    assess_further,
    assess_gain,
    bootstrap_gain,
    mapsswe,
    permutation_test,
    wilcoxon,
)


def test_a_few_notes_say_nothing_and_a_warning_says_so():
    sure = assess_gain([3] * 9, [0] * 9, ["a"] * 9)

    assert (sure.ci95, sure.p_value) == (None, None)
    assert sure.warnings == ("too few notes for an interval or a test (9 of 10)",)


def test_a_gain_on_every_note_is_sure():
    sure = assess_gain([10] * 40, [8] * 40, ["a"] * 40)

    assert sure.ci95 == pytest.approx((0.2, 0.2))
    assert sure.p_value is not None
    assert sure.p_value < 0.001
    assert sure.warnings == ()


def test_a_change_that_goes_both_ways_alike_is_chance():
    before, after = [10] * 40, [8, 12] * 20

    sure = assess_gain(before, after, ["a"] * 40)

    assert sure.ci95 is not None
    assert sure.ci95[0] < 0 < sure.ci95[1]
    assert sure.p_value == 1.0


def test_no_change_at_all_has_no_gain_and_no_evidence():
    sure = assess_gain([1] * 20, [1] * 20, ["a"] * 20)

    assert sure.ci95 == (0.0, 0.0)
    assert sure.p_value == 1.0


def test_drafts_without_errors_have_no_gain_to_measure():
    sure = assess_gain([0] * 20, [1] * 20, ["a"] * 20)

    assert sure.ci95 is None
    assert sure.p_value is not None
    assert sure.p_value < 0.01
    assert sure.warnings == ("no interval, as the drafts have too few errors",)


def test_speakers_that_differ_widen_the_interval_when_they_are_drawn_whole():
    before = [10] * 100
    after = [0 if i < 50 else 10 for i in range(100)]
    of_ten = [f"s{i // 10}" for i in range(100)]

    by_speaker = assess_gain(before, after, of_ten)
    by_note = assess_gain(before, after, ["one"] * 100)

    assert by_speaker.ci95 is not None
    assert by_note.ci95 is not None
    width = by_speaker.ci95[1] - by_speaker.ci95[0]
    assert width > 2 * (by_note.ci95[1] - by_note.ci95[0])


def test_two_speakers_are_too_few_to_draw_from():
    sure = assess_gain([2] * 20, [1] * 20, ["a", "b"] * 10)

    assert sure.warnings == ("interval over notes, as there are only 2 speakers",)


def test_the_interval_is_that_of_drawing_notes_one_by_one():
    rng = np.random.default_rng(7)
    before = rng.poisson(10, 60)
    after = rng.binomial(before, 0.8)

    interval = bootstrap_gain(before.tolist(), after.tolist(), [str(i) for i in range(60)])

    drawn = rng.integers(0, 60, (20_000, 60))
    gains = 1 - after[drawn].sum(axis=1) / before[drawn].sum(axis=1)
    assert interval == pytest.approx(np.percentile(gains, [2.5, 97.5]), abs=0.01)


@pytest.mark.parametrize("differences", [[-3, -2, -2, 0, 1, -4, -1], [5, 1, 1], [-1, 1, 0, 2]])
def test_the_p_value_is_that_of_trying_every_sign(differences):
    sums = [
        abs(sum(s * d for s, d in zip(signs, differences, strict=True)))
        for signs in product([-1, 1], repeat=len(differences))
    ]
    exact = sum(s >= abs(sum(differences)) for s in sums) / len(sums)

    assert permutation_test(differences) == pytest.approx(exact, abs=0.02)


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from("abcdefg")),
        min_size=10,
        max_size=30,
    ),
    st.randoms(),
)
def test_the_order_of_the_notes_does_not_matter(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)

    assert assess_gain(*zip(*rows, strict=True)) == assess_gain(*zip(*shuffled, strict=True))


@given(st.lists(st.integers(-20, 20), max_size=40))
def test_better_and_worse_are_weighed_alike(differences):
    mirrored = permutation_test([-d for d in differences])

    assert permutation_test(differences) == mirrored
    assert 0 < mirrored <= 1


def test_mapsswe_is_that_of_a_worked_example():
    # Gains of ten segments: 1 1 0 2 -1 1 1 0 1 2. Their mean is 0.8, their sample variance
    # (14 - 10 * 0.64) / 9 = 0.8444, so that z = 0.8 / sqrt(0.08444) = 2.7530.
    gains = [1, 1, 0, 2, -1, 1, 1, 0, 1, 2]
    fates = EditFates(
        n_segments=len(gains), sum_gained=sum(gains), sum_squared=sum(g * g for g in gains)
    )

    assert mapsswe(fates, least=2) == pytest.approx(0.005905, abs=1e-6)
    assert mapsswe(fates) is None


@given(differences=st.lists(st.integers(-6, 6), min_size=1, max_size=60))
def test_wilcoxon_is_that_of_scipy(differences):
    from scipy.stats import wilcoxon as scipys

    p = wilcoxon(differences)

    assert 0 <= p <= 1
    if any(differences):
        wanted = scipys(differences, zero_method="wilcox", correction=False, method="asymptotic")
        assert p == pytest.approx(wanted.pvalue)


def test_whole_speakers_give_a_wider_interval_than_notes_when_speakers_differ():
    speakers = [f"dr-{n // 10}" for n in range(60)]
    before = [10] * 60
    after = [2 if n // 10 % 2 else 9 for n in range(60)]

    sure = assess_gain(before, after, speakers)
    found = assess_further(before, after, speakers, None, sure.ci95)

    assert found.ci95_by_note is not None
    assert found.ci95_by_speaker is not None
    low, high = found.ci95_by_note
    assert found.ci95_by_speaker[0] < low < high < found.ci95_by_speaker[1]
    assert (found.n_changed, found.mapsswe_p) == (60, None)
    assert found.wilcoxon_p is not None
    assert found.wilcoxon_p < 1e-6


def test_nothing_is_said_of_a_sample_that_is_too_small():
    found = assess_further([1] * 9, [0] * 9, ["a"] * 9, EditFates(n_segments=9), None)

    assert found == Sureness(n_segments=9, n_changed=9)

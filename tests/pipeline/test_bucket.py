from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draftgenie.domain.bucket import Policy
from draftgenie.pipeline.bucket import (
    ABC,
    FIVE,
    SCHEMES,
    TOUCH,
    bucket_for,
    decide,
    read_policy,
    read_scheme,
)
from tests.pipeline.cases import some_scores


def a_window(errors, *, speaker="dr-okafor", words=100):
    return [
        some_scores(draft=n, note=n, words=words, speaker=speaker, item=f"v{i:03}")
        for i, n in enumerate(errors)
    ]


def choose(current, errors, *, locked=False, policy=Policy(TOUCH), words=100):  # noqa: B008
    return decide(
        speaker_ref="dr-okafor",
        current=current,
        locked=locked,
        scores=a_window(errors, words=words),
        policy=policy,
    )


@pytest.mark.parametrize(
    ("value", "scheme", "bucket"),
    [
        (0.0, TOUCH, "no_touch"),
        (0.02, TOUCH, "no_touch"),
        (0.021, TOUCH, "low_touch"),
        (0.2, TOUCH, "medium_touch"),
        (1.7, TOUCH, "high_touch"),
        (0.95, FIVE, "EXCELLENT"),
        (0.9, FIVE, "GOOD"),
        (0.80, FIVE, "AVERAGE"),
        (0.50, FIVE, "POOR"),
        (0.0, FIVE, "NEEDS_IMPROVEMENT"),
        (0.9, ABC, "A"),
        (0.75, ABC, "B"),
        (0.65, ABC, "C"),
    ],
)
def test_a_value_lies_in_one_bucket_and_on_an_edge_in_the_better(value, scheme, bucket):
    assert bucket_for(value, scheme) == bucket


def test_a_move_says_why_in_figures():
    decision = choose("medium_touch", [4, 4, 5, 3, 4] * 4)

    assert decision.moves
    assert (decision.before, decision.after) == ("medium_touch", "low_touch")
    assert decision.reason == (
        "note error rate 0.040 over 20 notes is under 0.072, and its 99.9% interval"
        " (0.019 to 0.069) is under 0.080"
    )
    assert decision.numbers["n_notes"] == 20
    assert decision.numbers["n_words"] == 2000
    assert decision.numbers["value"] == pytest.approx(0.04)
    assert decision.numbers["low"] < 0.04 < decision.numbers["high"] < 0.08
    assert decision.numbers["confidence"] == 0.999
    assert decision.numbers["figures"] == {
        "window": 30,
        "min_notes": 5,
        "margin": 0.1,
        "confidence": 0.999,
        "cooldown": 10,
        "correlation": 0.03,
    }
    assert decision.numbers["measure"] == "note_wer_formatted"
    assert (decision.numbers["scheme"], decision.numbers["policy"]) == ("touch", "policy-2")


@pytest.mark.parametrize(
    ("current", "errors", "after", "said"),
    [
        (None, [6] * 4, None, "4 notes evaluated, the policy wants 5"),
        ("low_touch", [50], "low_touch", "1 note evaluated, the policy wants 5"),
        (None, [6] * 5, "low_touch", "puts the speaker in low_touch"),
        ("GOOD", [6] * 5, "low_touch", "puts the speaker in low_touch"),
        ("medium_touch", [7.5] * 20, "medium_touch", "not far enough past an edge"),
        ("low_touch", [8.5] * 20, "low_touch", "not far enough past an edge"),
        ("low_touch", [9] * 20, "low_touch", "holds 0.080"),
        ("low_touch", [14] * 20, "medium_touch", "is over 0.088"),
        ("no_touch", [60] * 20, "low_touch", "is over 0.022"),
        ("high_touch", [0] * 20, "medium_touch", "is under 0.180"),
        ("medium_touch", [0, 0, 0, 0, 0, 0, 0, 0, 0, 60], "medium_touch", "holds 0.080"),
        ("no_touch", [0] * 20, "no_touch", "not far enough past an edge of no_touch"),
        ("high_touch", [90] * 20, "high_touch", "not far enough past an edge of high_touch"),
    ],
)
def test_the_policy_moves_by_one_step_on_enough_evidence(current, errors, after, said):
    decision = choose(current, [int(10 * n) for n in errors], words=1000)

    assert decision.after == after
    assert said in decision.reason


def test_a_locked_bucket_never_moves():
    decision = choose("no_touch", [90] * 20, locked=True)

    assert (decision.after, decision.moves) == ("no_touch", False)
    assert decision.reason == "the bucket is locked by hand"
    assert decision.numbers["value"] == pytest.approx(0.9)


def test_only_the_last_notes_count():
    policy = Policy(TOUCH, window=10)

    assert choose("medium_touch", [90] * 30 + [1] * 10, policy=policy).after == "low_touch"


def test_the_next_move_waits_for_the_cooldown():
    scores = a_window([90] * 20)

    def after(n_since_move):
        return decide(
            speaker_ref="dr-okafor",
            current="low_touch",
            locked=False,
            scores=scores,
            n_since_move=n_since_move,
        )

    assert not after(9).moves
    assert after(9).reason.endswith(
        "is over 0.080; the last move was 9 notes ago, the policy waits for 10"
    )
    assert after(9).numbers["n_since_move"] == 9
    assert [after(10).after, after(None).after] == ["medium_touch", "medium_touch"]


def test_a_window_without_errors_still_has_an_interval():
    few, many = (choose("low_touch", [0] * 10, words=n).numbers for n in (50, 500))

    assert (few["low"], few["value"], many["low"]) == (0, 0, 0)
    assert 0.005 < many["high"] < few["high"] < 0.05


def test_notes_that_differ_more_are_less_sure():
    alike, unlike = (choose("low_touch", e).numbers for e in ([10] * 20, [0, 20] * 10))

    assert alike["value"] == unlike["value"]
    assert unlike["low"] < alike["low"] < 0.1 < alike["high"] < unlike["high"]


def test_finals_without_words_are_no_evidence():
    decision = choose("low_touch", [0] * 6, words=0)

    assert not decision.moves
    assert decision.reason == "6 notes evaluated, but their finals have no words"
    assert decision.numbers["value"] is None


def test_a_quality_scheme_moves_towards_its_own_better():
    up = choose("B", [1] * 20, policy=Policy(ABC))
    down = choose("A", [30] * 20, policy=Policy(ABC))

    assert (up.after, down.after) == ("A", "B")
    assert "note quality 0.972 over 20 notes is over 0.910" in up.reason
    assert "is under 0.890" in down.reason


schemes = st.sampled_from([Policy(scheme) for scheme in SCHEMES.values()])
errors = st.lists(st.integers(0, 100), min_size=5, max_size=25)


def place(name, policy):
    return policy.scheme.names.index(name)


@given(policy=schemes, errors=errors, data=st.data())
def test_a_move_is_never_more_than_one_step(policy, errors, data):
    current = data.draw(st.sampled_from(policy.scheme.names))

    decision = choose(current, errors, policy=policy)

    assert abs(place(decision.after, policy) - place(current, policy)) <= 1


@given(policy=schemes, low=st.integers(0, 100), high=st.integers(0, 100), data=st.data())
def test_more_errors_never_lead_to_a_better_bucket(policy, low, high, data):
    low, high = sorted((low, high))
    current = data.draw(st.sampled_from([None, *policy.scheme.names]))
    spread = [1, 2, 3, 2, 1, 4]

    fewer = choose(current, [low * k for k in spread], policy=policy, words=400)
    more = choose(current, [high * k for k in spread], policy=policy, words=400)

    assert place(more.after, policy) >= place(fewer.after, policy)


@given(ours=errors, theirs=errors, data=st.data())
def test_notes_of_one_speaker_never_matter_for_another(ours, theirs, data):
    current = data.draw(st.sampled_from([None, *TOUCH.names]))
    mixed = a_window(theirs, speaker="dr-wu") + a_window(ours) + a_window(theirs, speaker="x")

    decision = decide(speaker_ref="dr-okafor", current=current, locked=False, scores=mixed)

    assert decision == choose(current, ours)


@given(st.floats(0, 1), st.floats(0, 1), schemes)
def test_buckets_follow_the_measure(a, b, policy):
    worse, better = sorted((a, b)) if policy.scheme.higher_is_better else sorted((a, b))[::-1]

    assert place(bucket_for(worse, policy.scheme), policy) >= place(
        bucket_for(better, policy.scheme), policy
    )


def test_a_speaker_who_improves_is_moved_and_one_who_stays_is_not():
    rng = random.Random(3)  # noqa: S311 - a simulated history

    def walk(rates):
        current, history, moves = "medium_touch", [], []
        for rate in rates:
            history.append(sum(rng.random() < rate for _ in range(100)))
            decision = choose(current, history)
            if decision.moves:
                moves.append((len(history), decision.after))
                current = decision.after
        return moves

    assert walk([0.13] * 200) == []
    improving = walk([0.13] * 50 + [0.03] * 60)
    assert [bucket for _, bucket in improving] == ["low_touch"]
    assert 50 < improving[0][0] <= 90


def test_a_scheme_of_the_users_own_is_read():
    scheme = read_scheme(
        {
            "name": "mine",
            "measure": "note_quality",
            "buckets": [
                {"name": "top", "limit": 0.9},
                {"name": "mid", "limit": 1 / 2},
                {"name": "x"},
            ],
        }
    )

    assert scheme.names == ("top", "mid", "x")
    assert bucket_for(0.6, scheme) == "mid"
    assert read_scheme("five") is FIVE


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("best", "no bucket scheme 'best'; there are touch, five, abc"),
        ({"buckets": []}, "a bucket scheme needs a name"),
        ({"name": "m", "colour": 1}, "no setting 'colour'"),
        ({"name": "m", "measure": "wer"}, "no measure 'wer'"),
        ({"name": "m", "buckets": [{"name": "a"}]}, "at least two"),
        ({"name": "m", "buckets": [{"limit": 0.1}, {"name": "b"}]}, "every bucket needs a name"),
        ({"name": "m", "buckets": [{"name": "a"}, {"name": "b"}]}, "a fraction from 0 to 1"),
        ({"name": "m", "buckets": [{"name": "a", "limit": 5}, {"name": "b"}]}, "a fraction"),
        ({"name": "m", "buckets": [{"name": "a", "limit": 0.1}, {"name": "a"}]}, "one name"),
        (
            {"name": "m", "buckets": [{"name": "a", "limit": 0.1}, {"name": "b", "limit": 0.2}]},
            "the last bucket takes the rest",
        ),
        (
            {
                "name": "m",
                "buckets": [
                    {"name": "a", "limit": 0.2},
                    {"name": "b", "limit": 0.1},
                    {"name": "c"},
                ],
            },
            "limits must be rising",
        ),
    ],
)
def test_a_scheme_that_makes_no_sense_is_refused(data, said):
    with pytest.raises(ValueError, match=said):
        read_scheme(data)


def test_a_policy_is_read_from_a_table():
    policy = read_policy({"scheme": "abc", "window": 30, "margin": 0.2, "version": "ours-2"})

    assert policy == Policy(ABC, window=30, margin=0.2, version="ours-2")
    assert read_policy({}) == Policy(TOUCH)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"size": 1}, "no setting 'size'"),
        ({"window": 0}, "window must be from 1 to 10000"),
        ({"window": 2.5}, "window must be from"),
        ({"margin": True}, "margin must be from 0 to 0.99"),
        ({"confidence": 95}, "confidence must be from 0.5 to 0.999"),
        ({"window": 4}, "min_notes is more than the window holds"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(data, said):
    with pytest.raises(ValueError, match=said):
        read_policy(data)

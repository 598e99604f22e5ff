from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from draftgenie.domain.correction import Category
from draftgenie.domain.note import NoteEdit, Verdict
from draftgenie.pipeline._text import split_words
from draftgenie.pipeline.generate import Label, Limits
from draftgenie.pipeline.generate.guard import changes_medicine, refusal_of_guess
from draftgenie.pipeline.generate.guess import (
    OFF,
    GuessGate,
    GuessLog,
    find_threshold,
    fit_guess_gate,
    pick,
)
from draftgenie.pipeline.generate.guessed import Guessed, compose_guesses

if TYPE_CHECKING:
    import numpy.typing as npt

TEXT = "She takes kandy sartan 5 mg daily."


def a_guess(**changes: object) -> Guessed:
    known = {
        "first": 2,
        "last": 4,
        "right": 0.9,
        "harm": 0.02,
        "threshold": 0.5,
        "target": ("candesartan",),
        "surface": "candesartan",
        "correction_id": "cor_1",
        "category": Category.TERM,
        "n_in_finals": 12,
        "is_listed": False,
    }
    return Guessed(**{**known, **changes})  # type: ignore[arg-type]


def compose(*guesses: Guessed, edits: tuple[NoteEdit, ...] = ()) -> list[NoteEdit]:
    limits = Limits(max_harm=0.12, max_note_harm=0.1)
    return compose_guesses(split_words(TEXT), guesses, edits, limits)


def test_a_sure_guess_is_made_and_says_on_what_grounds() -> None:
    (edit,) = compose(a_guess())

    assert (edit.start, edit.end, edit.before, edit.after) == (
        10,
        22,
        "kandy sartan",
        "candesartan",
    )
    assert edit.verdict is Verdict.APPLIED
    assert edit.reason == (
        "a guess: not met before, and sounds like what the finals have 12 times"
    )


def test_a_listed_term_says_so() -> None:
    (edit,) = compose(a_guess(is_listed=True, n_in_finals=0))

    assert edit.reason.endswith("sounds like what a term list has")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"right": 0.4}, "chance of being right 0.40 is under 0.50"),
        ({"harm": 0.2}, "chance of harm 0.20 is over 0.12"),
        ({"harm": 0.11}, "with it the note's chance of ending worse is over 0.10"),
        ({"right": 0.6}, "a medicine is put in from a chance of 0.70 on"),
        ({"threshold": 0.95}, "guesses are made here from a chance of 0.95 on"),
        ({"threshold": OFF}, "guesses were not right often enough in this history to be made"),
    ],
)
def test_what_is_not_sure_enough_is_suggested_with_the_reason(
    changes: dict[str, float], why: str
) -> None:
    (edit,) = compose(a_guess(**changes))

    assert edit.verdict is Verdict.SUGGESTED
    assert edit.reason.endswith(f"; {why}")


def test_of_guesses_that_overlap_the_likeliest_is_told_and_none_beside_a_rule() -> None:
    other = a_guess(first=3, last=4, right=0.8, target=("valsartan",), surface="valsartan")
    (edit,) = compose(other, a_guess())
    beside = replace(edit, start=16, end=22, before="sartan", verdict=Verdict.SUGGESTED)

    assert edit.after == "candesartan"
    assert compose(a_guess(), other, edits=(beside,)) == []
    assert compose(a_guess(right=0.29)) == []


def test_a_capital_stays_where_the_draft_has_one() -> None:
    draft = split_words("Kandy sartan daily")

    (edit,) = compose_guesses(draft, [a_guess(first=0, last=2)], (), Limits())

    assert edit.after == "Candesartan"


@pytest.mark.parametrize(
    ("before", "after", "is_refused"),
    [
        ("metropolol", "metoprolol", False),
        ("kandy sartan", "candesartan", False),
        ("warfarin", "apixaban", True),
        ("hypokalaemia", "hyperkalaemia", True),
        ("tenn mg", "ten mg", True),
        ("deny", "denial", True),
        ("lefft", "left", True),
        ("biceps", "triceps", False),
    ],
)
def test_a_guess_never_changes_a_fact_nor_a_medicine_that_is_known(
    before: str, after: str, *, is_refused: bool
) -> None:
    why = refusal_of_guess(context=([], []), before=before.split(), after=after.split())

    assert (why is not None) is is_refused


def test_a_medicine_that_comes_is_noticed_by_its_form() -> None:
    assert changes_medicine(before=["kandy", "sartan"], after=["candesartan"])
    assert not changes_medicine(before=["by", "seps"], after=["biceps"])


def labels(right: int, wrong: int, harm: int) -> npt.NDArray[np.int8]:
    names = [Label.RIGHT] * right + [Label.NEITHER] * wrong + [Label.HARM] * harm
    return np.array(names, dtype=np.int8)


@pytest.mark.parametrize(
    ("right", "wrong", "harm", "passes"),
    [(10, 0, 0, True), (9, 0, 0, False), (10, 11, 0, False), (12, 6, 3, False), (90, 30, 5, True)],
)
def test_guesses_need_ten_edits_half_right_and_little_harm(
    right: int, wrong: int, harm: int, *, passes: bool
) -> None:
    found = labels(right, wrong, harm)

    threshold = find_threshold(np.full(len(found), 0.97), found)

    assert (threshold == 0.5) is passes
    assert (threshold == OFF) is not passes


def test_the_threshold_rises_until_what_is_above_it_is_good() -> None:
    chances = np.array([0.9] * 12 + [0.55] * 12)
    found = np.concatenate([labels(12, 0, 0), labels(2, 0, 10)])

    assert find_threshold(chances, found) == 0.6


def test_picked_guesses_are_the_likeliest_that_do_not_overlap() -> None:
    places = np.array([(0, 0, 2), (0, 1, 3), (0, 3, 4), (1, 1, 3)])

    assert pick(places, np.array([0.5, 0.6, 0.1, 0.2])).tolist() == [1, 2, 3]


def a_log(n: int = 600, *, seed: int = 0) -> GuessLog:
    """Guesses of which the first figure tells how likely they are right."""
    draw = np.random.default_rng(seed)
    figures = draw.uniform(size=(n, 3)).astype(np.float32)
    is_right = draw.uniform(size=n) < figures[:, 0] ** 2
    other = np.where(draw.uniform(size=n) < 0.7, Label.HARM, Label.NEITHER)
    places = np.column_stack([np.arange(n) // 2, np.zeros(n), np.ones(n)]).astype(np.int64)
    found = np.where(is_right, Label.RIGHT, other).astype(np.int8)
    return GuessLog(figures, found, places, np.where(places[:, 0] % 2, 7, 9).astype(np.uint64))


def test_probabilities_of_picked_guesses_are_what_comes_true() -> None:
    gate = fit_guess_gate(a_log())
    new = a_log(4000, seed=1)
    assert gate is not None

    chances = gate.probabilities(new.figures)
    picked = pick(new.places, chances[:, Label.RIGHT])

    assert chances.sum(axis=1) == pytest.approx(np.ones(4000))
    right = new.labels[picked] == Label.RIGHT
    assert np.mean(right) == pytest.approx(np.mean(chances[picked, Label.RIGHT]), abs=0.06)


def test_too_few_right_guesses_make_no_gate() -> None:
    log = a_log()
    right = np.flatnonzero(log.labels == Label.RIGHT)

    assert fit_guess_gate(GuessLog.empty(3)) is None
    assert fit_guess_gate(log.only(np.setdiff1d(np.arange(len(log)), right[9:]))) is None


def test_a_gate_comes_back_from_its_arrays_and_says_the_same_twice() -> None:
    log = a_log()
    gate, again = fit_guess_gate(log), fit_guess_gate(log)
    assert gate is not None
    assert again is not None

    back = GuessGate.of(gate.arrays())

    for other in (back, again):
        assert (
            other.probabilities(log.figures).tobytes() == gate.probabilities(log.figures).tobytes()
        )
        assert (other.threshold, other.own) == (gate.threshold, gate.own)
    assert gate.threshold_of(123) == gate.threshold
    assert set(gate.own) <= {7, 9}


def test_of_a_log_too_long_the_newest_rows_are_kept() -> None:
    log = a_log(10)

    longer = log.plus(a_log(4, seed=1), most=6)

    assert len(longer) == 6
    assert longer.figures[:2].tolist() == log.figures[-2:].tolist()

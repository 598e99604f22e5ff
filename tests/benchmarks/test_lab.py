"""The pipeline taken apart is the pipeline that users run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import program
import pytest
from ablation import SWITCHES, Without, blank, without_columns, without_layer
from calibration import Reliability, calibrate
from corpora import Corpus, Row, newest
from evidence import Asked, Memory, look, vote, votes, watched, with_retrieval
from lab import as_pair, open_lab

from draftgenie.pipeline.generate import Limits
from draftgenie.services import _learned, learning
from draftgenie.services._learned import Learned
from tests.histories import texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lab import Lab


def a_corpus(n_train: int = 60, n_test: int = 12) -> Corpus:
    """Two speakers with the habits of tests.histories, the drafts after the history."""
    rows = [Row(f"dr-{'ab'[n % 2]}", f"visit-{n:04}", *texts(n)) for n in range(n_train + n_test)]
    return Corpus("two speakers", tuple(rows[:n_train]), tuple(rows[n_train:]))


CORPUS = a_corpus()


@pytest.fixture(scope="module")
def answers() -> list[program.Answer]:
    """What the commands say of the corpus."""
    return program.correct(CORPUS.train, CORPUS.test)


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    """The pipeline after the same history."""
    with open_lab(CORPUS.train, CORPUS.test) as opened:
        yield opened


@pytest.mark.slow
def test_the_lab_makes_the_notes_that_the_commands_make(
    lab: Lab, answers: list[program.Answer]
) -> None:
    notes = lab.notes(lab.history, Limits())

    assert notes == [answer["text"] for answer in answers]
    assert notes != [row.draft for row in CORPUS.test]


def test_the_effect_of_the_lab_is_that_of_its_notes(lab: Lab) -> None:
    as_it_is, never = lab.effect(), lab.effect(limits=Limits(min_confidence=2.0))
    silent = lab.effect(replace(lab.history, form_gates={}), Limits(min_confidence=2.0))

    assert as_it_is.n_notes == len(CORPUS.test)
    assert (as_it_is.words.gain or 0) > 0.5
    assert (never.words.gain, never.words.better, never.words.worse) == (0.0, 0, 0)
    assert silent.formatted.gain == 0.0


@pytest.mark.slow
def test_every_switch_leaves_a_corrector_or_says_nothing(lab: Lab) -> None:
    effects = {switch.name: switch.effect(CORPUS, lab) for switch in SWITCHES}

    assert len(effects) == len(SWITCHES)
    # So small a history leans on rows that come with the program, and they have the columns.
    silent = {name for name, effect in effects.items() if effect is None}
    assert silent - {"without words never seen"} == {
        "without the own speaker's counts",
        "without context",
        "without the language model",
        "without the table of English",
    }


def test_a_layer_that_the_corrector_has_not_cannot_be_left_out(lab: Lab) -> None:
    assert without_layer(lab, "crystal_ball") is None
    assert without_layer(lab, "rules") == lab.effect()


def test_a_gate_without_a_column_gives_it_no_weight(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_learned, "ENOUGH_ROWS", 10)
    effect = without_columns(lab, lambda name: "_left" in name)
    rows = lab.learned.rows
    gate = Without(_learned.fit(_learned.Rows(blank(rows.figures, [3]), rows.labels)), (3,))
    other = rows.figures.copy()
    other[:, 3] += 7

    assert effect is not None
    np.testing.assert_array_equal(gate.probabilities(other), gate.probabilities(rows.figures))


def test_a_switch_without_a_column_is_refused(lab: Lab) -> None:
    with pytest.raises(ValueError, match="names no column"):
        without_columns(lab, lambda _: False)


@pytest.mark.slow
def test_the_calibration_covers_every_candidate_and_every_edit_of_words(
    lab: Lab, answers: list[program.Answer]
) -> None:
    found = calibrate(lab, CORPUS.test, answers)
    n_candidates = len(lab.replayed())

    assert found.candidates.n == n_candidates
    assert found.likely.n <= n_candidates
    assert found.applied.n == sum(len(answer["edits"]) for answer in answers)


def test_the_calibration_error_is_weighted_by_claims() -> None:
    table = Reliability.of([0.05, 1.0, 1.0, 1.0], [True, True, True, False])

    assert [(b.low, b.n) for b in table.bins] == [(0.0, 1), (0.9, 3)]
    assert table.error == pytest.approx((1 * 0.95 + 3 * (1 / 3)) / 4)
    assert Reliability.of([], []).error is None


def test_the_newest_pairs_are_taken_of_each_speaker() -> None:
    kept = newest(CORPUS.train, 2)

    assert [row.item for row in kept] == ["visit-0056", "visit-0057", "visit-0058", "visit-0059"]


def test_a_watched_walk_sees_the_rows_that_the_gate_learns_from(lab: Lab) -> None:
    watch = watched(CORPUS.train)
    seen = np.concatenate([one.figures for one in watch.looked])

    np.testing.assert_array_equal(seen, lab.learned.rows.figures)
    assert sum(len(one.asked) for one in watch.looked) == len(seen)


def test_memory_holds_only_what_was_read_before(lab: Lab) -> None:
    memory, reads = Memory(), [learning.Read.of(as_pair(row)) for row in CORPUS.train[:4]]
    rules = learning.stored_rules(lab.store, ["metroprolol"])
    before = look(reads[:1], rules, lab.learned, memory)
    for read in reads[:3]:
        memory.read(read)
    after = look(reads[3:], rules, lab.learned, memory)

    assert [asked.past for asked in before.asked] == [()]
    assert [[made for _, made in asked.past] for asked in after.asked] == [[True, True, True]]
    assert "metroprolol" not in after.asked[0].window


def test_the_nearest_places_decide_a_vote() -> None:
    vectors = {
        "here": np.array([1, 0], dtype=np.float32),
        "like": np.array([1, 0], dtype=np.float32),
        "unlike": np.array([0, 1], dtype=np.float32),
    }
    made = vote(Asked("here", (("like", True), ("unlike", False))), 0.5, vectors)
    left = vote(Asked("here", (("like", False), ("unlike", True))), 0.5, vectors)

    assert made == pytest.approx((np.log(0.625 / 0.375), 1.0, 1.0))
    assert left == pytest.approx((np.log(0.375 / 0.625), 1.0, -1.0))


def test_without_a_past_or_with_one_mind_no_vector_is_asked_for() -> None:
    assert vote(Asked("here", ()), 0.5, {}) == (0.0, 0.0, 0.0)
    chance = (2 + 3 * 0.5) / (2 + 3)
    agreed = vote(Asked("here", (("a", True), ("b", True))), 0.5, {})
    assert agreed == pytest.approx((np.log(chance / (1 - chance)), 2.0, 0.0))


def test_no_candidates_have_no_votes() -> None:
    nothing = look([], [], Learned(), Memory())

    assert votes(nothing, {}).shape == (0, 3)


@pytest.mark.model
def test_retrieval_gives_the_gate_three_columns_more(lab: Lab) -> None:
    effect = with_retrieval(CORPUS, lab)

    assert effect.n_notes == len(CORPUS.test)
    assert effect.words.worse == 0

"""The gate: chances that add up, follow the rows, and come back from their arrays."""

from __future__ import annotations

import numpy as np
import pytest

from draftgenie.pipeline.generate import Gate, Label, fit_gate
from tests.pipeline.test_trees import some_rows


@pytest.fixture(scope="module")
def gate() -> Gate:
    return fit_gate(*some_rows())


def test_chances_add_up_to_one_and_tell_the_labels_apart(gate: Gate) -> None:
    rows, labels = some_rows(600, seed=9)

    chances = gate.probabilities(rows)

    assert chances.shape == (600, 3)
    np.testing.assert_allclose(chances.sum(axis=1), 1, atol=1e-12)
    assert (chances.argmax(axis=1) == labels).mean() > 0.65
    for label in Label:
        assert chances[labels == label, label].mean() > chances[labels != label, label].mean()


def test_the_gate_is_the_mean_of_its_two_models(gate: Gate) -> None:
    assert gate.trees is not None
    rows = some_rows(40, seed=10)[0]
    linear = Gate(gate.centre, gate.scale, gate.weights, None).probabilities(rows)
    scores = np.exp(gate.trees.log_odds(rows))
    boosted = scores / scores.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(gate.probabilities(rows), (linear + boosted) / 2, atol=1e-12)


@pytest.mark.parametrize("n_classes", [1, 2, 3])
def test_a_gate_comes_back_from_its_arrays_as_it_was(n_classes: int) -> None:
    rows, labels = some_rows(300)
    fitted = fit_gate(rows, np.minimum(labels, n_classes - 1).astype(np.int8))

    again = Gate.of(fitted.arrays())

    assert (again.trees is None) == (n_classes < 3)
    np.testing.assert_array_equal(again.probabilities(rows), fitted.probabilities(rows))


def test_two_fits_on_the_same_rows_are_the_same_bytes(gate: Gate) -> None:
    again = fit_gate(*some_rows()).arrays()
    assert {name: a.tobytes() for name, a in again.items()} == {
        name: a.tobytes() for name, a in gate.arrays().items()
    }


@pytest.mark.parametrize("only", list(Label))
def test_where_one_label_alone_was_seen_it_is_all_but_certain(only: Label) -> None:
    rows, _ = some_rows(20)
    chances = fit_gate(rows, np.full(20, only, dtype=np.int8)).probabilities(rows)
    assert (chances[:, only] > 1 - 1e-9).all()


@pytest.mark.parametrize("never", list(Label))
def test_a_label_that_was_never_seen_has_no_chance_and_the_others_are_told_apart(
    never: Label,
) -> None:
    rows, labels = some_rows(400)
    low, high = (label for label in Label if label is not never)
    both = np.where(rows[:, 0] > 0, high, low).astype(np.int8)

    chances = fit_gate(rows, both).probabilities(rows)

    assert (chances[:, never] < 1e-9).all()
    assert ((chances[:, high] > chances[:, low]) == (both == high)).mean() > 0.95
    assert len(labels) == 400


def test_a_single_row_is_enough() -> None:
    rows, labels = some_rows(1)
    assert np.isfinite(fit_gate(rows, labels).probabilities(rows)).all()


def test_no_rows_have_no_chances(gate: Gate) -> None:
    assert gate.probabilities(some_rows(1)[0][:0]).shape == (0, 3)

"""Boosted trees as arrays: they say what scikit-learn's own model says."""

from __future__ import annotations

import numpy as np
import pytest

from draftgenie.pipeline.generate import trees as module
from draftgenie.pipeline.generate.trees import Trees, fit_trees, one_thread


def some_rows(n: int = 900, *, seed: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """Rows of six figures, and one of three labels that follows from them, with noise."""
    draw = np.random.default_rng(seed)
    rows = draw.normal(size=(n, 6)).astype(np.float32)
    rows[:, 4] = np.round(rows[:, 4])
    rows[:, 5] = 1.0
    score = rows[:, 0] + rows[:, 1] * rows[:, 4] + draw.normal(scale=0.5, size=n)
    return rows, np.digitize(score, [-0.7, 0.7]).astype(np.int8)


@pytest.fixture(scope="module")
def fitted() -> Trees:
    trees = fit_trees(*some_rows(), n_classes=3)
    assert trees is not None
    return trees


def test_the_exported_trees_give_the_probabilities_of_scikit_learn(fitted: Trees) -> None:
    from sklearn.ensemble import HistGradientBoostingClassifier

    rows, labels = some_rows()
    model = HistGradientBoostingClassifier(
        max_iter=module.N_ROUNDS,
        learning_rate=module.LEARNING_RATE,
        max_leaf_nodes=module.N_LEAVES,
        min_samples_leaf=module.LEAST_LEAF,
        l2_regularization=module.RIDGE,
        max_features=module.SHARE_OF_COLUMNS,
        early_stopping=False,
        random_state=0,
    )
    with one_thread():
        model.fit(rows, labels)
    unseen = np.concatenate([some_rows(1200, seed=6)[0], rows * 3, np.zeros((1, 6), np.float32)])

    scores = np.exp(fitted.log_odds(unseen))

    expected = model.predict_proba(unseen)
    np.testing.assert_allclose(
        scores / scores.sum(axis=1, keepdims=True), expected, rtol=0, atol=1e-9
    )


def test_a_row_has_the_same_score_whatever_rows_are_asked_with_it(fitted: Trees) -> None:
    rows = some_rows(1100, seed=7)[0]
    together = fitted.log_odds(rows)
    for n in (0, 511, 512, 1099):
        np.testing.assert_array_equal(fitted.log_odds(rows[n : n + 1])[0], together[n])
    assert fitted.log_odds(rows[:0]).shape == (0, 3)


def test_trees_come_back_from_their_arrays_as_they_were(fitted: Trees) -> None:
    again = Trees.of(fitted.arrays())
    rows = some_rows(50, seed=8)[0]
    assert again.depth == fitted.depth
    np.testing.assert_array_equal(again.log_odds(rows), fitted.log_odds(rows))


def test_two_fits_on_the_same_rows_are_the_same_bytes(fitted: Trees) -> None:
    again = fit_trees(*some_rows(), n_classes=3)
    assert again is not None
    for name, array in fitted.arrays().items():
        assert again.arrays()[name].tobytes() == array.tobytes(), name


@pytest.mark.parametrize("labels", [[1] * 90, [0, 2] * 45])
def test_where_a_class_never_occurs_there_are_no_trees(labels: list[int]) -> None:
    rows, _ = some_rows(90)
    assert fit_trees(rows, np.array(labels, dtype=np.int8), n_classes=3) is None

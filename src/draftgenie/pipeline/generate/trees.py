"""Boosted trees as plain arrays: fitted by scikit-learn, stored and asked without it.

Nothing is pickled: a stored model is numbers, and reading one cannot run code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

N_ROUNDS = 100
LEARNING_RATE = 0.07
N_LEAVES = 15
LEAST_LEAF = 30
RIDGE = 5.0
SHARE_OF_COLUMNS = 0.3
_ROWS_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class Trees:
    """Trees of a boosted classifier; a leaf is its own child on both sides.

    `feature`, `threshold`, `left`, `right` and `value` hold the nodes of all trees end to end;
    `root` is the first node of each tree, and tree t adds to class t modulo the number of
    classes. `base` has shape (n_classes,).
    """

    feature: npt.NDArray[np.int32]
    threshold: Doubles
    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]
    value: Doubles
    root: npt.NDArray[np.int32]
    base: Doubles
    depth: int

    def log_odds(self, rows: Floats) -> Doubles:
        """The raw score of every class: shape (n_rows, n_classes)."""
        scores = np.tile(self.base, (len(rows), 1))
        children = np.column_stack([self.right, self.left]).ravel()
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            some = rows[start : start + _ROWS_AT_ONCE]
            flat, first = some.ravel(), (np.arange(len(some)) * rows.shape[1])[:, None]
            node = np.tile(self.root.astype(np.int64), (len(some), 1))
            for _ in range(self.depth):
                # `take` from flat arrays is three times as fast as asking for places.
                asked = flat.take(first + self.feature.take(node))
                goes_left = asked <= self.threshold.take(node)
                node = children.take(2 * node + goes_left)
            values = self.value.take(node).reshape(len(some), -1, len(self.base))
            scores[start : start + len(some)] += values.sum(axis=1)
        return scores

    def arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """The model as named arrays."""
        return {
            "feature": self.feature,
            "threshold": self.threshold,
            "left": self.left,
            "right": self.right,
            "value": self.value,
            "root": self.root,
            "base": self.base,
            "depth": np.array([self.depth], dtype=np.int32),
        }

    @classmethod
    def of(cls, arrays: Mapping[str, npt.NDArray[np.generic]]) -> Trees:
        """The model from the arrays that `arrays` gave."""
        given = dict(arrays)
        depth = int(given.pop("depth")[0])
        return cls(**given, depth=depth)  # type: ignore[arg-type]


def fit_trees(rows: Floats, labels: npt.NDArray[np.int8], *, n_classes: int) -> Trees | None:
    """Boosted trees for the probability of each class; None when a class never occurs.

    Deterministic: no early stopping (its split would mix rows of one note), one thread's order
    of sums, a fixed seed.
    """
    if len(np.unique(labels)) < n_classes:
        return None
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        max_iter=N_ROUNDS,
        learning_rate=LEARNING_RATE,
        max_leaf_nodes=N_LEAVES,
        min_samples_leaf=LEAST_LEAF,
        l2_regularization=RIDGE,
        max_features=SHARE_OF_COLUMNS,
        early_stopping=False,
        random_state=0,
    )
    with one_thread():
        model.fit(rows, labels)
    return _export(model)


def one_thread() -> AbstractContextManager[object]:
    """Numerical libraries keep to one thread inside.

    Two threads that wait for each other on busy cores take a hundred times as long on small
    tables, and their sums come in another order each time.
    """
    from threadpoolctl import threadpool_limits

    limits: AbstractContextManager[object] = threadpool_limits(limits=1)
    return limits


def _export(model: object) -> Trees:
    """The fitted model's nodes; the private attributes are checked against it in the tests."""
    nodes, root, depth = [], [], 0
    n = 0
    for per_class in model._predictors:  # type: ignore[attr-defined]  # noqa: SLF001
        for predictor in per_class:
            tree = predictor.nodes
            leaf = tree["is_leaf"].astype(bool)
            here = np.arange(len(tree))
            nodes.append(
                {
                    "feature": np.where(leaf, 0, tree["feature_idx"]),
                    "threshold": np.where(leaf, 0.0, tree["num_threshold"]),
                    "left": n + np.where(leaf, here, tree["left"]),
                    "right": n + np.where(leaf, here, tree["right"]),
                    "value": np.where(leaf, tree["value"], 0.0),
                }
            )
            root.append(n)
            n += len(tree)
            depth = max(depth, int(tree["depth"].max()))
    joined = {key: np.concatenate([t[key] for t in nodes]) for key in nodes[0]}
    return Trees(
        feature=joined["feature"].astype(np.int32),
        threshold=joined["threshold"].astype(np.float64),
        left=joined["left"].astype(np.int32),
        right=joined["right"].astype(np.int32),
        value=joined["value"].astype(np.float64),
        root=np.array(root, dtype=np.int32),
        base=np.ravel(model._baseline_prediction).astype(np.float64),  # type: ignore[attr-defined]  # noqa: SLF001
        depth=depth,
    )

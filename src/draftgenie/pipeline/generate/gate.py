"""How likely an edit is to be right, to do nothing, to do harm.

The mean of two models over one row of figures: a logistic regression, steady on little history,
and boosted trees, better on much. Both are fitted on the replayed history only, so that every
row's counts come from before its item. Their probabilities need no further calibration; the
reliability curve of `make bench-quality` shows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from draftgenie.pipeline.generate.trees import Trees, fit_trees, one_thread

if TYPE_CHECKING:
    from collections.abc import Mapping

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

N_CLASSES = 3
PENALTY = 10.0
MAX_STEPS = 500
NEVER = 30.0


@dataclass(frozen=True, slots=True)
class Gate:
    """A fitted gate.

    `centre` and `scale` standardise the columns; `weights` has shape (n_columns + 1, 3), its
    last row the intercepts. `trees` is None where there was too little to fit them on.
    """

    centre: Doubles
    scale: Doubles
    weights: Doubles
    trees: Trees | None

    def probabilities(self, rows: Floats) -> Doubles:
        """The chance of harm, of neither, of right: shape (n_rows, 3), rows sum to 1."""
        linear = _softmax(_with_ones((rows - self.centre) / self.scale) @ self.weights)
        if self.trees is None:
            return linear
        return (linear + _softmax(self.trees.log_odds(rows))) / 2

    def arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """The gate as named arrays."""
        own: dict[str, npt.NDArray[np.generic]] = {
            "centre": self.centre,
            "scale": self.scale,
            "weights": self.weights,
        }
        if self.trees is not None:
            own |= {f"trees.{name}": array for name, array in self.trees.arrays().items()}
        return own

    @classmethod
    def of(cls, arrays: Mapping[str, npt.NDArray[np.generic]]) -> Gate:
        """The gate from the arrays that `arrays` gave."""
        trees = {
            name.removeprefix("trees."): array
            for name, array in arrays.items()
            if name.startswith("trees.")
        }
        return cls(
            centre=np.asarray(arrays["centre"], dtype=np.float64),
            scale=np.asarray(arrays["scale"], dtype=np.float64),
            weights=np.asarray(arrays["weights"], dtype=np.float64),
            trees=Trees.of(trees) if trees else None,
        )


def fit_gate(rows: Floats, labels: npt.NDArray[np.int8]) -> Gate:
    """The gate for some replayed rows, at least one.

    Args:
        rows: figures, shape (n_rows, n_columns).
        labels: `Label` values, shape (n_rows,).
    """
    doubles = rows.astype(np.float64)
    centre, spread = doubles.mean(axis=0), doubles.std(axis=0)
    scale = np.where(spread > 1e-6, spread, 1.0)  # noqa: PLR2004 - a column that never varies
    design = _with_ones((doubles - centre) / scale)
    return Gate(
        centre=centre,
        scale=scale,
        weights=_fit_logistic(design, labels),
        trees=fit_trees(rows, labels, n_classes=N_CLASSES),
    )


def _fit_logistic(design: Doubles, labels: npt.NDArray[np.int8]) -> Doubles:
    """Multinomial logistic regression with a ridge; classes that never occur get no chance."""
    from sklearn.linear_model import LogisticRegression

    coefficients = np.zeros((design.shape[1], N_CLASSES))
    present = np.unique(labels)
    if len(present) < N_CLASSES:
        coefficients[-1] = np.where(np.isin(np.arange(N_CLASSES), present), 0.0, -NEVER)
        if len(present) < 2:  # noqa: PLR2004 - nothing to tell apart
            return coefficients
    model = LogisticRegression(C=1 / PENALTY, max_iter=MAX_STEPS)
    with one_thread():
        model.fit(design[:, :-1], labels)
    fitted = np.vstack([model.coef_.T, model.intercept_])
    if len(present) == N_CLASSES:
        return fitted
    # Two classes give one column of log odds between them.
    coefficients[:, present[1]] += fitted[:, 0]
    return coefficients


def _with_ones(rows: npt.NDArray[np.floating]) -> Doubles:
    return np.column_stack([rows, np.ones(len(rows))])


def _softmax(scores: Doubles) -> Doubles:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    odds: Doubles = raised / raised.sum(axis=1, keepdims=True)
    return odds

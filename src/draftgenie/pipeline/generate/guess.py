"""How sure a guess at a misheard word is, whether guesses may be made at all, and their edits.

A gate is fitted on replayed guesses. How often it is right where it would really be followed is
then measured on notes it was not fitted on: only the best guesses that do not overlap count, and
their probabilities are set right by them (Platt scaling). Guesses are made only from where on
they were right often enough and hardly ever broke a right word; for a speaker with enough of
them by the speaker's own, otherwise by everyone's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from draftgenie.pipeline.generate.gate import Gate, fit_gate
from draftgenie.pipeline.generate.label import Label
from draftgenie.pipeline.generate.trees import one_thread

if TYPE_CHECKING:
    from collections.abc import Mapping

    from draftgenie.pipeline._hash import Keys

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

N_FOLDS = 4
LEAST_RIGHT = 10
"""Right guesses in the log below which nothing is fitted."""

MOST_HARMFUL = 8_000
"""Harmful guesses that a gate is fitted on: they are nearly all, and easy to tell."""

LEAST_EDITS = 10
LEAST_SHARE_RIGHT = 0.5
LEAST_SAFE = 2 / 3
Z_90 = 1.645
THRESHOLDS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
SURE = 0.9
OFF = 2.0
"""A threshold that no probability reaches."""


@dataclass(frozen=True, slots=True)
class GuessLog:
    """Replayed guesses, oldest first.

    `figures` has shape (n, n_columns), `labels` holds `Label` values, `places` has shape (n, 3):
    the number of the note, and the draft words the guess begins and ends at. `speakers` are the
    numbers of the speakers.
    """

    figures: Floats
    labels: npt.NDArray[np.int8]
    places: Ints
    speakers: Keys

    def __len__(self) -> int:
        return len(self.labels)

    @classmethod
    def empty(cls, n_columns: int) -> GuessLog:
        """A log without a row."""
        return cls(
            np.empty((0, n_columns), dtype=np.float32),
            np.empty(0, dtype=np.int8),
            np.empty((0, 3), dtype=np.int64),
            np.empty(0, dtype=np.uint64),
        )

    def plus(self, other: GuessLog, *, most: int) -> GuessLog:
        """These rows and then the others; of more than `most`, the newest."""
        return GuessLog(
            np.concatenate([self.figures, other.figures])[-most:],
            np.concatenate([self.labels, other.labels])[-most:],
            np.concatenate([self.places, other.places])[-most:],
            np.concatenate([self.speakers, other.speakers])[-most:],
        )

    def only(self, rows: npt.NDArray[np.bool_] | Ints) -> GuessLog:
        """Those rows alone."""
        return GuessLog(
            self.figures[rows], self.labels[rows], self.places[rows], self.speakers[rows]
        )


@dataclass(frozen=True, slots=True)
class GuessGate:
    """A fitted gate with its calibration.

    The gate has seen one in `harm_weight` of the harmful guesses, which are most of them.
    `slope` and `offset` turn the log odds of its probability of being right into those that held,
    `most` is the greatest probability that the log can speak for. `threshold` is from where on
    guesses are made, `own` the same for single speakers; `OFF` where they never are.
    """

    gate: Gate
    harm_weight: float
    slope: float
    offset: float
    most: float = 1.0
    threshold: float = OFF
    own: Mapping[int, float] = field(default_factory=dict)

    def probabilities(self, figures: Floats) -> Doubles:
        """The chance of harm, of neither, of right: shape (n_rows, 3), rows sum to 1."""
        raw = _weighted(self.gate.probabilities(figures), self.harm_weight)
        right = np.minimum(_calibrated(raw[:, Label.RIGHT], self.slope, self.offset), self.most)
        rest = (1 - right) / np.maximum(1 - raw[:, Label.RIGHT], 1e-12)
        chances = raw * rest[:, None]
        chances[:, Label.RIGHT] = right
        return chances

    @property
    def is_on(self) -> bool:
        """Whether there is anybody for whom guesses are made."""
        return min([self.threshold, *self.own.values()]) < OFF

    def threshold_of(self, speaker: int) -> float:
        """The probability from which on this speaker's guesses are made."""
        return self.own.get(speaker, self.threshold)

    def arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """The gate as named arrays."""
        owners = sorted(self.own)
        return {
            **{f"gate.{name}": array for name, array in self.gate.arrays().items()},
            "scaling": np.array(
                [self.harm_weight, self.slope, self.offset, self.most, self.threshold]
            ),
            "owners": np.array(owners, dtype=np.uint64),
            "thresholds": np.array([self.own[o] for o in owners], dtype=np.float64),
        }

    @classmethod
    def of(cls, arrays: Mapping[str, npt.NDArray[np.generic]]) -> GuessGate:
        """The gate from the arrays that `arrays` gave."""
        gate = {
            name.removeprefix("gate."): array
            for name, array in arrays.items()
            if name.startswith("gate.")
        }
        weight, slope, offset, most, threshold = (float(v) for v in arrays["scaling"].tolist())
        own = zip(arrays["owners"].tolist(), arrays["thresholds"].tolist(), strict=True)
        return cls(Gate.of(gate), weight, slope, offset, most, threshold, dict(own))


def fit_guess_gate(log: GuessLog) -> GuessGate | None:
    """The gate for replayed guesses; None while too few of them are right."""
    if np.count_nonzero(log.labels == Label.RIGHT) < LEAST_RIGHT:
        return None
    right = _out_of_fold(log)
    picked = pick(log.places, right)
    picks, chances = log.only(picked), right[picked]
    slope, offset = _fit_scaling(chances, picks.labels == Label.RIGHT)
    chances = _calibrated(chances, slope, offset)
    own = {}
    for speaker in np.unique(picks.speakers).tolist():
        theirs = picks.speakers == speaker
        if np.count_nonzero(theirs & (chances >= THRESHOLDS[0])) >= LEAST_EDITS:
            own[speaker] = find_threshold(chances[theirs], picks.labels[theirs])
    threshold = find_threshold(chances, picks.labels)
    n_sure = int(np.count_nonzero(chances >= SURE))
    return GuessGate(*_fit(log), slope, offset, (n_sure + 1) / (n_sure + 2), threshold, own)


def _fit(log: GuessLog) -> tuple[Gate, float]:
    """A gate for the log, and of how many harmful guesses each stands that it has seen."""
    harmful = np.flatnonzero(log.labels == Label.HARM)
    others = np.flatnonzero(log.labels != Label.HARM)
    n = min(len(harmful), MOST_HARMFUL)
    some = harmful[np.linspace(0, max(0, len(harmful) - 1), n).astype(int)]
    rows = np.sort(np.concatenate([some, others]))
    return fit_gate(log.figures[rows], log.labels[rows]), len(harmful) / max(1, n)


def _weighted(chances: Doubles, harm_weight: float) -> Doubles:
    weighted = chances.copy()
    weighted[:, Label.HARM] *= harm_weight
    whole: Doubles = weighted / weighted.sum(axis=1, keepdims=True)
    return whole


def _out_of_fold(log: GuessLog) -> Doubles:
    """The chance of being right that a gate fitted on other notes gives each row."""
    notes = np.unique(log.places[:, 0])
    # Neighbouring notes are of one visit or call: they stay together.
    fold = np.searchsorted(notes, log.places[:, 0]) * N_FOLDS // len(notes)
    right = np.zeros(len(log))
    for n in range(N_FOLDS):
        held = fold == n
        if held.any() and not held.all():
            gate, weight = _fit(log.only(~held))
            chances = _weighted(gate.probabilities(log.figures[held]), weight)
            right[held] = chances[:, Label.RIGHT]
    return right


def pick(places: Ints, right: Doubles) -> Ints:
    """The rows that would be followed, in order: the likeliest, none of which overlap."""
    taken: dict[int, set[int]] = {}
    kept = []
    for row in np.lexsort((np.arange(len(right)), -right)).tolist():
        note, first, last = places[row].tolist()
        words = taken.setdefault(note, set())
        if words.isdisjoint(range(first, last)):
            words.update(range(first, last))
            kept.append(row)
    return np.array(sorted(kept), dtype=np.int64)


def _log_odds(chances: Doubles) -> Doubles:
    safe = np.clip(chances, 1e-6, 1 - 1e-6)
    odds: Doubles = np.log(safe / (1 - safe))
    return odds


def _calibrated(chances: Doubles, slope: float, offset: float) -> Doubles:
    calibrated: Doubles = 1 / (1 + np.exp(-(slope * _log_odds(chances) + offset)))
    return calibrated


def _fit_scaling(chances: Doubles, is_right: npt.NDArray[np.bool_]) -> tuple[float, float]:
    if is_right.all() or not is_right.any():
        return 1.0, 0.0
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=100.0)
    with one_thread():
        model.fit(_log_odds(chances)[:, None], is_right)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def find_threshold(chances: Doubles, labels: npt.NDArray[np.int8]) -> float:
    """The least threshold, 0.5 or more, from which on picked guesses were good; `OFF` for none.

    Good are ten or more of which half are right, and of those that are right or harmful two
    thirds right by the lower end of the Wilson interval of 90 %.
    """
    for threshold in THRESHOLDS:
        made = labels[chances >= threshold]
        n_right = int(np.count_nonzero(made == Label.RIGHT))
        n_harm = int(np.count_nonzero(made == Label.HARM))
        if len(made) < LEAST_EDITS:
            break
        if n_right >= LEAST_SHARE_RIGHT * len(made) and (
            wilson_lower(n_right, n_right + n_harm) >= LEAST_SAFE
        ):
            return threshold
    return OFF


def wilson_lower(n_right: int, n: int) -> float:
    """The lower end of the Wilson interval of 90 % of a share; 0 of nothing.

    >>> round(wilson_lower(10, 10), 3)
    0.787
    """
    if not n:
        return 0.0
    share, z2 = n_right / n, Z_90**2
    middle = share + z2 / (2 * n)
    spread = Z_90 * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return (middle - spread) / (1 + z2 / n)

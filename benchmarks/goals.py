"""What the corrector is to reach, and whether it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harm import Harm
    from study import Study

WORSE = 0.02
PRECISION = 0.9
CALIBRATION_ERROR = 0.05


@dataclass(frozen=True, slots=True)
class Gains:
    """The least share of the errors to remove, by normalised and by formatted words."""

    words: float
    formatted: float


GAINS = {
    "aci-bench/pooled": Gains(0.25, 0.18),
    "aci-bench/by-encounter": Gains(0.22, 0.18),
    "earnings21/amazon": Gains(0.18, 0.18),
    "earnings21/google": Gains(0.08, 0.20),
}


@dataclass(frozen=True, slots=True)
class Goal:
    """One figure beside what it is to reach: at least that much, or at most."""

    corpus: str
    what: str
    got: float
    wanted: float
    at_most: bool = False

    @property
    def is_reached(self) -> bool:
        """Whether it is."""
        return self.got <= self.wanted if self.at_most else self.got >= self.wanted


def goals(studies: Sequence[Study], harms: Sequence[Harm]) -> list[Goal]:
    """Every goal whose figure was measured."""
    found = [goal for one in studies for goal in _of_study(one)]
    for one in harms:
        n_worse = max(one.outcome.words.worse, one.outcome.formatted.worse)
        what = f"notes worse, {one.drafts}; speaker: {one.speaker}"
        found.append(Goal("do no harm", what, n_worse, 0, at_most=True))
    return found


def _of_study(one: Study) -> Iterator[Goal]:
    name, ours = one.corpus.name, one.ours
    if ours is not None:
        done = ours.outcome
        if (gains := GAINS.get(name)) is not None:
            yield Goal(name, "gain", done.words.gain or 0.0, gains.words)
            yield Goal(name, "formatted gain", done.formatted.gain or 0.0, gains.formatted)
        yield Goal(name, "notes worse", done.words.worse / done.n_notes, WORSE, at_most=True)
        if done.edits is not None and done.edits.precision is not None:
            yield Goal(name, "edits right", done.edits.precision, PRECISION)
        best = one.best_peer
        if best is not None and best.outcome.words.gain:
            yield Goal(
                name,
                f"gain of the best peer, {best.corrector}",
                done.words.gain or 0.0,
                best.outcome.words.gain,
            )
    if one.calibration is not None:
        for what, table in (
            ("calibration error", one.calibration.candidates),
            ("the same, chances above 0.2", one.calibration.likely),
        ):
            if table.error is not None:
                yield Goal(name, what, table.error, CALIBRATION_ERROR, at_most=True)

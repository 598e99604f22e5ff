"""Buckets: how much human work a speaker's notes need, as schemes and policies that are data."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Bucket:
    """One bucket of a scheme: `limit` is the value of the scheme's measure at its far edge."""

    name: str
    limit: float | None


@dataclass(frozen=True, slots=True)
class Scheme:
    """Buckets from best to worst over one measure.

    `measure` names a figure of an evaluation window; with `higher_is_better` a bucket takes
    values of at least its `limit`, otherwise of at most its `limit`. The last bucket's limit is
    None: it takes the rest.
    """

    name: str
    measure: str
    higher_is_better: bool
    buckets: tuple[Bucket, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Bucket names, best first."""
        return tuple(b.name for b in self.buckets)


@dataclass(frozen=True, slots=True)
class Policy:
    """When a speaker moves.

    Over the last `window` evaluated notes, at least `min_notes` of them, and only when the
    measure lies past the edge of the present bucket by `margin` and its interval at the level
    of `confidence` lies past that edge too. The margin (the hysteresis) is a share of the
    edge's distance from a perfect value: of the edge itself for an error rate, of 1 less the
    edge for a quality. A move goes one step at a time, and the next one waits for `cooldown`
    more notes; a speaker without a bucket is placed where the measure lies.

    `correlation` is that of two words of one note, both being right or wrong: 0 if words were
    independent. The interval mixes what it leads to with how much the window's notes differ.
    """

    scheme: Scheme
    window: int = 30
    min_notes: int = 5
    margin: float = 0.1
    confidence: float = 0.999
    cooldown: int = 10
    correlation: float = 0.03
    version: str = "policy-2"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the policy says of one speaker now, and why; `after` equals `before` for no move."""

    speaker: str
    before: str | None
    after: str | None
    reason: str
    numbers: dict[str, Any] = field(default_factory=dict)

    @property
    def moves(self) -> bool:
        """Whether the speaker changes bucket."""
        return self.after is not None and self.after != self.before


@dataclass(frozen=True, slots=True)
class Move:
    """A move that was made: by whom (`policy` or a person), with its numbers and its reason."""

    speaker: str
    before: str | None
    after: str
    reason: str
    made_by: str
    policy: str
    numbers: dict[str, Any]
    at: str


class Unit(StrEnum):
    """How long a period is; a week begins on Monday, and all of them at midnight UTC."""

    WEEK = "week"
    MONTH = "month"

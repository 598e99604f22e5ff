"""Error counts that add, and the signature every measured number carries."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TextFormat(StrEnum):
    """How a file of texts to be scored is written."""

    TRN = "trn"
    TXT = "txt"
    JSONL = "jsonl"


@dataclass(frozen=True, slots=True)
class ErrorCounts:
    """Errors of a hypothesis against a reference, in words, characters or sentences.

    Add them, never average them.

    >>> ErrorCounts(hits=1, substitutions=1) + ErrorCounts(hits=8)
    ErrorCounts(hits=9, substitutions=1, deletions=0, insertions=0)
    >>> ErrorCounts(hits=9, substitutions=1).rate
    0.1
    >>> ErrorCounts(insertions=3).rate is None
    True
    """

    hits: int = 0
    substitutions: int = 0
    deletions: int = 0
    insertions: int = 0

    @property
    def n_reference(self) -> int:
        """Units in the reference."""
        return self.hits + self.substitutions + self.deletions

    @property
    def n_errors(self) -> int:
        """Units to change, drop or add."""
        return self.substitutions + self.deletions + self.insertions

    @property
    def rate(self) -> float | None:
        """Errors per reference unit, 0 and up (it can pass 1); None without a reference."""
        return self.n_errors / self.n_reference if self.n_reference else None

    def __add__(self, other: ErrorCounts) -> ErrorCounts:
        return ErrorCounts(
            self.hits + other.hits,
            self.substitutions + other.substitutions,
            self.deletions + other.deletions,
            self.insertions + other.insertions,
        )


@dataclass(frozen=True, slots=True)
class Signature:
    """The settings behind a number; two numbers compare only when their signatures match.

    >>> str(Signature(metric="wer", normaliser="words-1", version="0.1.0"))
    'wer|norm:words-1|pool:corpus|draftgenie:0.1.0'
    """

    metric: str
    normaliser: str
    version: str
    pool: str = "corpus"

    def __str__(self) -> str:
        return f"{self.metric}|norm:{self.normaliser}|pool:{self.pool}|draftgenie:{self.version}"


def relative_gain(*, before: ErrorCounts, after: ErrorCounts) -> float | None:
    """The share of the errors of `before` that `after` no longer has; negative when it has more.

    None when `before` had no errors.

    >>> relative_gain(before=ErrorCounts(hits=8, substitutions=2),
    ...               after=ErrorCounts(hits=9, substitutions=1))
    0.5
    """
    return (before.n_errors - after.n_errors) / before.n_errors if before.n_errors else None

"""Edits (one change at one place) and corrections (that change, counted over a history)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from draftgenie.domain.draft import content_id

LONGEST_SOURCE = 4
LONGEST_TARGET = 6
"""How many words the sides of a correction may have that is looked for in drafts."""


class Layer(StrEnum):
    """What an edit changes: words, or only the case or the marks of words that stay."""

    WORDS = "words"
    CASE = "case"
    MARKS = "marks"


class Category(StrEnum):
    """The kind of change, the most dangerous first: the first that fits is taken.

    `number` and `unit` change a value; `format` writes the same value or unit in another way.
    """

    NUMBER = "number"
    UNIT = "unit"
    NEGATION = "negation"
    LATERALITY = "laterality"
    TERM = "term"
    FORMAT = "format"
    SPOKEN_PUNCTUATION = "spoken_punctuation"
    FILLER = "filler"
    CONTRACTION = "contraction"
    SPLIT_OR_JOIN = "split_or_join"
    HOMOPHONE = "homophone"
    SPELLING = "spelling"
    WORD_ORDER = "word_order"
    CASING = "casing"
    PUNCTUATION = "punctuation"
    OTHER = "other"


class Severity(StrEnum):
    """What it costs a patient or a reader when the place is wrong."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


SEVERITY: dict[Category, Severity] = {
    Category.NUMBER: Severity.HIGH,
    Category.UNIT: Severity.HIGH,
    Category.NEGATION: Severity.HIGH,
    Category.LATERALITY: Severity.HIGH,
    Category.TERM: Severity.HIGH,
    Category.FORMAT: Severity.LOW,
    Category.SPOKEN_PUNCTUATION: Severity.LOW,
    Category.FILLER: Severity.LOW,
    Category.CONTRACTION: Severity.LOW,
    Category.SPLIT_OR_JOIN: Severity.MEDIUM,
    Category.HOMOPHONE: Severity.MEDIUM,
    Category.SPELLING: Severity.MEDIUM,
    Category.WORD_ORDER: Severity.LOW,
    Category.CASING: Severity.LOW,
    Category.PUNCTUATION: Severity.LOW,
    Category.OTHER: Severity.MEDIUM,
}


class CorrectionStatus(StrEnum):
    """What a person decided about a correction of a speaker."""

    LEARNED = "learned"
    APPROVED = "approved"
    BLOCKED = "blocked"


class Origin(StrEnum):
    """How a correction came into the store."""

    MINED = "mined"
    ADDED = "added"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Edit:
    """One change at one place of a draft.

    `start` and `end` are half-open character offsets in the raw draft; `before` is that slice,
    `after` what the final note has there; either may be empty. `source` and `target` are the
    two sides as normalised words (for the case and marks layers, as they are written): what
    makes two edits the same correction. `left` and `right` are up to five draft words beside it.
    `surface` is how the target is written when it is put in elsewhere; for words that were taken
    out, what the final note has between the words that now meet.
    """

    start: int
    end: int
    before: str
    after: str
    source: str
    target: str
    layer: Layer
    category: Category
    left: str = ""
    right: str = ""
    surface: str = ""

    @property
    def context(self) -> str:
        """The place in its surroundings as the draft has them; never what the final note says."""
        return " ".join(part for part in (self.left, self.before, self.right) if part)

    @property
    def severity(self) -> Severity:
        """What it costs when this place is wrong."""
        return SEVERITY[self.category]


@dataclass(frozen=True, slots=True)
class Correction:
    """One change, counted over one speaker's history.

    `id` names the change (source, target, layer), so the same change of two speakers has one
    id; counts, dates and status are this speaker's. `n_applied` is how often the final note
    made the change, `n_left_alone` how often the source stood in a draft and no correction of
    it was made. `surface` is the target as the finals most often write it.
    """

    id: str
    speaker: str
    source: str
    target: str
    surface: str
    layer: Layer
    category: Category
    n_applied: int
    n_left_alone: int
    first_seen: str | None
    last_seen: str | None
    status: CorrectionStatus = CorrectionStatus.LEARNED
    origin: Origin = Origin.MINED

    @property
    def severity(self) -> Severity:
        """What it costs when this place is wrong."""
        return SEVERITY[self.category]

    @property
    def rate(self) -> float | None:
        """How often the change was made where it could have been, 0 to 1; None if never seen."""
        n = self.n_applied + self.n_left_alone
        return self.n_applied / n if n else None


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place in the history where a correction was made."""

    correction_id: str
    item_id: str
    item: str
    speaker: str
    start: int
    end: int
    before: str
    after: str
    context: str
    at: str | None


@lru_cache(maxsize=1 << 16)
def correction_id(*, source: str, target: str, layer: Layer) -> str:
    """The id of a change, the same for every speaker and store."""
    return content_id("cor", layer.value, source, target)

"""What a measurement says of one note, one speaker, and a whole run."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from draftgenie.domain.score import ErrorCounts


class Outcome(StrEnum):
    """Whether the generated note is nearer to its final than the draft was."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class SafetyCounts:
    """Facts of one class in the finals, and what became of them.

    `total` facts stand in the finals; `draft_right` and `note_right` are how many of them the
    draft and the note have; `lost` were right in the draft and are not in the note, `gained` the
    other way round; `invented` stand in the note but in neither draft nor final. In the place of
    `draft_wrong` and `note_wrong` of them stands another fact of the class; the rest is missing.
    """

    total: int = 0
    draft_right: int = 0
    note_right: int = 0
    lost: int = 0
    gained: int = 0
    invented: int = 0
    draft_wrong: int = 0
    note_wrong: int = 0

    @property
    def draft_missing(self) -> int:
        """Facts in whose place the draft has none of the class."""
        return self.total - self.draft_right - self.draft_wrong

    @property
    def note_missing(self) -> int:
        """Facts in whose place the note has none of the class."""
        return self.total - self.note_right - self.note_wrong

    def __add__(self, other: SafetyCounts) -> SafetyCounts:
        return SafetyCounts(
            self.total + other.total,
            self.draft_right + other.draft_right,
            self.note_right + other.note_right,
            self.lost + other.lost,
            self.gained + other.gained,
            self.invented + other.invented,
            self.draft_wrong + other.draft_wrong,
            self.note_wrong + other.note_wrong,
        )


GATED_CLASSES = ("number", "unit", "negation", "laterality", "term")
"""The classes that a generated note may lose nothing of, and the guard protects."""

SAFETY_CLASSES = (*GATED_CLASSES, "date", "name")


@dataclass(frozen=True, slots=True)
class NoteScores:
    """One generated note against its final note, with its draft beside it.

    All counts are over words except `*_chars` and `*_sentences`. Similarities are cosines of
    sentence-aligned text, -1 to 1, or None when they were not measured.
    """

    note_id: str
    final_id: str
    speaker: str
    item: str
    draft: ErrorCounts
    note: ErrorCounts
    draft_formatted: ErrorCounts
    note_formatted: ErrorCounts
    draft_sentences: ErrorCounts
    note_sentences: ErrorCounts
    safety: dict[str, SafetyCounts] = field(default_factory=dict)
    draft_similarity: float | None = None
    note_similarity: float | None = None

    @property
    def outcome(self) -> Outcome:
        """By normalised words first; the formatted count decides between equals."""
        before = (self.draft.n_errors, self.draft_formatted.n_errors)
        after = (self.note.n_errors, self.note_formatted.n_errors)
        if after == before:
            return Outcome.SAME
        return Outcome.BETTER if after < before else Outcome.WORSE


@dataclass(frozen=True, slots=True)
class Summary:
    """What the scores of some notes say together: of one speaker, or of a whole run.

    Rates are pooled over words (never a mean of rates) and None without reference words. Gains
    are the share of the draft's errors that the note no longer has. `ci95` is the 95 % interval
    of `relative_gain`, `p_value` that of a paired test; both None when the sample is too small,
    with the reason among `warnings`. Similarities and qualities are None when not measured.
    `speakers` holds the same for each speaker, by speaker, and is empty in those.
    """

    items: int
    words: int
    draft_wer: float | None
    note_wer: float | None
    draft_wer_formatted: float | None
    note_wer_formatted: float | None
    draft_ser: float | None
    note_ser: float | None
    relative_gain: float | None
    relative_gain_formatted: float | None
    ci95: tuple[float, float] | None
    p_value: float | None
    better: int
    worse: int
    same: int
    safety: dict[str, SafetyCounts]
    draft_similarity: float | None
    note_similarity: float | None
    draft_quality: float | None
    note_quality: float | None
    quality_profile: str
    signature: str
    warnings: tuple[str, ...] = ()
    speaker: str | None = None
    speakers: tuple[Summary, ...] = ()

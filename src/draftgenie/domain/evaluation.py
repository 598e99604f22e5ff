"""What a measurement says of one note, one speaker, and a whole run."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from draftgenie.domain.correction import Category, Layer
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
    draft and the note have; `lost` were right in the draft and are wrong in the note, `gained`
    the other way round; `invented` stand in the note but in neither draft nor final.
    """

    total: int = 0
    draft_right: int = 0
    note_right: int = 0
    lost: int = 0
    gained: int = 0
    invented: int = 0

    def __add__(self, other: SafetyCounts) -> SafetyCounts:
        return SafetyCounts(
            self.total + other.total,
            self.draft_right + other.draft_right,
            self.note_right + other.note_right,
            self.lost + other.lost,
            self.gained + other.gained,
            self.invented + other.invented,
        )


SAFETY_CLASSES = ("number", "unit", "negation", "laterality", "term")


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


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """One stretch of a learning curve: replayed items by how many own items were known before.

    `own_from` to `own_to` own items, both counted in; `own_to` is None where there is no upper
    end. Rates and gain as in `Summary`.
    """

    own_from: int
    own_to: int | None
    items: int
    words: int
    draft_wer: float | None
    note_wer: float | None
    draft_wer_formatted: float | None
    note_wer_formatted: float | None
    relative_gain: float | None
    better: int
    worse: int
    same: int


@dataclass(frozen=True, slots=True)
class Baseline:
    """What the newest replay found for a speaker: where learning would have led without anybody.

    `basis` names the history, program, settings and decisions that it was made from, `run_id`
    the run in which it is stored. `note_errors` are over `words` normalised words,
    `note_errors_formatted` over `words_formatted` formatted ones. All else as in `Summary`.
    """

    speaker: str
    run_id: str
    basis: str
    created_at: str
    items: int
    words: int
    words_formatted: int
    note_errors: int
    note_errors_formatted: int
    draft_wer: float | None
    note_wer: float | None
    draft_wer_formatted: float | None
    note_wer_formatted: float | None
    relative_gain: float | None
    relative_gain_formatted: float | None
    ci95: tuple[float, float] | None
    better: int
    worse: int
    same: int
    curve: tuple[CurvePoint, ...] = ()


@dataclass(frozen=True, slots=True)
class Effect:
    """What one correction did to one speaker's replayed notes.

    `applied` edits in `items` notes are `right`, `neither` or `harmful` by the strict reading:
    right is only what left its place right. `words_won` and `words_lost` add up what each edit
    saved or cost its note in normalised words, `formatted_won` and `formatted_lost` in formatted
    ones. `errors_without` is how many more errors the notes would have without the correction,
    below zero when fewer, `errors_without_formatted` the same over formatted words.
    """

    speaker: str
    correction_id: str
    source: str
    target: str
    surface: str
    layer: Layer
    category: Category
    items: int
    applied: int
    right: int
    neither: int
    harmful: int
    words_won: int
    words_lost: int
    formatted_won: int
    formatted_lost: int
    errors_without: int
    errors_without_formatted: int

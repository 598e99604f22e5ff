"""What a measurement says of one note, one speaker, and a whole run."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from draftgenie.domain.correction import Category, Layer
    from draftgenie.domain.score import ErrorCounts


class RowOf(StrEnum):
    """What a row of an exported run is."""

    NOTES = "notes"
    SPEAKERS = "speakers"
    FACTS = "facts"


class Outcome(StrEnum):
    """Whether the generated note is nearer to its final than the draft was."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Review:
    """A person's judgement of a generated note beside its draft, with what they say of it."""

    note_id: str
    verdict: Outcome
    text: str = ""
    at: str = ""


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
class EditFates:
    """What became of a draft's words in the note, by the final: errors and right words, counted.

    Of the draft's errors `fixed` are gone, `kept` are as they were, and `changed` became other
    errors. Of its right words `right_kept` stayed and `broken` did not; `added` words stand in
    the note and in neither draft nor final. The note's errors are `kept`, `changed`, `broken`
    and `added` together.

    `n_segments`, `sum_gained` and `sum_squared` are what MAPSSWE needs: stretches between words
    that draft and note both have right, and of each how many errors fewer the note has.
    """

    fixed: int = 0
    kept: int = 0
    changed: int = 0
    right_kept: int = 0
    broken: int = 0
    added: int = 0
    n_segments: int = 0
    sum_gained: int = 0
    sum_squared: int = 0

    @property
    def precision(self) -> float | None:
        """The share of the words that the note changed which are right now; None for none."""
        made = self.fixed + self.changed + self.broken + self.added
        return self.fixed / made if made else None

    @property
    def recall(self) -> float | None:
        """The share of the draft's errors that are fixed; None without errors."""
        errors = self.fixed + self.kept + self.changed
        return self.fixed / errors if errors else None


@dataclass(frozen=True, slots=True)
class Sureness:
    """Intervals of the relative gain and tests of it, beside the main ones of a `Summary`.

    Intervals are 95 %, resampled by note and by whole speaker. MAPSSWE works on `n_segments`
    stretches with errors, Wilcoxon's signed ranks on the `n_changed` notes whose errors are more
    or fewer than their draft's. Each is None where the sample is too small to say anything.
    """

    ci95_by_note: tuple[float, float] | None = None
    ci95_by_speaker: tuple[float, float] | None = None
    mapsswe_p: float | None = None
    n_segments: int = 0
    wilcoxon_p: float | None = None
    n_changed: int = 0


class Claim(NamedTuple):
    """An applied or suggested edit: how sure the generator was, and whether it is right."""

    confidence: float
    is_applied: bool
    is_right: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """The claims whose confidence lies from `low` to `high`."""

    low: float
    high: float
    n: int
    n_right: int
    mean_confidence: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Confidence held against truth: bins with claims in them, and the expected error.

    `ece` is the mean distance between a bin's confidence and its share of right edits, 0 to 1.
    """

    bins: tuple[Bin, ...]
    ece: float
    n_applied: int
    applied_right: int
    n_suggested: int
    suggested_right: int


@dataclass(frozen=True, slots=True)
class NoteScores:
    """One generated note against its final note, with its draft beside it.

    All counts are over words except `*_characters` and `*_sentences`. Similarities are cosines of
    sentence-aligned text, -1 to 1, or None when they were not measured; characters are None in
    scores that an earlier version stored.
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
    edits: EditFates | None = None
    claims: tuple[Claim, ...] = ()
    draft_characters: ErrorCounts | None = None
    note_characters: ErrorCounts | None = None

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

    `edits` are the fates of the drafts' words; None when a note's were not counted. Precision is
    over the words that notes changed, recall over the drafts' errors; edits saved are the word
    errors that the human no longer has to mend, negative when there are more. Character rates
    are None when a note's characters were not counted.
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
    edits: EditFates | None = None
    edit_precision: float | None = None
    edit_recall: float | None = None
    edits_saved_per_note: float | None = None
    edits_saved_per_1000_words: float | None = None
    sureness: Sureness | None = None
    calibration: Calibration | None = None
    draft_cer: float | None = None
    note_cer: float | None = None


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

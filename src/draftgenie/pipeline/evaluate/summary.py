"""What the scores of many notes say together: counts are added, rates are taken at the end."""

from __future__ import annotations

from collections import Counter
from itertools import chain, groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

from draftgenie.domain.evaluation import SAFETY_CLASSES, Outcome, SafetyCounts, Summary
from draftgenie.domain.score import ErrorCounts, relative_gain
from draftgenie.pipeline._quality import DRAFTGENIE, Rates, quality
from draftgenie.pipeline.evaluate.claims import calibrate
from draftgenie.pipeline.evaluate.fates import pool_fates
from draftgenie.pipeline.evaluate.significance import assess_further, assess_gain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from draftgenie.domain.evaluation import EditFates, NoteScores, Sureness
    from draftgenie.domain.score import Signature
    from draftgenie.pipeline._quality import QualityProfile


class _Side(NamedTuple):
    """The pooled counts of all drafts, or of all notes."""

    words: ErrorCounts
    formatted: ErrorCounts
    sentences: ErrorCounts
    characters: ErrorCounts | None
    similarity: float | None

    @property
    def character_rate(self) -> float | None:
        return None if self.characters is None else self.characters.rate

    def rates(self) -> Rates:
        return Rates(
            wer=self.words.rate,
            wer_formatted=self.formatted.rate,
            ser=self.sentences.rate,
            similarity=self.similarity,
        )


def summarise(
    scores: Iterable[NoteScores],
    *,
    signature: Signature | str,
    profile: QualityProfile = DRAFTGENIE,
) -> Summary:
    """The scores pooled, over all and per speaker; the order of the scores does not matter.

    Nothing gives a summary of 0 items whose rates are None.
    """
    ordered = sorted(scores, key=lambda s: (s.speaker, s.item, s.note_id, s.final_id))
    speakers = tuple(
        _summarise(list(group), signature, profile, speaker=speaker)
        for speaker, group in groupby(ordered, key=attrgetter("speaker"))
    )
    return _summarise(ordered, signature, profile, speakers=speakers)


def _summarise(
    scores: Sequence[NoteScores],
    signature: Signature | str,
    profile: QualityProfile,
    *,
    speaker: str | None = None,
    speakers: tuple[Summary, ...] = (),
) -> Summary:
    draft, note = _pool_drafts(scores), _pool_notes(scores)
    sure = assess_gain(
        [s.draft.n_errors for s in scores],
        [s.note.n_errors for s in scores],
        [s.speaker for s in scores],
    )
    outcomes = Counter(s.outcome for s in scores)
    return Summary(
        items=len(scores),
        words=draft.words.n_reference,
        draft_wer=draft.words.rate,
        note_wer=note.words.rate,
        draft_wer_formatted=draft.formatted.rate,
        note_wer_formatted=note.formatted.rate,
        draft_ser=draft.sentences.rate,
        note_ser=note.sentences.rate,
        relative_gain=relative_gain(before=draft.words, after=note.words),
        relative_gain_formatted=relative_gain(before=draft.formatted, after=note.formatted),
        ci95=sure.ci95,
        p_value=sure.p_value,
        better=outcomes[Outcome.BETTER],
        worse=outcomes[Outcome.WORSE],
        same=outcomes[Outcome.SAME],
        safety=pool_safety(s.safety for s in scores),
        draft_similarity=draft.similarity,
        note_similarity=note.similarity,
        draft_quality=quality(draft.rates(), profile),
        note_quality=quality(note.rates(), profile),
        quality_profile=profile.name,
        signature=str(signature),
        warnings=(*sure.warnings, *_similarity_warnings(scores)),
        speaker=speaker,
        speakers=speakers,
        draft_cer=draft.character_rate,
        note_cer=note.character_rate,
        **_edits(scores, sure.ci95, n_saved=draft.words.n_errors - note.words.n_errors),
    )


def _edits(
    scores: Sequence[NoteScores], ci95: tuple[float, float] | None, *, n_saved: int
) -> dict[str, Any]:
    """The fields of a summary about single words, and the tests that go with them."""
    fates = pool_fates(s.edits for s in scores)
    n_words = sum(s.draft.n_reference for s in scores)
    return {
        "edits": fates,
        "edit_precision": fates.precision if fates else None,
        "edit_recall": fates.recall if fates else None,
        "edits_saved_per_note": n_saved / len(scores) if scores else None,
        "edits_saved_per_1000_words": 1000 * n_saved / n_words if n_words else None,
        "calibration": calibrate(chain.from_iterable(s.claims for s in scores)),
        "sureness": _assess_further(scores, fates, ci95),
    }


def _assess_further(
    scores: Sequence[NoteScores],
    fates: EditFates | None,
    ci95: tuple[float, float] | None,
) -> Sureness:
    return assess_further(
        [s.draft.n_errors for s in scores],
        [s.note.n_errors for s in scores],
        [s.speaker for s in scores],
        fates,
        ci95,
    )


def pool_counts(counts: Iterable[ErrorCounts]) -> ErrorCounts:
    """The sum of all counts; no errors over no words when there are none."""
    hits = substitutions = deletions = insertions = 0
    for c in counts:
        hits += c.hits
        substitutions += c.substitutions
        deletions += c.deletions
        insertions += c.insertions
    return ErrorCounts(hits, substitutions, deletions, insertions)


class PooledRates(TypedDict):
    """The figures of some notes without intervals: rates and gain as in `Summary`."""

    words: int
    draft_wer: float | None
    note_wer: float | None
    draft_wer_formatted: float | None
    note_wer_formatted: float | None
    relative_gain: float | None
    better: int
    worse: int
    same: int


def pool_rates(scores: Sequence[NoteScores]) -> PooledRates:
    """The rates of some notes pooled over their words, and how many ended better and worse."""
    draft, note = pool_counts(s.draft for s in scores), pool_counts(s.note for s in scores)
    outcomes = Counter(s.outcome for s in scores)
    return PooledRates(
        words=draft.n_reference,
        draft_wer=draft.rate,
        note_wer=note.rate,
        draft_wer_formatted=pool_counts(s.draft_formatted for s in scores).rate,
        note_wer_formatted=pool_counts(s.note_formatted for s in scores).rate,
        relative_gain=relative_gain(before=draft, after=note),
        better=outcomes[Outcome.BETTER],
        worse=outcomes[Outcome.WORSE],
        same=outcomes[Outcome.SAME],
    )


def pool_safety(reports: Iterable[dict[str, SafetyCounts]]) -> dict[str, SafetyCounts]:
    """The sum of all counts by class, with an entry for each of `SAFETY_CLASSES`."""
    by_class: dict[str, list[SafetyCounts]] = {name: [] for name in SAFETY_CLASSES}
    for report in reports:
        for name, counts in report.items():
            by_class.setdefault(name, []).append(counts)
    return {name: _add_safety(counts) for name, counts in by_class.items()}


def _add_safety(counts: Sequence[SafetyCounts]) -> SafetyCounts:
    # Field by field, since a new value for each note would take most of a summary's time.
    return SafetyCounts(
        total=sum(c.total for c in counts),
        draft_right=sum(c.draft_right for c in counts),
        note_right=sum(c.note_right for c in counts),
        lost=sum(c.lost for c in counts),
        gained=sum(c.gained for c in counts),
        invented=sum(c.invented for c in counts),
        draft_wrong=sum(c.draft_wrong for c in counts),
        note_wrong=sum(c.note_wrong for c in counts),
    )


def _pool_drafts(scores: Sequence[NoteScores]) -> _Side:
    return _Side(
        pool_counts(s.draft for s in scores),
        pool_counts(s.draft_formatted for s in scores),
        pool_counts(s.draft_sentences for s in scores),
        _pool_known(s.draft_characters for s in scores),
        _pool_similarity([(s.draft_similarity, s.draft_sentences.n_reference) for s in scores]),
    )


def _pool_notes(scores: Sequence[NoteScores]) -> _Side:
    return _Side(
        pool_counts(s.note for s in scores),
        pool_counts(s.note_formatted for s in scores),
        pool_counts(s.note_sentences for s in scores),
        _pool_known(s.note_characters for s in scores),
        _pool_similarity([(s.note_similarity, s.note_sentences.n_reference) for s in scores]),
    )


def _pool_known(counts: Iterable[ErrorCounts | None]) -> ErrorCounts | None:
    """The sum of all counts; None when those of a note are not known."""
    every = list(counts)
    known = [c for c in every if c is not None]
    return pool_counts(known) if len(known) == len(every) else None


def _pool_similarity(measured: Sequence[tuple[float | None, int]]) -> float | None:
    """The mean over sentences of the notes that were measured; None when none was."""
    known = [(value, n) for value, n in measured if value is not None and n]
    n_sentences = sum(n for _, n in known)
    return sum(value * n for value, n in known) / n_sentences if n_sentences else None


def _similarity_warnings(scores: Sequence[NoteScores]) -> tuple[str, ...]:
    n_measured = sum(s.note_similarity is not None for s in scores)
    if 0 < n_measured < len(scores):
        return (f"similarity was measured for {n_measured} of {len(scores)} notes",)
    return ()

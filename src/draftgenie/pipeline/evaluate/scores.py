"""One generated note against its final note, with its draft beside it.

Each text is read once (words, formatted words, sentences, facts) and a note that changed nothing
takes over the counts of its draft. 10,000 notes of 100 words are scored in under 4 s.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, Protocol

from draftgenie.domain.evaluation import NoteScores
from draftgenie.domain.score import Signature
from draftgenie.pipeline._align import count_errors
from draftgenie.pipeline._facts import FACTS
from draftgenie.pipeline._named import NAMED, NOTHING
from draftgenie.pipeline._sentences import SENTENCES
from draftgenie.pipeline._text import FORMATTED, NORMALISER
from draftgenie.pipeline.evaluate.fates import EDITS, edit_fates
from draftgenie.pipeline.evaluate.safety import report_safety
from draftgenie.pipeline.evaluate.similarity import sentence_similarities
from draftgenie.pipeline.evaluate.units import count_characters, read_units

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from draftgenie.domain.score import ErrorCounts
    from draftgenie.pipeline._named import Watched
    from draftgenie.pipeline.evaluate.safety import SafetyReport
    from draftgenie.pipeline.evaluate.similarity import Embed
    from draftgenie.pipeline.evaluate.units import Known, Units


class Case(Protocol):
    """What there is to measure: a draft, the note made of it, and the final note of the item."""

    @property
    def note_id(self) -> str:
        """The id of the generated note."""
        ...

    @property
    def final_id(self) -> str:
        """The id of the final note."""
        ...

    @property
    def speaker(self) -> str:
        """Whose note it is."""
        ...

    @property
    def item(self) -> str:
        """The dictation job."""
        ...

    @property
    def draft(self) -> str:
        """The text the note was made of."""
        ...

    @property
    def note(self) -> str:
        """The generated text."""
        ...

    @property
    def final(self) -> str:
        """The reference."""
        ...


def evaluation_signature(*, version: str) -> Signature:
    """The settings behind the scores of `score_note`.

    Lists of terms and names are none of them: a note is measured with those of its day.

    >>> str(evaluation_signature(version="0.1.0"))
    'wer+cer+ser+edits-1+facts-1+named-2|norm:words-1+formatted-1+sentences-1|pool:corpus|draftgenie:0.1.0'
    """
    return Signature(
        metric=f"wer+cer+ser+{EDITS}+{FACTS}+{NAMED}",
        normaliser=f"{NORMALISER}+{FORMATTED}+{SENTENCES}",
        version=version,
    )


def score_note(case: Case, *, watched: Watched = NOTHING) -> NoteScores:
    """The counts of one note and of its draft against the final note; similarities are None.

    Args:
        case: the three texts and what they are called.
        watched: terms and names whose loss counts as a safety case, besides known medicines.
    """
    known: Known = {}
    final = read_units(case.final, known, watched)
    draft = read_units(case.draft, known, watched)
    draft_counts = _count(reference=final, hypothesis=draft)
    if case.note == case.draft:
        note, note_counts = draft, draft_counts
    else:
        note = read_units(case.note, known, watched)
        note_counts = _count(reference=final, hypothesis=note)
    return NoteScores(
        case.note_id,
        case.final_id,
        case.speaker,
        case.item,
        draft=draft_counts.words,
        note=note_counts.words,
        draft_formatted=draft_counts.formatted,
        note_formatted=note_counts.formatted,
        draft_sentences=draft_counts.sentences,
        note_sentences=note_counts.sentences,
        safety=report_safety(final=final.facts, draft=draft.facts, note=note.facts).counts(),
        edits=edit_fates(reference=final.words, draft=draft.words, note=note.words),
        draft_characters=draft_counts.characters,
        note_characters=note_counts.characters,
    )


def score_notes(cases: Iterable[Case], *, watched: Watched = NOTHING) -> Iterator[NoteScores]:
    """`score_note` of each case, in the order given, as they are asked for."""
    return (score_note(case, watched=watched) for case in cases)


def fact_report(case: Case, *, watched: Watched = NOTHING) -> SafetyReport:
    """What became of each fact of one case, for listing every one that was lost or made up."""
    known: Known = {}
    return report_safety(
        final=read_units(case.final, known, watched).facts,
        draft=read_units(case.draft, known, watched).facts,
        note=read_units(case.note, known, watched).facts,
    )


def add_similarity(
    scores: Sequence[NoteScores], cases: Sequence[Case], *, embed: Embed
) -> list[NoteScores]:
    """The scores with both similarities measured; `cases` in the same order.

    Raises:
        ValueError: the two are not equally long.
    """
    finals = [case.final for case in cases]
    drafts = sentence_similarities(
        references=finals, hypotheses=[case.draft for case in cases], embed=embed
    )
    notes = sentence_similarities(
        references=finals, hypotheses=[case.note for case in cases], embed=embed
    )
    return [
        replace(score, draft_similarity=draft, note_similarity=note)
        for score, draft, note in zip(scores, drafts, notes, strict=True)
    ]


class _Counts(NamedTuple):
    """The errors of one text in every unit."""

    words: ErrorCounts
    formatted: ErrorCounts
    sentences: ErrorCounts
    characters: ErrorCounts


def _count(*, reference: Units, hypothesis: Units) -> _Counts:
    return _Counts(
        count_errors(reference=reference.facts.words, hypothesis=hypothesis.facts.words),
        count_errors(reference=reference.formatted, hypothesis=hypothesis.formatted),
        count_errors(reference=reference.sentences, hypothesis=hypothesis.sentences),
        count_characters(reference=reference, hypothesis=hypothesis),
    )

"""What a corrector did to the drafts of a corpus: rates, notes, edits, facts.

Rates are pooled over words. A note is better or worse when it ends nearer to or further from
its final than its draft was. Facts are told by `pipeline.evaluate`, errors and gains by the
functions that the program reports them with.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import add
from typing import TYPE_CHECKING, Any

from draftgenie.domain.score import ErrorCounts, relative_gain
from draftgenie.pipeline._align import Tag, align, distance
from draftgenie.pipeline._text import formatted_words, normalised_words, split_words
from draftgenie.pipeline.evaluate import score_note
from draftgenie.pipeline.evaluate.significance import bootstrap_gain
from draftgenie.pipeline.generate.label import Change, Label, label

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from corpora import Row

    from draftgenie.domain.evaluation import NoteScores

ENOUGH_SPEAKERS = 10
"""From this on an interval resamples whole speakers, below it notes."""


@dataclass(frozen=True, slots=True)
class Case:
    """A draft, the note made of it and its final, under the names `pipeline.evaluate` asks for."""

    speaker: str
    item: str
    draft: str
    note: str
    final: str
    note_id: str = ""
    final_id: str = ""


@dataclass(frozen=True, slots=True)
class Change95:
    """The errors of some drafts and of their notes in one unit, and how sure the gain is."""

    draft: ErrorCounts
    note: ErrorCounts
    better: int
    worse: int
    ci95: tuple[float, float] | None = None

    @property
    def gain(self) -> float | None:
        """The share of the drafts' errors that the notes no longer have."""
        return relative_gain(before=self.draft, after=self.note)


@dataclass(frozen=True, slots=True)
class EditCounts:
    """Edits, each judged alone: right by the strict reading, and what the distance says of them.

    An edit is right when its place ends up right (`pipeline.generate.label`). By distance it
    takes the note nearer to its final, leaves it as far, or takes it further: does harm.
    """

    n: int = 0
    right: int = 0
    nearer: int = 0
    further: int = 0

    def __add__(self, other: EditCounts) -> EditCounts:
        return EditCounts(
            self.n + other.n,
            self.right + other.right,
            self.nearer + other.nearer,
            self.further + other.further,
        )

    @property
    def same(self) -> int:
        """Edits that leave the note as far from its final as it was."""
        return self.n - self.nearer - self.further

    @property
    def precision(self) -> float | None:
        """The share that is right; None without an edit."""
        return self.right / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts of the finals that the drafts had right, and how many of them the notes lost."""

    right: int = 0
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """One corrector on one corpus."""

    n_notes: int
    words: Change95
    formatted: Change95
    facts: Facts
    edits: EditCounts | None = None
    forms: EditCounts | None = None
    seconds: float | None = None


def measure(rows: Sequence[Row], notes: Sequence[str]) -> Outcome:
    """What the notes, one for each row, are beside the drafts."""
    scores = [
        score_note(Case(row.speaker, row.item, row.draft, note, row.final))
        for row, note in zip(rows, notes, strict=True)
    ]
    units = resampled(rows)
    return Outcome(
        n_notes=len(rows),
        words=_change([s.draft for s in scores], [s.note for s in scores], units),
        formatted=_change(
            [s.draft_formatted for s in scores], [s.note_formatted for s in scores], units
        ),
        facts=_facts(scores),
    )


def resampled(rows: Sequence[Row]) -> list[str]:
    """What each row is drawn with in a bootstrap: its speaker, or itself where these are few."""
    speakers = [row.speaker for row in rows]
    if len(set(speakers)) >= ENOUGH_SPEAKERS:
        return speakers
    return [str(n) for n in range(len(rows))]


def _change(
    before: Sequence[ErrorCounts], after: Sequence[ErrorCounts], units: Sequence[str]
) -> Change95:
    old, new = [c.n_errors for c in before], [c.n_errors for c in after]
    return Change95(
        draft=sum(before, ErrorCounts()),
        note=sum(after, ErrorCounts()),
        better=sum(b < a for a, b in zip(old, new, strict=True)),
        worse=sum(b > a for a, b in zip(old, new, strict=True)),
        ci95=bootstrap_gain(old, new, units) if sum(old) else None,
    )


def _facts(scores: Iterable[NoteScores]) -> Facts:
    counts = [of_class for score in scores for of_class in score.safety.values()]
    return Facts(sum(c.draft_right for c in counts), sum(c.lost for c in counts))


def judge(draft: Sequence[str], final: Sequence[str], changes: Sequence[Change]) -> EditCounts:
    """The changes of one draft, each judged alone; all words normalised."""
    before = distance(reference=final, hypothesis=draft)
    after = [distance(reference=final, hypothesis=_changed(draft, change)) for change in changes]
    verdicts = label(draft=draft, final=final, changes=changes)
    return EditCounts(
        n=len(changes),
        right=verdicts.count(Label.RIGHT),
        nearer=sum(n < before for n in after),
        further=sum(n > before for n in after),
    )


def _changed(draft: Sequence[str], change: Change) -> list[str]:
    end = change.first + change.n_words
    return [*draft[: change.first], *change.target, *draft[end:]]


def count_seen_edits(rows: Sequence[Row], notes: Sequence[str]) -> EditCounts:
    """The edits of words that stand between drafts and notes, for correctors that tell none."""
    total = EditCounts()
    for row, note in zip(rows, notes, strict=True):
        if note != row.draft:
            draft = normalised_words(row.draft)
            changes = _blocks(draft, normalised_words(note))
            total = add(total, judge(draft, normalised_words(row.final), changes))
    return total


def _blocks(draft: Sequence[str], note: Sequence[str]) -> list[Change]:
    """The runs of changed words between a draft and a note."""
    blocks: list[Change] = []
    open_block = False
    for op in align(reference=note, hypothesis=draft):
        if op.tag is Tag.EQUAL:
            open_block = False
            continue
        target = list(note[op.reference_start : op.reference_end])
        n_words = op.hypothesis_end - op.hypothesis_start
        if open_block:
            last = blocks.pop()
            blocks.append(Change(last.first, last.n_words + n_words, [*last.target, *target]))
        else:
            blocks.append(Change(op.hypothesis_start, n_words, target))
        open_block = True
    return blocks


def word_change(draft: str, edit: Mapping[str, Any]) -> Change | None:
    """An edit as the program tells it, as a change of normalised words; None if it is not one."""
    before, after = normalised_words(edit["before"]), normalised_words(edit["after"])
    starts = split_words(draft).starts
    within = [i for i, start in enumerate(starts) if edit["start"] <= start < edit["end"]]
    return Change(within[0], len(within), after) if before != after and within else None


def count_told_edits(
    row: Row, edits: Iterable[Mapping[str, Any]]
) -> tuple[EditCounts, EditCounts]:
    """The edits that the program made in a draft: of words, and of marks and case.

    Those of marks and case are judged by formatted words, and right when they come nearer.
    """
    told = [(edit, word_change(row.draft, edit)) for edit in edits]
    words = judge(
        normalised_words(row.draft),
        normalised_words(row.final),
        [change for _, change in told if change is not None],
    )
    final = formatted_words(row.final)
    before = distance(reference=final, hypothesis=formatted_words(row.draft))
    after = [
        distance(reference=final, hypothesis=formatted_words(_edited(row.draft, edit)))
        for edit, change in told
        if change is None
    ]
    nearer = sum(n < before for n in after)
    forms = EditCounts(len(after), nearer, nearer, sum(n > before for n in after))
    return words, forms


def _edited(draft: str, edit: Mapping[str, Any]) -> str:
    return f"{draft[: edit['start']]}{edit['after']}{draft[edit['end'] :]}"

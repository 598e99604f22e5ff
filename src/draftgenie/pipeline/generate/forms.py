"""Marks and case of a note: slots that are likely enough to be written otherwise, as edits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftgenie.domain.correction import Category, Layer, correction_id
from draftgenie.domain.note import NoteEdit, Verdict
from draftgenie.pipeline._form import GAP_OF, Case, Mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from draftgenie.pipeline._text import Words

MIN_RIGHT = 0.7
"""A comma is cheaper than a word, but a wrong one is still an edit somebody has to take back."""

_SYMBOL = {Mark.NONE: "", Mark.STOP: ".", Mark.COMMA: ",", Mark.QUESTION: "?", Mark.HYPHEN: "-"}


@dataclass(frozen=True, slots=True)
class FormChoice:
    """A slot and what it may become: the gap behind draft word `word`, or that word's case."""

    word: int
    possible: int
    right: float
    harm: float
    made: int
    seen: int


def best_forms(choices: Iterable[FormChoice]) -> dict[int, FormChoice]:
    """The likeliest choice of each word that is at least `MIN_RIGHT` likely to be right."""
    best: dict[int, FormChoice] = {}
    for choice in choices:
        held = best.get(choice.word)
        if choice.right >= MIN_RIGHT and (held is None or choice.right > held.right):
            best[choice.word] = choice
    return best


def form_edits(
    draft: Words,
    *,
    marks: Mapping[int, FormChoice],
    cases: Mapping[int, FormChoice],
    around: Iterable[NoteEdit],
) -> list[NoteEdit]:
    """The chosen forms as edits of the draft, except where an edit of `around` stands already."""
    taken = list(around)
    edits = [_mark_edit(draft, c) for c in marks.values()]
    edits += [_case_edit(draft, c) for c in cases.values()]
    return [
        e
        for e in sorted(edits, key=lambda e: (e.start, e.end))
        if e.before != e.after and not any(_touch(e, other) for other in taken)
    ]


def _touch(form: NoteEdit, other: NoteEdit) -> bool:
    """Whether two edits share a character, or both put a mark at the end of the text."""
    if form.start == form.end == other.end:
        return bool(other.after) and not other.after[-1].isalnum()
    return form.start < other.end and other.start < form.end


def _mark_edit(draft: Words, choice: FormChoice) -> NoteEdit:
    last = choice.word + 1 == len(draft)
    start = draft.ends[choice.word]
    end = len(draft.text) if last else draft.starts[choice.word + 1]
    gap = GAP_OF[Mark(choice.possible)]
    before = draft.text[start:end]
    after = gap.rstrip() + before[len(before.rstrip()) :] if last else gap
    return _edit(
        start,
        before,
        after,
        choice,
        Layer.MARKS,
        names=(_symbol(before), _SYMBOL[Mark(choice.possible)]),
    )


def _symbol(gap: str) -> str:
    return "".join(c for c in gap if not c.isspace())


def _case_edit(draft: Words, choice: FormChoice) -> NoteEdit:
    before = draft.raw(choice.word)
    capital = choice.possible == Case.CAPITAL
    after = before[:1].upper() + before[1:] if capital else before.lower()
    return _edit(
        draft.starts[choice.word], before, after, choice, Layer.CASE, names=(before, after)
    )


def _edit(
    start: int,
    before: str,
    after: str,
    choice: FormChoice,
    layer: Layer,
    *,
    names: tuple[str, str],
) -> NoteEdit:
    return NoteEdit(
        start=start,
        end=start + len(before),
        before=before,
        after=after,
        confidence=round(choice.right, 4),
        harm=round(choice.harm, 4),
        correction_id=correction_id(source=names[0], target=names[1], layer=layer),
        evidence=choice.made,
        n_left_alone=max(0, choice.seen - choice.made),
        category=Category.PUNCTUATION if layer is Layer.MARKS else Category.CASING,
        verdict=Verdict.APPLIED,
        reason=f"made {choice.made} of {choice.seen} times beside the same word",
    )

"""Marks and case of a note: slots that are likely enough to be written otherwise, as edits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from draftgenie.domain.correction import Category, Layer, correction_id
from draftgenie.domain.note import NoteEdit, Verdict
from draftgenie.pipeline._form import GAP_OF, Case, Mark
from draftgenie.pipeline.generate.choose import within_harm

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from draftgenie.pipeline._text import Words

MIN_RIGHT = 0.5
"""A comma more likely right than not may be made, as long as the note as a whole stays safe."""

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


def best_forms(
    choices: Iterable[FormChoice],
    *,
    most: float = 1.0,
    already: Sequence[tuple[float, float]] = (),
) -> dict[int, FormChoice]:
    """The likeliest choice of each word, as many of them as the note's chance of harm allows.

    Each is at least `MIN_RIGHT` likely to be right. `already` are the chances of right and of
    harm of the edits that the note has, `most` how likely it may become to end worse.
    """
    best: dict[int, FormChoice] = {}
    for choice in choices:
        held = best.get(choice.word)
        if choice.right >= MIN_RIGHT and (held is None or choice.right > held.right):
            best[choice.word] = choice
    found = [best[word] for word in sorted(best)]
    kept = within_harm([(c.right, c.harm) for c in found], most, already=already)
    return {found[n].word: found[n] for n in kept}


def form_edits(
    words: Words, *, marks: Mapping[int, FormChoice], cases: Mapping[int, FormChoice]
) -> list[NoteEdit]:
    """The chosen forms as edits of the text they were chosen for, in its order."""
    edits = [_mark_edit(words, c) for c in marks.values()]
    edits += [_case_edit(words, c) for c in cases.values()]
    return sorted((e for e in edits if e.before != e.after), key=lambda e: (e.start, e.end))


@dataclass(slots=True)
class _Piece:
    """An edit of the draft with the half-open span of the corrected text that it made."""

    start: int
    end: int
    edit: NoteEdit


def lay_over(
    draft: str, applied: Sequence[NoteEdit], forms: Sequence[NoteEdit], *, fixed: Container[str]
) -> list[NoteEdit]:
    """Edits of a draft that do what `applied` does and then `forms`, disjoint and in order.

    A form inside what an edit put there becomes a part of that edit, unless the edit's correction
    is `fixed`: what a person wrote stays as it was written.

    Args:
        draft: the text that `applied` are edits of.
        applied: disjoint edits in draft order.
        forms: disjoint edits of the text that `applied` make, in order.
        fixed: ids of corrections whose words no form may touch.
    """
    pieces: list[_Piece] = []
    shift = 0
    for edit in applied:
        start = edit.start + shift
        pieces.append(_Piece(start, start + len(edit.after), edit))
        shift += len(edit.after) - len(edit.before)
    moved: list[NoteEdit] = []
    # From the back, so that what a form changes moves no place that is still to come.
    for form in reversed(forms):
        touched = [p for p in pieces if p.start < form.end and form.start < p.end]
        if not touched:
            before = [p for p in pieces if p.end <= form.start]
            back = sum(len(p.edit.after) - len(p.edit.before) for p in before)
            start = form.start - back
            moved.append(replace(form, start=start, end=start + len(form.before)))
        elif len(touched) == 1 and touched[0].edit.correction_id not in fixed:
            _join(draft, touched[0], form)
    return sorted([*(p.edit for p in pieces), *moved], key=lambda e: (e.start, e.end))


def _join(draft: str, piece: _Piece, form: NoteEdit) -> None:
    """Make a form a part of the edit it touches; it may reach beyond on both sides."""
    edit = piece.edit
    left, right = max(0, piece.start - form.start), max(0, form.end - piece.end)
    start, end = edit.start - left, edit.end + right
    text = draft[start : edit.start] + edit.after + draft[edit.end : end]
    at = form.start - (piece.start - left)
    piece.edit = replace(
        edit,
        start=start,
        end=end,
        before=draft[start:end],
        after=text[:at] + form.after + text[at + len(form.before) :],
        reason=f"{edit.reason}; its form {form.reason}",
    )
    piece.start, piece.end = piece.start - left, piece.end + right


def _mark_edit(words: Words, choice: FormChoice) -> NoteEdit:
    last = choice.word + 1 == len(words)
    start = words.ends[choice.word]
    end = len(words.text) if last else words.starts[choice.word + 1]
    gap = GAP_OF[Mark(choice.possible)]
    before = words.text[start:end]
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


def _case_edit(words: Words, choice: FormChoice) -> NoteEdit:
    before = words.raw(choice.word)
    capital = choice.possible == Case.CAPITAL
    after = before[:1].upper() + before[1:] if capital else before.lower()
    return _edit(
        words.starts[choice.word], before, after, choice, Layer.CASE, names=(before, after)
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

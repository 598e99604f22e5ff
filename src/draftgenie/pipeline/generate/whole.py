"""The last look before a note is stored, whoever made it: its edits together change no fact.

Each edit has passed the guard by itself. Together they may still say what none of them says: a
mark put between two numbers makes one number of them, and a word that goes lets its neighbours
meet.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from draftgenie.domain.correction import Category
from draftgenie.domain.note import Proposer, Verdict, apply_edits
from draftgenie.pipeline._text import normalised_words, split_words
from draftgenie.pipeline.generate.guard import told_facts

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from draftgenie.domain.note import NoteEdit

FORMS = (Category.CASING, Category.PUNCTUATION)
N_AROUND = 40
"""Characters on each side that an edit by itself is looked at with."""

TOGETHER = "beside the other edits it would change a fact"

_Facts = Counter[tuple[str, str]]


def check_whole(
    draft: str, edits: Sequence[NoteEdit], *, decided: Container[str] = ()
) -> tuple[NoteEdit, ...]:
    """The same edits, those refused that change a fact only together with the others.

    An edit may change what it changes alone, since a guard or a person has allowed that; one of
    marks or case may change no fact at all. Words that the history changes so were looked at in
    their turn, and those of `decided` corrections are a person's: neither is asked again.
    """
    applied = tuple(e for e in edits if e.verdict is Verdict.APPLIED)
    now = _facts(draft)
    if not applied or _is_as_told(draft, applied, now):
        return tuple(edits)
    kept: list[NoteEdit] = []
    culprits: set[int] = set()
    for edit in applied:
        after = _facts(apply_edits(draft, (*kept, edit)))
        if _is_settled(edit, decided) or _change(now, after) == _alone(draft, edit):
            kept.append(edit)
            now = after
        else:
            culprits.add(id(edit))
    return tuple(
        replace(e, verdict=Verdict.REFUSED, reason=TOGETHER) if id(e) in culprits else e
        for e in edits
    )


def _is_settled(edit: NoteEdit, decided: Container[str]) -> bool:
    of_history = edit.proposer is not Proposer.MODEL and edit.category not in FORMS
    return edit.correction_id in decided or (of_history and edit.evidence > 0)


def _is_as_told(draft: str, applied: tuple[NoteEdit, ...], old: _Facts) -> bool:
    """Whether the note differs from its draft by the facts its edits change, and no other."""
    new = _facts(apply_edits(draft, applied))
    if old == new:
        return True
    told: _Facts = Counter()
    for edit in applied:
        told.update(_alone(draft, edit))
    return _change(old, new) == _without_zeros(told)


def _alone(draft: str, edit: NoteEdit) -> _Facts:
    """What the edit changes by itself, in its surroundings; nothing for marks and case."""
    if edit.category in FORMS:
        return Counter()
    words = split_words(draft)
    near = [
        i
        for i, (a, b) in enumerate(zip(words.starts, words.ends, strict=True))
        if a < edit.end + N_AROUND and b > edit.start - N_AROUND
    ]
    if not near:
        return Counter()
    start = min(words.starts[near[0]], edit.start)
    end = max(words.ends[near[-1]], edit.end)
    around = draft[start : edit.start], draft[edit.end : end]
    return _change(
        _facts(f"{around[0]}{edit.before}{around[1]}"),
        _facts(f"{around[0]}{edit.after}{around[1]}"),
    )


def _facts(text: str) -> _Facts:
    return Counter(told_facts(normalised_words(text)))


def _change(old: _Facts, new: _Facts) -> _Facts:
    """How many more of each fact there are; fewer are below zero."""
    change = Counter(new)
    change.subtract(old)
    return _without_zeros(change)


def _without_zeros(facts: _Facts) -> _Facts:
    return Counter({fact: n for fact, n in facts.items() if n})

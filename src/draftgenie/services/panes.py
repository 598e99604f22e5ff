"""Draft, generated note and final side by side: what each word of them is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from draftgenie.pipeline.diff import word_diff
from draftgenie.ports.page import Mark, Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from draftgenie.ports.store import Evaluable

_WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The three texts, each as runs that together are the text from its first word on."""

    draft: tuple[Words, ...]
    note: tuple[Words, ...]
    final: tuple[Words, ...]


_OF_NOTE = {
    (True, True): Mark.PLAIN,
    (True, False): Mark.MENDED,
    (False, True): Mark.LEFT,
    (False, False): Mark.BROKEN,
}


def side_by_side(texts: Evaluable) -> SideBySide:
    """Each word of the three texts, marked by the other two."""
    draft_right, _ = _shared(texts.draft, texts.final)
    note_right, final_there = _shared(texts.note, texts.final)
    _, note_old = _shared(texts.draft, texts.note)
    of_note = [_OF_NOTE[pair] for pair in zip(note_right, note_old, strict=True)]
    return SideBySide(
        draft=_runs(texts.draft, (Mark.PLAIN if ok else Mark.WRONG for ok in draft_right)),
        note=_runs(texts.note, of_note),
        final=_runs(texts.final, (Mark.PLAIN if ok else Mark.MISSING for ok in final_there)),
    )


def _shared(before: str, after: str) -> tuple[list[bool], list[bool]]:
    """For each word of either text whether the other one has it at its place."""
    sides: tuple[list[bool], list[bool]] = ([], [])
    for piece in word_diff(reference=after, hypothesis=before):
        same = piece.tag.value == "equal"
        for side, text in zip(sides, (piece.before, piece.after), strict=True):
            side.extend([same] * len(_WORD.findall(text)))
    return sides


def _runs(text: str, marks: Iterable[Mark]) -> tuple[Words, ...]:
    words = zip((m[0] for m in _WORD.finditer(text)), marks, strict=True)
    return tuple(
        Words("".join(word for word, _ in group), mark)
        for mark, group in groupby(words, key=lambda pair: pair[1])
    )

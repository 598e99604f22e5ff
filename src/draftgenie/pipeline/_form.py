"""How words are written: the mark behind each word, and the case of its first letters."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from draftgenie.pipeline._text import Words

Classes = npt.NDArray[np.int64]


class Mark(IntEnum):
    """What stands between a word and the next; anything rarer or mixed is `OTHER`."""

    NONE = 0
    STOP = 1
    COMMA = 2
    QUESTION = 3
    HYPHEN = 4
    OTHER = 5


class Case(IntEnum):
    """How a word is written; `MIXED` has capitals beyond the first letter."""

    SMALL = 0
    CAPITAL = 1
    MIXED = 2


GAP_OF = {
    Mark.NONE: " ",
    Mark.STOP: ". ",
    Mark.COMMA: ", ",
    Mark.QUESTION: "? ",
    Mark.HYPHEN: "-",
}
ENDS = (Mark.STOP, Mark.QUESTION)


def mark_of(gap: str) -> Mark:
    r"""The class of what stands between two words.

    >>> mark_of(". "), mark_of("-"), mark_of(",\n")
    (<Mark.STOP: 1>, <Mark.HYPHEN: 4>, <Mark.OTHER: 5>)
    """
    if gap == " ":
        return Mark.NONE
    if "\n" in gap:
        return Mark.OTHER
    kinds = {"": Mark.NONE, ".": Mark.STOP, ",": Mark.COMMA, "?": Mark.QUESTION}
    return Mark.HYPHEN if gap == "-" else kinds.get(gap.strip(), Mark.OTHER)


def case_of(raw: str) -> Case:
    """The class of a word as it is written.

    >>> case_of("pain"), case_of("Pain"), case_of("COVID"), case_of("5mg")
    (<Case.SMALL: 0>, <Case.CAPITAL: 1>, <Case.MIXED: 2>, <Case.SMALL: 0>)
    """
    if raw == raw.lower():
        return Case.SMALL
    return Case.CAPITAL if raw[0].isupper() and raw[1:] == raw[1:].lower() else Case.MIXED


@lru_cache(maxsize=1 << 12)
def _mark(gap: str) -> int:
    return int(mark_of(gap))


@lru_cache(maxsize=1 << 16)
def _case(raw: str) -> int:
    return int(case_of(raw))


@dataclass(frozen=True, slots=True)
class Form:
    """How each word is written: `marks[i]` stands behind word i, `cases[i]` is its own."""

    marks: Classes
    cases: Classes

    @classmethod
    def of(cls, words: Words) -> Form:
        """The form of a text."""
        text, starts, ends = words.text, words.starts, words.ends
        behind = [*starts[1:], len(text)][: len(ends)]
        gaps = [text[a:b] for a, b in zip(ends, behind, strict=True)]
        raw = [text[a:b] for a, b in zip(starts, ends, strict=True)]
        # Most gaps are one space and most words are small: nothing to look up for those.
        marks = [0 if gap == " " else _mark(gap) for gap in gaps]
        cases = [0 if r == n else _case(r) for r, n in zip(raw, words.norm, strict=True)]
        return cls(np.array(marks, dtype=np.int64), np.array(cases, dtype=np.int64))

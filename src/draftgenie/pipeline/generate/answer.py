"""A model's answers: read strictly, and put back onto the draft they are about."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_EDITS = 200
_FENCED = re.compile(r"```(?:json)?\s*(.*?)\s*```", re.DOTALL)

_TEXT, _COUNT = {"type": "string"}, {"type": "integer"}


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


EDITS_SCHEMA = _object(
    edits={
        "type": "array",
        "items": _object(line=_COUNT, before=_TEXT, nth=_COUNT, after=_TEXT, reason=_TEXT),
    }
)
VERDICTS_SCHEMA = _object(
    verdicts={
        "type": "array",
        "items": _object(
            edit=_COUNT,
            verdict={"type": "string", "enum": ["keep", "drop", "change"]},
            reason=_TEXT,
        ),
    }
)


class UnusableError(ValueError):
    """An answer that is not what was asked for; says what it lacks, never what it says."""


class Opinion(StrEnum):
    """What the critique says of an edit."""

    KEEP = "keep"
    DROP = "drop"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Asked:
    """An edit as a model writes it: the `nth` place of `before` in a line becomes `after`."""

    line: int
    before: str
    after: str
    nth: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a draft with its number, from 1, and where it begins in the draft."""

    number: int
    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Placed:
    """An edit with its half-open span in the draft."""

    start: int
    end: int
    after: str


def lines_of(draft: str, sentences: Sequence[str]) -> list[Line]:
    """The sentences of a draft, given in order, as numbered lines."""
    lines, at = [], 0
    for number, text in enumerate(sentences, 1):
        at = draft.index(text, at)
        lines.append(Line(number, at, text))
        at += len(text)
    return lines


def read_edits(answer: str) -> list[Asked]:
    """The edits of an answer, in its order.

    Raises:
        UnusableError: the answer is none.
    """
    found = [
        Asked(
            _number(row, "line"),
            _text(row, "before"),
            _text(row, "after"),
            _number(row, "nth") if "nth" in row else 1,
        )
        for row in _rows(answer, "edits")
    ]
    if len(found) > MOST_EDITS:
        msg = f"the answer has more than {MOST_EDITS} edits"
        raise UnusableError(msg)
    return found


def read_verdicts(answer: str, n_edits: int) -> dict[int, Opinion]:
    """Edit number, from 1, to what is said of it; edits that are not named are kept.

    Raises:
        UnusableError: the answer is none, or names edits that are not there.
    """
    said: dict[int, Opinion] = {}
    for row in _rows(answer, "verdicts"):
        number = _number(row, "edit")
        try:
            opinion = Opinion(_text(row, "verdict"))
        except ValueError:
            msg = "a verdict is keep, drop or change"
            raise UnusableError(msg) from None
        if not 1 <= number <= n_edits:
            msg = "a verdict is about an edit that is not there"
            raise UnusableError(msg)
        said[number] = opinion
    return said


def _rows(answer: str, name: str) -> list[Mapping[str, Any]]:
    fenced = _FENCED.search(answer)
    try:
        value = json.loads(fenced[1] if fenced else answer)
    except (ValueError, RecursionError):
        msg = "the answer is no JSON"
        raise UnusableError(msg) from None
    rows = value.get(name) if isinstance(value, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        msg = f"the answer has no list of {name}"
        raise UnusableError(msg)
    return rows


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str):
        msg = f"an entry of the answer has no text {name!r}"
        raise UnusableError(msg)
    return value


def _number(row: Mapping[str, Any], name: str) -> int:
    value = row.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        msg = f"an entry of the answer has no whole number {name!r}"
        raise UnusableError(msg)
    return value


def place(lines: Sequence[Line], asked: Sequence[Asked]) -> tuple[list[Placed], list[str]]:
    """The edits that have a place, in draft order and disjoint; and why each other has none.

    A place begins and ends where a word does. Of edits that overlap only the first is taken.
    """
    by_number = {line.number: line for line in lines}
    found: list[Placed] = []
    faults: list[str] = []
    for one in asked:
        line = by_number.get(one.line)
        placed = None if line is None else _find(line, one)
        if line is None:
            faults.append("names a line that is not there")
        elif placed is None:
            faults.append("does not find its words in its line")
        elif any(p.start < placed.end and placed.start < p.end for p in found):
            faults.append("overlaps another edit of the answer")
        elif one.after != one.before:
            found.append(placed)
    return sorted(found, key=lambda p: (p.start, p.end)), faults


def _find(line: Line, asked: Asked) -> Placed | None:
    wanted = asked.before.strip()
    if not wanted:
        return None
    at = -1
    for _ in range(max(1, asked.nth)):
        at = _next(line.text, wanted, at + 1)
        if at < 0:
            return None
    end = at + len(wanted)
    if not asked.after.strip():
        at, end = _with_gap(line.text, at, end)
    return Placed(line.start + at, line.start + end, asked.after.strip())


def _with_gap(text: str, at: int, end: int) -> tuple[int, int]:
    """The span with the space behind it, or else the one before it, so that one gap is left."""
    if text[end : end + 1] == " ":
        return at, end + 1
    return (at - 1, end) if text[at - 1 : at] == " " else (at, end)


def _next(text: str, wanted: str, at: int) -> int:
    """The next place of some words that cuts no word; -1 when there is none."""
    while (at := text.find(wanted, at)) >= 0:
        if _is_edge(text, at) and _is_edge(text, at + len(wanted)):
            return at
        at += 1
    return -1


def _is_edge(text: str, at: int) -> bool:
    return not (0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum())


def rewritten(draft: str, placed: Sequence[Placed]) -> str:
    """The draft with all placed edits made."""
    ends = [0, *(p.end for p in placed)]
    kept = [draft[a : p.start] + p.after for a, p in zip(ends, placed, strict=False)]
    return "".join([*kept, draft[ends[-1] :]])


def parts(lines: Sequence[Line], most_characters: int) -> list[list[Line]]:
    """The lines in runs that are at most so long, but for a line that is longer by itself.

    >>> [[l.number for l in run] for run in parts(lines_of("a. b. c.", ["a.", "b.", "c."]), 4)]
    [[1, 2], [3]]
    """
    if not lines:
        return []
    cuts, length = [0], 0
    for n, line in enumerate(lines):
        length += len(line.text)
        if length > most_characters and n > cuts[-1]:
            cuts.append(n)
            length = len(line.text)
    return [list(lines[a:b]) for a, b in pairwise([*cuts, len(lines)])]

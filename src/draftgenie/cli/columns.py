"""Draft, generated note and final note in three columns, every word marked.

The marks are read without colour; a run of words stands in one pair of them, over several lines
if need be.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from draftgenie.cli.output import padded, visible, width_of
from draftgenie.ports.page import Mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from draftgenie.ports.page import Words
    from draftgenie.services.panes import SideBySide

WIDE_ENOUGH = 120
"""Columns of a terminal from which on three texts beside each other are read well."""

LEGEND = (
    "[-…-] not as the final has it; {+…+} put right by the note, or still missing from it; "
    "[!…!] made wrong by it"
)

_HEADINGS = ("DRAFT", "GENERATED NOTE", "FINAL NOTE")
_BETWEEN = "  "
_RED, _GREEN, _PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[0m"
_LOOKS = {
    Mark.PLAIN: ("", "", ""),
    Mark.WRONG: ("[-", "-]", _RED),
    Mark.MENDED: ("{+", "+}", _GREEN),
    Mark.LEFT: ("[-", "-]", _RED),
    Mark.BROKEN: ("[!", "!]", _RED),
    Mark.MISSING: ("{+", "+}", _GREEN),
}


def three_columns(panes: SideBySide, *, width: int, colours: bool) -> Iterator[str]:
    """The lines of the three texts side by side, safe for a terminal and at most so wide.

    Each column is filled by itself, so that what belongs together stands about as far down.
    """
    room = (width - 2 * len(_BETWEEN)) // 3
    sides = [_wrapped(_pieces(runs), room) for runs in (panes.draft, panes.note, panes.final)]
    yield _BETWEEN.join(padded(name, room, right=False) for name in _HEADINGS).rstrip()
    for row in zip_longest(*sides, fillvalue=()):
        yield _BETWEEN.join(_line(pieces, room, colours=colours) for pieces in row).rstrip()


def _pieces(runs: Iterable[Words]) -> Iterator[tuple[str, str]]:
    """Each word with its part of the marks, and its colour."""
    for run in runs:
        start, end, colour = _LOOKS[run.mark]
        words = [visible(word) for word in run.text.split()]
        if words:
            words[0] = start + words[0]
            words[-1] += end
        yield from ((word, colour) for word in words)


def _wrapped(pieces: Iterable[tuple[str, str]], room: int) -> list[tuple[tuple[str, str], ...]]:
    """The words in lines of so many columns; one that is longer is cut."""
    lines: list[list[tuple[str, str]]] = [[]]
    left = room
    for piece, colour in pieces:
        for word in _cut(piece, room):
            needed = width_of(word) + bool(lines[-1])
            if needed > left and lines[-1]:
                lines.append([])
                left, needed = room, width_of(word)
            lines[-1].append((word, colour))
            left -= needed
    return [tuple(line) for line in lines]


def _cut(word: str, room: int) -> list[str]:
    if width_of(word) <= room:
        return [word]
    # No character is wider than two columns.
    size = max(1, room // 2)
    return [word[at : at + size] for at in range(0, len(word), size)]


def _line(pieces: Sequence[tuple[str, str]], room: int, *, colours: bool) -> str:
    plain = " ".join(word for word, _ in pieces)
    behind = " " * (room - width_of(plain))
    if not colours:
        return plain + behind
    return " ".join(f"{c}{word}{_PLAIN}" if c else word for word, c in pieces) + behind

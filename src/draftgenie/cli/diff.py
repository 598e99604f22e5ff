"""How a word diff looks: marks that are read without colour, and colour where it may be.

Words that went stand in `[-…-]`, words that came in `{+…+}`; all else stayed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from draftgenie.cli.output import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from draftgenie.pipeline.diff import Piece

_RED, _GREEN, _PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[0m"


def render(pieces: Iterable[Piece], *, colours: bool) -> str:
    r"""The pieces as one text, whatever they hold made visible and never interpreted.

    >>> from draftgenie.pipeline.diff import word_diff
    >>> pieces = word_diff(reference="No chest pain.", hypothesis="no chest \x1b[2J pain.")
    >>> render(pieces, colours=False)
    '[-no-]{+No+} chest [-\\x1b[2J-] pain.'
    """
    return "".join(_render(piece, colours=colours) for piece in pieces).rstrip()


def _render(piece: Piece, *, colours: bool) -> str:
    before = visible(piece.before, keep_lines=True)
    after = visible(piece.after, keep_lines=True)
    gap = visible(piece.gap, keep_lines=True)
    if piece.tag == "equal":
        return after + gap
    gone = _marked("[-", before, "-]", _RED if colours else "") if before else ""
    came = _marked("{+", after, "+}", _GREEN if colours else "") if after else ""
    return gone + came + gap


def _marked(start: str, text: str, end: str, colour: str) -> str:
    return f"{colour}{start}{text}{end}{_PLAIN if colour else ''}"

"""Two texts word under word, as a transcriber reads them: what differs stands in capitals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from draftgenie.cli.output import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WIDTH = 94
_MARGINS = ("  REF  ", "  HYP  ", "       ")
_SIGNS = {"equal": "", "substitution": "S", "deletion": "D", "insertion": "I"}


def alignment_lines(rows: Iterable[tuple[str, str]], *, width: int = WIDTH) -> Iterator[str]:
    """The lines of an alignment in blocks of three, none wider than the width if words allow.

    >>> list(alignment_lines([("no", ""), ("pain", "pain")]))
    ['  REF  NO pain', '  HYP  ** pain', '       D']
    """
    block: list[tuple[str, str, str]] = []
    used = 0
    for reference, hypothesis in rows:
        cells = _cells(reference, hypothesis)
        if block and used + len(cells[0]) > width - len(_MARGINS[0]):
            yield from _lines(block)
            block, used = [], 0
        block.append(cells)
        used += len(cells[0]) + 1
    if block:
        yield from _lines(block)


def _cells(reference: str, hypothesis: str) -> tuple[str, str, str]:
    """The three cells of a word, equally wide."""
    left, right = visible(reference), visible(hypothesis)
    if reference == hypothesis:
        return left, right, " " * len(left)
    sort = "insertion" if not left else "deletion" if not right else "substitution"
    width = max(len(left), len(right))
    texts = [text.upper() or "*" * width for text in (left, right)]
    width = max(map(len, texts))
    return texts[0].ljust(width), texts[1].ljust(width), _SIGNS[sort].ljust(width)


def _lines(block: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    for margin, cells in zip(_MARGINS, zip(*block, strict=True), strict=True):
        yield (margin + " ".join(cells)).rstrip()

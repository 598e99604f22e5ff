"""Cells of CSV that a spreadsheet takes for text, and the way back.

A spreadsheet runs a cell that begins with certain characters as a formula. Such a text gets an
apostrophe in front, by which spreadsheets know a text; reading takes it away again. A text that
has apostrophes before such a character itself gets one more, so that every text comes back.
"""

from __future__ import annotations

import re

# The wide forms are taken for the narrow ones by spreadsheets set to Chinese or Japanese.
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")


def guarded(text: str) -> str:
    """The text as a cell that is never run.

    >>> guarded("=1+1"), guarded("'-5"), guarded("'tis"), guarded("5 mg")
    ("'=1+1", "''-5", "'tis", '5 mg')
    """
    return f"'{text}" if _FORMULA.match(text) else text


def restored(cell: str) -> str:
    """The text that `guarded` made the cell of.

    >>> restored("'=1+1"), restored("'tis"), restored("=1")
    ('=1+1', "'tis", '=1')
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell

"""Text that a person wrote, made safe to look at: nothing in it acts, nothing in it hides."""

from __future__ import annotations

import json
import unicodedata

_UNSAFE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def visible(text: str, *, keep_lines: bool = False) -> str:
    r"""`text` with control, bidirectional and other invisible characters shown as escapes.

    >>> visible("a\x1b[31mb")
    'a\\x1b[31mb'
    """
    if text.isprintable():
        return text
    return "".join(
        c
        if (keep_lines and c == "\n") or unicodedata.category(c) not in _UNSAFE
        else c.encode("unicode_escape").decode("ascii")
        for c in text
    )


def visible_json(shown: str) -> str:
    r"""A JSON document with the same characters written as JSON's own escapes.

    >>> visible_json('"a\u202eb"')
    '"a\\u202eb"'
    """
    if shown.isprintable():
        return shown
    # Outside strings JSON is ASCII, so these can only stand where an escape means the same.
    return "".join(json.dumps(c)[1:-1] if unicodedata.category(c) in _UNSAFE else c for c in shown)

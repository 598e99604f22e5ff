"""What a user brings in as a term becomes a checked one, or says why it cannot.

A term goes into notes as it is written, so nothing may stand in it that a name does not have.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from draftgenie.domain.term import MAX_TERM_LENGTH, MAX_TERM_WORDS
from draftgenie.pipeline._text import split_words

if TYPE_CHECKING:
    from draftgenie.errors import Reject
    from draftgenie.pipeline.ingest import Row

_MARKS_INSIDE = frozenset(" -‐‑–.,'’/&+")
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def read_term(text: str) -> tuple[str, str]:
    """The normalised words of a term, and how it is written; marks around it are left out.

    Raises:
        ValueError: it is no term; the message says why and never quotes it.

    >>> read_term("  Co-codamol® ")
    ('co codamol', 'Co-codamol')
    """
    if len(text) > MAX_TERM_LENGTH:
        msg = f"is longer than {MAX_TERM_LENGTH} characters"
        raise ValueError(msg)
    if not text.isprintable() and any(unicodedata.category(c) in _INVISIBLE for c in text):
        msg = "holds a tab or another control or invisible character"
        raise ValueError(msg)
    words = split_words(" ".join(text.split()))
    if not any(c.isalpha() for word in words.norm for c in word):
        msg = "holds no letter"
        raise ValueError(msg)
    if len(words) > MAX_TERM_WORDS:
        msg = f"has more than {MAX_TERM_WORDS} words"
        raise ValueError(msg)
    if not _MARKS_INSIDE.issuperset("".join(words.gaps()[1:-1])):
        msg = "has marks between its words that no name has"
        raise ValueError(msg)
    return " ".join(words.norm), words.text[words.starts[0] : words.ends[-1]]


def read_row(row: Row) -> tuple[str, str] | Reject:
    """The term of a row as `read_term` gives it, or why it cannot be taken."""
    if not isinstance(row.fields, dict):
        return row.fields
    term = row.fields.get("term")
    if not isinstance(term, str):
        return row.reject("term is missing" if term is None else "term is not a text")
    try:
        return read_term(term)
    except ValueError as error:
        return row.reject(f"term {error}", hint="one name a line, as it is written in notes")

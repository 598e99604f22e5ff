"""Whether a draft is so unlike those before it that their history says nothing of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from draftgenie.pipeline.generate.guess import wilson_lower

if TYPE_CHECKING:
    from draftgenie.pipeline._kind import Kind

RARE = 0.125
"""What fewer than one in eight of a speaker's drafts were like is not how the speaker's look."""

FEW, MANY = 0.25, 4.0
"""A quarter or four times the usual marks is another way of writing, not a longer sentence."""

LEAST_MARKS = 0.02
MOST_UNKNOWN = 0.5
LEAST_WORDS = 10


def unlike(kind: Kind) -> str | None:
    """Why edits of this draft are only suggested; None when it is like those before it.

    It takes some twenty drafts of the speaker's own to say that something is not among them.
    """
    if kind.n_words >= LEAST_WORDS and kind.n_unknown > MOST_UNKNOWN * kind.n_words:
        return "most words of this draft are in no final note: it may be in another language"
    if kind.marks < FEW * kind.usual and _is_rare(kind.n_as_few, kind.n_drafts):
        return "unlike this speaker's drafts so far: it has hardly any marks"
    dense = max(LEAST_MARKS, MANY * kind.usual)
    if kind.marks > dense and _is_rare(kind.n_as_many, kind.n_drafts):
        return "unlike this speaker's drafts so far: it has far more marks"
    return None


def _is_rare(n_alike: int, n: int) -> bool:
    """Whether so few drafts alike leave no doubt that they are rare."""
    return wilson_lower(n - n_alike, n) > 1 - RARE

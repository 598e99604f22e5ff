"""How one text became another, word by word as they are written, for people to look at.

Counts and corrections are not made from this: they align normalised words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

from draftgenie.pipeline._align import Tag, align

_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that stayed, came, went or changed.

    `before` is the slice of the hypothesis and `after` that of the reference, each from its
    first word to its last; `gap` is the white space that follows it.
    """

    tag: Tag
    before: str
    after: str
    gap: str


def word_diff(*, reference: str, hypothesis: str) -> list[Piece]:
    """The pieces that `reference` and `hypothesis` are made of, in order.

    Words end at white space; case and marks count. Between two equal pieces stands at most one
    that is not.

    >>> [(p.tag.value, p.before, p.after)
    ...  for p in word_diff(reference="No chest pain.", hypothesis="chest pain")]
    [('insert', '', 'No'), ('equal', 'chest', 'chest'), ('replace', 'pain', 'pain.')]
    """
    after = [match.span() for match in _WORD.finditer(reference)]
    before = [match.span() for match in _WORD.finditer(hypothesis)]
    steps = align(
        reference=[reference[a:b] for a, b in after],
        hypothesis=[hypothesis[a:b] for a, b in before],
    )
    pieces = []
    for is_equal, group in groupby(steps, key=lambda step: step.tag is Tag.EQUAL):
        run = list(group)
        start, end = run[0], run[-1]
        old, old_gap = _slice(hypothesis, before, start.hypothesis_start, end.hypothesis_end)
        new, new_gap = _slice(reference, after, start.reference_start, end.reference_end)
        if is_equal or (old and new):
            tag = Tag.EQUAL if is_equal else Tag.REPLACE
        else:
            tag = Tag.INSERT if new else Tag.DELETE
        pieces.append(Piece(tag, old, new, new_gap if new else old_gap))
    return pieces


def _slice(text: str, spans: list[tuple[int, int]], start: int, end: int) -> tuple[str, str]:
    if start == end:
        return "", ""
    until = spans[end][0] if end < len(spans) else len(text)
    return text[spans[start][0] : spans[end - 1][1]], text[spans[end - 1][1] : until]

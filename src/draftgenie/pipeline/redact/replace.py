"""Identifiers replaced by placeholders, and put back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from draftgenie.domain.redaction import Found, Identifier, Redacted
from draftgenie.pipeline.redact._tokens import sure_words
from draftgenie.pipeline.redact.dates import find_ages, find_dates
from draftgenie.pipeline.redact.names import Names
from draftgenie.pipeline.redact.numbers import find_net, find_numbers
from draftgenie.pipeline.redact.places import find_places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PLACEHOLDER = re.compile(rf"\[(?:{'|'.join(kind.name for kind in Identifier)})-[1-9]\d{{0,3}}\]")
_MASK = "\x00"
_RANK = (*(kind for kind in Identifier if kind is not Identifier.RECORD), Identifier.RECORD)
"""Of two classes for one place the first counts: any number may be a record's."""


def redact(text: str, *, roster: Iterable[str]) -> Redacted:
    """The text with every identifier that is found replaced by a placeholder.

    The same words have the same placeholder all through the text; what looks like a placeholder
    already stays as it is, and its number is not used. Nothing is found in what comes out: to
    redact it again changes nothing.

    Args:
        text: a whole note, since what a word is may be told by words far from it.
        roster: names of people who may be named in it, such as the speaker's.

    >>> done = redact("Mrs. Okonkwo was seen on March 3, 2025.", roster=[])
    >>> done.text
    'Mrs. [NAME-1] was seen on [DATE-1].'
    >>> restore(done.text, done)
    'Mrs. Okonkwo was seen on March 3, 2025.'
    """
    names = tuple(sorted(set(roster)))
    known: dict[tuple[Identifier, str], str] = {}
    taken = {match.group() for match in PLACEHOLDER.finditer(text)}
    while spans := find(text, names):
        # Who was named in full here may be named in part, without any cue, there.
        here = (text[one.start : one.end] for one in spans if one.kind is Identifier.NAME)
        names = tuple(sorted({*names, *filter(None, map(sure_words, here))}))
        text = _replace(text, spans, known, taken)
    return Redacted(text, {name: original for (_, original), name in known.items()})


def restore(text: str, redacted: Redacted) -> str:
    """The text with what its placeholders stand for; others are left as they are."""
    originals = redacted.originals
    return PLACEHOLDER.sub(lambda m: originals.get(m.group(), m.group()), text)


def find(text: str, roster: tuple[str, ...]) -> list[Found]:
    """Where identifiers are, in order and apart from each other; none inside placeholders.

    Places that overlap become one, of the class of the longest.
    """
    # As long as what it hides, so that places stay; no pattern goes across it.
    masked = PLACEHOLDER.sub(lambda m: _MASK * len(m.group()), text)
    found = [f for f in _every(masked, roster) if _MASK not in masked[f.start : f.end]]
    return list(_merged(found))


def _every(text: str, roster: tuple[str, ...]) -> Iterator[Found]:
    yield from find_dates(text)
    yield from find_ages(text)
    yield from find_numbers(text)
    yield from find_net(text)
    yield from find_places(text)
    yield from Names(text, roster).find()


def _merged(found: Iterable[Found]) -> Iterator[Found]:
    group: list[Found] = []
    end = -1
    for one in sorted(found, key=lambda f: (f.start, -f.end, f.kind)):
        if group and one.start >= end:
            yield _union(group)
            group = []
        group.append(one)
        end = max(end, one.end) if len(group) > 1 else one.end
    if group:
        yield _union(group)


def _union(group: list[Found]) -> Found:
    longest = max(group, key=lambda f: (f.end - f.start, -_RANK.index(f.kind), -f.start))
    return Found(group[0].start, max(f.end for f in group), longest.kind)


def _replace(
    text: str, spans: list[Found], known: dict[tuple[Identifier, str], str], taken: set[str]
) -> str:
    parts, last = [], 0
    for span in spans:
        original = text[span.start : span.end]
        key = (span.kind, original)
        if key not in known:
            known[key] = _fresh(span.kind, taken)
        parts += [text[last : span.start], known[key]]
        last = span.end
    return "".join([*parts, text[last:]])


def _fresh(kind: Identifier, taken: set[str]) -> str:
    n = 1
    while (name := f"[{kind.name}-{n}]") in taken:
        n += 1
    taken.add(name)
    return name

"""Dates and names in a list of normalised words, beside the facts that `_facts` knows.

Shared by the measurement of safety and by the generator's guard. A date's words are numbers as
well, and counted as such. Case is no help, since many drafts have none: a name is the word behind
a title, the full name of a person who is known, and the speaker's own last name alone.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from draftgenie.domain.correction import Category
from draftgenie.pipeline._facts import Fact
from draftgenie.pipeline._numbers import read_number
from draftgenie.pipeline._text import normalised_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NAMED = "named-2"
"""The name of these rules, part of the signature of every safety count."""

DATE = "date"
NAME = "name"

_MONTHS = {
    name: month
    for month, names in enumerate(
        "january jan,february feb,march mar,april apr,may,june jun,july jul,august aug,"
        "september sep sept,october oct,november nov,december dec".split(","),
        start=1,
    )
    for name in names.split()
}
_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_TITLES = frozenset("dr mr mrs ms prof".split())
_NO_NAMES = frozenset(
    "a an and are as at be by for from had has he her his in is it not of on or said she that the"
    " their they this to was who will with".split()
)
_LOOK_FOR = _WEEKDAYS.union(_MONTHS, _TITLES)
_DAY = re.compile(r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMERIC = re.compile(r"(\d{1,2})/(\d{1,2})/(?:\d{2}|\d{4})")
_MONTHS_OF_A_YEAR = 12


class Watched(NamedTuple):
    """What is known to be a fact besides what `_facts` and a text itself tell.

    `terms` and `names` are normalised words joined by one space, a name without titles and of
    two words or more; `own` are words that are names by themselves, in this speaker's texts.
    """

    terms: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()


NOTHING = Watched()


def name_words(name: str) -> list[str]:
    """The normalised words of a person's name, without titles, letters and degrees behind it.

    >>> name_words("Dr. Amara N. Okafor, MD")
    ['amara', 'okafor']
    """
    words = normalised_words(name.partition(",")[0])
    return [word for word in words if len(word) > 1 and word not in _TITLES]


def named_facts(
    words: Sequence[str], found: Sequence[Fact], watched: Watched = NOTHING
) -> list[Fact]:
    """The dates and names in `words`, by place.

    A date's value is month and day, or month and year, or the weekday: `3/14/2025`, `March 14`
    and `the fourteenth of March` say the same.

    Args:
        words: normalised words (`words-1`).
        found: the facts that `_facts.facts` found in them.
        watched: the names that are known; each word of one is a name.

    >>> words = "seen by dr okafor on march third 2025".split()
    >>> [(f.kind, f.value, f.start, f.end) for f in named_facts(words, [])]
    [('name', 'okafor', 3, 4), ('date', '3-3', 5, 7)]
    """
    numeric = [date for fact in found if (date := _numeric_date(fact)) is not None]
    spoken = [] if _LOOK_FOR.isdisjoint(words) else [*_spoken(words)]
    taken = {fact.start for fact in spoken if fact.kind == NAME}
    known = [fact for fact in _known_names(words, watched) if fact.start not in taken]
    if not spoken and not known:
        return numeric
    return sorted([*numeric, *spoken, *known], key=lambda fact: fact.start)


def _known_names(words: Sequence[str], watched: Watched) -> Iterator[Fact]:
    names = _by_first_word(watched.names)
    read_to = 0
    if watched.own.isdisjoint(words) and names.keys().isdisjoint(words):
        return
    for i, word in enumerate(words):
        if i < read_to:
            continue
        n_words = max(
            (len(name) for name in names.get(word, ()) if [*words[i : i + len(name)]] == name),
            default=int(word in watched.own),
        )
        read_to = i + n_words
        yield from (Fact(NAME, words[at], at, at + 1) for at in range(i, read_to))


@lru_cache(maxsize=4)
def _by_first_word(names: frozenset[str]) -> dict[str, list[list[str]]]:
    index: dict[str, list[list[str]]] = {}
    for name in names:
        parts = name.split()
        index.setdefault(parts[0], []).append(parts)
    return index


def _numeric_date(fact: Fact) -> Fact | None:
    if fact.kind != Category.NUMBER.value or (match := _NUMERIC.fullmatch(fact.value)) is None:
        return None
    first, second = int(match[1]), int(match[2])
    month, day = (second, first) if first > _MONTHS_OF_A_YEAR else (first, second)
    return Fact(DATE, f"{month}-{day}", fact.start, fact.end)


def _spoken(words: Sequence[str]) -> Iterator[Fact]:
    for i, word in enumerate(words):
        if word not in _LOOK_FOR:
            continue
        if word in _WEEKDAYS:
            yield Fact(DATE, word, i, i + 1)
        elif word in _MONTHS:
            yield from _month_date(words, i)
        elif (name := _name_behind(words, i + 1)) is not None:
            yield name


def _month_date(words: Sequence[str], at: int) -> Iterator[Fact]:
    """The date of the month at `at`; none when no day or year stands beside it."""
    month = _MONTHS[words[at]]
    value, end = _number_at(words, at + 1)
    if _DAY.fullmatch(value):
        yield Fact(DATE, f"{month}-{_digits(value)}", at, end)
        return
    year, year_end = value, end
    for first in range(max(0, at - 3), at):
        value, end = _number_at(words, first)
        if _DAY.fullmatch(value) and (end == at or [*words[end:at]] == ["of"]):
            yield Fact(DATE, f"{month}-{_digits(value)}", first, at + 1)
            return
    if _YEAR.fullmatch(year):
        yield Fact(DATE, f"{month}-{year}", at, year_end)


def _number_at(words: Sequence[str], at: int) -> tuple[str, int]:
    """The number that begins at a word, and where it ends; an empty one when none does."""
    read = read_number(words, at) if at < len(words) else None
    return read or ("", at)


def _digits(day: str) -> int:
    return int(re.sub(r"\D", "", day))


def _name_behind(words: Sequence[str], at: int) -> Fact | None:
    """The name that begins at a word; initials are passed over."""
    while at < len(words) and len(words[at]) == 1:
        at += 1
    if at < len(words) and words[at].isalpha() and words[at] not in _NO_NAMES | _LOOK_FOR:
        return Fact(NAME, words[at], at, at + 1)
    return None

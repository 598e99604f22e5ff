"""Dates and names in a list of normalised words, beside the facts that `_facts` knows.

Shared by the measurement of safety and by the generator's guard. A date's words are numbers as
well, and counted as such. Case is no help, since many drafts have none: a name is the word behind
a title.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from draftgenie.domain.correction import Category
from draftgenie.pipeline._facts import Fact
from draftgenie.pipeline._numbers import read_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NAMED = "named-1"
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


def named_facts(words: Sequence[str], found: Sequence[Fact]) -> list[Fact]:
    """The dates and names in `words`, by place.

    A date's value is month and day, or month and year, or the weekday: `3/14/2025`, `March 14`
    and `the fourteenth of March` say the same.

    Args:
        words: normalised words (`words-1`).
        found: the facts that `_facts.facts` found in them.

    >>> words = "seen by dr okafor on march third 2025".split()
    >>> [(f.kind, f.value, f.start, f.end) for f in named_facts(words, [])]
    [('name', 'okafor', 3, 4), ('date', '3-3', 5, 7)]
    """
    numeric = [date for fact in found if (date := _numeric_date(fact)) is not None]
    if _LOOK_FOR.isdisjoint(words):
        return numeric
    return sorted([*numeric, *_spoken(words)], key=lambda fact: fact.start)


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

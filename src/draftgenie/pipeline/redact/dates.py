"""Dates, written and dictated, and ages over 89."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from draftgenie.domain.redaction import Found, Identifier
from draftgenie.pipeline.redact import _spoken as spoken

if TYPE_CHECKING:
    from collections.abc import Iterator

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_LONG_MONTH = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
)
_WEEKDAY = r"(?:\b(?:mon|tue|tues|wed|wednes|thu|thurs|fri|sat|satur|sun)(?:day)?\.?,? +)?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_NTH = rf"(?:{_DAY} ?(?:st|nd|rd|th)\b)"
_YEAR = rf"(?:(?:19|20)\d\d\b|['’]\d\d\b|{spoken.YEAR}\b)"
_GAP = r"[ \t]*[-/,.]?[ \t]*"
_TO = r"[ \t]*(?:-|–|to|through|thru|and|&)[ \t]*"
_CUE = (
    r"\b(?:on|since|dated?|until|till|thru|through|as of|seen|due|effective|admitted|discharged"
    r"|scheduled for|return(?:ing)?|follow[- ]?up|f/u|dos|dob|birth|born|visit|week of|by)"
    r"(?: (?:on|of|is|was|for))?[: ]+"
)
_MONTH_CUE = (
    r"\b(?:in|since|last|this|next|early|late|mid|middle of|end of|beginning of|during|until|by"
    r"|from|of|to|through|before|after)[- ]+(?:early |late |mid[- ]?)?"
)
_UNIT = (
    r"[ \t]{0,3}(?:mg|mcg|µg|ug|g|grams?|ml|cc|units?|meq|mmol|mm|cm|kg|lbs?|minutes?|hours?|days?"
    r"|weeks?|months?|years?|times|tablets?|tabs?|pills?|doses?|%|percent|x)\b"
)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_MONTH_FIRST = _pattern(
    rf"{_WEEKDAY}\b(?P<month>{_MONTH}){_GAP}(?:the )?(?P<day>{_NTH}|{_DAY}\b|"
    rf"{spoken.ORDINAL_DAY}\b|{spoken.DAY}\b(?! thousand| hundred))"
    rf"(?:{_TO}(?:{_NTH}|{_DAY}\b(?![/:])|"
    rf"{spoken.ORDINAL_DAY}\b))?(?P<year>{_GAP}(?:in |of )?{_YEAR})?"
)
_DAY_FIRST = _pattern(
    rf"{_WEEKDAY}(?:\bthe )?(?<![\d/.,-])\b(?P<day>{_NTH}|{_DAY}|{spoken.ORDINAL_DAY}\b)"
    rf"(?:{_TO}(?:{_NTH}|{_DAY}))?(?P<of>[ \t]+(?:day )?of[ \t]+(?:the month of )?)?{_GAP}"
    rf"(?P<month>{_MONTH})(?P<year>{_GAP}(?:in |of )?{_YEAR})?"
)
_MONTH_YEAR = _pattern(rf"\b{_MONTH}{_GAP}(?:of )?{_YEAR}")
_MONTH_ALONE = _pattern(rf"(?:{_MONTH_CUE})(?P<date>{_LONG_MONTH}|sept|jan|feb|aug|oct|nov|dec)\b")
_NUMERIC = _pattern(
    r"(?<![\d./-])(?P<a>\d{1,2})(?P<sep> ?[/.-] ?)(?P<b>\d{1,2})(?P=sep)(?:\d{4}|['’]?\d\d)"
    rf"(?![\d/-]|\.\d)(?!{_UNIT})"
)
_YEAR_FIRST = _pattern(
    r"(?<![\d./-])(?:19|20)\d\d([/.-])(?:0?[1-9]|1[0-2])\1(?:3[01]|[12]\d|0?[1-9])"
    r"(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\d/-])"
)
_MONTH_SLASH_YEAR = _pattern(r"(?<![\d./-])(?:0?[1-9]|1[0-2])[/-](?:19|20)\d\d(?![\d/-])")
_CUED = _pattern(
    rf"{_CUE}(?P<date>(?:0?[1-9]|1[0-2])[/-]{_DAY}(?:{_TO}(?:(?:0?[1-9]|1[0-2])[/-])?{_DAY})?)"
    rf"(?![\d/]|[.-]\d)(?!{_UNIT})(?! (?:strength|murmur|systolic|diastolic|pain|power|on\b))"
)
_COMPACT = _pattern(
    r"(?<![\w.-])(?:(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    rf"|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:19|20)\d\d)(?![\w-])(?!{_UNIT})"
)
_SPOKEN_SEP = r" (?:slash|dash|point|stroke) "
_SPOKEN = _pattern(
    rf"\b(?:{spoken.DAY}{_SPOKEN_SEP}{spoken.DAY}"
    rf"(?:{_SPOKEN_SEP}(?:{spoken.YEAR}|{spoken.TWO_DIGITS}|oh {spoken.DIGIT}))"
    rf"|{spoken.DAY} {spoken.DAY} {spoken.YEAR}"
    rf"|\d{{1,2}}{_SPOKEN_SEP}\d{{1,2}}{_SPOKEN_SEP}\d{{2,4}})\b"
)
_NTH_ALONE = _pattern(
    rf"\b(?:on|since|until|by|from|through|before|after) the (?P<date>{_NTH}"
    rf"|{spoken.ORDINAL_DAY}\b)"
    r"(?= of (?:this|last|next|the) month|[.;,]?[ \t]*(?:$|\n)|[.;,](?=[ \t]))"
)
_BORN = _pattern(
    r"\b(?:born(?: in)?|dob|d\.o\.b\.|date of birth|year of birth|birth ?year)(?: is| was)?[: ]+"
    rf"(?:in )?(?P<date>(?:19|20)\d\d\b|{spoken.YEAR}\b)"
)
_HOLIDAY = _pattern(
    r"\b(?:christmas(?: eve| day)?|thanksgiving|easter(?: sunday| monday)?"
    r"|new year['’]?s(?: eve| day)?"
    r"|labou?r day|memorial day|independence day|fourth of july|july fourth|halloween"
    r"|valentine['’]?s day"
    r"|boxing day|mother['’]?s day|father['’]?s day|veterans day"
    r"|good friday)\b(?:,? (?:of )?(?:19|20)\d\d\b)?"
)
_WHOLE = (_MONTH_YEAR, _YEAR_FIRST, _MONTH_SLASH_YEAR, _COMPACT, _SPOKEN, _HOLIDAY)
_CUED_ONES = (_CUED, _NTH_ALONE, _BORN, _MONTH_ALONE)
_CHRISTMAS_DISEASE = _pattern(r" (?:disease|factor|tree)")
_FOLLOWED_BY_UNIT = _pattern(_UNIT)

_AGE = r"(?:9\d|1[0-2]\d)"
_AGE_WORDS = (
    rf"(?:ninety(?:[ -](?:{spoken.ONES}))?|(?:a|one) hundred(?:(?: and)? (?:{spoken.ONES}|"
    rf"{spoken.TEENS}))?)"
)
_AGES = (
    _pattern(
        rf"(?<![\d./-])\b(?P<age>{_AGE}|{_AGE_WORDS})(?=[ -]?(?:years?|yrs?|yr)[ -]*(?:old|of age)"
        r"|[ -]?(?:y\.?/?o\b|y\.o\.|yo\b)|[ -]year[ -]old)"
    ),
    _pattern(
        rf"\b(?:aged?|age is|turn(?:ed|ing|s))[: ]+(?:of )?(?P<age>{_AGE}|{_AGE_WORDS})\b"
        r"(?! ?(?:%|percent|degrees|minutes|days|hours|months|weeks|mg|ml|units)|[./]\d)"
    ),
    _pattern(rf"\b(?P<age>{_AGE})(?=(?:st|nd|rd|th) birthday)"),
    _pattern(rf"\b(?P<age>{_AGE})(?=[MF],? (?:with|who|presenting|admitted|here|h/o|s/p|seen)\b)"),
    _pattern(
        r"\b(?:in|into) (?:his|her|their) (?P<age>(?:late |mid[- ]?|early )?nineties|90['’]?s)\b"
    ),
    _pattern(r"\b(?P<age>nonagenarian|centenarian)\b"),
)


def find_dates(text: str) -> Iterator[Found]:
    """Dates with all their parts but a year alone; a part of a date may be found twice."""
    for pattern in _WHOLE:
        for match in pattern.finditer(text):
            if not _CHRISTMAS_DISEASE.match(text, match.end()):
                yield Found(match.start(), match.end(), Identifier.DATE)
    for match in _NUMERIC.finditer(text):
        if _is_day_and_month(int(match["a"]), int(match["b"])):
            yield Found(match.start(), match.end(), Identifier.DATE)
    yield from _behind_cues(text)
    yield from _with_month_names(text)


def _behind_cues(text: str) -> Iterator[Found]:
    for pattern in _CUED_ONES:
        for match in pattern.finditer(text):
            if _is_month(match["date"], text, match.end()):
                yield Found(*match.span("date"), Identifier.DATE)


def _with_month_names(text: str) -> Iterator[Found]:
    for match in _MONTH_FIRST.finditer(text):
        if _means_a_date(match, text) and not _is_spoken_amount(match):
            yield Found(match.start(), match.end(), Identifier.DATE)
    for match in _DAY_FIRST.finditer(text):
        sure = match["of"] or match["year"] or not match["day"].isdigit()
        capital = match["month"][0].isupper()
        if sure or (capital or not _is_verb(match["month"])):
            yield Found(match.start(), match.end(), Identifier.DATE)


def _means_a_date(match: re.Match[str], text: str) -> bool:
    """Whether a month and a number are a day, and not a verb and an amount."""
    return bool(match["year"]) or not _FOLLOWED_BY_UNIT.match(text, match.end())


def _is_spoken_amount(match: re.Match[str]) -> bool:
    """Whether it reads like `may two of them`: a verb, and a number in words."""
    day = match["day"].lower()
    return not match["year"] and _is_verb(match["month"]) and bool(_NUMBER_WORD.fullmatch(day))


_NUMBER_WORD = _pattern(spoken.DAY)


def _is_verb(month: str) -> bool:
    return month.rstrip(".").lower() in {"may", "march", "mar"} and month[0].islower()


def _is_month(date: str, text: str, end: int) -> bool:
    """Whether a month behind a cue is one: `to march` and `of may` are not in lower case."""
    if date.lower() not in {"may", "march", "august"} or date[0].isupper():
        return True
    return not text[end:].lstrip(" ")[:1].isalpha() or date == "august"


def _is_day_and_month(a: int, b: int) -> bool:
    return 0 < min(a, b) <= 12 and max(a, b) <= 31  # noqa: PLR2004 - months, days


def find_ages(text: str) -> Iterator[Found]:
    """Ages over 89, which alone can tell a person."""
    for pattern in _AGES:
        for match in pattern.finditer(text):
            yield Found(*match.span("age"), Identifier.AGE)

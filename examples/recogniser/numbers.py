"""Number and unit style: what the recogniser writes where the speaker's notes write otherwise.

The value never changes here. Rates by name, in the table `numbers` of a speaker's habits:

    over          148/92        -> 148 over 92
    out_of        5/5           -> 5 out of 5, 5 over 5
    percent_word  7.2%          -> 7.2 percent
    percent_sign  98 percent    -> 98%
    plus_word     2+            -> 2 plus
    point         2.5           -> 2 point 5, two point five
    bare_point    0.5           -> .5
    thousands     1000          -> 1,000
    no_thousands  1,240         -> 1240
    digit         two           -> 2
    word          5             -> five
    joined        5 mg          -> 5mg
    age           64-year-old   -> 64 year old
    ordinal       9 October     -> 9th October, 9th of October
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from recogniser.words import Token, is_number, replace

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

WORDS = tuple("zero one two three four five six seven eight nine ten eleven twelve".split())
"""The numbers that style guides argue about."""

_UNITS = frozenset({"mg", "mm", "cm", "kg", "ml", "mcg", "g"})
_MONTHS = frozenset(
    {"january", "february", "march", "april", "may", "june", "july", "august", "september"}
    | {"october", "november", "december"}
)
_TEENS = range(11, 14)
_ONE_FEWER = 0.2  # "one" is seldom written as a digit: "one of them", "the left one"


def _spoken(digits: str) -> str:
    return " ".join(WORDS[int(digit)] for digit in digits)


def _point(match: re.Match[str], rng: random.Random) -> str:
    whole, part = match.groups()
    if int(whole) < len(WORDS) and rng.random() < 0.5:  # noqa: PLR2004 - as often as not
        return f"{WORDS[int(whole)]} point {_spoken(part)}"
    return f"{whole} point {' '.join(part)}"


def _out_of(match: re.Match[str], rng: random.Random) -> str:
    return f"{match[1]} {'out of' if rng.random() < 0.7 else 'over'} {match[2]}"  # noqa: PLR2004


_REWRITES: dict[str, tuple[str, Callable[[re.Match[str], random.Random], str]]] = {
    "over": (r"(\d{2,3})/(\d{2,3})", lambda m, _: f"{m[1]} over {m[2]}"),
    "out_of": (r"(\d)/(\d)", _out_of),
    "percent_word": (r"([\d.]+)%", lambda m, _: f"{m[1]} percent"),
    "plus_word": (r"(\d)\+", lambda m, _: f"{m[1]} plus"),
    "point": (r"(\d+)\.(\d{1,2})", _point),
    "bare_point": (r"0(\.\d+)", lambda m, _: m[1]),
    "thousands": (r"([1-9])(\d{3})", lambda m, _: f"{m[1]},{m[2]}"),
    "no_thousands": (r"(\d),(\d{3})", lambda m, _: m[1] + m[2]),
    "digit": ("|".join(WORDS[1:]), lambda m, _: str(WORDS.index(m[0]))),
    "word": (r"\d|1[0-2]", lambda m, _: WORDS[int(m[0])]),
    "age": (r"(\w+)-(year|month|week)-old", lambda m, _: f"{m[1]} {m[2]} old"),
}
_PATTERNS = {name: (re.compile(pattern), form) for name, (pattern, form) in _REWRITES.items()}


def _applies(name: str, tokens: list[Token], at: int) -> bool:
    following = tokens[at + 1].folded if at + 1 < len(tokens) and not tokens[at].tail else ""
    if name in {"over", "out_of"}:  # 49/51 mg is two strengths, not a pressure
        return following not in _UNITS
    if name == "thousands":  # years and room numbers have no comma
        return following in _UNITS
    if name == "digit":
        return following != "of"
    if name == "word":
        return following not in _MONTHS and not (at and tokens[at - 1].folded in _MONTHS)
    return True


def restyle(
    tokens: list[Token], rates: dict[str, float], noise: float, rng: random.Random
) -> None:
    """Rewrite numbers in place, each at most once."""
    at = 0
    while at < len(tokens):
        step = _pair(tokens, at, rates, noise, rng)
        if not step and not tokens[at].fixed:
            step = _single(tokens, at, rates, noise, rng)
        at += step or 1


def _single(
    tokens: list[Token], at: int, rates: dict[str, float], noise: float, rng: random.Random
) -> int:
    core = tokens[at].folded
    for name, (pattern, form) in _PATTERNS.items():
        match = pattern.fullmatch(core)
        if match is None or name not in rates or not _applies(name, tokens, at):
            continue
        rate = rates[name] * noise * (_ONE_FEWER if core == "one" else 1)
        if rng.random() < min(rate, 0.96):
            return replace(tokens, at, 1, form(match, rng))
    return 0


def _pair(
    tokens: list[Token], at: int, rates: dict[str, float], noise: float, rng: random.Random
) -> int:
    """Styles that take in the next words; 0 when none applies."""
    if at + 1 >= len(tokens) or not is_number(tokens[at]) or tokens[at].tail or tokens[at].fixed:
        return 0
    number, following = tokens[at].core, tokens[at + 1].folded
    length = 3 if following == "per" and tokens[at + 2].folded == "cent" else 2
    if following in {"percent", "per"} and rng.random() < rates.get("percent_sign", 0) * noise:
        if following == "percent" or length == 3:  # noqa: PLR2004 - "per cent" is two words
            return replace(tokens, at, length, number + "%")
    elif following in _UNITS and rng.random() < rates.get("joined", 0) * noise:
        return replace(tokens, at, 2, number + tokens[at + 1].core)
    elif following in _MONTHS and rng.random() < rates.get("ordinal", 0) * noise:
        of = " of" if rng.random() < 0.5 else ""  # noqa: PLR2004 - as often as not
        return replace(tokens, at, 1, _ordinal(number) + of)
    return 0


def _ordinal(number: str) -> str:
    """The day of a month as it is spoken.

    >>> _ordinal("1"), _ordinal("12"), _ordinal("23")
    ('1st', '12th', '23rd')
    """
    last = "" if int(number) in _TEENS else number[-1]
    return number + {"1": "st", "2": "nd", "3": "rd"}.get(last, "th")

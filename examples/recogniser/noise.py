"""Errors without a habit: little words, fillers, repeats, endings, and the rare dangerous slip.

Rates by name, in the table `noise` of a speaker's habits: `drop` and `insert` (little words),
`swap` (one little word for another), `ending` (a plural or past ending lost or gained), `filler`
(a chance per sentence), `repeat`. The dangerous slips have one rate for everybody.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from recogniser.words import Token, capital, is_number, pick, replace, small

if TYPE_CHECKING:
    import random

DANGER = 1 / 150
"""The chance per note of each kind of dangerous slip."""

_DROPPED = frozenset({"the", "a", "an", "of", "and", "is", "was", "to", "has", "in", "that", "at"})
_BEFORE_NOUNS = frozenset({"in", "of", "with", "on", "to", "for", "at", "from", "by", "and", "or"})
_NO_NOUNS = frozenset(
    {"a", "an", "the", "this", "that", "her", "his", "be", "which", "it", "both"}
)
_ARTICLES = {"the": 5.0, "a": 3.0}
_SWAPPED = {
    "and": {"in": 4.0, "an": 1.0},
    "in": {"and": 4.0, "on": 1.0, "an": 1.0},
    "is": {"as": 4.0, "was": 2.0},
    "as": {"is": 1.0},
    "was": {"is": 2.0, "were": 1.0},
    "has": {"had": 2.0, "is": 1.0},
    "had": {"has": 2.0},
    "a": {"the": 3.0, "of": 1.0},
    "the": {"a": 3.0, "that": 1.0},
    "of": {"off": 2.0, "a": 1.0, "on": 1.0},
    "this": {"the": 2.0, "his": 1.0},
    "these": {"this": 1.0, "the": 1.0},
    "her": {"the": 1.0, "a": 1.0},
    "his": {"is": 2.0},
    "he": {"she": 1.0, "they": 1.0},
    "then": {"than": 2.0, "and": 1.0},
    "than": {"then": 3.0},
    "for": {"four": 1.0, "or": 1.0, "from": 1.0},
    "with": {"was": 1.0, "which": 1.0},
    "were": {"where": 1.0, "are": 1.0},
    "it": {"that": 1.0, "at": 1.0},
    "on": {"in": 1.0, "and": 1.0},
    "or": {"are": 2.0, "of": 1.0},
    "are": {"or": 1.0, "were": 1.0},
    "at": {"that": 1.0, "and": 1.0},
}
_FILLERS = {"um": 5.0, "uh": 3.0, "er": 1.0}
_UNENDED = frozenset(
    {"this", "has", "was", "his", "less", "us", "is", "its", "does", "gas", "plus"}
)
_TEENS = {"13": "30", "14": "40", "15": "50", "16": "60", "18": "80", "19": "90"}
_SLIPS = _TEENS | {tens: teen for teen, tens in _TEENS.items()}
_SIDES = {"left": "right", "right": "left"}
_DOSE = frozenset({"mg", "micrograms", "mcg", "units", "g", "mg/kg"})


def little_words(
    tokens: list[Token], rates: dict[str, float], day: float, rng: random.Random
) -> None:
    """Drop, add and exchange little words in place."""
    at = 0
    while at < len(tokens):
        token, draw = tokens[at], rng.random()
        extra = _extra(tokens, at, rng)
        drop, swap, insert = (rates.get(n, 0) * day for n in ("drop", "swap", "insert"))
        if token.fixed or token.lead:
            at += 1
        elif token.folded in _DROPPED and not token.tail and draw < drop * 4:
            _delete(tokens, at)
        elif token.folded in _SWAPPED and draw > 1 - swap * 3:
            at += replace(tokens, at, 1, pick(_SWAPPED[token.folded], rng))
        elif extra and drop * 4 <= draw < drop * 4 + insert * 5:
            tokens.insert(at, Token(extra, fixed=True))
            at += 2
        else:
            at += 1


def _extra(tokens: list[Token], at: int, rng: random.Random) -> str:
    """A little word that could be heard before the word at `at`; empty when none could."""
    before, token = tokens[at - 1], tokens[at]
    if not at or token.start or is_number(token) or token.folded in _NO_NOUNS | _BEFORE_NOUNS:
        return ""
    if before.tail == ",":
        return "and"
    return pick(_ARTICLES, rng) if before.folded in _BEFORE_NOUNS else ""


def _delete(tokens: list[Token], at: int) -> None:
    gone = tokens.pop(at)
    if gone.start and at < len(tokens):
        tokens[at].start = True
        tokens[at].core = capital(tokens[at].core)


def endings(tokens: list[Token], chance: float, rng: random.Random) -> None:
    """Lose or gain a final s or ed, in words that the ear can miss it in."""
    for token in tokens:
        word = token.core
        if token.fixed or not word.isalpha() or len(word) < 5 or rng.random() >= chance:  # noqa: PLR2004
            continue
        if re.fullmatch(r".*[^suicy'](?<!e)s", word) and word not in _UNENDED:
            token.core, token.fixed = word[:-1], True
        elif re.fullmatch(r".*[lnrspkm]ed", word):
            token.core, token.fixed = word[:-1] if word[-3] in "rs" else word[:-2], True


def hesitate(tokens: list[Token], rates: dict[str, float], day: float, rng: random.Random) -> None:
    """Put in fillers, mostly where a sentence begins, and words said twice."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        pause = at > 0 and (token.folded in _BEFORE_NOUNS or bool(tokens[at - 1].tail))
        likely = 1.0 if token.start else 0.35 * pause
        draw = rng.random()
        if draw < rates.get("filler", 0) * day * likely:
            _hesitate_before(tokens, at, rng)
            at += 2
        elif draw > 1 - rates.get("repeat", 0) * day and not (token.tail or is_number(token)):
            again = Token(small(token.core), fixed=True)
            tokens.insert(at + 1, again)
            at += 2
        else:
            at += 1


def _hesitate_before(tokens: list[Token], at: int, rng: random.Random) -> None:
    token, filler = tokens[at], pick(_FILLERS, rng)
    if token.start and token.core[:1].isupper():
        tokens.insert(at, Token(capital(filler), tail=",", start=True, fixed=True))
        token.core, token.start = small(token.core), False
    else:
        tokens.insert(at, Token(filler, fixed=True))


def slip(tokens: list[Token], rng: random.Random) -> list[str]:
    """Make each dangerous slip with the chance `DANGER`; return which were made."""
    made: list[str] = []
    doses = [
        at
        for at, token in enumerate(tokens[:-1])
        if token.core in _SLIPS and tokens[at + 1].folded in _DOSE
    ]
    denials = [at for at, token in enumerate(tokens) if token.folded in {"no", "not"}]
    sides = [at for at, token in enumerate(tokens) if token.folded in _SIDES]
    for kind, places in (("dose", doses), ("side", sides), ("denial", denials)):
        if rng.random() >= DANGER or not places:
            continue
        at = places[int(rng.random() * len(places))]
        if kind == "denial":
            _delete(tokens, at)
        else:
            replace(tokens, at, 1, (_SLIPS | _SIDES)[tokens[at].folded])
        made.append(kind)
    return made

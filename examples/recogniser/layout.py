"""Case, punctuation and paragraphs of the draft, and punctuation left in it as spoken words.

Rates by name, in the table `layout` of a speaker's habits:

    comma_lost, comma_wrong   a comma gone; one put before "and", "but", "with" or "which"
    run_on                    a full stop lost, the next word in lower case
    stop_as_comma             a comma for a full stop
    false_stop                a sentence cut in two before "and", "but", "with" or "which"
    lower_start               a sentence that begins in lower case
    capital                   a common noun taken for a name
    colon_lost                "Plan: wean" -> "Plan wean", "Plan, wean"
    paragraph_lost            two paragraphs run together
    hyphen_lost               "weight-bearing" -> "weight bearing"

In the table `spoken`: `days` (the share of notes in which the marks come out as words), the rates
`comma`, `stop`, `colon` and `paragraph` in those notes, and `stop_word` ("full stop", "period").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recogniser.words import Token, capital, small

if TYPE_CHECKING:
    import random

    from recogniser.habits import Habits

_OPENERS = frozenset({"and", "but", "with", "which", "because", "so"})
_LOWER_AFTER_SPOKEN = 0.6


def lay_out(tokens: list[Token], habits: Habits, day: float, rng: random.Random) -> None:
    """Change case and punctuation in place."""
    speaks = rng.random() < habits.spoken.get("days", 0)
    at = 0
    while at < len(tokens):
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        _case(tokens[at], habits, rng)
        _hyphen(tokens[at], habits.layout, rng)
        if speaks and _speak(tokens, at, habits, rng):
            at += 1
        else:
            if "\n" in tokens[at].gap and rng.random() < habits.layout.get("paragraph_lost", 0):
                tokens[at].gap = " "
            _punctuate(tokens[at], following, habits.layout, day, rng)
        at += 1


def _case(token: Token, habits: Habits, rng: random.Random) -> None:
    if token.start and rng.random() < habits.layout.get("lower_start", 0):
        token.core = small(token.core)
    elif token.core in habits.capitals and rng.random() < habits.layout.get("capital", 0):
        token.core = capital(token.core)


def _hyphen(token: Token, rates: dict[str, float], rng: random.Random) -> None:
    plain = "-" in token.core and token.core.replace("-", "").isalpha()
    if plain and rng.random() < rates.get("hyphen_lost", 0):
        token.core = token.core.replace("-", " ")


def _spoken_word(token: Token, habits: Habits) -> tuple[str, float]:
    """What the mark after `token` is called, and the chance that it comes out as that word."""
    spoken = habits.spoken
    if "\n" in token.gap:
        return "new paragraph", spoken.get("paragraph", 0)
    if token.tail == ",":
        return "comma", spoken.get("comma", 0)
    if token.tail == ":":
        return "colon", spoken.get("colon", 0)
    if token.tail == ".":
        return str(spoken["stop_word"]), spoken.get("stop", 0)
    return "", 0


def _speak(tokens: list[Token], at: int, habits: Habits, rng: random.Random) -> bool:
    """Leave the mark after the word in the draft as a word; whether it was."""
    token = tokens[at]
    word, chance = _spoken_word(token, habits)
    if rng.random() >= chance:
        return False
    if word == "new paragraph":
        token.gap = " "
        if rng.random() < 0.5:  # noqa: PLR2004 - as often as not
            token.tail = ""
    else:
        token.tail = ""
    tokens.insert(at + 1, Token(word, fixed=True, gap=token.gap))
    token.gap = " "
    if at + 2 < len(tokens) and rng.random() < _LOWER_AFTER_SPOKEN:
        tokens[at + 2].core = small(tokens[at + 2].core)
    return True


def _punctuate(
    token: Token,
    following: Token | None,
    rates: dict[str, float],
    day: float,
    rng: random.Random,
) -> None:
    def happens(name: str) -> bool:
        return rng.random() < min(rates.get(name, 0) * day, 1)

    if token.tail == "," and happens("comma_lost"):
        token.tail = ""
    elif token.tail in {":", ";"} and happens("colon_lost"):
        token.tail = "," if happens("stop_as_comma") else ""
    elif following is not None and token.tail == "." and following.start:
        for name, mark in (("run_on", ""), ("stop_as_comma", ",")):
            if happens(name):
                token.tail, following.core = mark, small(following.core)
                break
    elif following is not None and not token.tail and following.folded in _OPENERS:
        _break_before(token, following, stop=happens("false_stop"), comma=happens("comma_wrong"))


def _break_before(token: Token, following: Token, *, stop: bool, comma: bool) -> None:
    if stop:
        token.tail, following.core = ".", capital(following.core)
    elif comma:
        token.tail = ","

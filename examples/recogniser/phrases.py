"""Misheard terms, homophones, split and joined words, spelling: chances that hang on context."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from recogniser.words import Token, is_number, pick, replace

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from recogniser.habits import Confusion, Habits

RAISED = 1.6
"""What a favourable context multiplies a chance by."""

LOWERED = 0.65
"""What its absence multiplies it by."""

FADED = 0.15
"""What is left of a chance on the side of the update where the error is rare."""

SURE = 0.96
"""No error is certain: the highest chance there is."""

SAME_AGAIN = 0.65
"""How often a phrase misheard twice in a note is misheard in the same way."""

NEARBY = 4
"""How many words either side count as near."""


@dataclass(slots=True)
class Day:
    """The circumstances of one note: how noisy it was, and whether the update was in.

    `heard` remembers how each phrase was misheard in this note.
    """

    noise: float
    updated: bool
    heard: dict[tuple[str, ...], str] = field(default_factory=dict)


def _holds(condition: str, tokens: Sequence[Token], at: int, end: int) -> bool:
    if condition == "after_number":
        return at > 0 and is_number(tokens[at - 1])
    if condition == "before_number":
        return end < len(tokens) and is_number(tokens[end])
    if condition == "at_start":
        return tokens[at].start
    if condition == "at_end":
        return bool(tokens[end - 1].tail)
    around = [*tokens[max(0, at - NEARBY) : at], *tokens[end : end + NEARBY]]
    if condition.endswith("*"):
        return any(token.folded.startswith(condition[:-1]) for token in around)
    return any(token.folded == condition for token in around)


def _chance(confusion: Confusion, tokens: Sequence[Token], at: int, day: Day) -> float:
    end = at + len(confusion.phrase)
    if confusion.only and not any(_holds(c, tokens, at, end) for c in confusion.only):
        return 0
    if any(_holds(c, tokens, at, end) for c in confusion.unless):
        return 0
    chance = confusion.rate * day.noise
    if confusion.when:
        raised = any(_holds(c, tokens, at, end) for c in confusion.when)
        chance *= RAISED if raised else LOWERED
    if confusion.drift and (confusion.drift == "fades") == day.updated:
        chance *= FADED
    return min(chance, SURE)


def _matches(confusion: Confusion, tokens: Sequence[Token], at: int) -> bool:
    span = tokens[at : at + len(confusion.phrase)]
    if tuple(token.folded for token in span) != confusion.phrase:
        return False
    inner_break = any(token.tail or "\n" in token.gap for token in span[:-1])
    return not inner_break and not any(token.fixed for token in span)


def mishear(tokens: list[Token], habits: Habits, day: Day, rng: random.Random) -> None:
    """Replace phrases in place; the longest phrase at a place is tried first."""
    at = 0
    while at < len(tokens):
        step = 1
        for confusion in habits.confusions.get(tokens[at].folded, ()):
            if not _matches(confusion, tokens, at):
                continue
            if rng.random() < _chance(confusion, tokens, at, day):
                step = replace(tokens, at, len(confusion.phrase), _form(confusion, day, rng))
                break
        at += step


def _form(confusion: Confusion, day: Day, rng: random.Random) -> str:
    before = day.heard.get(confusion.phrase)
    if before is not None and rng.random() < SAME_AGAIN:
        return before
    form = day.heard[confusion.phrase] = pick(confusion.heard, rng)
    return form

"""A note as words that carry their punctuation, and dice that always fall the same way."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_CHUNK = re.compile(r"(\S+)(\s*)")
_PARTS = re.compile(r"""(["(\[]*)(.*?)([.,;:!?)"\]]*)""", re.DOTALL)
_NUMBER = re.compile(r"\d[\d.,]*")
_KEEPS_ITS_CAPITAL = re.compile(
    r"I|I'\w+|.*[\d&].*|.+[A-Z].*|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|January|February|March|April|June|July|August|September|October|November|December"
    r"|Holter|Doppler|Lachman|Romberg|Kawasaki|Barrett's|Crohn's|Helicobacter|Clostridioides"
)


@dataclass(slots=True)
class Token:
    """One word of a note: `lead + core + tail`, then the white space `gap`.

    `start` marks the first word of a sentence of the final note. `fixed` marks a word that a
    stage has already changed, so that no later stage mishears it a second time.
    """

    core: str
    lead: str = ""
    tail: str = ""
    gap: str = " "
    start: bool = False
    fixed: bool = False

    @property
    def folded(self) -> str:
        """The word as it is looked up: case does not count."""
        return self.core.casefold()


def dice(*key: object) -> random.Random:
    """A generator seeded by `key` alone, so that no draw depends on an earlier note's draws."""
    return random.Random("/".join(map(str, key)))  # noqa: S311 - a simulation, not a secret


def pick(weights: Mapping[str, float], rng: random.Random) -> str:
    """One key of `weights`, drawn by weight; only `random()` is promised to be stable."""
    left = rng.random() * sum(weights.values())
    for form, weight in weights.items():
        left -= weight
        if left < 0:
            return form
    return list(weights)[-1]


def split(text: str) -> list[Token]:
    """The words of `text` in order; `join` puts them together again unchanged."""
    tokens: list[Token] = []
    for chunk, gap in _CHUNK.findall(text):
        parts = _PARTS.fullmatch(chunk)
        lead, core, tail = parts.groups() if parts else ("", chunk, "")
        before = tokens[-1] if tokens else None
        start = before is None or "\n" in before.gap
        start = start or (bool(before and set(before.tail) & set(".!?:")) and not core.islower())
        tokens.append(Token(core, lead, tail, gap, start=start))
    return tokens


def join(tokens: Sequence[Token]) -> str:
    """The text of `tokens`."""
    return "".join(t.lead + t.core + t.tail + t.gap for t in tokens).strip()


def is_number(token: Token) -> bool:
    """Whether the word is written in digits.

    >>> is_number(Token("2.5")), is_number(Token("two"))
    (True, False)
    """
    return _NUMBER.fullmatch(token.core) is not None


def capital(word: str) -> str:
    """The word with its first letter in upper case."""
    return word[:1].upper() + word[1:]


def small(word: str) -> str:
    """The word as it stands inside a sentence: names and abbreviations keep their capital.

    >>> small("There"), small("ECG"), small("Monday")
    ('there', 'ECG', 'Monday')
    """
    return word if _KEEPS_ITS_CAPITAL.fullmatch(word) else word[:1].lower() + word[1:]


def replace(tokens: list[Token], at: int, length: int, heard: str) -> int:
    """Put the words of `heard` where `length` tokens stand; return how many there are now.

    Punctuation around the span, the white space after it and a capital at the start of a
    sentence stay.
    """
    first, last = tokens[at], tokens[at + length - 1]
    new = [Token(word, fixed=True) for word in heard.split()]
    new[0].lead, new[0].start = first.lead, first.start
    new[-1].tail, new[-1].gap = last.tail, last.gap
    if first.start and first.core[:1].isupper():
        new[0].core = capital(new[0].core)
    tokens[at : at + length] = new
    return len(new)

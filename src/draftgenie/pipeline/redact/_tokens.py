"""The words of a text, and which of them may belong to a name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from draftgenie.pipeline.redact import _words as words
from draftgenie.pipeline.redact._names import FIRST, LAST
from draftgenie.pipeline.redact._ordinary import ORDINARY

WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_]))*")
_CONTRACTED = re.compile(r"'(?:ve|d|ll|re|m|t)$")
_SHORTEST = 4
_OUT = (words.NOT_NAMES, words.PERSON_VERBS, words.TITLES, words.DEGREES)


@dataclass(frozen=True, slots=True)
class Token:
    """A word and its place, without a possessive ending; `folded` is how it is compared."""

    start: int
    end: int
    text: str
    folded: str

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def is_name(self) -> bool:
        """Whether the lists have it, and as nothing else."""
        return self.folded in FIRST or self.folded in LAST

    @property
    def is_ordinary(self) -> bool:
        return self.folded in ORDINARY or self.folded in words.NOT_NAMES


def fold(word: str) -> str:
    """A word without case, accents and a possessive ending, as it is compared.

    >>> fold("Zoë’s"), fold("O'Brien")
    ('zoe', "o'brien")
    """
    plain = unicodedata.normalize("NFKD", word.replace("’", "'").casefold())
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return bare.removesuffix("'s")


Takes: TypeAlias = Callable[[Token, tuple[Token, ...]], bool]
"""Whether a word belongs to the name whose words were taken so far."""


@lru_cache(maxsize=64)
def roster_words(roster: tuple[str, ...]) -> frozenset[str]:
    """The words of the names of a roster, folded, without titles and particles."""
    found = {fold(m.group()) for name in roster for m in WORD.finditer(name)}
    parts = {part for word in found for part in word.split("-")}
    return frozenset(
        w
        for w in found | parts
        if len(w) > 1 and w not in words.TITLES | words.PARTICLES | words.SUFFIXES | {"md", "phd"}
    )


def sure_words(name: str) -> str:
    """Of the words of a name, those that are hardly anything else, joined by blanks.

    >>> sure_words("Young Okonkwo")
    'Okonkwo'
    """
    found = (m.group() for m in WORD.finditer(name))
    return " ".join(w for w in found if len(w) >= _SHORTEST and _is_sure_word(fold(w)))


def _is_sure_word(word: str) -> bool:
    return word not in ORDINARY and not any(word in each for each in (*_OUT, words.EPONYMS))


def n_possessive(word: str) -> int:
    """How many characters of a word are its possessive ending."""
    return 2 if word[-2:] in {"'s", "’s"} else 0


def is_initial(token: Token) -> bool:
    """Whether it is a single capital letter."""
    return len(token.text) == 1 and token.is_capital


def looks_ordinary(token: Token) -> bool:
    """Whether it is a word of the language, or ends like one."""
    endings = words.CLINICAL_ENDINGS if token.is_capital else words.ORDINARY_ENDINGS
    return token.is_ordinary or token.folded.endswith(endings)


def is_lone_guess(taken: tuple[Token, ...], takes: Takes) -> bool:
    """Whether a weak cue leads to one unknown word in small letters: hardly ever a name."""
    return takes is takes_weakly and len(taken) == 1 and not _is_sure(taken[0])


def _is_sure(token: Token) -> bool:
    return token.is_capital or token.is_name


def _is_out(token: Token) -> bool:
    return any(token.folded in each for each in _OUT)


def takes_title(token: Token, taken: tuple[Token, ...]) -> bool:
    """Behind `Dr.` or `mister`: nearly anything that is no verb."""
    if token.is_name or (token.is_capital and token.folded in words.AMBIGUOUS):
        return True
    if _is_out(token):
        return False
    if token.folded in words.AMBIGUOUS:
        if not taken:
            return True
        return not taken[-1].is_ordinary and token.folded not in words.LIKELY_VERBS
    if token.is_capital:
        return not taken or not token.is_ordinary
    return not looks_ordinary(token) and len(taken) < 2  # noqa: PLR2004 - a dictated name is short


def takes_cued(token: Token, taken: tuple[Token, ...]) -> bool:
    """Behind `dictated by` or `cc:`."""
    if token.is_name:
        return True
    if _is_out(token):
        return False
    if token.folded in words.AMBIGUOUS:
        return token.is_capital or bool(taken)
    if token.is_capital:
        return not token.is_ordinary
    return not looks_ordinary(token) and len(taken) < 3  # noqa: PLR2004 - a dictated name is short


def takes_weakly(token: Token, taken: tuple[Token, ...]) -> bool:
    """Behind `patient is` or `his wife`, which hardly ever lead to a name."""
    if token.is_name:
        return True
    if _is_out(token):
        return False
    if token.folded in words.AMBIGUOUS:
        return bool(taken) and (token.is_capital or _is_sure(taken[-1]))
    return not looks_ordinary(token) and not token.text.isupper() and len(taken) < 3  # noqa: PLR2004


def takes_capital(token: Token, taken: tuple[Token, ...]) -> bool:
    """Behind `this is` or `per`: as weakly, and nothing unknown in small letters."""
    return (token.is_capital or token.is_name) and takes_weakly(token, taken)


def takes_listed(token: Token, taken: tuple[Token, ...]) -> bool:
    """Without a cue: a name of the lists, and capitalised words behind it."""
    if token.is_name:
        return not taken or token.folded not in words.EPONYMS or token.is_capital
    if not taken or _is_out(token) or not token.is_capital:
        return False
    return not token.is_ordinary or token.folded in words.AMBIGUOUS


def takes_unknown(token: Token, taken: tuple[Token, ...]) -> bool:
    """Without a cue: capitalised words that are none of the language."""
    if len(taken) > 2 or _is_out(token) or token.text.isupper():  # noqa: PLR2004
        return False
    if not token.is_capital or len(token.text) == 1 or _CONTRACTED.search(token.folded):
        return False
    return token.folded in words.AMBIGUOUS or not looks_ordinary(token)

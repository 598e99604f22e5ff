"""The sound-alike channel: how a word that the recogniser hardly knows comes out.

Each speaker has a few shapes for each word, drawn from the speaker and the word, so that a rare
word that comes back tends to be misspelt as before, and a new one is misspelt too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from recogniser.words import capital, dice, replace

if TYPE_CHECKING:
    import random
    from collections import Counter

    from recogniser.words import Token

SHAPES = 2
"""How many ways a speaker's recogniser has of getting one word wrong."""

RARE = 6
"""A word seen at most so often in all notes is one that the recogniser hardly knows."""

SHORTEST = 7
"""Shorter words are known."""

_TECHNICAL = re.compile(
    r".*(?:itis|osis|a?emia|ectomy|otomy|ostomy|plasty|pathy|scop[ey]|graphy|trophy|plegia|phagia"
    r"|pn(?:oe|e)a|rrh|uria|algia|xia|esia|oid|noma|oma|lysis|ph|yx|xy|ae|oe"
    r"|olol|pril|sartan|statin|azole|cillin|m[yi]cin|oxacin|idine|amine|azine|epam|lukast|setron"
    r"|parin|xaban|grel|mab|zepine|profen|olone|gliptin|flozin|glutide|triptan|pamil|phylline"
    r"|thyr|cyto|hydr|sclero|cerebr|chlor|gastr|hepat).*|.*(?:ium|eum|ide|ate|ose|ular|eal)s?"
)
_KNOWN = re.compile(
    r"vascular|jugular|muscular|carbohydrate|graph.*|.*phone.*|.*plate|ch?or?late|moderate|separate|late|appropriate|discriminate"
    r"|estimate|decide|divide|provide|beside|inside|outside|bedside|popular|particular|regular"
    r"|chocolate|whose|those|loose|choose|purpose|suppose|female|indicate|immediate|alternate"
    r"|accommodate|graduate|climate|private|ultimate|delicate|daughter|photograph.*|emphasi.*"
    r"|alphabet|phys.*|triumph|nephew|premium|stadium|irregular|triangular|circular"
)

# Letter groups that sound alike, each way a recogniser's spelling goes wrong.
_ALIKE = (
    ("ph", "f"),
    ("y", "i"),
    ("ae", "e"),
    ("oe", "e"),
    ("rrh", "r"),
    ("ch", "k"),
    ("ci", "si"),
    ("ce", "se"),
    ("x", "cks"),
    ("c(?!h)", "k"),
    ("th", "t"),
    ("ll", "l"),
    ("mm", "m"),
    ("ss", "s"),
    ("ine", "in"),
    ("ide", "ade"),
    ("ate", "it"),
    ("ol", "al"),
    ("in", "en"),
    ("er", "or"),
    ("ar", "er"),
    ("e", "i"),
    ("i", "e"),
    ("o", "a"),
    ("a", "o"),
    ("u", "a"),
    ("t(?!h)", "d"),
    ("d", "t"),
    ("p(?!h)", "b"),
    ("b", "p"),
    ("m", "n"),
    ("s(?!h)", "z"),
)
_JOINT = re.compile(r"(?<=[a-z]{3})([oai])(?=[bcdfghlmnprstvz][a-z]{3})")
_SPLIT = 0.3
_TWICE = 0.35


def is_unfamiliar(word: str, counts: Counter[str]) -> bool:
    """Whether the recogniser hardly knows `word` (lower case)."""
    long_enough = len(word) >= SHORTEST and word.isalpha()
    if not long_enough or counts[word] > RARE or _KNOWN.fullmatch(word):
        return False
    return _TECHNICAL.fullmatch(word) is not None


def _change_letters(word: str, rng: random.Random) -> str:
    """One group of letters changed, neither the first letter nor a single last one."""
    options = [
        (match.start() + 1, match.end() + 1, new)
        for old, new in _ALIKE
        for match in re.finditer(old, word[1:])
        if match.end() - match.start() > 1 or match.end() < len(word) - 1
    ]
    if not options:
        return word
    start, end, new = options[int(rng.random() * len(options))]
    return word[:start] + new + word[end:]


def alike(word: str, rng: random.Random) -> str:
    """A form that sounds like `word`: letters changed, or the word cut in two."""
    joints = [match.end() for match in _JOINT.finditer(word)]
    if joints and rng.random() < _SPLIT:
        cut = joints[int(rng.random() * len(joints))]
        return f"{word[:cut]} {word[cut:]}"
    form = _change_letters(word, rng)
    return _change_letters(form, rng) if rng.random() < _TWICE else form


def misspell(
    tokens: list[Token], chance: float, speaker: str, counts: Counter[str], rng: random.Random
) -> None:
    """Change unfamiliar words in place, each with `chance`."""
    at = 0
    while at < len(tokens):
        token, step = tokens[at], 1
        word = token.folded
        if not token.fixed and is_unfamiliar(word, counts) and rng.random() < chance:
            shape = dice(speaker, word, int(rng.random() * SHAPES))
            form = alike(word, shape)
            step = replace(tokens, at, 1, capital(form) if token.core[0].isupper() else form)
        at += step

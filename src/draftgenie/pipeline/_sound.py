"""A crude key for how a word sounds: equal keys are a hint, never a proof."""

from __future__ import annotations

import re
from functools import lru_cache

_STEPS = [
    (re.compile("ph"), "f"),
    (re.compile("gh(?=t|$)"), ""),
    (re.compile("^kn"), "n"),
    (re.compile("^wr"), "r"),
    (re.compile("^wh"), "w"),
    (re.compile("th"), "t"),
    (re.compile("c(?=[eiy])"), "s"),
    (re.compile("[cqk]+"), "k"),
    (re.compile("x"), "ks"),
    (re.compile("z"), "s"),
    (re.compile("y"), "i"),
    (re.compile("v"), "f"),
    (re.compile("w"), "u"),
    (re.compile("j"), "g"),
    (re.compile("[^a-z0-9]"), ""),
    (re.compile("[aeiou]+"), "a"),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile("(?<=.)a$"), ""),
]


@lru_cache(maxsize=1 << 16)
def sound_key(text: str) -> str:
    """How `text` sounds, spaces dropped: vowels made alike, consonants of one sound made one.

    >>> sound_key("ilium") == sound_key("ileum"), sound_key("breath") == sound_key("breadth")
    (True, False)
    """
    key = text.lower()
    for pattern, letters in _STEPS:
        key = pattern.sub(letters, key)
    return key


def sound_alike(a: str, b: str) -> bool:
    """Whether two words sound the same; never of words without a letter that is known here.

    >>> sound_alike("ilium", "ileum"), sound_alike("нет", "да")
    (True, False)
    """
    key = sound_key(a)
    return bool(key) and key == sound_key(b)

"""Numbers by value: `two`, `2` and `2.0` are one number, `2` and `20` are not.

Decides which words are a number and what it is worth; not whether the number matters.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def _counted(words: str, *, start: int) -> dict[str, int]:
    return {word: n for n, word in enumerate(words.split(), start=start)}


_SMALL = _counted(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen",
    start=0,
)
_TENS = {
    word: n * 10
    for word, n in _counted(
        "twenty thirty forty fifty sixty seventy eighty ninety", start=2
    ).items()
}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_TIMES = {"once": "1", "twice": "2", "thrice": "3"}
_FRACTION_SIGNS = {"½": "0.5", "¼": "0.25", "¾": "0.75"}
_ORDINALS = _counted(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
    " thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth",
    start=1,
) | {word[:-1] + "ieth": n for word, n in _TENS.items()}
_HUNDREDTH = {"hundredth": 100, "thousandth": 1000}

NUMBER_WORDS = frozenset(["hundred", "half", "point"]).union(
    _SMALL, _TENS, _SCALES, _TIMES, _FRACTION_SIGNS, _ORDINALS, _HUNDREDTH
)
"""The words that a number can begin with, or be."""

_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_ORDINAL = re.compile(r"([0-9]+)(?:st|nd|rd|th)")
_PARTS = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:/[0-9]+(?:\.[0-9]+)?)+")
_GLUED = re.compile(r"([0-9]+(?:[.,][0-9]+)*)([^\W\d_]+(?:/[^\W\d_]+)*)")


@lru_cache(maxsize=1 << 14)
def digits_value(word: str) -> str:
    """What a word with digits in it is worth, as a string two spellings share.

    Plain numbers lose leading and trailing zeros and thousands commas, and so does every part
    of a date or a ratio; anything else is itself.

    >>> [digits_value(w) for w in ("2.50", "1,200", "3rd", "09/05", "120/80", "l4")]
    ['2.5', '1200', '3rd', '9/5', '120/80', 'l4']
    """
    if _PLAIN.fullmatch(word):
        return _trim(word)
    if _THOUSANDS.fullmatch(word):
        return _trim(word.replace(",", ""))
    if match := _ORDINAL.fullmatch(word):
        return _ordinal(int(match[1]))
    if _PARTS.fullmatch(word):
        return "/".join(_trim(part) for part in word.split("/"))
    return _FRACTION_SIGNS.get(word, word)


def split_glued(word: str) -> tuple[str, str] | None:
    """The number and the letters of a word like `5mg`; None for any other word.

    >>> split_glued("2.5mg/ml"), split_glued("l4")
    (('2.5', 'mg/ml'), None)
    """
    match = _GLUED.fullmatch(word)
    return (match[1], match[2]) if match else None


def _ordinal(n: int) -> str:
    last = "th" if n % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{last}"


def _trim(number: str) -> str:
    whole, _, part = number.partition(".")
    whole = whole.lstrip("0") or "0"
    part = part.rstrip("0")
    return f"{whole}.{part}" if part else whole


def read_number(words: Sequence[str], at: int) -> tuple[str, int] | None:
    """The number that begins at word `at`: its value and where it ends (half-open), or None.

    Words that could be two numbers are read as two: `five six` is not 56. A year is the
    exception (`nineteen sixty two`).

    >>> read_number("one hundred and twenty mg".split(), 0)
    ('120', 4)
    >>> read_number("two point five".split(), 0)
    ('2.5', 3)
    >>> read_number("twenty fifth of".split(), 0)
    ('25th', 2)
    >>> read_number("mg".split(), 0) is None
    True
    """
    word = words[at]
    if word in _TIMES:
        return _TIMES[word], at + 1
    if word == "half":
        return "0.5", at + 1
    if word == "point":
        return _read_decimals(words, at, whole="0")
    if word.isascii() and word.isalpha():
        found = _read_cardinal(words, at)
    elif any(c.isdigit() for c in word) or word in _FRACTION_SIGNS:
        found = _read_digits(words, at)
    else:
        found = None
    if found is None or not found[0].isdigit():
        return found
    return _read_fraction(words, *found)


def _read_digits(words: Sequence[str], at: int) -> tuple[str, int]:
    """A number in digits, with the scale behind it: `2 million`."""
    value, end = digits_value(words[at]), at + 1
    if end < len(words) and _PLAIN.fullmatch(value):
        scale = 100 if words[end] == "hundred" else _SCALES.get(words[end])
        if scale:
            whole, _, part = value.partition(".")
            n_zeros = len(str(scale)) - 1
            shifted = whole + part[:n_zeros].ljust(n_zeros, "0")
            return _trim(f"{shifted}.{part[n_zeros:]}"), end + 1
    return value, end


def _read_fraction(words: Sequence[str], value: str, end: int) -> tuple[str, int]:
    """What follows a whole number: `point five`, `and a half`."""
    if end < len(words) and words[end] == "point":
        return _read_decimals(words, end, whole=value) or (value, end)
    if list(words[end : end + 3]) in (["and", "a", "half"], ["and", "one", "half"]):
        return f"{value}.5", end + 3
    return value, end


def _read_decimals(words: Sequence[str], at: int, *, whole: str) -> tuple[str, int] | None:
    """The digits behind `point` at word `at`; None when none follow."""
    digits = ""
    end = at + 1
    while end < len(words):
        word = words[end]
        if word in _SMALL or word in {"oh", "o"}:
            digits += str(_SMALL.get(word, 0))
        elif word in _TENS:
            digits += str(_TENS[word] // 10)
            if end + 1 >= len(words) or not 0 < _SMALL.get(words[end + 1], 0) < 10:
                digits += "0"
        elif word.isascii() and word.isdigit():
            digits += word
        else:
            break
        end += 1
    return (_trim(f"{whole}.{digits}"), end) if digits else None


def _read_cardinal(words: Sequence[str], at: int) -> tuple[str, int] | None:
    """A number in words, or an ordinal in words."""
    total = group = 0
    end = at
    while end < len(words):
        word = words[end]
        if word == "and" and end > at and (group % 100 == 0) and end + 1 < len(words):
            if words[end + 1] not in _SMALL and words[end + 1] not in _TENS:
                break
            end += 1
            continue
        step = _step(word, group, begun=end > at, total=total)
        if step is None:
            break
        end += 1
        if isinstance(step, str):
            return step, end
        total, group = step
    if end == at:
        return None
    return _read_year(words, total + group, end)


def _step(word: str, group: int, *, begun: bool, total: int) -> tuple[int, int] | str | None:
    """`total` and `group` after one more word; a string for a finished ordinal; None to stop."""
    if word in _ORDINALS or word in _HUNDREDTH:
        n = _ORDINALS.get(word)
        if n is None:
            return _ordinal(max(group, 1) * _HUNDREDTH[word] + total) if group < 100 else None
        return _ordinal(total + group + n) if _fits(n, group, begun=begun) else None
    small = _SMALL.get(word, _TENS.get(word))
    if small is not None:
        return (total, group + small) if _fits(small, group, begun=begun) else None
    if word == "hundred" and group < 100:
        return total, max(group, 1) * 100
    scale = _SCALES.get(word)
    if scale and (group or not begun) and (total == 0 or total >= scale * 1000):
        return total + max(group, 1) * scale, 0
    return None


def _fits(n: int, group: int, *, begun: bool) -> bool:
    """Whether `n` can stand behind what the group of three digits has: 5 after 20, not after 3."""
    if not begun:
        return True
    if n == 0:
        return False
    room = group % 100
    if n < 10:
        return room == 0 or (room >= 20 and room % 10 == 0)
    return room == 0


def _read_year(words: Sequence[str], value: int, end: int) -> tuple[str, int]:
    """`nineteen sixty two` as 1962; anything else as it is."""
    if value == 19 and end < len(words) and words[end] in _TENS:
        decade = _read_cardinal(words, end)
        if decade and decade[0].isdigit():
            return f"19{decade[0]}", decade[1]
    return str(value), end

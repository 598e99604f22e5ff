"""Text that was decoded wrongly once: UTF-8 taken for Windows-1252."""

from __future__ import annotations

import re


def _sign(byte: int) -> str:
    """The character that Windows-1252 has for a byte; the control character where it has none."""
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


_BYTE = {_sign(byte): byte for byte in range(0x80, 0x100)}


def _class(first: int, last: int) -> str:
    return "[" + "".join(re.escape(_sign(byte)) for byte in range(first, last + 1)) + "]"


_NEXT = _class(0x80, 0xBF)
# Two signs are taken for one character only where that is an accented Latin letter or a sign of
# Latin-1: a capital letter before a closing quote is written on purpose.
_WRONG = re.compile(
    f"{_class(0xC2, 0xC5)}{_NEXT}"
    f"|{_class(0xE0, 0xEF)}{_NEXT}{{2}}"
    f"|{_class(0xF0, 0xF4)}{_NEXT}{{3}}"
)


def count_wrong(text: str) -> int:
    """How many characters of a text stand there as the signs of their UTF-8 bytes.

    >>> count_wrong("the patient\u00e2\u20ac\u2122s knee"), count_wrong("caf\u00e9, 5 \u20ac")
    (1, 0)
    """
    return 0 if text.isascii() else sum(_right(m[0]) is not None for m in _WRONG.finditer(text))


def mended(text: str) -> str:
    """The text with those characters as they were meant, also where it went wrong twice.

    >>> mended("the patient\u00e2\u20ac\u2122s knee")
    'the patient’s knee'
    """
    while True:
        better = _WRONG.sub(lambda found: _right(found[0]) or found[0], text)
        if better == text:
            return text
        text = better


def _right(signs: str) -> str | None:
    try:
        return bytes(map(_BYTE.__getitem__, signs)).decode("utf-8")
    except UnicodeDecodeError:
        return None

"""JSON lines, read strictly: what another reader could understand otherwise is refused."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any, NoReturn

from draftgenie.adapters.lines import BOM, CONVERT, MARK_DROPPED, NOT_UTF8, TOO_LONG
from draftgenie.adapters.records._look import LOOKS_LIKE
from draftgenie.errors import Reject
from draftgenie.pipeline.ingest import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from draftgenie.adapters.lines import Lines

_MAX_DIGITS = 19
MAX_KEYS = 256
"""Of one object: no record has so many, and a set of them is not one."""


class _FaultError(ValueError):
    """A value that JSON allows, or Python's reader does, and a record may not have."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MAX_KEYS:
        msg = f"has more than {MAX_KEYS} keys in one object"
        raise _FaultError(msg)
    found = dict(pairs)
    if len(found) != len(pairs):
        msg = "has a key twice in one object"
        raise _FaultError(msg)
    return found


def _whole(digits: str) -> int:
    if len(digits) <= _MAX_DIGITS + 1:
        value = int(digits)
        if -(2**63) <= value < 2**63:
            return value
    msg = "holds a whole number beyond 64 bits"
    raise _FaultError(msg)


def _decimal(digits: str) -> float:
    value = float(digits)
    if math.isinf(value):
        msg = "holds a number that is too large"
        raise _FaultError(msg)
    return value


def _no_constant(_name: str) -> NoReturn:
    msg = "holds NaN or Infinity, which JSON does not have"
    raise _FaultError(msg)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_whole, parse_float=_decimal, parse_constant=_no_constant
)


def parse(text: str) -> Any:
    """The JSON value of a text.

    Raises:
        ValueError: it is not JSON, or holds what a record may not: a key twice, too many
            keys, NaN, a number too large, nesting too deep. The message never quotes the text.
    """
    try:
        return _DECODER.decode(text)
    except _FaultError:
        raise
    except RecursionError:
        msg = "is nested too deeply"
        raise _FaultError(msg) from None
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":
            msg = "holds more than one JSON value"
        elif error.msg.startswith("Unterminated") or error.pos >= len(text.rstrip()):
            msg = "is cut short: the JSON ends inside a value"
        else:
            msg = f"is not valid JSON (character {error.pos + 1})"
        raise _FaultError(msg) from None


def json_rows(source: str, first: tuple[int, bytes | None], rest: Lines) -> Iterator[Row]:
    """A row for each line that is not blank."""
    for n, line in chain([first], rest):
        if line is None or line.strip():
            row = json_row(source, n, line, at=rest.at)
            # The one at the start of a file is no news.
            odd = rest.had_mark and n != 1
            yield replace(row, notes=(MARK_DROPPED,)) if odd else row


def json_row(source: str, n: int | None, line: bytes | None, *, at: int | None) -> Row:
    """The row of one line, which begins at byte `at`; None is a line beyond the limit."""

    def refused(reason: str, hint: str) -> Row:
        return Row(source, n, line or b"", Reject(source, n, reason, hint), at)

    if line is None:
        return refused(TOO_LONG, "split the note, or leave it out")
    try:
        value = parse(line.removeprefix(BOM).decode("utf-8"))
    except UnicodeDecodeError as error:
        return refused(f"{NOT_UTF8} (byte {error.start + 1})", CONVERT)
    except _FaultError as error:
        hint = "each line is one JSON object, its keys and texts in double quotes"
        return refused(str(error), hint)
    if not isinstance(value, dict):
        return refused("is not a JSON object", LOOKS_LIKE)
    return Row(source, n, line, value, at)

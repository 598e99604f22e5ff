"""Texts to be scored: trn, plain lines and JSON lines, from a file or stdin, one at a time."""

from __future__ import annotations

import os
import re
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from draftgenie.adapters.lines import CONVERT, NOT_UTF8, TOO_LONG, lines, shown
from draftgenie.domain.score import TextFormat
from draftgenie.errors import BadRecordsError, InputError, Reject
from draftgenie.pipeline.evaluate.texts import NamedText

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STDIN = "-"


_SUFFIXES = {
    ".trn": TextFormat.TRN,
    ".jsonl": TextFormat.JSONL,
    ".ndjson": TextFormat.JSONL,
}
_ID = re.compile(r"\(([^()\s]+)\)\s*\Z")
_ALTERNATIVES = re.compile(r"\{[^{}]*/[^{}]*\}")


def told_format(path: str) -> TextFormat | None:
    """The format that a file's name tells; plain lines for any other name, None for stdin.

    >>> told_format("dev.trn").value, told_format("dev.ref").value, told_format("-")
    ('trn', 'txt', None)
    """
    if path == STDIN:
        return None
    return _SUFFIXES.get(Path(path).suffix.lower(), TextFormat.TXT)


def read_texts(path: str, form: TextFormat) -> Iterator[NamedText]:
    """The texts of a file in order, none of them held.

    Raises:
        InputError: the file cannot be read.
        BadRecordsError: a line is not what the format wants.
    """
    name = "stdin" if path == STDIN else shown(path)
    read = _READERS[form]
    with _opened(path, name) as stream:
        for n, raw in lines(stream):
            place = f"{name}:{n}"
            if raw is None:
                raise BadRecordsError([Reject(place, None, TOO_LONG)])
            found = read(_decoded(raw, place), place, n)
            if found is not None:
                yield found


@contextmanager
def _opened(path: str, name: str) -> Iterator[BinaryIO]:
    if path == STDIN:
        yield sys.stdin.buffer
        return
    try:
        with os.fdopen(os.open(path, os.O_RDONLY), "rb") as stream:
            yield stream
    except OSError as error:
        msg = f"{name}: cannot be read ({(error.strerror or type(error).__name__).lower()})"
        raise InputError(msg, hint="check the path") from error


def _decoded(raw: bytes, place: str) -> str:
    try:
        return raw.decode("utf-8").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise BadRecordsError([Reject(place, None, NOT_UTF8, CONVERT)]) from None


def _read_line(text: str, place: str, n: int) -> NamedText:
    return NamedText(place, None, str(n), text)


def _read_trn(text: str, place: str, _n: int) -> NamedText | None:
    if not text.strip() or text.startswith(";;"):
        return None
    match = _ID.search(text)
    if match is None:
        hint = "a trn line is a text and its id: no chest pain (speaker_item)"
        raise BadRecordsError([Reject(place, None, "has no id in brackets at its end", hint)])
    if _ALTERNATIVES.search(text):
        hint = "write one of them; sclite's { a / b } is not scored here"
        raise BadRecordsError([Reject(place, None, "holds alternatives in braces", hint)])
    speaker, mark, _ = match[1].partition("_" if "_" in match[1] else "-")
    return NamedText(place, speaker if mark else None, match[1], text[: match.start()].rstrip())


def _read_json(text: str, place: str, _n: int) -> NamedText | None:
    # Imported here, since reading records loads pydantic, which other formats need not wait for.
    from draftgenie.adapters.records._json import parse

    if not text.strip():
        return None
    try:
        record: Any = parse(text)
    except ValueError as error:
        raise BadRecordsError([Reject(place, None, str(error))]) from None
    if not isinstance(record, dict):
        raise BadRecordsError([Reject(place, None, "is not a JSON object")])
    values = [record.get(name) for name in ("item", "text")]
    speaker = record.get("speaker")
    if not all(isinstance(value, str) for value in values) or not (
        speaker is None or isinstance(speaker, str)
    ):
        hint = '{"item": "visit-0001", "text": "…"}, and "speaker" if you like'
        raise BadRecordsError([Reject(place, None, "has no item and text as strings", hint)])
    return NamedText(place, speaker, *map(str, values))


_READERS: dict[TextFormat, Callable[[str, str, int], NamedText | None]] = {
    TextFormat.TRN: _read_trn,
    TextFormat.TXT: _read_line,
    TextFormat.JSONL: _read_json,
}

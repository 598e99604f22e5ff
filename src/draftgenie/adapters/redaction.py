"""Notes to redact from a file or stdin, one at a time; rosters; maps that only we can read."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

from draftgenie.adapters.files import FILE_MODE
from draftgenie.adapters.lines import BOM, CONVERT, NOT_UTF8, TOO_LONG, lines, shown
from draftgenie.domain.draft import MAX_TEXT_BYTES
from draftgenie.errors import ConflictError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

STDIN = "-"
JSON_SUFFIXES = (".jsonl", ".ndjson")


def is_json_lines(path: str) -> bool:
    """Whether a file's name says that it holds JSON lines."""
    return path.lower().endswith(JSON_SUFFIXES)


def read_note(path: str) -> str:
    """The whole input as one note.

    Raises:
        InputError: it cannot be read, is no UTF-8, or longer than a note may be.
    """
    with _opened(path) as stream:
        raw = stream.read(MAX_TEXT_BYTES + 1)
    if len(raw) > MAX_TEXT_BYTES:
        msg = f"{_name(path)} is longer than {MAX_TEXT_BYTES // 1024**2} MiB"
        raise InputError(msg, hint="one note at a time, or JSON lines with --jsonl")
    return _decoded(raw, _name(path))


def read_records(path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The place and the record of each line that is not blank, none of them held.

    Raises:
        InputError: the input cannot be read, or a line is no JSON object.
    """
    from draftgenie.adapters.records._json import parse

    with _opened(path) as stream:
        for n, raw in lines(stream):
            place = f"{_name(path)}:{n}"
            if raw is None:
                msg = f"{place} {TOO_LONG}"
                raise InputError(msg, hint="split the note, or leave it out")
            if not raw.strip():
                continue
            try:
                value = parse(_decoded(raw, place))
            except ValueError as error:
                msg = f"{place} {error}"
                raise InputError(msg, hint="each line is one JSON object") from None
            if not isinstance(value, dict):
                msg = f"{place} is not a JSON object"
                raise InputError(msg, hint="each line is one JSON object")
            yield place, value


def read_roster(path: str) -> tuple[str, ...]:
    """The names of a file, one a line.

    Raises:
        InputError: it cannot be read.
    """
    return tuple(name for line in read_note(path).splitlines() if (name := line.strip()))


class MapFile:
    """What placeholders stand for, a JSON line for each note; the file is ours alone."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def add(self, originals: Mapping[str, Mapping[str, str]]) -> None:
        """Write the line of the next note."""
        line = json.dumps({"placeholders": originals}, ensure_ascii=False)
        self._stream.write(line.encode("utf-8", "surrogatepass") + b"\n")


@contextmanager
def new_map(path: str) -> Iterator[MapFile]:
    """A new map, mode 0600.

    Raises:
        ConflictError: there is a file of this name: it may be needed to restore something.
        InputError: it cannot be written.
    """
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC
    try:
        handle = os.open(path, flags, FILE_MODE)
    except FileExistsError:
        msg = f"{shown(path)!r} is there already"
        raise ConflictError(msg, hint="name a new file with --map") from None
    except OSError as error:
        raise _fault(error, path) from error
    with os.fdopen(handle, "wb") as stream:
        yield MapFile(stream)


@contextmanager
def _opened(path: str) -> Iterator[BinaryIO]:
    if path == STDIN:
        yield sys.stdin.buffer
        return
    try:
        stream = os.fdopen(os.open(path, os.O_RDONLY | os.O_CLOEXEC), "rb")
    except OSError as error:
        raise _fault(error, path) from error
    with stream:
        yield stream


def _fault(error: OSError, path: str) -> InputError:
    reason = (error.strerror or type(error).__name__).lower()
    return InputError(f"{shown(path)!r} cannot be used ({reason})", hint="check the path")


def _name(path: str) -> str:
    return "stdin" if path == STDIN else shown(path)


def _decoded(raw: bytes, place: str) -> str:
    try:
        return raw.removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError:
        msg = f"{place} {NOT_UTF8}"
        raise InputError(msg, hint=CONVERT) from None

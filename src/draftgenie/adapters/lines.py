"""Lines of a stream by number, none of them held when it is too long."""

from __future__ import annotations

import os
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO

from draftgenie.domain.draft import MAX_TEXT_BYTES
from draftgenie.errors import Reject
from draftgenie.pipeline.ingest import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MAX_RECORD_BYTES = 2 * MAX_TEXT_BYTES + 1024 * 1024
"""A draft and a final note as long as they may be, and room for the rest of the record."""

TOO_LONG = f"is longer than {MAX_RECORD_BYTES // 1024**2} MiB"
BOM = b"\xef\xbb\xbf"
NOT_UTF8 = "is not valid UTF-8"
CONVERT = "convert the file first, such as: iconv -f WINDOWS-1252 -t UTF-8"


def lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    r"""Number and bytes of each line, from 1; None stands for one beyond the record limit.

    Only `\n` ends a line, so that U+2028 and the like stay inside a text; a byte order mark
    at the start of a line (files joined into one) is dropped.
    """
    n = 0
    while line := stream.readline(MAX_RECORD_BYTES + 1):
        n += 1
        if len(line) <= MAX_RECORD_BYTES or line.endswith(b"\n"):
            yield n, line.removeprefix(BOM)
            continue
        while (part := stream.readline(1 << 16)) and not part.endswith(b"\n"):
            pass
        yield n, None


def as_rows(
    source: str,
    first: tuple[int, bytes | None],
    rest: Iterable[tuple[int, bytes | None]],
    *,
    field: str,
) -> Iterator[Row]:
    """A row with one field for each line that is not blank."""
    for n, line in chain([first], rest):
        if line is None:
            yield Row(source, n, b"", Reject(source, n, TOO_LONG))
        elif line.strip():
            try:
                yield Row(source, n, line, {field: line.decode("utf-8").strip()})
            except UnicodeDecodeError:
                yield Row(source, n, line, Reject(source, n, NOT_UTF8, CONVERT))


def shown(path: Path | str) -> str:
    """A path as text that can be printed and stored, whatever bytes it holds."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")

"""Lines of a stream by number, none of them held when it is too long."""

from __future__ import annotations

import os
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, Self

from draftgenie.domain.draft import MAX_TEXT_BYTES
from draftgenie.errors import Reject

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from draftgenie.pipeline.ingest import Row

MAX_RECORD_BYTES = 2 * MAX_TEXT_BYTES + 1024 * 1024
"""A draft and a final note as long as they may be, and room for the rest of the record."""

MAX_SKIPPED_BYTES = 256 * 1024 * 1024
"""A line that goes on so long is no line: a sparse file, or a device. The rest is not read."""

_BLOCK = 1 << 16
TOO_LONG = f"is longer than {MAX_RECORD_BYTES // 1024**2} MiB"
BOM = b"\xef\xbb\xbf"
MARK_DROPPED = "a byte order mark at the start of a line is dropped"
NOT_UTF8 = "is not valid UTF-8"
CONVERT = "convert the file first, such as: iconv -f WINDOWS-1252 -t UTF-8"


class Lines:
    r"""Number and bytes of each line, from 1; None stands for one beyond the record limit.

    Only `\n` ends a line, so that U+2028 and the like stay inside a text; a byte order mark
    at the start of a line (files joined into one) is dropped. `at` is the byte at which the line
    given last begins; `had_mark` says whether a mark was dropped from it.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._n = 0
        self._end = 0
        self.at = 0
        self.had_mark = False
        self._is_through = False

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> tuple[int, bytes | None]:
        line = b"" if self._is_through else self._stream.readline(MAX_RECORD_BYTES + 1)
        if not line:
            raise StopIteration
        self.at = self._end
        self._n += 1
        self._end += len(line)
        self.had_mark = line.startswith(BOM)
        if len(line) <= MAX_RECORD_BYTES or line.endswith(b"\n"):
            return self._n, line.removeprefix(BOM)
        self._skip_rest()
        return self._n, None

    def _skip_rest(self) -> None:
        """Go to the next line; when none begins for very long, none is looked for any more."""
        skipped = 0
        while part := self._stream.readline(_BLOCK):
            skipped += len(part)
            if part.endswith(b"\n"):
                self._end += skipped
                return
            if skipped > MAX_SKIPPED_BYTES:
                self._is_through = True
                return


def lines(stream: BinaryIO) -> Lines:
    """The lines of a stream, read one by one."""
    return Lines(stream)


def as_rows(
    source: str,
    first: tuple[int, bytes | None],
    rest: Lines,
    *,
    field: str,
) -> Iterator[Row]:
    """A row with one field for each line that is not blank."""
    # What rows are checked by takes a tenth of a second to load, and readers of texts have none.
    from draftgenie.pipeline.ingest import Row

    for n, line in chain([first], rest):
        if line is None:
            yield Row(source, n, b"", Reject(source, n, TOO_LONG), rest.at)
        elif line.strip():
            try:
                yield Row(source, n, line, {field: line.decode("utf-8").strip()}, rest.at)
            except UnicodeDecodeError:
                yield Row(source, n, line, Reject(source, n, NOT_UTF8, CONVERT), rest.at)


def shown(path: Path | str) -> str:
    """A path as text that can be printed and stored, whatever bytes it holds."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")

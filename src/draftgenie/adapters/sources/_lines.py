"""A file of JSON lines that grows: read on from the byte where it was left."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from draftgenie.adapters.lines import BOM, MAX_RECORD_BYTES, shown
from draftgenie.adapters.records._json import json_row
from draftgenie.adapters.sources._batch import BATCH, digest, map_fields
from draftgenie.adapters.transcoding import told_encoding
from draftgenie.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from draftgenie.pipeline.ingest import Row

    _Line = tuple[int, int, bytes | None]

_HEAD_BYTES = 64 * 1024
_TAIL_BYTES = 4 * 1024


class LinesReader:
    """Reads whole lines; one that is still being written waits for the next time.

    The marks are the byte and the line up to which was read, and hashes of what stands at the
    beginning and right before that byte. A file that is shorter, or holds something else there,
    was cut or is another one, and is read from its beginning.
    """

    def __init__(
        self, path: Path, *, fields: Mapping[str, str], warn: Callable[[str], None]
    ) -> None:
        self._path = path
        self._fields = fields
        self._warn = warn

    def read(
        self, cursor: Mapping[str, str]
    ) -> Iterator[tuple[list[Row], Mapping[str, str | None]]]:
        """Batches of rows that came since."""
        try:
            with self._path.open("rb") as stream:
                n = self._seek(stream, cursor)
                while numbered := list(_whole_lines(stream, n)):
                    n = numbered[-1][0]
                    yield self._rows(numbered), _marks(stream, n)
        except OSError as error:
            msg = f"{str(self._path)!r} cannot be read ({error.strerror})"
            raise SourceError(msg, hint="draftgenie source list shows its path") from error

    def _seek(self, stream: BinaryIO, cursor: Mapping[str, str]) -> int:
        """Go where the last reading ended; the number of the line before."""
        encoding = told_encoding(stream.read(4))
        if encoding is not None:
            # Where a line of a growing file ends, and which byte it begins at, is of UTF-8.
            msg = f"{str(self._path)!r} is {encoding} text"
            raise SourceError(msg, hint="write it as UTF-8, or give draft ingest the file")
        stream.seek(0)
        if not cursor:
            return 0
        stream.seek(int(cursor["offset"]))
        if _marks(stream, int(cursor["line"])) == cursor:
            return int(cursor["line"])
        self._warn(f"{str(self._path)!r} was cut or replaced; it is read from its beginning")
        stream.seek(0)
        return 0

    def _rows(self, lines: list[_Line]) -> list[Row]:
        name = shown(self._path)
        found = (
            json_row(name, n, line, at=at) for n, at, line in lines if line is None or line.strip()
        )
        return [
            replace(row, fields=map_fields(row.fields, self._fields))
            if isinstance(row.fields, dict)
            else row
            for row in found
        ]


def _whole_lines(stream: BinaryIO, n: int) -> Iterator[_Line]:
    """The next lines of a batch that are ended; the stream stands behind them."""
    for number in range(n + 1, n + 1 + BATCH):
        start = stream.tell()
        line = stream.readline(MAX_RECORD_BYTES + 1)
        is_long = len(line) > MAX_RECORD_BYTES
        while line and not line.endswith(b"\n"):
            line = stream.readline(1 << 16) if is_long else b""
        if not line:
            stream.seek(start)
            return
        yield number, start, None if is_long else line.removeprefix(BOM)


def _marks(stream: BinaryIO, n: int) -> dict[str, str | None]:
    """The marks of the place where the stream stands, which stays."""
    offset = stream.tell()
    stream.seek(0)
    head = stream.read(min(_HEAD_BYTES, offset))
    stream.seek(max(0, offset - _TAIL_BYTES))
    tail = stream.read(min(_TAIL_BYTES, offset))
    stream.seek(offset)
    short = len(head) + len(tail) < min(_HEAD_BYTES, offset) + min(_TAIL_BYTES, offset)
    seen = "cut" if short else digest(head + tail)
    return {"offset": str(offset), "line": str(n), "seen": seen}

"""Reading records: JSON lines, CSV, folders of text files, and stdin, in bounded memory.

What a whole file has wrong with it is found before anything is read from any file; a fault of
one record is a row that says so, and the next records are still read. Nothing is mended here:
what a record means is decided by `pipeline.ingest`.
"""

from __future__ import annotations

import io
import os
import stat
import sys
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from draftgenie.adapters.lines import as_rows, lines, shown
from draftgenie.adapters.records._again import read_again
from draftgenie.adapters.records._csv import csv_rows
from draftgenie.adapters.records._folder import Text, find_texts, text_row
from draftgenie.adapters.records._json import json_rows
from draftgenie.adapters.records._look import (
    CORRECTIONS,
    DRAFTS,
    SPEAKERS,
    TERMS,
    Format,
    Layout,
    look,
)
from draftgenie.adapters.records._rejects import writing_rejects
from draftgenie.adapters.transcoding import as_utf8
from draftgenie.errors import InputError, Reject
from draftgenie.pipeline.ingest import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = [
    "CORRECTIONS",
    "DRAFTS",
    "SPEAKERS",
    "TERMS",
    "Layout",
    "Source",
    "count",
    "find_sources",
    "read",
    "read_again",
    "source_at",
    "writing_rejects",
]

STDIN = "-"
MAX_COUNTED_BYTES = 4 * 1024**3
"""A larger file is not read only to know how many records are in it."""

_FORMATS = {
    ".jsonl": Format.JSON,
    ".ndjson": Format.JSON,
    ".json": Format.JSON,
    ".csv": Format.CSV,
    ".txt": Format.TEXT,
}


@dataclass(frozen=True, slots=True)
class Source:
    """One place that records come from; `path` is None for stdin."""

    name: str
    path: Path | None
    declared: Format | None

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder of text files."""
        return self.declared is Format.FOLDER


def find_sources(paths: Sequence[str], layout: Layout) -> list[Source]:
    """The places that the paths name, each looked at before anything is read.

    Raises:
        InputError: a file is missing, empty, unreadable, or not what it claims to be; every
            such file is named.
    """
    found = [source_at(path) for path in paths]
    faults = [fault for source in found if (fault := _fault(source, layout)) is not None]
    if faults:
        message = "\n".join(f"{fault.place}: {fault.reason}" for fault in faults)
        raise InputError(message, hint=next((f.hint for f in faults if f.hint), None))
    return found


def source_at(text: str) -> Source:
    """The place that a path names, not looked at yet."""
    if text == STDIN:
        return Source("stdin", None, None)
    path = Path(text)
    if path.is_dir():
        return Source(shown(path), path, Format.FOLDER)
    return Source(shown(path), path, _FORMATS.get(path.suffix.lower()))


def _fault(source: Source, layout: Layout) -> Reject | None:  # noqa: PLR0911 - one a fault
    path = source.path
    if path is None:
        return None
    try:
        if source.is_folder:
            return _folder_fault(source, path, layout)
        status = path.stat()
        if stat.S_ISFIFO(status.st_mode):
            return None
        if not stat.S_ISREG(status.st_mode):
            return Reject(source.name, None, "is a device or a socket, not a file")
        if not status.st_size:
            return Reject(source.name, None, "is empty", "give a file with at least one record")
        with path.open("rb") as stream:
            told = lines(as_utf8(stream)[0])
            first = next((line for _, line in told if line is None or line.strip()), b"")
    except FileNotFoundError:
        return Reject(source.name, None, "no such file", "check the path")
    except OSError as error:
        return Reject(source.name, None, f"cannot be read ({error.strerror})")
    verdict = look(source.name, first, declared=source.declared, layout=layout)
    return verdict if isinstance(verdict, Reject) else None


def _folder_fault(source: Source, path: Path, layout: Layout) -> Reject | None:
    if layout.folders and any(not isinstance(t, Row) for t in find_texts(path)):
        return None
    held = sorted({p.suffix for p in path.iterdir()} & {".jsonl", ".ndjson", ".csv"})
    if held:
        hint = f"name the files in it: {source.name.rstrip('/')}/*{held[0]}"
    else:
        hint = "texts are named SPEAKER/ITEM.asr.txt, ITEM.llm.txt or ITEM.final.txt"
    reason = "is a folder without texts to read" if layout.folders else "is a folder"
    return Reject(source.name, None, reason, hint)


def count(sources: Iterable[Source]) -> int | None:
    """How many records there will be at most; None when only reading would tell."""
    total = 0
    for source in sources:
        if source.path is None or not (source.is_folder or source.path.is_file()):
            return None
        if source.path.stat().st_size > MAX_COUNTED_BYTES:
            return None
        if source.is_folder:
            total += sum(1 for _ in find_texts(source.path))
            continue
        with source.path.open("rb") as stream:
            while block := stream.read(1 << 20):
                total += block.count(b"\n")
    return total


def read(sources: Iterable[Source], layout: Layout) -> Iterator[Row]:
    """The records of the sources in order; a fault is a row whose `fields` is a `Reject`."""
    for source in sources:
        n = 0
        try:
            for row in _rows(source, layout):
                n += 1
                yield row
        except OSError as error:
            yield _whole(source, f"cannot be read any further ({error.strerror})")
            continue
        if not n:
            yield _whole(source, "holds no records")


def _whole(source: Source, reason: str) -> Row:
    hint = "give at least one record"
    return Row(source.name, None, b"", Reject(source.name, None, reason, hint))


def _rows(source: Source, layout: Layout) -> Iterator[Row]:
    if source.is_folder and source.path is not None:
        for text in find_texts(source.path):
            yield text if isinstance(text, Row) else text_row(text)
        return
    if source.declared is Format.TEXT and source.path is not None and not layout.line:
        yield text_row(Text(source.path))
        return
    with _opened(source) as given:
        stream, encoding = as_utf8(given)
        rows = _rows_of_lines(source, stream, layout)
        if encoding is not None:
            first = next(rows, None)
            if first is not None:
                yield replace(first, notes=(*first.notes, f"{encoding} is read as UTF-8"))
        yield from rows


def _rows_of_lines(source: Source, stream: BinaryIO, layout: Layout) -> Iterator[Row]:
    numbered = lines(stream)
    first = next(((n, line) for n, line in numbered if line is None or line.strip()), None)
    if first is None:
        return
    verdict = look(source.name, first[1], declared=source.declared, layout=layout)
    if isinstance(verdict, Reject):
        yield Row(source.name, None, b"", verdict)
    elif verdict is Format.LIST and layout.line:
        yield from as_rows(source.name, first, numbered, field=layout.line)
    elif verdict is Format.CSV:
        yield from csv_rows(source.name, first, numbered, layout=layout)
    else:
        yield from json_rows(source.name, first, numbered)


@contextmanager
def _opened(source: Source) -> Iterator[io.BufferedReader]:
    if source.path is None:
        given = sys.stdin.buffer
        if not isinstance(given, io.BufferedReader):
            given = io.BufferedReader(cast("io.RawIOBase", given))
        yield given
        return
    # A descriptor given by the shell (`<(…)`) can be opened by its path only once.
    with os.fdopen(os.open(source.path, os.O_RDONLY), "rb") as stream:
        yield stream

"""CSV with a header, read strictly and record by record."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from draftgenie.adapters.cells import restored
from draftgenie.adapters.lines import CONVERT, MARK_DROPPED, MAX_RECORD_BYTES, NOT_UTF8, TOO_LONG
from draftgenie.adapters.records._json import parse
from draftgenie.errors import Reject
from draftgenie.pipeline.ingest import Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from draftgenie.adapters.lines import Lines
    from draftgenie.adapters.records._look import Layout


class _RunawayError(Exception):
    """A record that goes on beyond the limit: most often a quote that is never closed."""


class _Lines:
    """The lines that `csv` asks for, decoded, with what the present record is made of."""

    def __init__(self, first: tuple[int, bytes | None], rest: Lines) -> None:
        self._first: tuple[int, bytes | None] | None = first
        self._rest = rest
        self.start = 0
        self.at = 0
        self.is_utf8 = True
        self.notes: tuple[str, ...] = ()
        self._raw: list[bytes] = []
        self._size = 0

    def begin(self) -> None:
        """Start a new record."""
        self._raw = []
        self._size = 0
        self.is_utf8 = True

    @property
    def raw(self) -> bytes:
        """What the present record is made of."""
        return b"".join(self._raw)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if self._first is not None:
            n, line = self._first
            self._first = None
        else:
            n, line = next(self._rest)
        if not self._raw:
            self.start = n
            self.at = self._rest.at
            self.notes = (MARK_DROPPED,) if self._rest.had_mark and n > 1 else ()
        if line is None or self._size + len(line) > MAX_RECORD_BYTES:
            raise _RunawayError
        self._raw.append(line)
        self._size += len(line)
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError:
            self.is_utf8 = False
            return line.decode("utf-8", "replace")


def csv_rows(
    source: str,
    first: tuple[int, bytes | None],
    rest: Lines,
    *,
    layout: Layout,
) -> Iterator[Row]:
    """A row for each record below the header.

    A record whose quotes do not fit ends the reading of this file: where the next one begins
    cannot be known.
    """
    csv.field_size_limit(MAX_RECORD_BYTES)
    numbered = _Lines(first, rest)
    reader = csv.reader(numbered, strict=True)
    header: list[str] | None = None
    while True:
        numbered.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _RunawayError) as error:
            yield _broken(source, numbered, error)
            return
        if not cells:
            continue
        if header is None:
            header = [name.strip() for name in cells]
            fault = _header_fault(source, header, layout)
            if fault is not None:
                yield Row(source, None, numbered.raw, fault)
                return
            continue
        fields = _fields(source, numbered, header, cells, layout)
        yield Row(source, numbered.start, numbered.raw, fields, numbered.at, notes=numbered.notes)


def _broken(source: str, numbered: _Lines, error: Exception) -> Row:
    if isinstance(error, _RunawayError):
        reason = f"{TOO_LONG}, or opens a quote that is never closed"
    elif "unexpected end" in str(error):
        reason = "opens a quote that is never closed"
    else:
        reason = "has a quote or a line break where none can stand"
    reason += "; nothing after it was read"
    hint = 'a cell with a comma, quote or line break stands in quotes, its own quotes doubled ("")'
    fault = Reject(source, numbered.start, reason, hint)
    return Row(source, numbered.start, numbered.raw, fault, numbered.at)


def _header_fault(source: str, header: Sequence[str], layout: Layout) -> Reject | None:
    expected = ", ".join("/".join(group) for group in layout.required)
    hint = f"the first line names the columns, among them {expected}"
    if not set(header) & layout.known:
        for mark, name in ((";", "semicolons"), ("\t", "tabs")):
            if {c.strip() for c in header[0].split(mark)} & layout.known:
                return Reject(source, None, f"has {name} between its cells, not commas", hint)
        return Reject(source, None, "has no header", hint)
    if "" in header:
        return Reject(source, None, "has a column without a name", hint)
    if len(set(header)) < len(header):
        return Reject(source, None, "has two columns of one name", hint)
    for group in layout.required:
        if not set(group) & set(header):
            return Reject(source, None, f"has no column {' or '.join(map(repr, group))}", hint)
    return None


def _fields(
    source: str, numbered: _Lines, header: list[str], cells: list[str], layout: Layout
) -> dict[str, Any] | Reject:
    n = numbered.start
    if not numbered.is_utf8:
        return Reject(source, n, NOT_UTF8, CONVERT)
    if len(cells) != len(header):
        reason = f"has {len(cells)} cells where the header names {len(header)}"
        return Reject(source, n, reason, "a cell with a comma in it stands in double quotes")
    if [c.strip() for c in cells] == header:
        return Reject(source, n, "repeats the header", "take the header lines out of joined files")
    fields: dict[str, Any] = {}
    for name, cell in zip(header, cells, strict=True):
        # A table cannot tell an empty text from none; none is meant.
        if not cell:
            continue
        fields[name] = restored(cell)
        if name in layout.json:
            try:
                fields[name] = parse(fields[name])
            except ValueError:
                return Reject(source, n, f"{name} is not {layout.json[name]}")
    return fields

"""Stdout for data, stderr for people; the one place where text is made safe for a terminal."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
import unicodedata
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from draftgenie.domain.visible import visible as visible  # noqa: PLC0414 - handed on
from draftgenie.domain.visible import visible_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from draftgenie.errors import DraftGenieError


def plain(value: Any) -> Any:
    """A value as JSON can hold it: dataclasses by field, enums by value, tuples as lists."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(v) for v in value]
    return value


def json_line(value: Any) -> None:
    """One JSON document on one line of stdout."""
    sys.stdout.write(_as_json(value) + "\n")
    sys.stdout.flush()


def _as_json(value: Any) -> str:
    return visible_json(json.dumps(plain(value), ensure_ascii=False))


def text(value: str) -> None:
    """One line of data on stdout, made safe for a terminal when stdout is one."""
    exact(value + "\n")


def exact(value: str) -> None:
    """A text on stdout as it is, no character more; made safe for a terminal if stdout is one."""
    sys.stdout.write(visible(value, keep_lines=True) if sys.stdout.isatty() else value)


def block(heading: str, value: str) -> None:
    """A text of several lines under its heading, for people to read: always made safe."""
    sys.stdout.write(f"\n{visible(heading)}\n{visible(value, keep_lines=True)}\n")


def styled(value: str) -> None:
    """Lines that were made safe already and may hold colours."""
    sys.stdout.write(value + "\n")


def one(value: Any, *, as_json: bool, text: str) -> None:
    """One result: as JSON, or the one text that a script would want of it."""
    if as_json:
        json_line(value)
    else:
        sys.stdout.write(visible(text) + "\n")


def record(value: Any, *, as_json: bool, shown: Mapping[str, Any] | None = None) -> None:
    """One result: as JSON, or as lines of `name  value`."""
    if as_json:
        json_line(value)
    else:
        facts(plain(value) if shown is None else shown)


def note(message: str) -> None:
    """One line for people, on stderr."""
    sys.stderr.write(visible(message, keep_lines=True) + "\n")
    sys.stderr.flush()


def fail(error: DraftGenieError, *, as_json: bool) -> None:
    """An error for people, or as one JSON object, on stderr."""
    if as_json:
        body = {
            "code": int(error.exit_code),
            "name": error.exit_code.name.lower(),
            "message": error.message,
            "hint": error.hint,
        }
        sys.stderr.write(json.dumps({"error": body}, ensure_ascii=False) + "\n")
        return
    note(f"draftgenie: {error.message}")
    if error.hint:
        note(f"  try: {error.hint}")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, and the cell of a record."""

    heading: str
    cell: Callable[[Any], Any]
    right: bool = False
    wrap: bool = False


def percent(rate: float | None, digits: int = 1) -> str:
    """A fraction as people read it; a dash when there is none.

    >>> percent(0.0614), percent(None)
    ('6.1 %', '–')
    """
    return "–" if rate is None else f"{100 * rate:.{digits}f} %"


def table(records: Iterable[Any], columns: Sequence[Column], *, title: str | None = None) -> None:
    """Records as a table on stdout, fitted to a terminal and never cut in a pipe or a file.

    Made by hand: importing and running rich takes longer than all else a list command does.
    """
    rows = [[_shown_cell(column.cell(record)) for column in columns] for record in records]
    headings = [visible(column.heading) for column in columns]
    widths = [max(map(width_of, cells)) for cells in zip(headings, *rows, strict=True)]
    if sys.stdout.isatty():
        widths = _fitted(widths, columns, shutil.get_terminal_size().columns)
    if title:
        sys.stdout.write(visible(title) + "\n")
    start, end = ("\x1b[1m", "\x1b[0m") if colours() else ("", "")
    for line in _lines(headings, columns, widths):
        sys.stdout.write(f"{start}{line}{end}\n")
    for row in rows:
        for line in _lines(row, columns, widths):
            sys.stdout.write(line + "\n")


def _shown_cell(value: Any) -> str:
    return "" if value is None else visible(str(value))


def width_of(text: str) -> int:
    """Columns of a terminal that a text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.category(c) in {"Mn", "Me"}
        else 1 + (unicodedata.east_asian_width(c) in "WF")
        for c in text
    )


def _fitted(widths: Sequence[int], columns: Sequence[Column], room: int) -> list[int]:
    """The widths, made less until they fit: columns that wrap first, then the widest."""
    fitted = list(widths)
    least = [
        min(width, max(width_of(c.heading), _LEAST))
        for width, c in zip(widths, columns, strict=True)
    ]
    while sum(fitted) + len(_GAP) * (len(fitted) - 1) > room:
        can = [i for i in range(len(fitted)) if fitted[i] > least[i]]
        if not can:
            break
        fitted[max(can, key=lambda i: (columns[i].wrap, fitted[i]))] -= 1
    return fitted


_GAP = "  "
_LEAST = 8


def _lines(cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> list[str]:
    """The lines of one row: more than one where a column wraps."""
    parts = [
        textwrap.wrap(text, width) or [""] if column.wrap and width_of(text) > width else [text]
        for text, column, width in zip(cells, columns, widths, strict=True)
    ]
    rows = zip_longest(*parts, fillvalue="")
    return [
        _GAP.join(
            padded(text, width, right=column.right)
            for text, column, width in zip(row, columns, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


def padded(text: str, width: int, *, right: bool) -> str:
    """A text with spaces to so many columns, cut where it has more."""
    if width_of(text) > width:
        while width_of(text) > width - 1:
            text = text[:-1]
        text += "…"
    space = " " * (width - width_of(text))
    return space + text if right else text + space


def room() -> int:
    """Columns that the person looking has; 0 when nobody is known to look."""
    return shutil.get_terminal_size((0, 0)).columns


def colours() -> bool:
    """Whether stdout may be coloured: a terminal, and nobody said no."""
    import os

    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))


def listing(
    records: Sequence[Any],
    *,
    total: int,
    columns: Sequence[Column],
    as_json: bool,
    shape: Callable[[Any], Any] = plain,
) -> None:
    """A list command's result: one JSON object with `items` and `total`, or a table."""
    if as_json:
        json_line({"items": [shape(r) for r in records], "total": total})
        return
    if records:
        table(records, columns)
    if total > len(records):
        note(f"{len(records)} of {total} shown; more with --page or --limit")
    elif not records:
        note("nothing to show")


def facts(pairs: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> None:
    """One record as lines of `name  value` on stdout, made safe; empty values are left out."""
    rows = list(pairs.items() if hasattr(pairs, "items") else pairs)
    rows = [(k, v) for k, v in rows if v not in (None, "", {}, [])]
    width = max((len(k) for k, _ in rows), default=0)
    for key, value in rows:
        sys.stdout.write(f"{visible(key):<{width}}  {visible(cell(value))}\n")


def cell(value: Any) -> str:
    """A value on one line, as people read it.

    >>> cell({"a": 1, "b": None}), cell(True), cell(["x", "y"])
    ('a=1 b=–', 'yes', 'x, y')
    """
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return " ".join(f"{k}={cell(v)}" for k, v in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(cell, value))
    return str(value)

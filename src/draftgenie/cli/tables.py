"""Where exported records go, and in which format: what all exports share."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from draftgenie.adapters.tables import TableFormat, told_format, write_table
from draftgenie.cli import output
from draftgenie.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from draftgenie.cli.run import Run

STDOUT = "-"

FileArgument = Annotated[
    str, typer.Argument(metavar="[FILE|-]", help="Where it goes; - is stdout, the default.")
]
FormatOption = Annotated[
    TableFormat | None,
    typer.Option("--format", help="Told by the file's name otherwise; JSON lines on stdout."),
]


def export_table(
    run: Run,
    records: Iterable[Mapping[str, Any]],
    fields: Mapping[str, type],
    *,
    name: str,
    form: TableFormat | None,
) -> int:
    """Write the records to the file of that name, or to stdout; how many there were.

    A file is there only when all of it was written, for its owner alone.

    Raises:
        UsageError: no format is told, or Parquet is to go to a terminal.
        InputError: the file cannot be written.
    """
    from draftgenie.adapters.files import replacing

    chosen = choose_format(name, form)
    if name == STDOUT:
        sys.stdout.flush()
        n = write_table(records, fields, sys.stdout.buffer, form=chosen)
        sys.stdout.buffer.flush()
        return n
    with replacing(name) as stream:
        n = write_table(records, fields, stream, form=chosen)
    if run.json:
        output.json_line({"file": name, "records": n})
    return n


def choose_format(name: str, form: TableFormat | None) -> TableFormat:
    """The format asked for, or the one that the name tells.

    Raises:
        UsageError: none is told, or Parquet is to go to a terminal.
    """
    chosen = form or told_format(name)
    if chosen is TableFormat.PARQUET and name == STDOUT and sys.stdout.isatty():
        msg = "Parquet is not for a terminal"
        raise UsageError(msg, hint="name a file, or redirect stdout")
    return chosen

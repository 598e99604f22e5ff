"""`draftgenie evaluate export`."""

from __future__ import annotations

from typing import Annotated

import typer

from draftgenie.cli.evaluate.group import app
from draftgenie.cli.run import Verb, current
from draftgenie.cli.tables import FileArgument, FormatOption, choose_format, export_table
from draftgenie.domain.evaluation import RowOf


@app.command("export", cls=Verb)
def export_run(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(metavar="[RUN]", help="The id of a run; latest: the newest but replays."),
    ] = "latest",
    file: FileArgument = "-",
    of: Annotated[RowOf, typer.Option("--of", help="What a row is.")] = RowOf.NOTES,
    form: FormatOption = None,
) -> None:
    """Write a run as JSON lines, CSV or Parquet: a row for each note, speaker or lost fact.

    Example: draftgenie evaluate export latest notes.csv
    """
    from draftgenie.services.run_rows import rows

    run = current(ctx)
    chosen = choose_format(file, form)
    with run.open() as opened:
        found = rows(name, of, store=opened.store)
        n = export_table(run, found.rows, found.fields, name=file, form=chosen)
    run.say(f"{n} {of.value} of {found.run_id}; they hold words of notes: keep them safe")

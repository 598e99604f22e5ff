"""`draftgenie evaluate report`."""

from __future__ import annotations

from typing import Annotated

import typer

from draftgenie.cli.evaluate.group import app
from draftgenie.cli.pages.write import check_html, write_page
from draftgenie.cli.run import Verb, current

N_NOTES = 20


@app.command("report", cls=Verb)
def report_run(
    ctx: typer.Context,
    html: Annotated[
        str, typer.Option("--html", metavar="FILE", help="Where the page goes; - is stdout.")
    ],
    name: Annotated[
        str,
        typer.Argument(metavar="[RUN]", help="The id of a run; latest: the newest but replays."),
    ] = "latest",
    notes: Annotated[
        int,
        typer.Option("--notes", min=0, metavar="N", help="Worst notes that are shown in full."),
    ] = N_NOTES,
) -> None:
    """Write a run as one page for a browser or for paper, which needs no network.

    Beside the figures it shows the worst notes next to draft and final, word by word; every note
    that lost a fact is among them, however many there are.

    Example: draftgenie evaluate report --html run.html
    """
    from draftgenie.cli.pages.run import run_page
    from draftgenie.services.run_report import report

    run = current(ctx)
    check_html(run, html)
    with run.open() as opened:
        found = report(name, store=opened.store, n_notes=notes)
    write_page(run, html, run_page(found))

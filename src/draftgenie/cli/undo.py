"""`draftgenie undo`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from draftgenie.cli import output
from draftgenie.cli.log import told_rows
from draftgenie.cli.run import Run, Verb, current, noun

if TYPE_CHECKING:
    from draftgenie.services.operation import Undone

# One command and no callback: Typer makes it the noun itself.
app = noun("Take the last operation back, or an earlier one.")


@app.command("undo", cls=Verb)
def undo_operation(
    ctx: typer.Context,
    number: Annotated[
        int | None, typer.Argument(metavar="[NUMBER]", min=1, help="Which, as log shows it.")
    ] = None,
    cascade: Annotated[
        bool, typer.Option("--cascade", help="Take along what came of it later.")
    ] = False,
) -> None:
    """Put back what the last operation changed, exactly as it was before.

    Given a number, that operation instead. What something later depends on is not undone, exit
    5: undo the later one first. An undo is in the log, too, and redo takes it back.

    Example: draftgenie undo
    """
    from draftgenie.services import operation as service

    run = current(ctx)
    with run.open() as opened:
        done = service.undo(store=opened.store, seq=number, cascade=cascade)
    print_undone(run, done, word="undone")


def print_undone(run: Run, done: Undone, *, word: str) -> None:
    """Print what was taken back, and what comes next."""
    output.one(done, as_json=run.json, text=f"{done.operation}  {done.command}")
    run.say(f"{word}: {done.command} of {done.at[:19]} ({told_rows(done.rows)})")
    if done.needs_build:
        run.say("the counts do not know it yet; next: draftgenie correction build --all")

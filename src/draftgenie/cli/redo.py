"""`draftgenie redo`."""

from __future__ import annotations

import typer  # noqa: TC002 - Typer reads annotations while the program runs

from draftgenie.cli.run import Verb, current, noun
from draftgenie.cli.undo import print_undone

# One command and no callback: Typer makes it the noun itself.
app = noun("Do again what was undone last.")


@app.command("redo", cls=Verb)
def redo_operation(ctx: typer.Context) -> None:
    """Do again what the last undo took back.

    Example: draftgenie redo
    """
    from draftgenie.services import operation as service

    run = current(ctx)
    with run.open() as opened:
        done = service.redo(store=opened.store)
    print_undone(run, done, word="done again")

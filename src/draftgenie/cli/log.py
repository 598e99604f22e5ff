"""`draftgenie log`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer  # noqa: TC002 - Typer reads annotations while the program runs

from draftgenie.cli import output
from draftgenie.cli.options import Limit, PageNumber
from draftgenie.cli.output import Column
from draftgenie.cli.run import Verb, current, noun

if TYPE_CHECKING:
    from collections.abc import Mapping

    from draftgenie.domain.operation import Operation

# One command and no callback: Typer makes it the noun itself.
app = noun("Operations, newest first: what each command changed.")

_SIGNS = {"added": "+", "changed": "~", "removed": "-"}


@app.command("log", cls=Verb)
def show_log(ctx: typer.Context, limit: Limit = 20, page: PageNumber = 1) -> None:
    """List operations, newest first: what each command added, changed and removed.

    Commands that delete for good, and builds, are not in it; the audit trail has everything.

    Example: draftgenie log --limit 5
    """
    from draftgenie.ports.store import Page
    from draftgenie.services import operation as service

    run = current(ctx)
    with run.open() as opened:
        found, total = service.list_(store=opened.store, page=Page(page, limit))
    columns = (
        Column("NUMBER", lambda o: o.seq, right=True),
        Column("AT", lambda o: o.at[:19]),
        Column("COMMAND", lambda o: o.command),
        Column("ROWS", lambda o: told_rows(o.rows), wrap=True),
        Column("STATE", _state),
    )
    output.listing(found, total=total, columns=columns, as_json=run.json)


def told_rows(rows: Mapping[str, Mapping[str, int]]) -> str:
    """How many rows of which table came (+), changed (~) and went (-)."""
    return ", ".join(
        f"{table} " + " ".join(f"{_SIGNS[change]}{n}" for change, n in changes.items())
        for table, changes in rows.items()
    )


def _state(operation: Operation) -> str:
    if operation.undone_by is not None:
        return f"undone by {operation.undone_by}"
    if operation.undoes is not None:
        return f"took {operation.undoes} back"
    return "" if operation.kept else "cannot be undone"

"""`draftgenie audit …`."""

from __future__ import annotations

from typing import Annotated

import typer

from draftgenie.cli import output
from draftgenie.cli.options import Limit, PageNumber, Since
from draftgenie.cli.output import Column
from draftgenie.cli.run import Verb, current, noun

app = noun("Who did what, and who read which note: a chain of hashes.")


@app.command("list", cls=Verb)
def list_rows(
    ctx: typer.Context,
    since: Since = None,
    actor: Annotated[
        str | None, typer.Option("--actor", metavar="USER", help="Only by this user.")
    ] = None,
    command: Annotated[
        str | None,
        typer.Option("--command", metavar="C", help="Only by this command: draft, draft ingest."),
    ] = None,
    action: Annotated[
        str | None, typer.Option("--action", metavar="A", help="Only this: draft, draft.export.")
    ] = None,
    subject: Annotated[
        str | None, typer.Option("--subject", metavar="ID", help="Only to this item, speaker ….")
    ] = None,
    limit: Limit = 100,
    page: PageNumber = 1,
) -> None:
    """List what was done, newest first.

    Example: draftgenie audit list --since 7d --action draft.show
    """
    from draftgenie.ports.audit import AuditQuery
    from draftgenie.ports.store import Page
    from draftgenie.services import audit as service

    run = current(ctx)
    query = AuditQuery(since, actor, command, action, subject)
    with run.open() as opened:
        rows, total = service.list_(store=opened.store, query=query, page=Page(page, limit))
    columns = (
        Column("ROW", lambda r: r.seq, right=True),
        Column("AT", lambda r: r.at[:19]),
        Column("ACTOR", lambda r: r.actor),
        Column("ACTION", lambda r: r.action),
        Column("SUBJECT", lambda r: r.subject),
        Column("DETAIL", lambda r: output.cell(r.detail), wrap=True),
    )
    output.listing(rows, total=total, columns=columns, as_json=run.json)


@app.command("verify", cls=Verb)
def verify_trail(
    ctx: typer.Context,
    anchor: Annotated[
        str | None,
        typer.Option("--anchor", metavar="SEQ:HASH", help="A head written down earlier."),
    ] = None,
) -> None:
    """Check that no row was changed, moved, put in or taken out; exit 7 if one was.

    It prints the head of the chain. Keep it elsewhere: with --anchor a trail that was made
    anew from end to end is noticed, too.

    Example: draftgenie audit verify --anchor "$(cat audit-head.txt)"
    """
    from draftgenie.services import audit as service

    run = current(ctx)
    with run.open() as opened:
        found = service.verify(store=opened.store, anchor=anchor)
    output.one(found, as_json=run.json, text=found.head or "0")
    run.say(f"whole: {found.rows} rows")

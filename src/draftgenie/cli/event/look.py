"""`draftgenie event list`, `tail`, `show` and `schema`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from draftgenie.cli import output
from draftgenie.cli.event.group import (
    EVENT_COLUMNS,
    EventName,
    TypeOption,
    app,
    event_line,
    read_type,
)
from draftgenie.cli.options import Limit, PageNumber, SpeakerOption
from draftgenie.cli.run import Verb, current

if TYPE_CHECKING:
    from draftgenie.cli.run import Run
    from draftgenie.domain.event import Event

POLL_S = 0.5


@app.command("list", cls=Verb)
def list_events(
    ctx: typer.Context,
    kind: TypeOption = None,
    speaker: SpeakerOption = None,
    aggregate: Annotated[
        str | None, typer.Option("--aggregate", metavar="ID", help="Of this draft, note, run …")
    ] = None,
    run_id: Annotated[
        str | None,
        typer.Option("--correlation", metavar="ID", help="Of what one command did."),
    ] = None,
    limit: Limit = 100,
    page: PageNumber = 1,
) -> None:
    """List events, the newest page first and each page oldest first.

    Example: draftgenie event list --type note.generated --limit 20
    """
    from draftgenie.ports.query import EventQuery, Page
    from draftgenie.services import event as service

    run = current(ctx)
    query = EventQuery(read_type(kind) if kind else None, aggregate, speaker, run_id)
    with run.open() as opened:
        found, total = service.list_(store=opened.store, query=query, page=Page(page, limit))
    output.listing(found, total=total, columns=EVENT_COLUMNS, as_json=run.json)


@app.command("tail", cls=Verb)
def tail_events(
    ctx: typer.Context,
    kind: TypeOption = None,
    speaker: SpeakerOption = None,
    n: Annotated[int, typer.Option("-n", min=0, help="How many of the newest.")] = 10,
    after: Annotated[
        int | None, typer.Option("--after", metavar="SEQ", help="All after this one instead.")
    ] = None,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Then print new ones as they come.")
    ] = False,
) -> None:
    """Print the newest events, oldest first: one a line, with --json as JSON lines.

    Example: draftgenie event tail --follow --json
    """
    from draftgenie.ports.query import EventQuery, Page

    run = current(ctx)
    type_ = read_type(kind) if kind else None
    query = EventQuery(type_, speaker=speaker, after=after)
    with run.open() as opened:
        last = opened.store.log.last_seq()
        for event in opened.store.log.find(query, None if after is not None else Page(1, n)):
            _print(run, event)
            last = max(last, event.seq)
        while follow:
            for event in opened.store.log.events(after=last):
                last = event.seq
                if query.type in {None, event.type} and _of(event, speaker):
                    _print(run, event)
            time.sleep(POLL_S)


def _of(event: Event, speaker: str | None) -> bool:
    return speaker in {None, event.payload.get("speaker")}


def _print(run: Run, event: Event) -> None:
    if run.json:
        output.json_line(event)
    else:
        output.text(output.visible(event_line(event)))


@app.command("schema", cls=Verb)
def show_schema(
    ctx: typer.Context,
    kind: Annotated[
        str | None, typer.Argument(metavar="[TYPE]", help="One type; without it all of them.")
    ] = None,
) -> None:
    """Print the JSON schema of an event; every event is held against it when it is published.

    Example: draftgenie event schema draft.ingested
    """
    from draftgenie.domain.event import EventType
    from draftgenie.domain.payload import PAYLOADS, schema

    run = current(ctx)
    if kind is not None:
        output.json_line(schema(read_type(kind)))
    elif run.json:
        output.json_line({one.value: schema(one) for one in EventType})
    else:
        columns = (
            output.Column("TYPE", lambda one: one.value),
            output.Column("PAYLOAD", lambda one: ", ".join(PAYLOADS[one]), wrap=True),
        )
        output.table(EventType, columns)


@app.command("show", cls=Verb)
def show_event(ctx: typer.Context, name: EventName) -> None:
    """Show one event with its envelope, and how far its deliveries are.

    Example: draftgenie event show 17
    """
    from draftgenie.services import dead_letter
    from draftgenie.services import event as service

    run = current(ctx)
    with run.open() as opened:
        found = service.show(name, store=opened.store)
        deliveries = dead_letter.states(store=opened.store, seq=found.seq)
    shown = {
        **output.plain(found),
        "deliveries": [
            {
                "handler": d.handler,
                "state": d.state,
                "attempts": d.attempts,
                "next_attempt_at": d.next_attempt_at or None,
                "error": d.error_name,
                "code": d.error_code,
                "holder_pid": d.holder_pid,
            }
            for d in deliveries
        ],
    }
    said = ", ".join(f"{d.handler} {d.state}" for d in deliveries)
    output.record(shown, as_json=run.json, shown=shown | {"deliveries": said})

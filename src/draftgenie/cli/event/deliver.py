"""`draftgenie event replay` and `draftgenie event dead-letter …`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from draftgenie.cli import output
from draftgenie.cli.event.group import TypeOption, app, read_type
from draftgenie.cli.options import Limit, PageNumber, SpeakerOption, Yes
from draftgenie.cli.output import Column
from draftgenie.cli.run import Run, Verb, confirm, current, noun
from draftgenie.errors import UsageError

if TYPE_CHECKING:
    from draftgenie.domain.delivery import Delivery

dead_letters = noun(
    "What was given up after several attempts, with the name of the error.\n\n"
    "Example: draftgenie event dead-letter list"
)
app.add_typer(dead_letters, name="dead-letter")

Names = Annotated[
    list[str] | None, typer.Argument(metavar="[EVENT]…", help="Ids or sequence numbers.")
]
Everything = Annotated[bool, typer.Option("--all", help="All of them.")]


def _reason(delivery: Delivery) -> str:
    code = "" if delivery.error_code is None else f" (exit {delivery.error_code})"
    return f"{delivery.error_name}{code}"


_COLUMNS = (
    Column("SEQ", lambda d: d.seq, right=True),
    Column("TYPE", lambda d: d.type.value),
    Column("HANDLER", lambda d: d.handler.value),
    Column("SPEAKER", lambda d: d.speaker),
    Column("ATTEMPTS", lambda d: d.attempts, right=True),
    Column("ERROR", _reason),
)


@app.command("replay", cls=Verb)
def replay_events(
    ctx: typer.Context,
    names: Names = None,
    kind: TypeOption = None,
    speaker: SpeakerOption = None,
    after: Annotated[
        int | None, typer.Option("--after", metavar="SEQ", help="Events after this one.")
    ] = None,
    everything: Everything = False,
) -> None:
    """Deliver events once more; what was done already is not done again.

    The next worker does what they call for.

    Example: draftgenie event replay --speaker dr-okafor --type draft.ingested
    """
    from draftgenie.ports.query import EventQuery
    from draftgenie.services import dead_letter as service

    run = current(ctx)
    narrowed = kind is not None or speaker is not None or after is not None
    if bool(names) + narrowed + everything != 1:
        msg = "name the events, or narrow them down by options, or say --all"
        raise UsageError(msg, hint="draftgenie event list")
    query = EventQuery(read_type(kind) if kind else None, speaker=speaker, after=after)
    with run.open() as opened:
        n = service.replay(store=opened.store, names=names or (), query=query)
    _done(run, {"replayed": n})


@dead_letters.command("list", cls=Verb)
def list_dead(ctx: typer.Context, limit: Limit = 100, page: PageNumber = 1) -> None:
    """List what was given up.

    Example: draftgenie event dead-letter list --json
    """
    from draftgenie.domain.delivery import State
    from draftgenie.ports.delivery import DeliveryQuery
    from draftgenie.ports.query import Page
    from draftgenie.services import dead_letter as service

    run = current(ctx)
    with run.open() as opened:
        found, total = service.list_(
            store=opened.store, query=DeliveryQuery(state=State.DEAD), page=Page(page, limit)
        )
    output.listing(found, total=total, columns=_COLUMNS, as_json=run.json)


@dead_letters.command("retry", cls=Verb)
def retry_dead(ctx: typer.Context, names: Names = None, everything: Everything = False) -> None:
    """Try again what was given up; the next worker does it.

    Example: draftgenie event dead-letter retry --all
    """
    from draftgenie.services import dead_letter as service

    run = current(ctx)
    with run.open() as opened:
        n = service.retry(store=opened.store, names=names or (), everything=everything)
    _done(run, {"retried": n})


@dead_letters.command("drop", cls=Verb)
def drop_dead(
    ctx: typer.Context, names: Names = None, everything: Everything = False, yes: Yes = False
) -> None:
    """Give up for good what was given up; the records it is about stay as they are.

    Example: draftgenie event dead-letter drop 17
    """
    from draftgenie.services import dead_letter as service

    run = current(ctx)
    if everything:
        confirm("drop all dead letters?", yes=yes)
    with run.open() as opened:
        n = service.drop(store=opened.store, names=names or (), everything=everything)
    _done(run, {"dropped": n}, after="dropped for good")


def _done(run: Run, counts: dict[str, int], after: str = "next: draftgenie worker run") -> None:
    output.record(counts, as_json=run.json)
    run.say(after if any(counts.values()) else "unchanged")

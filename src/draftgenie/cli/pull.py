"""`draftgenie draft pull`, and pulling as the watching worker does it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from draftgenie.cli import output
from draftgenie.cli.automatic import drain, summary
from draftgenie.cli.notices import warn
from draftgenie.cli.output import Column
from draftgenie.cli.progress import Silent
from draftgenie.cli.run import current
from draftgenie.domain.delivery import later
from draftgenie.errors import ConflictError, DeniedError, InputError, PartialError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from draftgenie.cli.run import Run
    from draftgenie.services.pull import Pulled
    from draftgenie.wiring import App

COLUMNS = (
    Column("SOURCE", lambda p: p.source),
    Column("RECORDS", lambda p: p.records, right=True),
    Column("ADDED", lambda p: p.added, right=True),
    Column("UPDATED", lambda p: p.updated, right=True),
    Column("UNCHANGED", lambda p: p.unchanged, right=True),
    Column("REJECTED", lambda p: p.rejected, right=True),
)


def pull_drafts(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="[SOURCE]", help="One source; all without it.")
    ] = None,
    no_drain: Annotated[
        bool, typer.Option("--no-drain", help="Leave what follows to a worker.")
    ] = False,
    rejects: Annotated[
        Path | None,
        typer.Option("--rejects", metavar="FILE", help="Write bad records there, with reasons."),
    ] = None,
) -> None:
    """Fetch new records from sources, and do what they call for.

    Only what is new since the last time is read; bad records are set aside. Then, as a worker
    would, new pairs are read, notes generated and evaluated, and speakers moved.

    Example: draftgenie draft pull inbox
    """
    from draftgenie.adapters import records
    from draftgenie.services import pull as service
    from draftgenie.services import source as sources

    run = current(ctx)
    drained = None
    with run.open() as opened, records.writing_rejects(rejects) as on_reject:
        run.newest_event = None
        chosen = [sources.find(name, store=opened.store)] if name else opened.store.sources.list()
        done = [
            service.pull(
                source,
                opened.reader(source),
                store=opened.store,
                clock=opened.clock,
                on_reject=on_reject,
            )
            for source in chosen
        ]
        if not no_drain:
            drained = drain(run, opened, Silent())
    _print(run, done, drained)
    for one in done:
        warn(run, one.warnings)
    n_held = sum(one.held for one in done)
    if n_held:
        run.say(f"held for review: {n_held}; next: draftgenie draft list --held")
    n_bad = sum(one.rejected for one in done)
    if n_bad:
        msg = f"records set aside: {n_bad}; the rest is stored"
        where = f"see {str(rejects)!r}" if rejects else "--rejects FILE keeps them with reasons"
        raise PartialError(msg, hint=where)


def _print(run: Run, done: list[Pulled], drained: Any) -> None:
    if run.json:
        output.json_line({"sources": done, "drained": drained})
    elif done:
        output.table(done, COLUMNS)
    if not done:
        run.say("no sources; next: draftgenie source add NAME --folder DIR")
    elif drained is None:
        run.say("next: draftgenie worker run")
    else:
        run.say(f"automatic: {summary(drained)}")


def pull_due(run: Run, opened: App) -> Iterator[Pulled]:
    """Pull from every source whose time has come; one that fails is said and tried again later."""
    from dataclasses import replace

    from draftgenie.services.pull import pull

    for source in opened.store.sources.list():
        now = opened.clock.now()
        if source.pulled_at is not None and later(source.pulled_at, source.every_s) > now:
            continue
        try:
            yield pull(source, opened.reader(source), store=opened.store, clock=opened.clock)
        except (InputError, DeniedError, ConflictError) as error:
            run.say(f"{source.name}: {error.message}")
            with opened.store.atomic():
                opened.store.sources.put(replace(source, pulled_at=now))

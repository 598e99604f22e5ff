"""`draftgenie store …`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from draftgenie import settings
from draftgenie.cli import output
from draftgenie.cli.options import Yes
from draftgenie.cli.output import Column
from draftgenie.cli.run import Verb, confirm, current, noun
from draftgenie.cli.store_encrypt import decrypt_store, encrypt_store
from draftgenie.cli.store_prune import prune_store
from draftgenie.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from draftgenie.cli.run import Run
    from draftgenie.domain.damage import Damage
    from draftgenie.services.doctor import Parts
    from draftgenie.wiring import App

app = noun("The store as a whole: whether it is as written, its mending, what is too old.")

app.command("prune", cls=Verb)(prune_store)
app.command("encrypt", cls=Verb)(encrypt_store)
app.command("decrypt", cls=Verb)(decrypt_store)

_COLUMNS = (
    Column("PART", lambda d: d.part.value),
    Column("WHERE", lambda d: d.name),
    Column("KEY", lambda d: d.key, wrap=True),
    Column("WHAT IS WRONG", lambda d: d.what, wrap=True),
)


@app.command("verify", cls=Verb)
def verify(
    ctx: typer.Context,
    deep: Annotated[
        bool, typer.Option("--deep", help="Read every row, file and vector, and its hash.")
    ] = False,
) -> None:
    """See whether everything in the data folder is what was written; nothing is changed.

    Without --deep: how the database's pages and references hang together, the audit trail, the
    files of what was learned, and the vectors. Exits 7 when something is not as it was written.

    Example: draftgenie store verify --deep
    """
    from draftgenie.services import verify as service

    run = current(ctx)
    with run.open() as opened:
        found = list(
            service.verify(
                parts_of(opened), deep=deep, settings_fault=lambda: settings.fault(opened.home)
            )
        )
    _tell(run, found)


@app.command("repair", cls=Verb)
def repair(
    ctx: typer.Context,
    accept: Annotated[
        bool,
        typer.Option("--accept", help="Take rows as they stand now for what was written."),
    ] = False,
    yes: Yes = False,
) -> None:
    """Mend what is not as it was written.

    Damaged rows come back from the newest backup that has them as they were written. What was
    learned, the vectors and the database's indexes are made anew. Exits 7 when something is
    left. With --accept, what another program changed in the database is taken as right.

    Example: draftgenie store repair
    """
    from draftgenie.services import verify as service

    run = current(ctx)
    if accept:
        confirm("take every row as it stands now for what was written?", yes=yes)
    with run.open() as opened:
        done = service.repair(
            parts_of(opened),
            copies=opened.backups_in().copies(),
            settings_fault=lambda: settings.fault(opened.home),
        )
        left: Sequence[Damage] = done.left
        if left and accept:
            opened.store.rehash()
            done = service.repair(
                parts_of(opened), copies=(), settings_fault=lambda: settings.fault(opened.home)
            )
            left = done.left
    run.say(f"mended: {done.mended} of {done.found}")
    _tell(run, left)


def _tell(run: Run, found: Sequence[Damage]) -> None:
    if found or run.json:
        output.listing(found, total=len(found), columns=_COLUMNS, as_json=run.json)
    if found:
        msg = f"not as it was written: {len(found)} thing{'s' if len(found) > 1 else ''}"
        hint = "draftgenie store repair; what that leaves, draftgenie backup restore brings back"
        raise StoreError(msg, hint=hint)
    run.say("all is as it was written")


def parts_of(opened: App) -> Parts:
    """What checks look at, of an opened application."""
    from draftgenie.services.doctor import Parts

    return Parts(
        store=opened.store,
        arrays=opened.arrays,
        check_model=opened.check_model,
        embedder=lambda: opened.embedder,
        index=lambda: opened.index,
        progress=opened.progress,
    )

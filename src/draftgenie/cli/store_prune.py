"""`draftgenie store prune`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from draftgenie.cli import output
from draftgenie.cli.options import read_since
from draftgenie.cli.run import Run, confirm, current

if TYPE_CHECKING:
    from draftgenie.wiring import App


def prune_store(
    ctx: typer.Context,
    older_than: Annotated[
        str,
        typer.Option(
            "--older-than", parser=read_since, metavar="AGE", help="90d, 6w, 2y, or 2026-02-03."
        ),
    ],
    build: Annotated[
        bool, typer.Option("--build/--no-build", help="Learn anew from what is left.")
    ] = True,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count, and delete nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Delete the texts of old items for good, and all that came of them.

    An item is as old as its dictation. No byte of the texts is left in the data folder; backups
    made before still hold them and are named. Decisions of people about corrections stay.

    Example: draftgenie store prune --older-than 90d --yes
    """
    from draftgenie.services import retention as service

    run = current(ctx)
    with run.open() as opened:
        store, arrays = opened.store, opened.arrays
        found = service.prune(store=store, arrays=arrays, before=older_than, dry_run=True)
        if not dry_run:
            if found.deletes:
                n = found.counts
                what = f"{n['items']} items and {n['set_aside']} records set aside"
                confirm(f"delete {what} from before {older_than[:10]} for good?", yes=yes)
            found = service.prune(store=store, arrays=arrays, before=older_than)
            if found.counts["items"]:
                _learn_anew(opened, build=build)
                opened.forget_vectors()
        left = opened.backups if found.deletes else []
    told = {"before": older_than, **found.counts, "dry_run": found.dry_run}
    output.record({**told, "remains": found.remains, "backups": left}, as_json=run.json)
    if not dry_run:
        tell_remains(run, found.remains, left)


def _learn_anew(opened: App, *, build: bool) -> None:
    from draftgenie.services import learning

    if build:
        learning.build(store=opened.store, arrays=opened.arrays, progress=opened.progress)
    else:
        opened.progress.say("next: draftgenie correction build --all")


def tell_remains(run: Run, remains: tuple[str, ...], backups: list[str]) -> None:
    """Say what still holds text that was deleted."""
    for sentence in remains:
        run.say(sentence)
    if backups:
        run.say(f"backups made before still hold it: {', '.join(backups)}")
        run.say("  draftgenie backup prune takes them away; make a new one first")

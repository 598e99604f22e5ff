"""`draftgenie doctor`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from draftgenie.cli import output
from draftgenie.cli.output import Column
from draftgenie.cli.run import Verb, current, noun
from draftgenie.errors import StoreError

if TYPE_CHECKING:
    from draftgenie.cli.run import Run
    from draftgenie.services.doctor import Check, Parts
    from draftgenie.wiring import App

app = noun("Checks of the store, the index and the model, and their mending.")


@app.command("doctor", cls=Verb, context_settings={"help_option_names": ["-h", "--help"]})
def doctor(
    ctx: typer.Context,
    fix: Annotated[
        bool, typer.Option("--fix", help="Mend what can be mended without losing anything.")
    ] = False,
) -> None:
    """Check the store, what was learned, the index and the model, backups and events.

    Nothing is changed without --fix. With it, the data folder is closed to others, and what can
    be made again from the store is: learned counts, and vectors. Exits 0 when no fault is left,
    else 7 or 8. With -q only what is not well is shown.

    Example: draftgenie doctor --fix
    """
    from draftgenie.services import doctor as service

    run = current(ctx)
    before = _examine(run, fix=fix)
    after = _examine(run, fix=False) if fix else before
    wrong = {check.code for check in before if check.state is not service.State.OK}
    fixed = {c.code for c in after if c.state is service.State.OK} & wrong
    if run.json:
        items = [{**output.plain(c), "fixed": c.code in fixed} for c in after]
        output.json_line({"items": items, "total": len(items)})
    elif shown := [c for c in after if not (run.quiet and c.state is service.State.OK)]:
        output.table(shown, _columns(fixed))
    error = service.verdict(after)
    if error is not None:
        raise error
    n = sum(check.state is service.State.WARNING for check in after)
    run.say(f"no faults, {n} warning{'' if n == 1 else 's'}" if n else "all is well")


def _columns(fixed: set[str]) -> tuple[Column, ...]:
    return (
        Column("CODE", lambda c: c.code),
        Column("CHECK", lambda c: c.name),
        Column("STATE", lambda c: "fixed" if c.code in fixed else c.state.value),
        Column("WHAT WAS SEEN", lambda c: c.message, wrap=True),
        Column("MEND", lambda c: c.mend, wrap=True),
    )


def _examine(run: Run, *, fix: bool) -> list[Check]:
    from draftgenie.adapters.surroundings import close_to_others, look_around
    from draftgenie.services import doctor as service

    seen = look_around(run.home_path)
    found = list(service.check_surroundings(seen))
    if fix and seen.open_to_others:
        close_to_others(run.home_path)
    try:
        opened = run.open()
    except StoreError as error:
        return [*found, service.unopened(error)]
    with opened:
        parts = _parts(opened)
        found += service.check_parts(parts)
        if fix:
            service.mend(parts, found)
        found += _upkeep(opened)
    return found


def _upkeep(opened: App) -> list[Check]:
    from draftgenie.adapters.surroundings import look_at_upkeep
    from draftgenie.services.upkeep import check_upkeep

    sound = (one for one in opened.backups_in().all() if one.fault is None)
    newest = next(sound, None)
    seen = look_at_upkeep(
        opened.home,
        newest_backup_at=None if newest is None else newest.created_at,
        n_vectors=opened.n_vectors,
    )
    return list(check_upkeep(seen, opened.store, now=opened.clock.now()))


def _parts(opened: App) -> Parts:
    from draftgenie.services.doctor import Parts

    return Parts(
        store=opened.store,
        arrays=opened.arrays,
        check_model=opened.check_model,
        embedder=lambda: opened.embedder,
        index=lambda: opened.index,
        progress=opened.progress,
    )

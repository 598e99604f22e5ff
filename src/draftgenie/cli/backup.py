"""`draftgenie backup …`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from draftgenie.cli import output
from draftgenie.cli.options import Yes
from draftgenie.cli.output import Column
from draftgenie.cli.run import Verb, confirm, current, noun
from draftgenie.errors import StoreError

if TYPE_CHECKING:
    from draftgenie.adapters.backups import Backups
    from draftgenie.cli.run import Run
    from draftgenie.domain.backup import Backup

app = noun("Copies of the store that check themselves, and their way back.")

FolderOption = Annotated[
    Path | None,
    typer.Option("--to", metavar="DIR", help="The backups' folder; backups/ in the data folder."),
]
_KEEP = {"min": 0, "metavar": "N"}


@app.command("create", cls=Verb)
def create(ctx: typer.Context, to: FolderOption = None) -> None:
    """Copy the store while others may write, and read every row of the copy.

    A backup that is not sound is none: exits 7, and the store is damaged. What was learned and
    the vectors are left out, because they are made again from the store.

    Example: draftgenie backup create --to /mnt/other/draftgenie
    """
    run = current(ctx)
    with run.open() as opened:
        backups = opened.backups_in(to)
        made = backups.create(opened.store.copy_into, settings=opened.settings_path)
        with opened.store.atomic():
            opened.store.log.audit("backup.created", subject=made.id)
    output.one(_shape(made), as_json=run.json, text=made.id)
    run.say(f"{made.n_bytes / 1e6:.1f} MB in {made.path}, every row read back")


@app.command("list", cls=Verb)
def list_backups(ctx: typer.Context, to: FolderOption = None) -> None:
    """List the backups, newest first.

    Example: draftgenie backup list
    """
    run = current(ctx)
    found = _backups(run, to).all()
    output.listing(found, total=len(found), columns=_COLUMNS, as_json=run.json, shape=_shape)


_COLUMNS = (
    Column("BACKUP", lambda b: b.id),
    Column("MADE", lambda b: b.created_at[:19].replace("T", " ")),
    Column("ITEMS", lambda b: b.contents.counts.get("item") if b.contents else None, right=True),
    Column("MB", lambda b: f"{b.n_bytes / 1e6:.1f}", right=True),
    Column("BY", lambda b: b.program),
    Column("FAULT", lambda b: b.fault, wrap=True),
)


def _shape(backup: Backup) -> dict[str, Any]:
    shape: dict[str, Any] = output.plain(backup)
    shape["bytes"] = backup.n_bytes
    shape["files"] = {name: digest for name, (digest, _) in (backup.files or {}).items()}
    return shape


@app.command("verify", cls=Verb)
def verify(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[BACKUP]…", help="An id, a folder, or latest; all without one."),
    ] = None,
    to: FolderOption = None,
) -> None:
    """Open each backup and read every row: whether it could be restored now.

    Exits 7 when one could not.

    Example: draftgenie backup verify latest
    """
    from draftgenie.cli.progress import choose_progress
    from draftgenie.services import backup as service

    run = current(ctx)
    progress = choose_progress(quiet=run.quiet, as_json=run.json)
    done = service.verify(_backups(run, to), names or (), progress=progress)
    columns = (
        Column("BACKUP", lambda c: c.backup.id),
        Column("STATE", lambda c: "damaged" if c.faults else "sound"),
        Column("WHAT IS WRONG", lambda c: "; ".join(c.faults), wrap=True),
    )
    output.listing(
        done,
        total=len(done),
        columns=columns,
        as_json=run.json,
        shape=lambda c: {"id": c.backup.id, "sound": not c.faults, "faults": list(c.faults)},
    )
    n_bad = sum(bool(one.faults) for one in done)
    if n_bad:
        msg = f"{n_bad} of {len(done)} backups cannot be restored"
        raise StoreError(msg, hint="draftgenie backup create makes a new one")


@app.command("restore", cls=Verb)
def restore(
    ctx: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="BACKUP", help="An id, a folder, or latest.")
    ] = "latest",
    to: FolderOption = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the store that is there.")
    ] = False,
    yes: Yes = False,
) -> None:
    """Put a backup in the place of the store, after reading every row of it.

    A store that is there is only replaced with --force, and stays until the backup stands in
    its place. The settings come back as well.

    Example: draftgenie backup restore 20260301T021500000Z --home /srv/draftgenie
    """
    from draftgenie.wiring import restore_backup

    run = current(ctx)
    backups = _backups(run, to)
    found = backups.get(name)
    if force:
        confirm(f"replace the store in {str(run.home_path)!r}?", yes=yes)
    faults = list(backups.faults(found))
    if faults:
        msg = f"the backup {found.id!r} cannot be restored: {faults[0]}"
        raise StoreError(msg, hint="draftgenie backup verify names the ones that can")
    restore_backup(found, run.home_path, force=force)
    with run.open() as opened, opened.store.atomic():
        opened.store.log.audit("backup.restored", subject=found.id)
    output.one(_shape(found), as_json=run.json, text=found.id)
    run.say("next: draftgenie doctor --fix, which makes what was learned and the vectors again")


@app.command("prune", cls=Verb)
def prune(
    ctx: typer.Context,
    last: Annotated[int, typer.Option("--keep-last", help="The newest N.", **_KEEP)] = 0,
    daily: Annotated[int, typer.Option("--keep-daily", help="One of N days.", **_KEEP)] = 0,
    weekly: Annotated[int, typer.Option("--keep-weekly", help="One of N weeks.", **_KEEP)] = 0,
    monthly: Annotated[int, typer.Option("--keep-monthly", help="One of N months.", **_KEEP)] = 0,
    to: FolderOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Remove nothing.")] = False,
) -> None:
    """Remove the backups that no rule keeps.

    Of each of the last N days, weeks or months that have a backup, the newest stays.

    Example: draftgenie backup prune --keep-last 3 --keep-daily 7 --keep-weekly 4
    """
    from draftgenie.services import backup as service

    run = current(ctx)
    keep = service.Keep(last, daily, weekly, monthly)
    done = service.prune(_backups(run, to), keep, dry_run=dry_run)
    output.record(done, as_json=run.json)
    would = "would remove" if dry_run else "removed"
    run.say(f"{would}: {len(done.removed)}; kept: {len(done.kept)}")


def _backups(run: Run, to: Path | None) -> Backups:
    # Without opening the store: it may be what has to be brought back.
    from draftgenie.wiring import open_backups

    return open_backups(run.home_path, to)

"""Backups of a data folder, with the settings and the key that it has."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from draftgenie import sealing
from draftgenie import settings as settings_module
from draftgenie.adapters.clock import SystemClock
from draftgenie.errors import ConflictError

if TYPE_CHECKING:
    from collections.abc import Callable

    from draftgenie.adapters.backups import Backups
    from draftgenie.adapters.keys import Key
    from draftgenie.domain.backup import Backup
    from draftgenie.ports import Progress


def open_backups(home: Path, folder: Path | None = None, *, key: Key | None = None) -> Backups:
    """The backups in a folder, by default in the data folder; no store is opened.

    Without `key`, the one that the settings of the data folder lead to is used.
    """
    from draftgenie import __version__
    from draftgenie.adapters.backups import FOLDER, Backups

    settings = settings_module.load(home)
    return Backups(
        home / FOLDER if folder is None else folder.expanduser().absolute(),
        clock=SystemClock(),
        program=f"draftgenie {__version__}",
        wait_s=settings.lock_wait_s,
        key=key or sealing.read_key(settings),
    )


def restore_backup(backup: Backup, home: Path, *, force: bool) -> None:
    """Put a backup in the place of the store of a data folder.

    Raises:
        ConflictError: a store is there, and `force` is false; or the data folder is set up for
            encryption, and the backup is readable by anybody.
        StoreError: a newer program made the backup, another process has the store open, or the
            disk refuses; what was there is there still.
    """
    from draftgenie.adapters.restore import restore

    settings, folder = settings_module.load(home), Path(backup.path)
    key = sealing.read_key(settings)
    if key is not None and not backup.encrypted:
        msg = f"the backup {backup.id!r} is not encrypted, and {str(home)!r} is"
        hint = "restore it into another folder with --home, and encrypt that one"
        raise ConflictError(msg, hint=hint)
    restore(
        backup,
        folder,
        home=home,
        clock=SystemClock(),
        wait_s=settings.lock_wait_s,
        force=force,
        key=key,
    )


def keep(
    home: Path, copy_into: Callable[[Path], None], progress: Progress, key: Key | None
) -> None:
    """Make a backup before a store is brought to this program's schema."""
    made = open_backups(home, key=key).create(
        copy_into, settings=home / settings_module.CONFIG_NAME
    )
    progress.say(
        f"the store is brought up to date; as it was: draftgenie backup restore {made.id}"
    )

"""Putting a backup in the place of the store, which stays until the backup stands there."""

from __future__ import annotations

import contextlib
import os
import shutil
from typing import TYPE_CHECKING

from draftgenie.adapters.backups import SETTINGS
from draftgenie.adapters.encryption import sweep_plain
from draftgenie.adapters.files import FILE_MODE, file_fault, private_folder, sync
from draftgenie.adapters.lock import Lock
from draftgenie.adapters.sqlite.copies import leave_log
from draftgenie.adapters.sqlite.store import LOCK_FILE, SCHEMA_VERSION, STORE_FILE
from draftgenie.errors import ConflictError, StoreError

if TYPE_CHECKING:
    from pathlib import Path

    from draftgenie.adapters.keys import Key
    from draftgenie.domain.backup import Backup
    from draftgenie.ports import Clock

_WORK = ".restore"


def restore(  # noqa: PLR0913 - named, every one a value
    backup: Backup,
    folder: Path,
    *,
    home: Path,
    clock: Clock,
    wait_s: float,
    force: bool,
    key: Key | None = None,
) -> None:
    """Put the store and the settings of a backup into a data folder.

    They are copied beside what is there, synced, and renamed over it in one step. What was
    learned and the vectors stay as they are: `doctor --fix` brings them up to the store.

    Args:
        backup: one whose faults were looked for.
        folder: where it is.
        home: the data folder; made when it is not there.
        clock: the time, for the lock's holder.
        wait_s: seconds to wait for another writer.
        force: replace a store that is there.
        key: of the store that is there, when it is encrypted.

    Raises:
        ConflictError: a store is there, and `force` is false.
        StoreError: a newer program made the backup, another process has the store open, or the
            disk refuses; what was there is there still.
    """
    if backup.contents is not None and backup.contents.schema_version > SCHEMA_VERSION:
        msg = f"a newer version of draftgenie made the backup {backup.id!r}"
        raise StoreError(msg, hint="pip install --upgrade draftgenie")
    if (home / STORE_FILE).exists() and not force:
        msg = f"there is a store in {str(home)!r}"
        raise ConflictError(msg, hint="add --force to replace it, or name another folder: --home")
    private_folder(home)
    with Lock(home / LOCK_FILE, clock=clock, command="backup restore", wait_s=wait_s):
        work = home / _WORK
        try:
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir(mode=0o700)
            names = [name for name in (SETTINGS, STORE_FILE) if (folder / name).is_file()]
            for name in names:
                _copy(folder / name, work / name)
            if (home / STORE_FILE).exists():
                leave_log(home / STORE_FILE, clock=clock, wait_s=wait_s, key=key)
            _replace(names, work, home)
            if backup.encrypted:
                sweep_plain(home)
        except OSError as error:
            raise file_fault(error, home) from error
        finally:
            shutil.rmtree(work, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    target.chmod(FILE_MODE)
    sync(target)


def _replace(names: list[str], work: Path, home: Path) -> None:
    before = work / "before"
    before.mkdir(mode=0o700)
    for name in (*names, f"{STORE_FILE}-wal"):
        with contextlib.suppress(FileNotFoundError):
            os.link(home / name, before / name)
    try:
        # A log of the old store must not be played into the new one.
        for end in ("-wal", "-shm"):
            (home / f"{STORE_FILE}{end}").unlink(missing_ok=True)
        for name in names:
            (work / name).replace(home / name)
        sync(home)
    except OSError:
        for path in before.iterdir():
            path.replace(home / path.name)
        raise

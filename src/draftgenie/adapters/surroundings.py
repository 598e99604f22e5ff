"""Looking at a data folder from outside: its rights, its disk, its lock, the libraries."""

from __future__ import annotations

import os
import platform
import shutil
import stat
from typing import TYPE_CHECKING

from draftgenie.adapters.clock import SystemClock
from draftgenie.adapters.files import FILE_MODE, FOLDER_MODE, file_fault, private_file, sync
from draftgenie.adapters.lock import Lock
from draftgenie.adapters.sqlite._connection import SQLITE_VERSION
from draftgenie.adapters.sqlite.store import LOCK_FILE, STORE_FILE, refuse_unsafe
from draftgenie.errors import StoreError, StoreLockedError
from draftgenie.ports.surroundings import Surroundings, Upkeep

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_OTHERS = 0o077


def look_around(home: Path) -> Surroundings:
    """What the machine says of a data folder; nothing is changed in it.

    Raises:
        StoreError: the folder cannot be read.
    """
    fault, mend = _sqlite_fault()
    is_there = home.is_dir()
    return Surroundings(
        python=platform.python_version(),
        sqlite=".".join(map(str, SQLITE_VERSION)),
        home=str(home),
        is_there=is_there,
        fault=fault,
        mend=mend,
        open_to_others=tuple(_open_to_others(home)) if is_there else (),
        free_bytes=_free_bytes(home),
        holder=_holder(home / LOCK_FILE),
    )


def close_to_others(home: Path) -> None:
    """Take everybody else's rights away from a data folder and all that is in it.

    Raises:
        StoreError: something in it belongs to somebody else.
    """
    for name in _open_to_others(home):
        path = home / name
        try:
            path.chmod(FOLDER_MODE if path.is_dir() else FILE_MODE)
        except OSError as error:
            raise file_fault(error, path) from error


def _sqlite_fault() -> tuple[str, str | None] | tuple[None, None]:
    try:
        refuse_unsafe()
    except StoreError as error:
        return error.message, error.hint
    return None, None


def _open_to_others(home: Path) -> Iterator[str]:
    for path in (home, *sorted(home.rglob("*"))):
        try:
            status = path.lstat()
        except FileNotFoundError:
            continue  # another process has just finished with it
        except OSError as error:
            raise file_fault(error, path) from error
        if not stat.S_ISLNK(status.st_mode) and stat.S_IMODE(status.st_mode) & _OTHERS:
            yield str(path.relative_to(home))


def _free_bytes(home: Path) -> int | None:
    there = next(path for path in (home, *home.absolute().parents) if path.exists())
    try:
        return shutil.disk_usage(there).free
    except OSError:
        return None


def _holder(path: Path) -> str | None:
    if not path.exists() or not os.access(path, os.R_OK | os.W_OK):
        return None
    try:
        with Lock(path, clock=SystemClock(), command="doctor", wait_s=0):
            return None
    except StoreLockedError as error:
        return error.message


def look_at_upkeep(home: Path, *, newest_backup_at: str | None, n_vectors: int) -> Upkeep:
    """How a data folder is looked after; a file is made in it and deleted again."""
    database = [home / f"{STORE_FILE}{end}" for end in ("", "-wal")]
    return Upkeep(
        unable=tuple(_unable(home)),
        newest_backup_at=newest_backup_at,
        database_bytes=sum(path.stat().st_size for path in database if path.exists()),
        index_bytes=sum(p.stat().st_size for p in (home / "index").rglob("*") if p.is_file()),
        n_vectors=n_vectors,
    )


def _unable(home: Path) -> Iterator[str]:
    probe = home / f".probe-{os.getpid()}"
    linked, renamed = probe.with_suffix(".link"), probe.with_suffix(".new")
    try:
        private_file(probe)
        for name, attempt in (
            ("sync files", lambda: sync(probe)),
            ("sync folders", lambda: sync(home)),
            ("link files", lambda: os.link(probe, linked)),
            ("rename files", lambda: probe.replace(renamed)),
        ):
            try:
                attempt()
            except OSError:
                yield name
    except StoreError:
        yield "make files"
    finally:
        for path in (probe, linked, renamed):
            path.unlink(missing_ok=True)

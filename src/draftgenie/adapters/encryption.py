"""Turning a whole data folder from plain to encrypted and back, so that no moment loses it.

Everything is written beside what is there, read back, synced, and renamed in one step; until then
the folder is what it was. While a conversion runs, or after it was killed, a folder `.convert`
stands in the data folder: the next command waits for the lock and then tidies up, in the
direction that the store's file has gone.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftgenie.adapters.arrays import ArrayFiles
from draftgenie.adapters.files import file_fault, private_folder, sync
from draftgenie.adapters.lock import Lock
from draftgenie.adapters.sqlite.copies import contents_of, faults_of, is_encrypted, leave_log
from draftgenie.adapters.sqlite.export import export
from draftgenie.adapters.sqlite.sealed import SealedArrays
from draftgenie.adapters.sqlite.store import LOCK_FILE, STORE_FILE
from draftgenie.adapters.sqlite.vectors import VECTORS_FILE
from draftgenie.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from draftgenie.adapters.keys import Key
    from draftgenie.ports import Clock

WORK = ".convert"
LEARNED, INDEX = "learned", "index"
_BEFORE = "before.db"
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Folder:
    """The data folder that is converted, and who converts it."""

    home: Path
    clock: Clock
    wait_s: float

    @property
    def store(self) -> Path:
        """The store's file."""
        return self.home / STORE_FILE

    @property
    def work(self) -> Path:
        """Where the copy is made; it stands there while a conversion is not at its end."""
        return self.home / WORK

    def lock(self, command: str) -> Lock:
        """The writer lock of the folder."""
        return Lock(self.home / LOCK_FILE, clock=self.clock, command=command, wait_s=self.wait_s)


def convert(
    folder: Folder,
    *,
    key: Key | None,
    new_key: Key | None,
    set_key: Callable[[], None],
    unset_key: Callable[[], None],
) -> None:
    """Put the store and what was learned under another key, or under none.

    The vectors are deleted: they are made anew from the store.

    Args:
        folder: the data folder; nobody has its store open.
        key: what it is encrypted with now; None for a plain one.
        new_key: what it shall be encrypted with.
        set_key: puts where the key is into the folder's settings, durably.
        unset_key: takes it out of them.

    Raises:
        StoreError: the store is damaged, somebody has it open, or the disk refuses; it is as it
            was then.
    """
    with folder.lock("store encrypt" if new_key else "store decrypt") as lock:
        if folder.work.exists():
            _finish(folder, unset_key)
        private_folder(folder.work)
        try:
            copy = folder.work / STORE_FILE
            _close_log(folder, key)
            export(folder.store, copy, lock=lock, key=key, new_key=new_key)
            _check(folder, copy, key=key, new_key=new_key)
            _copy_arrays(folder, key=key, new_key=new_key)
            if new_key is not None:
                set_key()
            _exchange(folder, copy)
        except OSError as error:
            raise file_fault(error, folder.work) from error
        finally:
            _finish(folder, unset_key)


def finish(folder: Folder, unset_key: Callable[[], None]) -> None:
    """Tidy up after a conversion that was killed; wait for one that runs."""
    with folder.lock("store"):
        if folder.work.exists():
            _finish(folder, unset_key)


def _close_log(folder: Folder, key: Key | None) -> None:
    leave_log(folder.store, clock=folder.clock, wait_s=folder.wait_s, key=key)
    log = folder.home / f"{STORE_FILE}-wal"
    if log.exists() and log.stat().st_size:
        msg = f"the store's log cannot be brought into its file: {str(folder.store)!r}"
        raise StoreError(msg, hint="draftgenie store verify says what is the matter")
    for end in ("-wal", "-shm"):
        (folder.home / f"{STORE_FILE}{end}").unlink(missing_ok=True)


def _check(folder: Folder, copy: Path, *, key: Key | None, new_key: Key | None) -> None:
    """Read every row of the copy, and hold it to its hash and to the store."""
    if is_encrypted(copy) != (new_key is not None):
        msg = "the copy of the store is not encrypted as it should be; nothing was changed"
        raise StoreError(msg, hint="pip install --upgrade sqlcipher3")
    for fault in faults_of(copy, clock=folder.clock, key=new_key):
        msg = f"nothing was changed, for the store is damaged: {fault}"
        raise StoreError(msg, hint="draftgenie store verify --deep, and store repair")
    told = contents_of(copy, clock=folder.clock, key=new_key)
    if told != contents_of(folder.store, clock=folder.clock, key=key):
        msg = "the copy of the store does not hold what the store holds; nothing was changed"
        raise StoreError(msg, hint="draftgenie store verify --deep")
    sync(copy)


def _copy_arrays(folder: Folder, *, key: Key | None, new_key: Key | None) -> None:
    source, target = arrays_of(folder.home, key), arrays_of(folder.home, new_key)
    for name in source.names():
        try:
            target.put(source.get(name))
        except StoreError:
            # A damaged one is missing afterwards, which `doctor --fix` mends.
            continue


def arrays_of(home: Path, key: Key | None) -> ArrayFiles:
    """Where a data folder keeps what was learned."""
    return ArrayFiles(home / LEARNED) if key is None else SealedArrays(home / LEARNED, key)


def _exchange(folder: Folder, copy: Path) -> None:
    # A second name for the old file: its content is overwritten once it is no longer the store.
    os.link(folder.store, folder.work / _BEFORE)
    sync(folder.work)
    copy.replace(folder.store)
    sync(folder.home)


def _finish(folder: Folder, unset_key: Callable[[], None]) -> None:
    """Delete what the store's file, as it is now, has no use for."""
    try:
        if is_encrypted(folder.store):
            _overwrite(folder.work / _BEFORE, unless=folder.store)
            sweep_plain(folder.home)
        else:
            unset_key()
            _sweep_sealed(folder.home)
        shutil.rmtree(folder.work)
        sync(folder.home)
    except OSError as error:
        raise file_fault(error, folder.work) from error


def sweep_plain(home: Path) -> None:
    """Overwrite and delete what was learned and the vectors where they lie unencrypted."""
    for path in (home / LEARNED).glob("*.n*"):
        _overwrite(path)
    if (home / INDEX).is_dir() and not (home / INDEX / VECTORS_FILE).exists():
        for path in (home / INDEX).rglob("*"):
            if path.is_file():
                _overwrite(path)
        shutil.rmtree(home / INDEX)


def _sweep_sealed(home: Path) -> None:
    for path in (home / LEARNED).glob("*.sealed"):
        path.unlink()
    if (home / INDEX / VECTORS_FILE).exists():
        shutil.rmtree(home / INDEX)


def _overwrite(path: Path, *, unless: Path | None = None) -> None:
    """Put zeros over a file's content, as far as its disk lets one, and delete it."""
    if not path.exists() or (unless is not None and path.samefile(unless)):
        return
    with path.open("r+b") as file:
        left = os.fstat(file.fileno()).st_size
        while left > 0:
            left -= file.write(bytes(min(left, _CHUNK_BYTES)))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()

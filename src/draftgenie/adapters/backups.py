"""Backups: folders that hold a copy of the store, its settings, and a manifest of hashes.

A backup is made under another name, checked by opening the copy and reading every row, synced,
and renamed: whatever has its name was whole. Vectors and what was learned are left out, because
they are made again from the store.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from draftgenie.adapters.files import file_fault, private_file, private_folder, sync
from draftgenie.adapters.lock import Lock
from draftgenie.adapters.sqlite.copies import contents_of, faults_of, is_encrypted
from draftgenie.adapters.sqlite.store import STORE_FILE
from draftgenie.domain.backup import Backup, Contents
from draftgenie.errors import NotFoundError, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from draftgenie.adapters.keys import Key
    from draftgenie.ports import Clock

FOLDER = "backups"
MANIFEST = "manifest.json"
SETTINGS = "config.toml"
_PARTIAL = ".partial-"
_CHUNK_BYTES = 1 << 20


class Backups:
    """The backups in one folder.

    Args:
        folder: made at the first backup, mode 0700.
        clock: the time that a backup is named by.
        program: name and version of the program, for the manifest.
        wait_s: seconds to wait for another process that makes or removes backups here.
        key: of an encrypted store and its backups.
    """

    def __init__(
        self, folder: Path, *, clock: Clock, program: str, wait_s: float, key: Key | None = None
    ) -> None:
        self.folder = folder
        self._key = key
        self._clock = clock
        self._program = program
        self._lock = Lock(folder / "lock", clock=clock, command="backup", wait_s=wait_s)

    def create(self, copy_into: Callable[[Path], None], *, settings: Path | None) -> Backup:
        """Make a backup, checked and synced.

        Args:
            copy_into: writes a copy of the store into an empty file.
            settings: the settings file to keep with it, if it is there.

        Raises:
            StoreError: the disk refuses, or the copy is not sound: the store is damaged then.
        """
        private_folder(self.folder)
        with self._lock:
            self._sweep()
            at = self._clock.now()
            name = self._free_name("".join(c for c in at if c not in "-:."))
            work = self.folder / f"{_PARTIAL}{name}"
            try:
                made = self._fill(work, copy_into, settings, at)
                work.rename(self.folder / name)
                sync(self.folder)
            except OSError as error:
                raise file_fault(error, work) from error
            finally:
                shutil.rmtree(work, ignore_errors=True)
        return self._backup(self.folder / name, made)

    def _fill(
        self, work: Path, copy_into: Callable[[Path], None], settings: Path | None, at: str
    ) -> dict[str, Any]:
        work.mkdir(mode=0o700)
        copy = work / STORE_FILE
        private_file(copy)
        copy_into(copy)
        faults = list(faults_of(copy, clock=self._clock, key=self._key))
        if faults:
            msg = f"no backup was made, for the store is damaged: {faults[0]}"
            raise StoreError(msg, hint="draftgenie store verify --deep, and store repair")
        if settings is not None and settings.is_file():
            private_file(work / SETTINGS)
            shutil.copyfile(settings, work / SETTINGS)
        manifest = {
            "created_at": at,
            "program": self._program,
            "contents": asdict(contents_of(copy, clock=self._clock, key=self._key)),
            "encrypted": is_encrypted(copy),
            "files": {p.name: [_sha256(p), p.stat().st_size] for p in sorted(work.iterdir())},
        }
        private_file(work / MANIFEST)
        text = json.dumps({**manifest, "sha256": _sealed(manifest)}, indent=1, sort_keys=True)
        (work / MANIFEST).write_text(text + "\n", encoding="utf-8")
        for path in work.iterdir():
            sync(path)
        sync(work)
        return manifest

    def all(self) -> list[Backup]:
        """The backups that are there, newest first; their files are not read."""
        if not self.folder.is_dir():
            return []
        names = sorted((p.name for p in self.folder.iterdir() if p.is_dir()), reverse=True)
        return [self._read(self.folder / n) for n in names if not n.startswith(_PARTIAL)]

    def get(self, name: str) -> Backup:
        """The backup with this id, `latest`, or the one in the folder that is named.

        Raises:
            NotFoundError: there is none.
        """
        if name == "latest" and (found := self.all()):
            return found[0]
        for path in (self.folder / name, Path(name)):
            if path.is_dir() and (path / STORE_FILE).is_file():
                return self._read(path)
        msg = f"no backup {name!r} in {str(self.folder)!r}"
        raise NotFoundError(msg, hint="draftgenie backup list; --to names another folder")

    def faults(self, backup: Backup) -> Iterator[str]:
        """What is wrong with a backup: every file held to its hash, the copy opened and read."""
        if backup.fault is not None or backup.files is None:
            yield backup.fault or "it has no manifest"
            return
        path = Path(backup.path)
        for name, (digest, size) in backup.files.items():
            file = path / name
            if not file.is_file() or (file.stat().st_size, _sha256(file)) != (size, digest):
                yield f"{name} is not what was backed up"
                return
        found = list(faults_of(path / STORE_FILE, clock=self._clock, key=self._key))
        yield from found
        if found:
            return
        if contents_of(path / STORE_FILE, clock=self._clock, key=self._key) != backup.contents:
            yield "the store in it does not hold what its manifest says"

    def remove(self, backup: Backup) -> None:
        """Delete a backup; it loses its name first, so that no half of one is left."""
        path = Path(backup.path)
        with self._lock:
            gone = self.folder / f"{_PARTIAL}{path.name}"
            path.rename(gone)
            shutil.rmtree(gone)

    def copies(self) -> Iterator[Path]:
        """The store's copies, newest first, of backups that can be read."""
        for backup in self.all():
            if backup.fault is None:
                yield Path(backup.path) / STORE_FILE

    def _sweep(self) -> None:
        # Only the holder of the lock makes such folders: whoever made these was killed.
        for path in self.folder.glob(f"{_PARTIAL}*"):
            shutil.rmtree(path, ignore_errors=True)

    def _free_name(self, stamp: str) -> str:
        names = (stamp if n == 1 else f"{stamp}-{n}" for n in range(1, 1 << 16))
        return next(name for name in names if not (self.folder / name).exists())

    def _read(self, path: Path) -> Backup:
        try:
            manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
            sealed = manifest.pop("sha256")
            if sealed != _sealed(manifest):
                return Backup(path.name, str(path), fault="its manifest was changed")
            return self._backup(path, manifest)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return Backup(path.name, str(path), fault="its manifest cannot be read")

    def _backup(self, path: Path, manifest: dict[str, Any]) -> Backup:
        return Backup(
            path.name,
            str(path),
            manifest["created_at"],
            manifest["program"],
            Contents(**manifest["contents"]),
            {name: (digest, size) for name, (digest, size) in manifest["files"].items()},
            encrypted=bool(manifest.get("encrypted", False)),
        )


def _sealed(manifest: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()

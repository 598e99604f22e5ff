"""Arrays in a folder of files named by their content: written once, mapped when read."""

from __future__ import annotations

import hashlib
import os
from tokenize import TokenError
from typing import TYPE_CHECKING

from draftgenie.adapters.files import FILE_MODE, file_fault, private_folder, sync
from draftgenie.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from draftgenie.ports.learned import Array

MEND = "draftgenie doctor --fix"

_READ_WHOLE_BYTES = 8 << 20
"""Arrays up to this size are held to their digest whenever they are read."""

# numpy reads a file's head as Python text, so a damaged one can fail like a program.
_UNREADABLE = (OSError, ValueError, TypeError, EOFError, SyntaxError, TokenError, MemoryError)


class ArrayFiles:
    """Arrays as `.npy` files; the folder can be deleted, and the next build makes it anew."""

    suffix = ".npy"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # What was read here can be named again without reading all of it.
        self._given: dict[int, tuple[Array, str]] = {}

    def put(self, array: Array) -> str:
        """Keep an array, durably; its id. One that is kept already is not written again."""
        import numpy as np

        given, name = self._given.get(id(array), (None, ""))
        if given is not array:
            array = np.asarray(array, order="C")
            name = _digest(array)
        path = self._path(name)
        if path.exists():
            return name
        private_folder(self._folder)
        beside = path.with_suffix(f".{os.getpid()}.new")
        try:
            self.write(beside, array)
            sync(beside)
            beside.replace(path)
            sync(self._folder)
        except OSError as error:
            beside.unlink(missing_ok=True)
            raise file_fault(error, path) from error
        return name

    def get(self, array_id: str) -> Array:
        """The array with this id, read-only, read from disk as it is used.

        Raises:
            StoreError: it is missing or damaged; of a large one only its head is looked at, and
                `check` finds the rest.
        """
        path = self._path(array_id)
        try:
            array = self.read(path)
        except (*_UNREADABLE, StoreError) as error:
            msg = f"what was learned is incomplete: {path.name} is missing or damaged"
            raise StoreError(msg, hint=MEND) from error
        if array.nbytes <= _READ_WHOLE_BYTES and _digest(array) != array_id:
            msg = f"what was learned was not used: {path.name} is not what was written"
            raise StoreError(msg, hint=MEND)
        self._given[id(array)] = (array, array_id)
        return array

    def write(self, path: Path, array: Array) -> None:
        """Write an array into a file of its own, which is synced and named afterwards."""
        import numpy as np

        handle = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, FILE_MODE)
        with os.fdopen(handle, "wb") as file:
            np.save(file, array, allow_pickle=False)

    def read(self, path: Path) -> Array:
        """The array in a file, as it lies there."""
        import numpy as np

        array: Array = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
        return array

    def names(self) -> list[str]:
        """The ids of all arrays that are kept, sorted."""
        return [path.stem for path in self._files() if path.suffix == self.suffix]

    def keep_only(self, array_ids: Iterable[str]) -> int:
        """Delete every other array; how many were deleted."""
        kept = {self._path(name) for name in array_ids}
        gone = [path for path in self._files() if path not in kept]
        for path in gone:
            path.unlink(missing_ok=True)
        return len(gone)

    def check(self, array_ids: Iterable[str], *, deep: bool = True) -> list[str]:
        """The ids whose arrays are missing or no longer what their id says.

        Without `deep` the content of large ones is not read: of those only missing and cut-off
        ones are found.
        """
        return sorted(name for name in set(array_ids) if not self._is_sound(name, deep=deep))

    def _is_sound(self, name: str, *, deep: bool) -> bool:
        try:
            array = self.get(name)
        except StoreError:
            return False
        return not deep or _digest(array) == name

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}{self.suffix}"

    def _files(self) -> list[Path]:
        found = self._folder.iterdir() if self._folder.is_dir() else ()
        return sorted(path for path in found if path.suffix in {self.suffix, ".new"})


def _digest(array: Array) -> str:
    digest = hashlib.blake2b(f"{array.dtype.str}{array.shape}".encode(), digest_size=16)
    digest.update(array.reshape(-1).view("u1").data if array.size else b"")
    return digest.hexdigest()

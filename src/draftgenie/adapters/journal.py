"""The log of runs: a JSON line for each command that ended, in a file that is rotated.

A line holds ids, names of commands and figures. It never holds what was typed, a message, a
speaker's reference or text of a note.
"""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from draftgenie.adapters.files import FILE_MODE, private_folder
from draftgenie.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LOG_FILE = "draftgenie.jsonl"
DONE_FOLDER = "done"
MAX_BYTES = 5 * 1024 * 1024
N_OLD = 5
"""Files that are kept beside the one that is written: `draftgenie.jsonl.1` is the newest."""


class Journal:
    """The folder `logs` of a data folder; a fault of it never stops a command."""

    def __init__(self, folder: Path, *, max_bytes: int = MAX_BYTES) -> None:
        self._folder = folder
        self._path = folder / LOG_FILE
        self._max_bytes = max_bytes

    def write(self, line: Mapping[str, Any]) -> None:
        """Append one line, whole even when several processes write."""
        text = json.dumps(line, ensure_ascii=True, separators=(",", ":")) + "\n"
        with suppress(OSError, StoreError):
            private_folder(self._folder)
            handle = self._open()
            try:
                # The lock is for rotating: an append is whole without it.
                fcntl.flock(handle, fcntl.LOCK_EX)
                if os.fstat(handle).st_size + len(text) > self._max_bytes:
                    handle = self._rotated(handle)
                os.write(handle, text.encode("ascii"))
            finally:
                os.close(handle)

    def _open(self) -> int:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
        handle = os.open(self._path, flags, FILE_MODE)
        os.fchmod(handle, FILE_MODE)
        return handle

    def _rotated(self, handle: int) -> int:
        """A handle on a new file; another process may have made it meanwhile."""
        if os.fstat(handle).st_ino == self._path.stat().st_ino:
            for n in range(N_OLD, 0, -1):
                older = self._path.with_name(f"{LOG_FILE}.{n}")
                newer = self._path.with_name(f"{LOG_FILE}.{n - 1}") if n > 1 else self._path
                with suppress(FileNotFoundError):
                    newer.replace(older)
        os.close(handle)
        return self._open()

    def succeeded(self, command: str) -> None:
        """Remember that a command ended well now: the time of a file of its own."""
        with suppress(OSError, StoreError):
            private_folder(self._folder / DONE_FOLDER)
            path = self._folder / DONE_FOLDER / command.replace(" ", "-")
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, FILE_MODE)
            os.fchmod(handle, FILE_MODE)
            os.utime(handle)
            os.close(handle)

"""The writer lock: one process at a time changes the store or its index.

Readers never take it. The lock belongs to the open file and so ends with the process that holds
it, however that ends; what the file says only tells people who holds it.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import threading
import time
from typing import TYPE_CHECKING, Any, Self

from draftgenie.adapters.files import FILE_MODE, file_fault
from draftgenie.errors import StoreLockedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

    from draftgenie.ports import Clock

_STEP_S = 0.02
_MAX_HOLDER_BYTES = 4096


class Lock:
    """Held inside a `with` block; the same thread may enter again.

    Threads that share one lock wait for each other as processes do.
    """

    def __init__(self, path: Path, *, clock: Clock, command: str, wait_s: float) -> None:
        self._path = path
        self._clock = clock
        self._command = command
        self._wait_s = min(max(wait_s, 0.0), threading.TIMEOUT_MAX)
        self._thread = threading.RLock()
        self._depth = 0
        self._handle = -1

    @property
    def held(self) -> bool:
        """Whether this process holds the lock through this object."""
        return self._depth > 0

    @contextlib.contextmanager
    def without_waiting(self) -> Iterator[None]:
        """Inside the block, refuse at once what would have to wait."""
        wait_s, self._wait_s = self._wait_s, 0.0
        try:
            yield
        finally:
            self._wait_s = wait_s

    def __enter__(self) -> Self:
        """Take the lock.

        Raises:
            StoreLockedError: somebody else holds it for longer than the wait.
            StoreError: the lock file cannot be made, or its file system has no locks.
        """
        deadline = time.monotonic() + self._wait_s
        if not self._thread.acquire(timeout=self._wait_s):
            raise self._refusal()
        try:
            if self._depth == 0:
                self._handle = self._take(deadline)
            self._depth += 1
        except BaseException:
            self._thread.release()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._depth -= 1
        try:
            if self._depth == 0:
                self._drop()
        finally:
            self._thread.release()

    def _take(self, deadline: float) -> int:
        try:
            handle = os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, FILE_MODE)
        except OSError as error:
            raise file_fault(error, self._path) from error
        try:
            self._await(handle, deadline)
            self._sign(handle)
        except BaseException:
            os.close(handle)
            raise
        return handle

    def _await(self, handle: int, deadline: float) -> None:
        while not self._try(handle):
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                raise self._refusal()
            time.sleep(min(_STEP_S, left_s))

    def _try(self, handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            raise file_fault(error, self._path) from error
        return True

    def _sign(self, handle: int) -> None:
        holder = {"pid": os.getpid(), "command": self._command, "since": self._clock.now()}
        # A full disk must not keep anybody from the lock; the file only informs.
        with contextlib.suppress(OSError):
            os.fchmod(handle, FILE_MODE)
            os.ftruncate(handle, 0)
            os.pwrite(handle, json.dumps(holder).encode(), 0)

    def _drop(self) -> None:
        handle, self._handle = self._handle, -1
        try:
            with contextlib.suppress(OSError):
                os.ftruncate(handle, 0)
        finally:
            os.close(handle)

    def _refusal(self) -> StoreLockedError:
        return StoreLockedError(
            f"another process{_describe(self._holder())} is writing",
            hint="wait until it has ended, or wait longer with DRAFTGENIE_LOCK_WAIT_S",
        )

    def _holder(self) -> dict[str, Any]:
        try:
            with self._path.open("rb") as file:
                said = json.loads(file.read(_MAX_HOLDER_BYTES))
        except (OSError, ValueError):
            return {}
        return said if isinstance(said, dict) else {}


def _describe(holder: dict[str, Any]) -> str:
    if not {"pid", "command", "since"} <= holder.keys():
        return ""
    since = str(holder["since"])
    time_of_day = since[11:19] + " UTC" if since.endswith("Z") else since
    return f" (pid {holder['pid']}, {str(holder['command'])!r}, since {time_of_day})"

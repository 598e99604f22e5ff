"""Processes of this machine: which one this is, and whether another still runs."""

from __future__ import annotations

import os
from pathlib import Path

from draftgenie.domain.delivery import Holder

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_STARTED = 21
"""Where the start time stands in /proc/PID/stat, counted from 0 (proc(5))."""


def this_process() -> Holder:
    """The process that asks."""
    return _holder(os.getpid())


def is_alive(holder: Holder) -> bool:
    """Whether a process of this machine still runs; another with its number does not count."""
    try:
        os.kill(holder.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # It is there, and somebody else's.
    return _holder(holder.pid) == holder


def _holder(pid: int) -> Holder:
    return Holder(pid, _read(_BOOT_ID), _start_of(pid))


def _start_of(pid: int) -> str:
    # The name in the second field may hold spaces and brackets of its own.
    fields = _read(Path(f"/proc/{pid}/stat")).rpartition(") ")[2].split()
    return fields[_STARTED - 2] if len(fields) > _STARTED - 2 else ""


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        # Not Linux, or the process has just ended.
        return ""

"""The program under strace: faults injected at chosen system calls, and what was made durable."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.soak.program import Command

ROOT = Path(__file__).parents[2]

# What a file system is asked to change. Not write(2): it prints, too.
CALLS = (
    "pwrite64", "fsync", "fdatasync", "ftruncate", "rename", "renameat", "linkat", "unlink",
    "unlinkat", "mkdir",
)  # fmt: skip
FAULTS = {
    "EIO once": "error=EIO:when={n}",
    "ENOSPC from then on": "error=ENOSPC:when={n}+",
    "killed": "signal=KILL:when={n}",
}


@dataclass(frozen=True)
class Traced:
    """How a traced command ended: its exit code, what it said, and the tracer's log."""

    exit_code: int
    stderr: str
    log: str

    @property
    def was_touched(self) -> bool:
        """Whether the fault was met before the command had ended."""
        return "INJECTED" in self.log or "killed by SIGKILL" in self.log


def inject(command: Command, *, home: Path, call: str, fault: str, n: int) -> Traced:
    """Run a command whose `n`-th such call of a thread fails, or kills the program."""
    how = FAULTS[fault].format(n=n)
    return _trace(command, home, "-e", f"trace={call}", "-e", f"inject={call}:{how}")


def watch(command: Command, *, home: Path, call: str, n: int) -> Traced:
    """Run a command that is killed at its `n`-th such call, with every write in the log."""
    writes = "pwrite64,write,fsync,fdatasync,rename,renameat,linkat,ftruncate,openat"
    return _trace(
        command, home, "-y", "-e", f"trace={writes}", "-e", f"inject={call}:signal=KILL:when={n}"
    )


def _trace(command: Command, home: Path, *options: str) -> Traced:
    log = home.parent / "strace.log"
    done = subprocess.run(
        ["strace", "-f", "-qq", "-s", "0", "-o", str(log), *options,
         sys.executable, "-m", "tests.soak.program", *command.args],
        input=command.stdin, capture_output=True, text=True, check=False, cwd=ROOT,
        env={**os.environ, **command.env, "DRAFTGENIE_HOME": str(home),
             "PYTHONPATH": f"{os.environ.get('PYTHONPATH', '')}:{ROOT}"},
    )  # fmt: skip
    return Traced(done.returncode, done.stderr, log.read_text(errors="replace"))


_SYNCED = re.compile(r"(?:fsync|fdatasync)\(\d+<([^>]+)>\) += 0")
_WRITTEN = re.compile(r"(?:pwrite64|write|ftruncate)\(\d+<([^>]+)>")
_OFFSET = re.compile(r"pwrite64\(\d+<([^>]+)>, .*?, (\d+), (\d+)\) += (\d+)")
_RENAMED = re.compile(
    r'(?:rename|linkat)\((?:AT_FDCWD[^,]*, )?"([^"]+)", (?:AT_FDCWD[^,]*, )?"([^"]+)"'
)


def unsynced(log: str, home: Path) -> dict[Path, list[tuple[int, int]] | None]:
    """What a power cut may take of files in a data folder: byte ranges, or None for all."""
    lost: dict[Path, list[tuple[int, int]] | None] = {}
    for line in log.splitlines():
        if found := _SYNCED.search(line):
            lost.pop(Path(found[1]), None)
        elif found := _OFFSET.search(line):
            path, offset, size = Path(found[1]), int(found[3]), int(found[4])
            ranges = lost.setdefault(path, [])
            if ranges is not None:
                ranges.append((offset, size))
        elif found := _WRITTEN.search(line):
            lost[Path(found[1])] = None
        elif found := _RENAMED.search(line):
            old, new = Path(found[1]), Path(found[2])
            if old in lost:
                lost[new] = lost.pop(old)
    return {path: what for path, what in lost.items() if home in path.parents}

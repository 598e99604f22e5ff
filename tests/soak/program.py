"""The program in a process of its own that can be killed at any moment, as cheap as a fork.

The commands are forked from a server that has loaded their libraries, so that a trial costs
what the command does and not what Python imports. Only the embedding model is another: it takes
eight seconds to load and is not what is tried.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.doubles import HashEmbedder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from multiprocessing.context import ForkServerProcess
    from pathlib import Path

# Not lancedb: it starts threads when it is imported, and a fork would not have them.
PRELOADED = (
    "pytest",
    "draftgenie.cli.main",
    "draftgenie.cli.speaker",
    "draftgenie.cli.draft",
    "draftgenie.cli.correction",
    "draftgenie.cli.rag",
    "draftgenie.cli.evaluate",
    "draftgenie.services.learning",
    "draftgenie.services.ingest",
    "draftgenie.services.rag",
    "draftgenie.services.evaluate",
    "draftgenie.pipeline.ingest",
    "pydantic",
    "sqlite_utils",
    "lance_namespace",
    "pyarrow.compute",
    "sklearn.ensemble",
    "sklearn.linear_model",
    "tests.soak.program",
)

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(list(PRELOADED))


@dataclass(frozen=True)
class Command:
    """A command line of the program; `stdin` is what is piped into it."""

    args: tuple[str, ...]
    stdin: str = ""
    env: Mapping[str, str] = field(default_factory=dict)


class Started:
    """A command that runs in a data folder, with what it prints in files of `scratch`."""

    def __init__(self, command: Command, *, home: Path, scratch: Path) -> None:
        self._scratch = scratch
        scratch.mkdir(parents=True, exist_ok=True)
        (scratch / "stdin").write_text(command.stdin, encoding="utf-8")
        # One that is killed before it opens them must not seem to have said what another did.
        for name in ("stdout", "stderr"):
            (scratch / name).write_text("")
        env = {**os.environ, **command.env, "DRAFTGENIE_HOME": str(home)}
        self.process: ForkServerProcess = _CONTEXT.Process(
            target=_be_the_program, args=(command.args, env, scratch)
        )
        self.process.start()

    def wait(self, timeout_s: float | None = None) -> int | None:
        """The exit code; None when it still runs after the time, negative for a signal."""
        self.process.join(timeout_s)
        return self.process.exitcode

    def kill_after(self, delay_s: float) -> bool:
        """Let it run for so long and kill it; whether it was still running."""
        if self.wait(delay_s) is not None:
            return False
        self.process.kill()
        return self.wait() != 0

    @property
    def stdout(self) -> str:
        """What it printed as data."""
        return (self._scratch / "stdout").read_text(encoding="utf-8")

    @property
    def stderr(self) -> str:
        """What it printed for people."""
        return (self._scratch / "stderr").read_text(encoding="utf-8")


def run(command: Command, *, home: Path, scratch: Path) -> Started:
    """The command, once it has ended."""
    started = Started(command, home=home, scratch=scratch)
    started.wait()
    return started


def _be_the_program(args: tuple[str, ...], env: Mapping[str, str], scratch: Path) -> None:
    os.environ.clear()
    os.environ.update(env)
    for name, number, flags in (
        ("stdin", 0, os.O_RDONLY),
        ("stdout", 1, os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
        ("stderr", 2, os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
    ):
        os.dup2(os.open(scratch / name, flags, 0o600), number)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - the process's own
    use_quick_embedder()
    sys.argv = ["draftgenie", *args]
    from draftgenie.__main__ import main

    main()


def use_quick_embedder() -> None:
    """Embed by hashing in this process from now on."""
    from draftgenie import wiring

    app: Any = wiring.App
    app.embedder = HashEmbedder()
    app.check_model = lambda self: self.embedder.identity


if __name__ == "__main__":  # for a process that is traced from its first instruction
    use_quick_embedder()
    from draftgenie.__main__ import main

    main()

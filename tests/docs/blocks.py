"""The console blocks of a page: commands, what they printed, and what they print now."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
_PROGRESS = re.compile(r"^[a-z ]+: \d+( of \d+| in \d+\.\d s)$")
_EXPORT = re.compile(r'export (\w+)="?([^"]*)"?')


@dataclass(frozen=True)
class Step:
    """A command of a page and what stands below it."""

    command: str
    printed: str


def steps(page: str) -> list[Step]:
    """The commands of all console blocks in order."""
    found = []
    for block in _BLOCK.findall(page):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            found.append(Step(command, printed.strip("\n")))
    return found


def replace_outputs(page: str, printed: list[str]) -> str:
    """The page with the outputs of its commands replaced, in order."""
    rest = iter(printed)

    def rewrite(match: re.Match[str]) -> str:
        lines = []
        for step in steps(f"```console\n{match[0]}```\n"):
            lines += [f"$ {step.command}", *filter(None, [next(rest)])]
        return "\n".join(lines) + "\n"

    return _BLOCK.sub(rewrite, page)


class Shell:
    """Runs one command line after another, in one folder, remembering what is exported."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._env = dict(os.environ)
        program = folder / "bin" / "draftgenie"
        program.parent.mkdir()
        program.write_text(f'#!/bin/sh\nexec {sys.executable} -m draftgenie "$@"\n')
        program.chmod(0o700)
        self._env["PATH"] = f"{program.parent}:{self._env['PATH']}"

    def run(self, command: str) -> str:
        """What the command prints: its result, then what it says to people."""
        export = _EXPORT.fullmatch(command)
        if export:
            self._env[export[1]] = export[2].replace("$PWD", str(self._folder))
            return ""
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            check=False,
            cwd=self._folder,
            env=self._env,
            capture_output=True,
            text=True,
            timeout=600,
        )
        told = [line for line in done.stderr.splitlines() if not _PROGRESS.match(line)]
        both = "\n".join([*done.stdout.splitlines(), *told])
        return both.replace(str(self._folder), "…").strip("\n")


def alike(text: str) -> str:
    """The text without what another version of a numeric library may change: digits of ids and
    decimals."""
    text = re.sub(r"\b([a-z]{3})_[0-9a-f]{20}\b", r"\1_…", text)
    return re.sub(r" *\d+\.\d+", " #.#", text)

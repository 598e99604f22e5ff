"""Killed at any moment, a command loses nothing it acknowledged and does nothing twice."""

from __future__ import annotations

import json
import os
import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.soak.contents import contents, faults
from tests.soak.program import Command, Started, run
from tests.soak.work import a_days_work

if TYPE_CHECKING:
    from pathlib import Path

A_MORNING = 8
"""Commands of the day's work that the short form does."""
N_KILLS = int(os.environ.get("SOAK_KILLS", "2000"))
KILLS_A_COMMAND = 4


@dataclass(frozen=True)
class Undisturbed:
    """Commands, how long each of them takes, and what is stored when none is killed."""

    commands: tuple[Command, ...]
    took_s: list[float]
    contents: dict[str, Any]


def left_in_peace(folder: Path, commands: tuple[Command, ...]) -> Undisturbed:
    """Do the commands one after the other."""
    home = folder / "undisturbed"
    took = []
    for n, command in enumerate(commands):
        began = time.monotonic()
        done = run(command, home=home, scratch=folder / str(n))
        took.append(time.monotonic() - began)
        assert done.wait() == 0, done.stderr
    assert faults(home) == []
    return Undisturbed(commands, took, contents(home))


def test_work_that_is_killed_ends_as_if_it_had_not_been(tmp_path: Path) -> None:
    """A short form with another seed each time."""
    seed = random.SystemRandom().randrange(10**6)
    work = left_in_peace(tmp_path, a_days_work(6)[:A_MORNING])

    _work_through_kills(tmp_path, work, seed=seed, kills_a_command=1)


@pytest.mark.soak
def test_two_thousand_kills(tmp_path: Path) -> None:
    work = left_in_peace(tmp_path, a_days_work())
    n_killed, seed = 0, 0
    while n_killed < N_KILLS:
        n_killed += _work_through_kills(
            tmp_path / str(seed), work, seed=seed, kills_a_command=KILLS_A_COMMAND
        )
        seed += 1
    print(f"{n_killed} kills over {seed} days of work")  # noqa: T201 - the figure asked for


def _work_through_kills(
    folder: Path, work: Undisturbed, *, seed: int, kills_a_command: int
) -> int:
    """Do the work again, each command killed some times before it may end; how often it was."""
    home, scratch = folder / "home", folder / "scratch"
    dice = random.Random(seed)
    n_killed = 0
    for command, usual_s in zip(work.commands, work.took_s, strict=True):
        for _ in range(kills_a_command):
            started = Started(command, home=home, scratch=scratch)
            if started.kill_after(dice.uniform(0, usual_s)):
                n_killed += 1
            _check_acknowledged(command, started, home, seed)
        done = run(command, home=home, scratch=scratch)
        assert done.wait() == 0, f"seed {seed}: {command.args}: {done.stderr}"
        assert "Traceback" not in done.stderr
    assert faults(home) == [], f"seed {seed}"
    found = contents(home)
    for table, rows in work.contents.items():
        assert found[table] == rows, f"seed {seed}: {table}"
    return n_killed


def _check_acknowledged(command: Command, killed: Started, home: Path, seed: int) -> None:
    """Every note that was printed before the kill is stored."""
    if command.args[:2] != ("rag", "generate"):
        return
    printed = [json.loads(line) for line in killed.stdout.split("\n")[:-1]]
    stored = {row[0] for row in contents(home)["generated_note"]}
    assert {note["note_id"] for note in printed} <= stored, f"seed {seed}"

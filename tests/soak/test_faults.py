"""Every write, sync and rename may fail or be the last; the command can be repeated."""

from __future__ import annotations

import os
import random
import shutil
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from tests.soak.contents import contents, faults
from tests.soak.program import Command, run
from tests.soak.traced import CALLS, FAULTS, inject
from tests.soak.work import a_days_work

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")

STRIDE = int(os.environ.get("SOAK_STRIDE", "1"))
"""Every call is tried with 1, every other one with 2 …"""

STEPS = {"ingest": 1, "build": 2, "generate": 6}
REFUSALS = {0, 7, -9, 137}
"""Done all the same, the store or its index cannot be used, or killed."""


def prepared(folder: Path, step: int) -> tuple[Path, Command]:
    """A data folder in which everything before a step of the day's work is done; the step."""
    home = folder / "prepared"
    *before, command = a_days_work(6)[: step + 1]
    for each in before:
        done = run(each, home=home, scratch=folder / "scratch")
        assert done.wait() == 0, done.stderr
    return home, command


def expected(home: Path, command: Command, folder: Path) -> dict[str, Any]:
    """What the data folder holds after the command was left in peace."""
    left = folder / "left"
    shutil.copytree(home, left)
    assert run(command, home=left, scratch=folder / "scratch").wait() == 0
    return contents(left)


def meet_fault(
    folder: Path,
    home: Path,
    command: Command,
    wanted: dict[str, Any],
    *,
    where: tuple[str, str, int],
) -> bool:
    """Run the command through one fault, then again without; whether the fault was met."""
    call, fault, n = where
    shutil.rmtree(folder / "home", ignore_errors=True)
    shutil.copytree(home, folder / "home")
    met = inject(command, home=folder / "home", call=call, fault=fault, n=n)
    assert met.exit_code in REFUSALS, f"{command.args} {where}: {met.exit_code} {met.stderr}"
    assert "Traceback" not in met.stderr, f"{command.args} {where}: {met.stderr}"
    again = run(command, home=folder / "home", scratch=folder / "scratch")
    assert again.wait() == 0, f"{command.args} {where}: {again.stderr}"
    assert faults(folder / "home") == [], f"{command.args} {where}"
    assert contents(folder / "home") == wanted, f"{command.args} {where}"
    return met.was_touched


def test_a_fault_at_some_write_of_an_ingest_is_survived(tmp_path: Path) -> None:
    """A short form with another place each time."""
    home, command = prepared(tmp_path, STEPS["ingest"])
    wanted = expected(home, command, tmp_path)
    dice = random.SystemRandom()

    for fault in FAULTS:
        call = dice.choice(["pwrite64", "fdatasync"])
        where = (call, fault, dice.randrange(1, 4))
        meet_fault(tmp_path, home, command, wanted, where=where)


@pytest.mark.soak
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("step", STEPS)
def test_every_write_sync_and_rename(tmp_path: Path, step: str, fault: str) -> None:
    home, command = prepared(tmp_path, STEPS[step])
    wanted = expected(home, command, tmp_path)
    tried = 0
    for call in CALLS:
        for n in count(1, STRIDE):
            if not meet_fault(tmp_path, home, command, wanted, where=(call, fault, n)):
                break
            tried += 1
    print(f"{step}, {fault}: {tried} places")  # noqa: T201 - the figure asked for
    assert tried > 0

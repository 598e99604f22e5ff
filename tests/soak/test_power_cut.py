"""The power goes: what was never synced is lost, and nothing that was acknowledged with it."""

from __future__ import annotations

import os
import random
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.soak.contents import contents, faults
from tests.soak.program import run
from tests.soak.test_faults import STEPS, prepared
from tests.soak.traced import unsynced, watch

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")

N_CUTS = int(os.environ.get("SOAK_CUTS", "200"))
AT = {"pwrite64": 40, "fdatasync": 8, "fsync": 12, "linkat": 4, "rename": 12}
"""Calls before which the power goes, and how many of each a command makes at most."""


def cut_power(log: str, home: Path, dice: random.Random) -> int:
    """Take from the files what was not synced, all of it or a part; how many files lost some."""
    lost = unsynced(log, home)
    for path, ranges in lost.items():
        if not path.exists():
            continue
        size = path.stat().st_size
        if ranges is None:
            os.truncate(path, dice.choice([0, dice.randrange(size + 1)]))
            continue
        with path.open("r+b") as file:
            for offset, length in ranges:
                if dice.random() < 0.5:
                    file.seek(offset)
                    file.write(bytes(min(length, max(size - offset, 0))))
    return len(lost)


@pytest.mark.soak
def test_two_hundred_power_cuts(tmp_path: Path) -> None:
    homes = {step: prepared(tmp_path / step, number) for step, number in STEPS.items()}
    n_hurt = 0
    for seed in range(N_CUTS):
        dice = random.Random(seed)
        step = dice.choice(list(STEPS))
        prepared_home, command = homes[step]
        home = tmp_path / "home"
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(prepared_home, home)
        before = contents(home)
        call = dice.choice(list(AT))

        cut = watch(command, home=home, call=call, n=dice.randrange(1, AT[call]))
        n_hurt += cut_power(cut.log, home, dice) > 0

        after = contents(home)
        for table in ("speaker", "item", "draft", "final_note", "term"):
            assert set(before[table]) <= set(after[table]), f"seed {seed}: {table}"
        if cut.exit_code == 0:
            assert len(after["draft"]) >= len(before["draft"])
        again = run(command, home=home, scratch=tmp_path / "scratch")
        assert again.wait() == 0, f"seed {seed} {command.args}: {again.stderr}"
        build = run(homes["build"][1], home=home, scratch=tmp_path / "scratch")
        assert build.wait() == 0, f"seed {seed} {command.args}: {build.stderr}"
        assert faults(home) == [], f"seed {seed} {command.args}"
    print(f"{N_CUTS} cuts, {n_hurt} of them took something from a file")  # noqa: T201

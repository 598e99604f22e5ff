"""No room, no right to write, a limit on files: said with the mend, and nothing damaged."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.builders import a_pair, lines
from tests.soak.contents import contents, faults
from tests.soak.program import Command, run
from tests.soak.work import a_days_work

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SIZES_MB = range(1, int(os.environ.get("SOAK_SIZES", "24")) + 1)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, to be given its size by the test."""
    place = tmp_path / "disk"
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "draftgenie-test", str(place)],
        check=False, capture_output=True,
    )  # fmt: skip
    if done.returncode != 0:
        pytest.skip("mounting a file system takes root")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def resize(place: Path, size: str) -> None:
    """Give the disk another size."""
    subprocess.run(["mount", "-o", f"remount,size={size}", str(place)], check=True)


def work_until_full(home: Path, scratch: Path) -> tuple[int, list[str]]:
    """Do a day's work on a disk that may fill up: commands that were refused, and their words."""
    refused, said = 0, []
    for command in a_days_work():
        done = run(command, home=home, scratch=scratch)
        assert done.wait() in {0, 4, 7}, f"{command.args}: {done.wait()} {done.stderr}"
        assert "Traceback" not in done.stderr
        if done.wait() == 7:
            refused += 1
            said.append(done.stderr)
    return refused, said


def test_a_full_disk_is_said_and_mended_by_room(small_disk: Path, tmp_path: Path) -> None:
    home, scratch = small_disk / "home", tmp_path / "scratch"
    resize(small_disk, "600k")
    pairs = [a_pair(f"visit-{n}", draft="word " * 200) for n in range(800)]
    command = Command(("draft", "ingest", "-", "--create-speakers"), lines(*pairs))
    assert run(Command(("speaker", "add", "Dr. Chen")), home=home, scratch=scratch).wait() == 0

    full = run(command, home=home, scratch=scratch)

    assert full.wait() == 7
    assert "the disk is full; nothing was written" in full.stderr
    assert "try: make room and run the command again" in full.stderr
    assert contents(home)["draft"] == []
    assert faults(home) == []
    resize(small_disk, "64m")
    again = run(command, home=home, scratch=scratch)
    assert again.wait() == 0, again.stderr
    assert len(contents(home)["draft"]) == 800


@pytest.mark.soak
def test_a_days_work_on_disks_of_many_sizes(small_disk: Path, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    n_refused = 0
    for size in SIZES_MB:
        home = small_disk / "home"
        shutil.rmtree(home, ignore_errors=True)
        resize(small_disk, f"{size * 200}k")
        refused, _ = work_until_full(home, scratch)
        n_refused += refused
        resize(small_disk, "64m")
        for command in a_days_work()[:3]:
            assert run(command, home=home, scratch=scratch).wait() == 0
        assert faults(home) == [], f"{size * 200}k"
    print(f"{n_refused} commands refused on {len(SIZES_MB)} sizes")  # noqa: T201
    assert n_refused > 0

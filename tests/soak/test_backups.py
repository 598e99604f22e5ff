"""Backups that are taken while others write: each of them restores, sound and whole."""

from __future__ import annotations

import json
import os
import shutil
import threading
from typing import TYPE_CHECKING

import pytest

from tests.builders import a_pair, lines
from tests.soak.contents import contents, faults
from tests.soak.program import Command, run

if TYPE_CHECKING:
    from pathlib import Path

N_BACKUPS = int(os.environ.get("SOAK_BACKUPS", "200"))
PAIRS_A_BATCH = 20


def keep_writing(home: Path, scratch: Path, enough: threading.Event) -> None:
    """Ingest batch after batch until it is enough; a batch is there whole or not at all."""
    n = 0
    while not enough.is_set():
        pairs = [a_pair(f"visit-{n}-{i}") for i in range(PAIRS_A_BATCH)]
        command = Command(("draft", "ingest", "-", "--create-speakers"), lines(*pairs))
        assert run(command, home=home, scratch=scratch).wait() == 0
        n += 1


def restored(home: Path, scratch: Path, into: Path) -> int:
    """Take a backup, put it elsewhere, and look at every row; how many items it has."""
    made = run(Command(("backup", "create", "--json")), home=home, scratch=scratch)
    assert made.wait() == 0, made.stderr
    name = json.loads(made.stdout)["id"]
    shutil.rmtree(into, ignore_errors=True)
    command = Command(("backup", "restore", name, "--to", str(home / "backups"), "--yes"))
    back = run(command, home=into, scratch=scratch)
    assert back.wait() == 0, back.stderr
    assert faults(into) == []
    return len(contents(into)["item"])


@pytest.mark.soak
def test_two_hundred_backups_under_load(tmp_path: Path) -> None:
    home, enough = tmp_path / "home", threading.Event()
    first = Command(("speaker", "add", "Dr. Okafor", "--id", "dr-okafor"))
    assert run(first, home=home, scratch=tmp_path / "first").wait() == 0
    writer = threading.Thread(target=keep_writing, args=(home, tmp_path / "writer", enough))
    writer.start()
    try:
        sizes = [restored(home, tmp_path / "reader", tmp_path / "other") for _ in range(N_BACKUPS)]
    finally:
        enough.set()
        writer.join()

    print(f"{len(sizes)} backups restored, of {sizes[0]} to {sizes[-1]} items")  # noqa: T201
    assert sizes == sorted(sizes), "a later backup holds less"
    assert all(size % PAIRS_A_BATCH == 0 for size in sizes), "a batch was backed up in part"

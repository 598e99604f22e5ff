"""Sixteen processes at one store, some killed: no error, nothing lost, nothing doubled."""

from __future__ import annotations

import json
import os
import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.builders import a_pair, lines
from tests.soak.contents import contents, faults
from tests.soak.program import Command, Started, run

if TYPE_CHECKING:
    from pathlib import Path

N_PROCESSES = 16
N_OPERATIONS = int(os.environ.get("SOAK_OPERATIONS", "200"))
SHARE_KILLED = 0.05
MAX_WAIT_S = 5.0


def operation(worker: int, n: int, dice: random.Random) -> Command:
    """One of the things that people and scripts do, each about an item of its own."""
    pair = a_pair(f"visit-{worker}-{n}", speaker=f"dr-{worker % 5}")
    kinds = {
        "ingest": Command(("draft", "ingest", "-", "--create-speakers"), lines(pair)),
        "list": Command(("draft", "list", "--json")),
        "show": Command(("speaker", "list", "--json")),
        "term": Command(("term", "import", "-"), f"medicine {worker} {n}\n"),
        "dashboard": Command(("dashboard", "--json")),
    }
    names, weights = list(kinds), (5, 1, 1, 2, 1)
    return kinds[dice.choices(names, weights)[0]]


def work(worker: int, home: Path, n_operations: int) -> tuple[list[Command], Counter[str], float]:
    """One process's operations: those acknowledged, how they ended, the longest of them."""
    dice, acknowledged, ended, longest = random.Random(worker), [], Counter[str](), 0.0
    for n in range(n_operations):
        command = operation(worker, n, dice)
        began = time.monotonic()
        started = Started(command, home=home, scratch=home.parent / f"worker-{worker}")
        if dice.random() < SHARE_KILLED and started.kill_after(dice.uniform(0, 0.3)):
            ended["killed"] += 1
            continue
        code = started.wait()
        longest = max(longest, time.monotonic() - began)
        ended[f"exit {code}"] += 1
        if code == 0:
            acknowledged.append(command)
        else:
            ended[started.stderr] += 1
    return acknowledged, ended, longest


def crowd(tmp_path: Path, n_processes: int, n_operations: int) -> tuple[Counter[str], float]:
    """All processes' operations; how they ended, and how long the longest took."""
    home = tmp_path / "home"
    first = Command(("speaker", "add", "Dr. Chen"))
    assert run(first, home=home, scratch=tmp_path / "scratch").wait() == 0
    with ThreadPoolExecutor(n_processes) as pool:
        jobs = [pool.submit(work, i, home, n_operations) for i in range(n_processes)]
        done = [job.result() for job in jobs]

    assert faults(home) == []
    held = contents(home)
    items = Counter(row[2] for row in held["item"])
    assert set(items.values()) <= {1}, "an item is there twice"
    terms = {row[1] for row in held["term"]}
    for acknowledged, _, _ in done:
        for command in acknowledged:
            if command.args[:2] == ("draft", "ingest"):
                assert json.loads(command.stdin)["item"] in items
            if command.args[0] == "term":
                assert command.stdin.strip() in terms
    return sum((ended for _, ended, _ in done), Counter()), max(took for *_, took in done)


def test_four_processes_at_once(tmp_path: Path) -> None:
    ended, _ = crowd(tmp_path, n_processes=4, n_operations=5)

    assert set(ended) <= {"exit 0", "killed"}


@pytest.mark.soak
def test_sixteen_processes_with_two_hundred_operations_each(tmp_path: Path) -> None:
    ended, longest_s = crowd(tmp_path, N_PROCESSES, N_OPERATIONS)

    print(f"{dict(ended)}; the longest took {longest_s:.1f} s")  # noqa: T201
    assert set(ended) <= {"exit 0", "killed"}
    assert longest_s < MAX_WAIT_S

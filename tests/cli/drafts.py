"""What the tests of the draft commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.builders import a_pair, lines
from tests.conftest import Result

Run = Callable[..., Result]

PAIRS = [lines(a_pair(f"v{n}")) for n in range(1, 1001)]
COUNTS = {
    "added": 0,
    "updated": 0,
    "unchanged": 0,
    "rejected": 0,
    "speakers_added": 0,
    "drafts_added": 0,
    "finals_added": 0,
    "pairs_completed": 0,
    "held": 0,
    "dry_run": False,
    "warnings": [],
}


def export(run: Run) -> list[Any]:
    """Everything that is stored, as records."""
    return run("draft", "export").json_lines


def of(**changes: Any) -> str:
    """One pair as a JSON line."""
    return lines(a_pair(**changes))

"""Real drafts with their finals, for tests that hold us to another program; may be absent."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

DATA = Path(os.environ.get("DRAFTGENIE_CORPORA", Path(__file__).parents[3] / "shared" / "data"))


def read_pairs(name: str, *, limit: int) -> list[tuple[str, str]]:
    """Draft and final of the first `limit` items of a corpus; skips the test without it."""
    path = DATA / name / "test.jsonl"
    if not path.is_file():
        pytest.skip(f"the corpus {name} is not on this machine")
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for _, line in zip(range(limit), lines, strict=False)]
    return [(row["draft"], row["final"]) for row in rows]

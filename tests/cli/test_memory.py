from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARK = Path(__file__).resolve().parents[2] / "benchmarks" / "memory.py"


@pytest.mark.slow
@pytest.mark.parametrize("on_error", ["skip", "stop"])
def test_an_ingest_of_100_megabytes_stays_under_300(on_error: str) -> None:
    done = subprocess.run(
        [sys.executable, BENCHMARK, "100", on_error], check=True, capture_output=True, text=True
    )

    found = re.search(r"exit (\d+), peak (\d+) MB", done.stdout)
    assert found is not None
    assert int(found[1]) == (6 if on_error == "skip" else 0)
    assert int(found[2]) < 300

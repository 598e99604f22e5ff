"""The rows that come with the program are what the example corpus gives now."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from draftgenie.pipeline.retrieve import NAMES
from draftgenie.services._learned import prior_rows

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "prior.py"


@pytest.fixture(scope="module")
def prior() -> Any:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("prior", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_committed_rows_are_what_the_script_makes_of_the_corpus() -> None:
    command = [sys.executable, str(SCRIPT), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert done.stdout.startswith(f"{len(prior_rows())} rows: ")


def test_the_rows_have_the_figures_that_candidates_have_and_every_label() -> None:
    rows = prior_rows()
    assert rows.figures.shape == (len(rows), len(NAMES))
    assert np.isfinite(rows.figures).all()
    assert set(rows.labels.tolist()) == {0, 1, 2}


def test_other_rows_or_another_version_are_told(
    prior: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = prior_rows()
    fewer = replace(rows, figures=rows.figures[1:], labels=rows.labels[1:])
    other = replace(rows, figures=rows.figures + 1)

    assert prior.differences(rows) == []
    assert prior.differences(fewer) == [
        f"it has {len(rows)} rows, not {len(rows) - 1}, or other labels"
    ]
    assert prior.differences(other) == ["its figures are others"]
    version = prior.PRIOR_VERSION
    monkeypatch.setattr(prior, "PRIOR_VERSION", "counts-9")
    assert prior.differences(rows) == [f"it is of version {version}, not counts-9"]

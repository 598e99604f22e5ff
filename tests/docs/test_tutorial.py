"""The tutorial's commands print what the tutorial says. `UPDATE_DOCS=1` rewrites its outputs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.docs.blocks import Shell, alike, replace_outputs, steps

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "tutorial.md"


def test_the_tutorial_prints_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    shell = Shell(tmp_path)
    page = PAGE.read_text(encoding="utf-8")

    printed = [shell.run(step.command) for step in steps(page)]

    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(replace_outputs(page, printed), encoding="utf-8")
        pytest.skip("the tutorial's outputs were rewritten")
    assert [alike(text) for text in printed] == [alike(step.printed) for step in steps(page)]

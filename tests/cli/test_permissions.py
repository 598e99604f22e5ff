"""Whatever the umask says, the data folder is its owner's alone."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from draftgenie.cli import bug
from tests.builders import lines
from tests.histories import a_draft, a_history

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.drafts import Run

COMMANDS: tuple[tuple[tuple[str, ...], str | None], ...] = (
    (("config", "set", "bucket_window", "10"), None),
    (("draft", "ingest", "-", "--create-speakers"), lines(*a_history(8), a_draft())),
    (("draft", "ingest", "-", "--on-error", "skip"), "broken\n"),
    (("correction", "build", "--all", "--no-embed"), None),
    (("correction", "add", "zantak", "Zantac", "--speaker", "dr-okafor"), None),
    (("term", "import", "-"), "Eliquis\n"),
    (("rag", "generate", "--all"), None),
    (("evaluate", "run", "--all"), None),
    (("evaluate", "replay", "--all"), None),
    (("speaker", "bucket", "dr-okafor", "low_touch", "--reason", "r"), None),
    (("undo",), None),
    (("quarantine", "drop", "--all", "--yes"), None),
    (("draft", "export"), None),
    (("metrics",), None),
    (("store", "prune", "--older-than", "2026-01-04", "--yes"), None),
    (("speaker", "remove", "dr-okafor", "--purge", "--yes"), None),
)


@pytest.fixture
def _open_to_all() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def open_to_others(home: Path) -> list[str]:
    return [
        f"{oct(stat.S_IMODE(path.stat().st_mode))} {path.relative_to(home.parent)}"
        for path in (home, *home.rglob("*"))
        if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]


@pytest.mark.usefixtures("_open_to_all")
def test_the_main_commands_leave_nothing_that_others_can_read(run: Run, home: Path) -> None:
    for words, stdin in COMMANDS:
        done = run(*words, stdin=stdin)
        assert done.exit_code in {0, 6}, (words, done.stderr)
        assert open_to_others(home) == [], words


@pytest.mark.usefixtures("_open_to_all")
def test_the_report_of_a_bug_is_its_owners_alone_even_in_a_new_folder(home: Path) -> None:
    bug.report(RuntimeError("x"), home=home, as_json=False)

    (report,) = (home / "logs").iterdir()
    assert "RuntimeError" in report.read_text()
    assert open_to_others(home) == []

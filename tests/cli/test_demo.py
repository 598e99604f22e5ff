from __future__ import annotations

import contextlib
import re
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from draftgenie.adapters import bundled
from draftgenie.adapters.clock import SystemClock
from draftgenie.errors import ConflictError

if TYPE_CHECKING:
    from tests.cli.drafts import Run

COMMANDS = [
    "speaker import",
    "draft ingest",
    "correction build",
    "draft ingest",
    "rag generate",
    "draft ingest",
    "evaluate run",
]
CORPUS = Path(__file__).parents[2] / "examples" / "corpus"


def n_events(home: Path) -> int:
    with contextlib.closing(sqlite3.connect(home / "draftgenie.db")) as db:
        n: int = db.execute("SELECT count(*) FROM event").fetchone()[0]
    return n


def test_the_demo_plays_the_whole_loop_and_a_second_time_changes_nothing(
    run: Run, home: Path, tmp_path: Path
) -> None:
    stage = tmp_path / "stage"

    first = run("demo", "--no-embed", "--home", stage)
    told = n_events(stage)
    again = run("demo", "--no-embed", "--home", stage, "--json")

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert re.findall(r"^\$ draftgenie (\w+ \w+)", first.stderr, re.MULTILINE) == COMMANDS
    assert "{+" in first.stdout
    assert n_events(stage) == told
    measured = again.json["evaluation"]
    assert measured["items"] == 94
    assert measured["note_wer"] < measured["draft_wer"]
    assert measured["ci95"][0] > 0
    assert sum(counts["lost"] for counts in measured["safety"].values()) == 0
    assert all(speaker["reason"] for speaker in measured["speakers"])
    assert len(again.json["next"]) == 3
    assert not home.exists()


def test_a_store_that_the_demo_did_not_make_is_left_alone(run: Run, home: Path) -> None:
    run("speaker", "add", "Dr. Ngozi Okafor")

    done = run("demo", "--fresh", "--home", home, "--json")

    assert done.exit_code == 5
    assert done.error["hint"] == "name a new folder with --home"
    assert run("speaker", "list", "--json").json["total"] == 1


def test_fresh_deletes_what_the_demo_made_and_nothing_else(tmp_path: Path) -> None:
    home = tmp_path / "stage"
    bundled.claim_demo_home(home, fresh=False, clock=SystemClock())
    (home / "draftgenie.db").write_text("")
    (home / "learned").mkdir()
    (home / "mine.txt").write_text("keep")

    bundled.claim_demo_home(home, fresh=True, clock=SystemClock())

    assert sorted(path.name for path in home.iterdir()) == [
        bundled.MARK,
        "mine.txt",
        "write.lock",
    ]


def test_a_folder_with_anything_in_it_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")

    with pytest.raises(ConflictError):
        bundled.claim_demo_home(tmp_path, fresh=True, clock=SystemClock())


def test_the_bundled_corpus_is_the_one_in_examples() -> None:
    assert bundled.corpus_folder() == CORPUS

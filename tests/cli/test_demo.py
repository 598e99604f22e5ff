from __future__ import annotations

import re
from pathlib import Path

import pytest

from draftgenie.adapters import bundled
from draftgenie.adapters.clock import SystemClock
from draftgenie.errors import ConflictError
from tests.cli.drafts import Run

CORPUS = Path(__file__).parents[2] / "examples" / "corpus"


def test_the_demo_plays_the_whole_loop_and_a_second_time_changes_nothing(
    run: Run, home: Path, tmp_path: Path
) -> None:
    stage = tmp_path / "stage"

    first = run("demo", "--no-embed", "--home", stage, "--json")
    events = run("speaker", "stats", "--home", stage, "--json").json
    again = run("demo", "--no-embed", "--home", stage, "--json")

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert again.json == first.json
    measured = first.json["evaluation"]
    assert measured["items"] == 94
    assert measured["note_wer"] < measured["draft_wer"]
    assert measured["ci95"][0] > 0
    assert {name: counts["lost"] for name, counts in measured["safety"].items()} == dict.fromkeys(
        measured["safety"], 0
    )
    assert all(speaker["reason"] for speaker in measured["speakers"])
    assert events["total"] == 8
    assert len(first.json["next"]) == 3
    assert not home.exists()


def test_each_stage_says_what_a_person_would_type(run: Run, tmp_path: Path) -> None:
    done = run("demo", "--no-embed", "--home", tmp_path / "stage")

    typed = re.findall(r"^\$ draftgenie (\w+ \w+)", done.stderr, re.MULTILINE)
    assert typed == [
        "speaker import",
        "draft ingest",
        "correction build",
        "draft ingest",
        "rag generate",
        "draft ingest",
        "evaluate run",
    ]
    assert "{+" in done.stdout


def test_a_store_that_the_demo_did_not_make_is_left_alone(run: Run, home: Path) -> None:
    run("speaker", "add", "Dr. Ngozi Okafor")

    done = run("demo", "--fresh", "--home", home / ".", "--json")

    # The very folder of DRAFTGENIE_HOME, in another spelling.
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

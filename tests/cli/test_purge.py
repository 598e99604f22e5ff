"""Unusual words are put everywhere that text goes; after a purge no byte of them is left."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from draftgenie.cli.main import app
from tests.builders import lines
from tests.histories import a_history, dated

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.drafts import Run

THEIRS = "zqv"
"""Begins every word that came with an item of dr-okafor."""

SAID = "wyk"
"""Begins every word that was said about dr-okafor otherwise, or for them."""


def with_words(record: dict[str, Any]) -> dict[str, Any]:
    draft, final = record["draft"], record["final"]
    return record | {
        "draft": f"{draft} He is on {THEIRS}farin and {THEIRS}draft.",
        "final": f"{final} He is on {THEIRS}pharin and {THEIRS}final.",
        "metadata": {"ward": f"{THEIRS}ward"},
        "room": f"{THEIRS}room",
    }


def fill(home: Path) -> None:
    runner = CliRunner()

    def run(*words: str, stdin: str | None = None, code: int = 0) -> None:
        done = runner.invoke(
            app, ["--home", str(home), *words], input=stdin, prog_name="draftgenie"
        )
        assert done.exit_code == code, done.stderr

    facts = ("--name", f"Dr. {SAID}name", "--notes", f"{SAID}notes", "--meta", f"a={SAID}meta")
    theirs = [with_words(record) for record in a_history(24)]
    old = theirs[3] | {"draft": f"{THEIRS}revised text"}
    others = a_history(12, speaker="dr-chen", first=100)
    run("draft", "ingest", "-", "--create-speakers", stdin=lines(old, *others))
    run("draft", "ingest", "-", "--replace", stdin=lines(*theirs))
    run("speaker", "edit", "dr-okafor", *facts)
    aside = f'{{"speaker": "dr-okafor", "draft": "{THEIRS}cut\n{{"item": "x", "a": "{THEIRS}b"}}\n'
    aside += lines({"speaker": "dr-okafor", "item": "y", "text": f"{THEIRS}kindless"})
    skip = ("--on-error", "skip", "--speaker", "dr-okafor")
    run("draft", "ingest", "-", *skip, stdin=aside, code=6)
    run("correction", "build", "--all", "--no-embed")
    run("correction", "add", f"{SAID}source", f"{SAID}target", "--speaker", "dr-okafor")
    run("term", "import", "-", "--speaker", "dr-okafor", stdin=f"{SAID}term\n")
    run("rag", "generate", "--all")
    run("evaluate", "run", "--all")
    run("evaluate", "replay", "--all")
    comment = ("--verdict", "worse", "--text", f"{THEIRS}comment", "--speaker", "dr-okafor")
    run("evaluate", "comment", "visit-0001", *comment)
    run("correction", "search", f"{THEIRS}farin")
    run("draft", "ingest", "-", stdin=f"{THEIRS}unreadable", code=3)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("filled") / "home"
    fill(home)
    return home


@pytest.fixture
def own(filled: Path, home: Path) -> Path:
    shutil.copytree(filled, home)
    (home / "backups" / "2026-01-01").mkdir(parents=True)
    return home


def holders(home: Path, word: str) -> list[str]:
    """The files in which a word begins so, in any encoding and case."""
    forms = [word.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")]
    files = sorted(path for path in home.rglob("*") if path.is_file())
    return [
        str(path.relative_to(home))
        for path in files
        if any(form in path.read_bytes().lower() for form in forms)
    ]


def test_the_words_are_in_the_database_and_in_what_was_learned(own: Path) -> None:
    held = holders(own, THEIRS)

    assert "draftgenie.db" in held
    assert any(name.startswith("learned/") for name in held)
    assert not any(name.startswith("logs/") for name in held)
    assert "draftgenie.db" in holders(own, SAID)


def test_a_purge_leaves_no_byte_of_a_speaker_and_names_the_backups(run: Run, own: Path) -> None:
    done = run("speaker", "remove", "dr-okafor", "--purge", "--yes", "--json")

    assert (holders(own, THEIRS), holders(own, SAID)) == ([], [])
    assert (done.json["items"], done.json["set_aside"], done.json["remains"]) == (24, 3, [])
    assert done.json["backups"] == ["2026-01-01"]
    assert run("draft", "list", "--json").json["total"] == 12
    assert run("correction", "build", "--all", "--no-embed").exit_code == 0
    assert holders(own, THEIRS) == []


def test_pruning_leaves_no_byte_of_old_items_and_learns_from_the_rest(run: Run, own: Path) -> None:
    counted = run("store", "prune", "--older-than", dated(24)[:10], "--dry-run", "--json")
    unasked = run("store", "prune", "--older-than", dated(24)[:10])
    assert holders(own, THEIRS) != []

    done = run("store", "prune", "--older-than", "2199-01-01", "--yes", "--json")

    assert unasked.exit_code == 2
    assert counted.json["items"] == 24
    assert counted.json["set_aside"] == 0
    assert holders(own, THEIRS) == []
    assert "draftgenie.db" in holders(own, SAID)
    assert (done.json["items"], done.json["set_aside"], done.json["remains"]) == (36, 3, [])
    assert run("correction", "list", "--speaker", "dr-okafor", "--json").json["total"] == 1


def test_pruning_keeps_what_is_younger_and_what_was_learned_from_it(run: Run, own: Path) -> None:
    done = run("store", "prune", "--older-than", dated(24)[:10], "--yes", "--json")

    assert done.json["items"] == 24
    assert run("draft", "list", "--json").json["total"] == 12
    found = run("correction", "list", "--speaker", "dr-chen", "--json").json["items"]
    assert "metoprolol" in {one["target"] for one in found}
    assert [name for name in holders(own, THEIRS) if name != "draftgenie.db"] == []
    again = run("store", "prune", "--older-than", dated(24)[:10], "--json")
    assert (again.exit_code, again.json["items"], again.json["backups"]) == (0, 0, [])


@pytest.mark.parametrize("age", ["", "90", "soon", "-3d"])
def test_what_is_no_age_is_refused(run: Run, own: Path, age: str) -> None:
    assert run("store", "prune", "--older-than", age, "--yes").exit_code == 2
    assert holders(own, THEIRS) != []

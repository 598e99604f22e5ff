"""Sources, and the whole loop from a folder to a moved bucket, as a user sees them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import a_pair, lines
from tests.histories import a_history, texts

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.drafts import Run

N_NEW = 6
NEWS = {f"dr-okafor/visit-{n:04}.asr.txt": texts(n)[0] for n in range(100, 100 + N_NEW)}
FINALS = {f"dr-okafor/visit-{n:04}.final.txt": texts(n)[1] for n in range(100, 100 + N_NEW)}


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A folder with a history in it."""
    root = tmp_path / "inbox"
    root.mkdir()
    (root / "history.jsonl").write_text(lines(*a_history(30, with_dates=False)))
    return root


def put(inbox: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = inbox / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)


def pulled(run: Run, *options: str) -> dict[str, Any]:
    """The one source's figures and what was drained, without what is 0."""
    done = run("draft", "pull", "--json", *options).json
    ((one,), drained) = done["sources"], done["drained"]
    del one["source"]
    return {k: v for k, v in {**one, **(drained or {})}.items() if v}


def test_the_loop_runs_from_a_folder_to_the_bucket(run: Run, inbox: Path) -> None:
    run("source", "add", "inbox", "--folder", inbox, "--create-speakers")

    history = pulled(run)
    put(inbox, NEWS)
    drafts = pulled(run)
    put(inbox, FINALS)
    finals = pulled(run)
    nothing = pulled(run)

    assert history == {
        "records": 30,
        "added": 30,
        "speakers_added": 1,
        "drafts_added": 30,
        "finals_added": 30,
        "pairs_completed": 30,
        "pairs": 30,
        "delivered": 121,
    }
    assert drafts == {
        "records": N_NEW,
        "added": N_NEW,
        "drafts_added": N_NEW,
        "notes": N_NEW,
        "delivered": 3 * N_NEW,
        "waiting": N_NEW,
    }
    assert finals == {
        "records": N_NEW,
        "added": N_NEW,
        "finals_added": N_NEW,
        "pairs_completed": N_NEW,
        "pairs": N_NEW,
        "scored": N_NEW,
        "moved": 1,
        "delivered": 2 * N_NEW,
    }
    assert nothing == {}
    speaker = run("speaker", "show", "dr-okafor", "--json").json
    assert speaker["assigned_bucket"] == "no_touch"
    measured = run("evaluate", "run", "--json").json
    assert (measured["items"], measured["worse"], measured["note_wer"]) == (N_NEW, 0, 0.0)


def test_without_draining_everything_is_left_to_a_worker(run: Run, inbox: Path) -> None:
    run("source", "add", "inbox", "--folder", inbox, "--create-speakers")

    done = run("draft", "pull", "--no-drain", "--json").json

    assert done["drained"] is None
    assert run("event", "list", "--type", "corrections.created", "--json").json["total"] == 0


def test_an_undone_pull_is_fetched_again(run: Run, inbox: Path) -> None:
    run("source", "add", "inbox", "--folder", inbox, "--create-speakers")
    run("draft", "pull", "--no-drain")
    put(inbox, NEWS)
    run("draft", "pull", "--no-drain")

    for _ in range(2):
        assert run("undo").exit_code == 0
    emptied = run("draft", "list", "--json").json["total"]
    first = run("draft", "pull", "--no-drain", "--json").json["sources"][0]
    again = run("draft", "pull", "--no-drain", "--json").json["sources"][0]

    assert emptied == 0
    assert (first["added"], first["rejected"], again["records"]) == (30 + N_NEW, 0, 0)


def test_a_redone_pull_is_not_fetched_again(run: Run, inbox: Path) -> None:
    run("source", "add", "inbox", "--folder", inbox, "--create-speakers")
    run("draft", "pull", "--no-drain")

    assert run("undo").exit_code == run("redo").exit_code == 0

    assert run("draft", "pull", "--no-drain", "--json").json["sources"][0]["records"] == 0


def test_a_pull_of_a_source_that_was_removed_can_be_undone(run: Run, inbox: Path) -> None:
    run("source", "add", "inbox", "--folder", inbox, "--create-speakers")
    run("draft", "pull", "--no-drain")
    assert run("source", "remove", "inbox").exit_code == 0

    assert run("undo").exit_code == 0
    assert run("draft", "list", "--json").json["total"] == 0


def test_a_new_speaker_gets_the_past_that_was_left_out(run: Run, inbox: Path) -> None:
    run("speaker", "add", "Dr. Mei-Lin Chen", "--id", "dr-chen")
    run("source", "add", "inbox", "--folder", inbox)
    left_out = run("draft", "pull", "--no-drain", "--json")

    run("speaker", "add", "Dr. Ngozi Okafor", "--id", "dr-okafor")
    done = run("worker", "run", "--json").json

    assert left_out.exit_code == 6
    assert (done["pulled"], done["pairs"]) == (30, 30)
    assert run("draft", "list", "--json").json["total"] == 30


def test_bad_records_are_set_aside_and_named(run: Run, inbox: Path, tmp_path: Path) -> None:
    (inbox / "bad.jsonl").write_text('{"speaker": "dr-okafor"}\n')
    run("source", "add", "inbox", "--folder", inbox, "--create-speakers")

    done = run("draft", "pull", "--no-drain", "--rejects", "bad-records.jsonl")
    again = run("draft", "pull", "--no-drain")

    assert (done.exit_code, again.exit_code) == (6, 0)
    (reject,) = (tmp_path / "bad-records.jsonl").read_text().splitlines()
    assert json.loads(reject)["reason"] == "item is missing"


def test_a_source_is_tested_without_storing_anything(run: Run, inbox: Path) -> None:
    run("source", "add", "inbox", "--folder", inbox)

    good = run("source", "test", "inbox", "--json")
    (inbox / "history.jsonl").write_text('{"who": "dr-okafor"}\n')
    bad = run("source", "test", "inbox")

    assert good.json == {"source": "inbox", "records": 30, "good": 30, "faults": []}
    assert (bad.exit_code, bad.stderr.splitlines()[-2]) == (
        3,
        "draftgenie: 1 of 1 records cannot be taken",
    )
    assert run("draft", "list", "--json").json["total"] == 0


def test_sources_are_listed_and_removed_with_their_cursor(run: Run, inbox: Path) -> None:
    run("source", "add", "inbox", "--folder", inbox, "--create-speakers")
    run("draft", "pull", "--no-drain")

    (listed,) = run("source", "list", "--json").json["items"]
    gone = run("source", "remove", "inbox")
    run("source", "add", "inbox", "--folder", inbox, "--create-speakers")
    again = run("draft", "pull", "--no-drain", "--json").json["sources"][0]

    assert (listed["name"], listed["kind"], listed["place"]) == ("inbox", "folder", str(inbox))
    assert gone.stdout == "inbox\n"
    assert (again["records"], again["unchanged"]) == (30, 30)
    types = [e["type"] for e in run("event", "list", "--json", "--limit", "3").json["items"]]
    assert types == ["source.removed", "source.added", "source.pulled"]


def test_the_same_source_again_is_unchanged_and_another_is_a_conflict(
    run: Run, inbox: Path
) -> None:
    run("source", "add", "inbox", "--folder", inbox)

    assert run("source", "add", "inbox", "--folder", inbox).stderr == "unchanged\n"
    assert run("source", "add", "inbox", "--lines", inbox / "history.jsonl").exit_code == 5


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "say where the records are"),
        (["--folder", "x", "--lines", "y"], "say where the records are, in one way"),
        (["--folder", "x", "--paging", "page"], "a source of kind folder has no --paging"),
        (["--connect-file", "x"], "a source of kind sql needs --query"),
        (["--sqlite", "x"], "a source of kind sql needs --query"),
        (["--url", "https://a.example", "--paging", "cursor"], "needs --next-field"),
        (["--url", "https://a.example", "--paging", "spiral"], "--paging is one of"),
        (["--url", "ftp://a.example"], "begins with http:// or https://"),
        (["--url", "https://me:secret@a.example"], "holds a user or a password"),
        (["--folder", "x", "--map", "speaker"], "--map says where a field stands"),
        (
            ["--sqlite", "x", "--query", "DELETE FROM a", "--cursor-column", "id"],
            "a source's query only reads",
        ),
    ],
    ids=str,
)
def test_what_can_be_no_source_is_refused(run: Run, options: list[str], said: str) -> None:
    done = run("source", "add", "s", *options)

    assert done.exit_code == 2
    assert said in done.stderr
    assert "secret" not in done.stderr


def test_a_source_that_is_gone_is_an_error_and_what_is_not_there_is_not_found(
    run: Run, inbox: Path
) -> None:
    run("source", "add", "inbox", "--folder", inbox)
    inbox.rename(inbox.with_name("elsewhere"))

    gone = run("draft", "pull")
    unknown = run("draft", "pull", "outbox")

    assert (gone.exit_code, unknown.exit_code) == (3, 4)
    assert "Traceback" not in gone.stderr


def test_without_sources_there_is_nothing_to_pull(run: Run) -> None:
    run("draft", "ingest", "-", "--create-speakers", stdin=lines(a_pair()))

    done = run("draft", "pull", "--no-drain")

    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "no sources; next: draftgenie source add NAME --folder DIR\n"

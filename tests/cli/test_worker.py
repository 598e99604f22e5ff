"""The worker, and commands that work the loop off at their end, as a user sees them."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import lines
from tests.histories import a_draft, texts

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.drafts import Run

DRAFT = lines(a_draft(100, dictated_at="2026-11-01T09:00:00Z"))
FINAL = lines(
    {"speaker": "dr-okafor", "item": "visit-0100", "kind": "final", "text": texts(100)[1]}
)
NOTHING = dict.fromkeys(
    "pulled pairs notes scored moved delivered failed dead later waiting".split(), 0
)


@pytest.mark.usefixtures("own_learned_home")
def test_a_worker_does_what_is_due_and_then_nothing(run: Run) -> None:
    run("worker", "run")
    run("draft", "ingest", "-", stdin=DRAFT)

    first = run("worker", "run", "--once", "--json").json
    again = run("worker", "run")

    (event,) = run("event", "list", "--type", "note.generated", "--json").json["items"]
    assert run("event", "show", event["id"]).stdout.endswith("evaluate waiting\n")
    assert first == {**NOTHING, "notes": 1, "delivered": 3, "waiting": 1}
    assert (again.exit_code, again.stderr) == (0, "waiting for a final 1\n")


@pytest.mark.usefixtures("own_learned_home")
def test_what_a_removed_speaker_missed_is_done_when_it_is_restored(run: Run) -> None:
    run("worker", "run")
    run("draft", "ingest", "-", stdin=DRAFT)
    run("speaker", "remove", "dr-okafor", "--yes")
    meanwhile = run("worker", "run", "--json").json
    run("speaker", "restore", "dr-okafor")

    done = run("worker", "run", "--json").json
    again = run("worker", "run", "--json").json

    assert (meanwhile["notes"], done["notes"], again["notes"]) == (0, 1, 0)
    assert (done["failed"], again["delivered"]) == (0, 0)


@pytest.mark.usefixtures("own_learned_home")
def test_by_default_a_script_generates_its_notes_itself(run: Run) -> None:
    run("draft", "ingest", "-", stdin=DRAFT)

    made = run("rag", "generate", "--pending", "--json").json_lines

    assert [(note["item"], note["is_new"]) for note in made] == [("visit-0100", True)]
    assert run("worker", "run", "--json").json["notes"] == 0


@pytest.mark.usefixtures("own_learned_home")
def test_with_automatic_set_each_command_works_the_loop_off(run: Run) -> None:
    run("config", "set", "automatic", "yes")

    drafts = run("draft", "ingest", "-", stdin=DRAFT)
    finals = run("draft", "ingest", "-", "-q", stdin=FINAL)
    looked = run("rag", "list", "--json")

    said = drafts.stderr.splitlines()
    assert said[-1] == "automatic: notes generated 1, waiting for a final 1"
    assert (finals.stderr, looked.stderr) == ("", "")
    assert [note["item"] for note in looked.json["items"]] == ["visit-0100"]
    assert run("event", "list", "--type", "evaluation.created", "--json").json["total"] == 1


@pytest.mark.usefixtures("own_learned_home")
def test_a_dry_run_starts_nothing(run: Run) -> None:
    run("config", "set", "automatic", "yes")

    done = run("draft", "ingest", "-", "--dry-run", stdin=DRAFT)

    assert "automatic" not in done.stderr


@pytest.mark.usefixtures("own_learned_home")
def test_replayed_events_are_delivered_and_change_nothing(run: Run) -> None:
    run("worker", "run")

    n = run("event", "replay", "--all", "--json").json["replayed"]
    done = run("worker", "run", "--json").json

    assert done == {**NOTHING, "delivered": n}


def test_replay_wants_to_know_what(run: Run) -> None:
    assert run("event", "replay").exit_code == 2
    assert run("event", "replay", "3", "--all").exit_code == 2


def test_without_a_store_there_is_nothing_to_work_off(run: Run) -> None:
    assert run("worker", "run").exit_code == 7
    assert run("worker", "run", "--once", "--watch").exit_code == 2


def stopped(
    process: subprocess.Popen[str], sent: signal.Signals
) -> tuple[int, list[dict[str, Any]]]:
    """Exit code and JSON lines of a watching worker, stopped once it said something."""
    assert process.stdout is not None
    first = process.stdout.readline()
    process.send_signal(sent)
    rest, _ = process.communicate()
    return process.returncode, [json.loads(line) for line in (first + rest).splitlines()]


@pytest.mark.parametrize(
    ("sent", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)], ids=["SIGTERM", "Ctrl-C"]
)
@pytest.mark.usefixtures("own_learned_home")
def test_a_watching_worker_pulls_works_and_ends_well(
    run: Run,
    tmp_path: Path,
    spawn: Callable[..., subprocess.Popen[str]],
    sent: signal.Signals,
    code: int,
) -> None:
    run("worker", "run")
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "new.jsonl").write_text(DRAFT)
    run("source", "add", "inbox", "--folder", tmp_path / "inbox")

    ended, said = stopped(spawn("worker", "run", "--watch", "--json"), sent)

    assert (ended, [line["notes"] for line in said]) == (code, [1])
    assert run("worker", "run", "--json").json == {**NOTHING, "waiting": 1}

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from draftgenie.adapters.clock import SystemClock
from draftgenie.adapters.lock import Lock

if TYPE_CHECKING:
    from tests.cli.drafts import Run

TINY = Path(__file__).parents[1] / "data" / "tiny"
CODES = [f"DG{n:03}" for n in range(1, 18)]


@pytest.fixture
def learned(run: Run) -> None:
    """The tiny history, read but not embedded."""
    done = run("draft", "ingest", TINY / "history.jsonl", "--create-speakers")
    assert done.exit_code == 0
    assert run("correction", "build", "--no-embed").exit_code == 0


def states(done: Any) -> dict[str, str]:
    return {check["code"]: check["state"] for check in done.json["items"]}


def test_without_a_store_doctor_says_so_and_how_to_start_one(run: Run, home: Path) -> None:
    done = run("doctor", "--json")

    assert done.exit_code == 7
    assert states(done)["DG005"] == "fault"
    assert done.error == {
        "code": 7,
        "name": "store",
        "message": "1 fault: DG005",
        "hint": "draftgenie speaker add NAME starts one, draftgenie demo shows one at work; "
        "--home names another folder",
    }
    assert not home.exists()


@pytest.mark.usefixtures("learned")
def test_a_store_without_vectors_is_sound_with_one_warning(run: Run) -> None:
    done = run("doctor", "--json")

    assert done.exit_code == 0
    assert list(states(done)) == CODES
    assert {code for code, state in states(done).items() if state != "ok"} == {"DG013"}


@pytest.mark.usefixtures("learned")
def test_quiet_shows_only_what_is_not_well(run: Run) -> None:
    done = run("doctor", "-q")

    assert [line.split()[0] for line in done.stdout.splitlines()] == ["CODE", "DG013"]
    assert done.stderr == ""


def test_pairs_that_nobody_read_are_a_warning_that_names_the_build(run: Run) -> None:
    run("draft", "ingest", TINY / "history.jsonl", "--create-speakers")

    checks = {check["code"]: check for check in run("doctor", "--json").json["items"]}

    assert checks["DG010"]["message"] == (
        "12 pairs are not read yet, 0 read ones have changed or gone"
    )
    assert checks["DG010"]["mend"] == "draftgenie correction build --all"
    assert checks["DG008"]["state"] == "warning"


def test_rights_of_others_are_a_fault_that_fix_takes_away(run: Run, home: Path) -> None:
    run("speaker", "add", "Dr. Ngozi Okafor")
    note = home / "index" / "left-by-somebody.txt"
    note.parent.mkdir(mode=0o755)
    note.write_text("")
    note.chmod(0o644)
    home.chmod(0o755)

    before = run("doctor", "--json")
    fixed = run("doctor", "--fix", "--json")

    assert (before.exit_code, fixed.exit_code) == (7, 0)
    assert states(before)["DG002"] == "fault"
    assert [c["fixed"] for c in fixed.json["items"] if c["code"] == "DG002"] == [True]
    assert [p.stat().st_mode & 0o777 for p in (home, note.parent, note)] == [0o700, 0o700, 0o600]


@pytest.mark.usefixtures("learned")
def test_a_damaged_file_of_what_was_learned_is_a_fault(run: Run, home: Path) -> None:
    path = min((home / "learned").glob("*.npy"))
    path.write_bytes(path.read_bytes()[:-8])

    done = run("doctor", "--json")

    assert done.exit_code == 7
    assert states(done)["DG008"] == "fault"
    assert done.error["hint"] == "draftgenie doctor --fix"


@pytest.mark.usefixtures("learned")
def test_a_changed_audit_row_is_a_fault_that_fix_does_not_hide(run: Run, home: Path) -> None:
    with sqlite3.connect(home / "draftgenie.db") as db:
        db.execute("UPDATE audit SET action = 'nothing' WHERE seq = 1")
    db.close()

    done = run("doctor", "--json")

    assert done.exit_code == 7
    assert states(done)["DG007"] == "fault"
    assert done.error["hint"] == "see who may write in the data folder"


@pytest.mark.usefixtures("learned")
def test_a_writer_is_named_and_is_no_fault(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DRAFTGENIE_LOCK_WAIT_S", "0")
    with Lock(home / "write.lock", clock=SystemClock(), command="draft ingest", wait_s=0):
        done = run("doctor", "--json")

    assert done.exit_code == 0
    checks = {check["code"]: check for check in done.json["items"]}
    assert checks["DG004"]["state"] == "warning"
    assert "'draft ingest'" in checks["DG004"]["message"]


@pytest.mark.usefixtures("learned")
def test_a_model_that_is_not_there_is_exit_8(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DRAFTGENIE_EMBEDDER", f"st:{tmp_path / 'nowhere'}")

    done = run("doctor", "--json")

    assert done.exit_code == 8
    assert states(done)["DG011"] == "fault"
    assert "DG012" not in states(done)

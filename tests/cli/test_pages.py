from __future__ import annotations

import stat
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import DRAFT, a_speaker
from tests.noted import GOOD, add_noted, an_edit

if TYPE_CHECKING:
    from pathlib import Path

    from draftgenie.adapters.sqlite import SqliteStore
    from tests.cli.drafts import Run

HOSTILE = "</style><script>alert(1)</script><img src=x onerror=alert(2)>\u202e"


@pytest.fixture
def filled(run: Run, store: SqliteStore) -> dict[str, Any]:
    """What an evaluation says of two speakers, one of whose notes turns 25 mg into 250 mg."""
    with store.atomic():
        store.speakers.put(a_speaker("dr-okafor", name=HOSTILE, assumed_bucket="no_touch"))
    edits = [an_edit("the", "The", 0.9), an_edit("know", "known", 0.6)]
    for n in range(6):
        add_noted(store, f"visit-{n}", edits=edits)
    add_noted(store, "dose", note=GOOD.replace("25", "250"))
    add_noted(store, "hostile", speaker="dr-chen", note=HOSTILE, draft=DRAFT + HOSTILE)
    run("evaluate", "comment", "dose", "--verdict", "worse", "--text", HOSTILE)
    found: dict[str, Any] = run("evaluate", "run", "--json").json
    return found


def audited(store: SqliteStore) -> list[tuple[str, str]]:
    rows = store._db.rows("SELECT action, subject FROM audit ORDER BY seq DESC LIMIT 1")
    return [(row[0], row[1]) for row in rows]


def test_the_dashboard_is_a_private_file_that_holds_what_json_says(
    run: Run, store: SqliteStore, filled: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "dashboard.html"

    done = run("dashboard", "--html", path, "--json")

    page = path.read_text(encoding="utf-8")
    assert done.json == {"file": str(path), "bytes": path.stat().st_size}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert audited(store) == [("dashboard.export", "*")]
    found = run("dashboard", "--json").json
    for bucket in found["allocation"]:
        assert f">{bucket['bucket']}</th>" in page
    for case in found["attention"]["cases"]:
        assert case["note_id"] in page
    assert "1 note has a verdict; the figures agree with 0" in page
    assert "<script" not in page
    assert "\u202e" not in page


def test_a_drill_down_has_a_page_of_its_own(run: Run, filled: dict[str, Any]) -> None:
    shown = run("dashboard", "--speaker", "dr-chen", "--html", "-").stdout
    none = run("dashboard", "--bucket", "no_touch", "--html", "-").stdout

    assert "<h1>Dashboard: dr-chen</h1>" in shown
    assert "dr-chen: 1 notes" in shown
    assert "dr-okafor: 7 notes" not in shown
    assert "No speaker is here." in none


def test_a_report_shows_every_note_that_lost_a_fact_side_by_side(
    run: Run, store: SqliteStore, filled: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "run.html"

    done = run("evaluate", "report", "--html", path, "--notes", "0")

    page = path.read_text(encoding="utf-8")
    assert done.stdout == ""
    assert done.stderr.startswith(f"written: '{path}', ")
    assert audited(store) == [("evaluation.report", filled["run_id"])]
    assert page.count("<h4>Generated note</h4>") == 2
    assert '<mark class="broken"><span class="said">[broken: </span>250<span' in page
    assert "dr-okafor / dose: better, 2 → 1 errors, lost: 25 → 250" in page
    assert "Reliability of the confidence." in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in page


def test_a_page_before_the_first_evaluation_says_so_in_words(run: Run) -> None:
    run("speaker", "add", "Dr. Okafor")

    page = run("dashboard", "--html", "-").stdout

    assert "Nothing was evaluated yet: draftgenie evaluate run --all" in page
    for said in ("No learning curve yet", "No calibration"):
        assert said in page
    assert run("evaluate", "report", "--html", "-", "--json").exit_code == 2
    assert run("evaluate", "report", "--html", "x.html").exit_code == 4
    assert run("dashboard", "--html", "-", "--json").error["hint"] == (
        "name a file with --html, or leave --json out"
    )


def test_a_file_is_replaced_whole_or_not_at_all(
    run: Run, filled: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "run.html"
    path.write_text("before")
    path.chmod(0o644)

    assert run("evaluate", "report", "nothing", "--html", path).exit_code == 4
    assert path.read_text() == "before"
    assert run("evaluate", "report", "--html", path).exit_code == 0
    assert path.read_text().startswith("<!DOCTYPE html>")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    refused = run("evaluate", "report", "--html", tmp_path / "no" / "x.html", "--json")
    assert (refused.exit_code, refused.error["name"]) == (3, "input")
    assert sorted(p.name for p in tmp_path.glob("*.html*")) == ["run.html"]


def test_a_link_keeps_leading_where_it_leads(
    run: Run, filled: dict[str, Any], tmp_path: Path
) -> None:
    link = tmp_path / "link.html"
    link.symlink_to(tmp_path / "target.html")

    run("evaluate", "report", "--html", link)

    assert link.is_symlink()
    assert (tmp_path / "target.html").stat().st_size > 1000


@pytest.mark.slow
def test_a_replay_has_its_learning_curve_on_the_page(run: Run, own_learned_home: Path) -> None:
    replayed = run("evaluate", "replay", "--speaker", "dr-chen", "--json").json

    page = run("evaluate", "report", replayed["run_id"], "--html", "-").stdout

    assert "<h1>Replay of 12 notes</h1>" in page
    assert "Learning curve of the replayed history." in page
    assert "Learning curve of the replayed history." in run("dashboard", "--html", "-").stdout

from __future__ import annotations

import json
import multiprocessing
import re
import stat
from typing import TYPE_CHECKING, Any

from draftgenie.adapters.journal import N_OLD, Journal
from draftgenie.domain.metric import Metric, Sample, Sort, exposition
from tests.builders import lines
from tests.histories import a_draft

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.cli.drafts import Run

SAMPLE = re.compile(r'([a-z_]+)(?:\{[a-z]+="((?:[^"\\\n]|\\.)*)"\})? (-?[0-9.e+]+)')


def logged(home: Path) -> list[Any]:
    text = (home / "logs" / "draftgenie.jsonl").read_text()
    return [json.loads(line) for line in text.splitlines()]


def test_each_command_leaves_one_line_with_ids_and_figures_only(
    run: Run, kept: list[Any], home: Path
) -> None:
    assert kept
    run("speaker", "show", "dr-nobody")
    run("draft", "ingest", "-", "--on-error", "skip", stdin="warfarin\n")

    found = logged(home)

    assert [(line["command"], line["exit_code"], line["level"]) for line in found] == [
        ("draft ingest", 0, "info"),
        ("draft export", 0, "info"),
        ("speaker show", 4, "error"),
        ("draft ingest", 6, "warning"),
    ]
    assert found[0]["events"] == {
        "draft.ingested": 1,
        "final.ingested": 1,
        "speaker.onboarded": 1,
    }
    assert (found[2]["error"], found[3]["error"]) == ("NotFoundError", "PartialError")
    assert len({line["run_id"] for line in found}) == 4
    text = (home / "logs" / "draftgenie.jsonl").read_text()
    assert not any(word in text for word in ("dr-", "kept", "warfarin", "patient"))


def test_the_correlation_id_is_that_of_the_events_or_of_the_callers_trace(
    run: Run, kept: list[Any], home: Path, store_rows: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kept
    ((told,),) = store_rows("SELECT DISTINCT correlation_id FROM event")
    monkeypatch.setenv("TRACEPARENT", f"00-{'ab' * 16}-{'cd' * 8}-01")
    run("speaker", "add", "Dr. Chen")

    assert logged(home)[0]["correlation_id"] == told
    assert logged(home)[-1]["correlation_id"] == "ab" * 16
    assert ("ab" * 16,) in store_rows("SELECT correlation_id FROM event")


def test_with_v_the_stages_are_logged_with_counts_and_times(run: Run, home: Path) -> None:
    run("draft", "ingest", "-", "--create-speakers", "-v", stdin=lines(a_draft(), a_draft(101)))

    stage, whole = logged(home)
    assert (stage["level"], stage["stage"], stage["n"]) == ("debug", "ingest", 2)
    assert stage["run_id"] == whole["run_id"]
    assert {"level", "at", "run_id", "stage", "n", "duration_ms"} == stage.keys()


def test_nothing_is_logged_where_there_is_no_data_folder(run: Run, home: Path) -> None:
    assert run("speaker", "list").exit_code == 7
    assert not home.exists()


def test_a_log_that_cannot_be_written_stops_nothing(run: Run, kept: list[Any], home: Path) -> None:
    assert kept
    (home / "logs" / "draftgenie.jsonl").unlink()
    (home / "logs" / "draftgenie.jsonl").mkdir()

    assert run("speaker", "list").exit_code == 0


def test_a_full_log_is_rotated_and_only_so_many_are_kept(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "logs", max_bytes=100)
    for n in range(40):
        journal.write({"n": n, "x": "y" * 30})

    files = sorted(path.name for path in (tmp_path / "logs").iterdir())
    assert files == ["draftgenie.jsonl", *(f"draftgenie.jsonl.{n}" for n in range(1, N_OLD + 1))]
    assert all(path.stat().st_size <= 100 for path in (tmp_path / "logs").iterdir())
    assert logged(tmp_path)[-1]["n"] == 39


def _write_many(folder: Path, name: int) -> None:
    journal = Journal(folder, max_bytes=1_000_000)
    for n in range(200):
        journal.write({"who": name, "n": n})


def test_lines_of_several_processes_are_whole(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    several = [context.Process(target=_write_many, args=(tmp_path / "logs", n)) for n in range(4)]
    for process in several:
        process.start()
    for process in several:
        process.join()

    found = logged(tmp_path)
    assert sorted((line["who"], line["n"]) for line in found) == [
        (who, n) for who in range(4) for n in range(200)
    ]


def test_metrics_are_what_prometheus_reads(run: Run, kept: list[Any], home: Path) -> None:
    assert kept
    run("draft", "ingest", "-", "--on-error", "skip", stdin="broken\n")

    text = run("metrics").stdout
    found = {
        (m[1], m[2]): float(m[3])
        for line in text.splitlines()
        if not line.startswith("#") and (m := SAMPLE.fullmatch(line))
    }

    n_samples = sum(not line.startswith("#") for line in text.splitlines())
    assert len(found) == n_samples
    assert found["draftgenie_events_total", "draft.ingested"] == 1
    assert found["draftgenie_quarantine_records", "json"] == 1
    assert found["draftgenie_rows", "item"] == 1
    assert found["draftgenie_dead_letters", None] == 0
    assert found["draftgenie_disk_free_bytes", None] > 0
    assert found["draftgenie_bytes", "database"] >= (home / "draftgenie.db").stat().st_size
    assert found["draftgenie_last_success_timestamp_seconds", "draft-ingest"] > 1e9
    assert "dr-okafor" not in text


def test_metrics_go_into_a_file_all_at_once(run: Run, kept: list[Any], tmp_path: Path) -> None:
    assert kept
    done = run("metrics", "--write", tmp_path / "draftgenie.prom")
    refused = run("metrics", "--write", tmp_path / "nowhere" / "draftgenie.prom")
    listed = run("metrics", "--json").json

    assert done.stdout == ""
    text = (tmp_path / "draftgenie.prom").read_text()
    assert text.startswith("# HELP draftgenie_events_total")
    assert [path.name for path in tmp_path.glob(".draft*")] == []
    assert refused.exit_code == 3
    assert {"name", "sort", "labels", "value"} == listed["items"][0].keys()


def test_labels_and_help_are_escaped() -> None:
    metric = Metric("a", "one\ntwo\\", Sort.GAUGE, (Sample(0.5, (("of", 'x"\\\n'),)),))

    assert exposition([metric]) == (
        '# HELP a one\\ntwo\\\\\n# TYPE a gauge\na{of="x\\"\\\\\\n"} 0.5\n'
    )


def test_a_log_is_its_owners_alone(run: Run, kept: list[Any], home: Path) -> None:
    assert kept
    assert run("speaker", "list").exit_code == 0
    modes = {
        str(path.relative_to(home)): stat.S_IMODE(path.stat().st_mode)
        for path in (home / "logs").rglob("*")
    }

    assert modes["logs/done"] == 0o700
    assert {mode for name, mode in modes.items() if name != "logs/done"} == {0o600}

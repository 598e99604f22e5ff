from __future__ import annotations

import csv
import io
import json
import stat
from typing import TYPE_CHECKING

import pytest
from pyarrow import parquet as pq  # noqa: TID253 - what is tested

from tests.builders import DRAFT, a_pair, lines
from tests.noted import GOOD, add_noted

if TYPE_CHECKING:
    from pathlib import Path

    from draftgenie.adapters.sqlite import SqliteStore
    from tests.cli.drafts import Run

FORMULA = '=HYPERLINK("http://x","y")'


@pytest.fixture
def run_id(run: Run, store: SqliteStore) -> str:
    """A run over two speakers, one of whose notes lost a dose and a negation."""
    add_noted(store, "good")
    add_noted(store, "bad", note=GOOD.replace("25", "250").replace("no ", ""))
    add_noted(store, "same", speaker="dr-chen", note=DRAFT)
    run("evaluate", "comment", "bad", "--verdict", "worse")
    found: str = run("evaluate", "run", "--json").json["run_id"]
    return found


def cells_of(path: Path) -> list[dict[str, str]]:
    text = io.StringIO(path.read_bytes().decode(), newline="")
    return list(csv.DictReader(text, strict=True))


def test_notes_are_exported_with_counts_lost_facts_and_verdict(run: Run, run_id: str) -> None:
    same, bad, good = sorted(
        run("evaluate", "export").json_lines, key=lambda row: (row["speaker"], row["item"])
    )

    assert (bad["run_id"], bad["item"], bad["verdict"]) == (run_id, "bad", "worse")
    assert bad["lost_facts"] == "negation not > missing; number 25 > 250"
    assert (bad["lost_number"], bad["lost_negation"], bad["lost_unit"]) == (1, 1, 0)
    assert (good["draft_errors"], good["note_errors"], good["lost_facts"]) == (2, 0, None)
    assert (same["speaker"], same["outcome"], same["words"]) == ("dr-chen", "same", 12)


def test_speakers_and_facts_are_exported_too(run: Run, run_id: str) -> None:
    chen, okafor = run("evaluate", "export", run_id, "--of", "speakers").json_lines
    facts = run("evaluate", "export", run_id, "--of", "facts").json_lines

    assert (chen["items"], okafor["items"], okafor["lost_number"]) == (1, 2, 1)
    assert okafor["lost_facts"] == "negation not > missing; number 25 > 250"
    assert [(f["kind"], f["item"], f["final"], f["note"]) for f in facts] == [
        ("negation", "bad", "not", None),
        ("number", "bad", "25", "250"),
    ]


@pytest.mark.parametrize("of", ["notes", "speakers", "facts"])
def test_all_formats_hold_the_same(run: Run, run_id: str, tmp_path: Path, of: str) -> None:
    for form in ("jsonl", "csv", "parquet"):
        done = run("evaluate", "export", run_id, tmp_path / f"rows.{form}", "--of", of, "--json")
        assert done.json["file"] == str(tmp_path / f"rows.{form}")

    as_json = [json.loads(line) for line in (tmp_path / "rows.jsonl").read_text().splitlines()]
    parquet = pq.read_table(tmp_path / "rows.parquet").to_pylist()
    table = cells_of(tmp_path / "rows.csv")
    assert [
        {k: v for k, v in row.items() if k in as_json[i]} for i, row in enumerate(parquet)
    ] == (as_json)
    assert [{k: v for k, v in row.items() if v} for row in table] == [
        {k: str(v) for k, v in row.items() if v is not None} for row in parquet
    ]
    assert stat.S_IMODE((tmp_path / "rows.csv").stat().st_mode) == 0o600


def test_an_export_is_in_the_audit_trail(run: Run, store: SqliteStore, run_id: str) -> None:
    run("evaluate", "export", "--of", "facts")

    rows = store._db.rows("SELECT action, subject, detail_json FROM audit ORDER BY seq DESC")
    assert rows[0] == ("evaluation.export", run_id, '{"of":"facts"}')


def test_what_cannot_be_exported_is_said(run: Run, run_id: str, tmp_path: Path) -> None:
    unknown = run("evaluate", "export", "latest", tmp_path / "notes.xlsx", "--json")

    assert (unknown.exit_code, unknown.error["name"]) == (2, "usage")
    assert run("evaluate", "export", "nothing").exit_code == 4
    assert list(tmp_path.glob("*.xlsx")) == []


@pytest.mark.slow
def test_a_replay_exports_its_speakers_and_no_notes(run: Run, own_learned_home: Path) -> None:
    replay = run("evaluate", "replay", "--speaker", "dr-chen", "--json").json["run_id"]

    assert run("evaluate", "export", replay).exit_code == 4
    (chen,) = run("evaluate", "export", replay, "--of", "speakers").json_lines
    assert chen["items"] == 12


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_texts_that_look_like_formulas_come_back_from_a_file(
    run: Run, tmp_path: Path, form: str
) -> None:
    pairs = [
        a_pair("a", draft=FORMULA, final="-5 mg\r\nat night", metadata={"k": "=x", "n": 1}),
        a_pair("b", draft="'=quoted", final="@home", duration_s=61.5, worktype="+plus"),
        a_pair("c", draft="only a draft", final=None, dictated_at="2025-03-01T09:00:00Z"),
    ]
    run("draft", "ingest", "-", "--create-speakers", stdin=lines(*pairs))
    path, other = tmp_path / f"drafts.{form}", tmp_path / "other"

    done = run("draft", "export", path)
    taken = run("draft", "ingest", path, "--create-speakers", "--home", other)

    assert (done.stdout, taken.exit_code) == ("", 0)
    assert run("draft", "export", "--home", other).stdout == run("draft", "export").stdout
    if form == "csv":
        assert cells_of(path)[0]["draft"] == f"'{FORMULA}"


def test_drafts_and_corrections_are_parquet_by_name(run: Run, tmp_path: Path) -> None:
    run("draft", "ingest", "-", "--create-speakers", stdin=lines(a_pair(metadata={"k": 1})))
    run("correction", "add", "full stop", ".", "--speaker", "dr-okafor")

    run("draft", "export", tmp_path / "drafts.parquet")
    stdout = run("correction", "export", "--format", "csv").stdout
    run("correction", "export", tmp_path / "corrections.parquet")

    (draft,) = pq.read_table(tmp_path / "drafts.parquet").to_pylist()
    assert (draft["draft"], draft["metadata"], draft["text"]) == (DRAFT, '{"k": 1}', None)
    (correction,) = pq.read_table(tmp_path / "corrections.parquet").to_pylist()
    assert (correction["source"], correction["n_applied"]) == ("full stop", 0)
    assert next(iter(csv.DictReader(io.StringIO(stdout))))["source"] == "full stop"

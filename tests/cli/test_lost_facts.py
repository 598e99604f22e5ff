"""A note that turns `5 mg` into `50 mg`, or drops a `no`, is in sight wherever anyone looks."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING

import pytest
from pyarrow import parquet as pq  # noqa: TID253 - one of the views

from tests.builders import a_speaker
from tests.noted import add_noted

if TYPE_CHECKING:
    from pathlib import Path

    from draftgenie.adapters.sqlite import SqliteStore
    from tests.cli.drafts import Run

FINAL = "Bisoprolol 5 mg every evening. There is no chest pain. " + "All else is well today. " * 12
DRAFT = FINAL.replace("All else", "al else")
DOSE = FINAL.replace("5 mg", "50 mg")
NEGATION = FINAL.replace("no chest", "chest")
HARMLESS = 12

TERMINAL = {
    "run": ["evaluate", "run"],
    "show": ["evaluate", "show"],
    "dashboard": ["dashboard"],
    "bucket": ["dashboard", "--bucket", "high_touch"],
    "speaker": ["dashboard", "--speaker", "dr-okafor"],
}
PAGES = {
    "dashboard": ["dashboard", "--html", "-"],
    "bucket": ["dashboard", "--bucket", "high_touch", "--html", "-"],
    "speaker": ["dashboard", "--speaker", "dr-okafor", "--html", "-"],
    "run": ["evaluate", "report", "--html", "-", "--notes", "0"],
}


@pytest.fixture
def two_lost(run: Run, store: SqliteStore) -> dict[str, str]:
    """The notes that lost a dose and a negation: the oldest of many, and better than drafts."""
    with store.atomic():
        store.speakers.put(
            a_speaker("dr-okafor", assigned_bucket="high_touch", bucket_locked=True)
        )
    texts = {"dose": DOSE, "negation": NEGATION}
    found = {
        item: add_noted(store, item, draft=DRAFT, note=note, final=FINAL)
        for item, note in texts.items()
    }
    for n in range(HARMLESS):
        add_noted(store, f"visit-{n}", draft=DRAFT, note=FINAL, final=FINAL)
    done = run("evaluate", "run", "--json").json
    assert done["worse"] == 0
    assert done["note_wer"] < 0.01
    return found


def cells(line: str) -> list[str]:
    return re.split(r"\s{2,}", line.strip())


def test_every_view_names_both_by_value(run: Run, two_lost: dict[str, str]) -> None:
    for words in TERMINAL.values():
        lines = [cells(line) for line in run(*words).stdout.splitlines()]
        assert ["number", "dr-okafor", "dose", "5", "50"] in lines, words
        assert ["negation", "dr-okafor", "negation", "not", "–"] in lines, words
    for words in TERMINAL.values():
        shown = run(*words, "--json").stdout
        for item, kind, final, note in (
            ("dose", "number", "5", "50"),
            ("negation",) * 2 + ("not", None),
        ):
            case = {
                "kind": kind,
                "speaker": "dr-okafor",
                "item": item,
                "note_id": two_lost[item],
                "final": final,
                "note": note,
            }
            assert json.dumps(case) in shown, words
    for words in PAGES.values():
        page = run(*words).stdout
        for item, final, note in (("dose", "5", "50"), ("negation", "not", "– (missing)")):
            named = f"<td>{final}</td><td>{note}</td><td>{two_lost[item]}</td>"
            assert named in page, (words, item)


def test_the_report_shows_both_side_by_side_however_few_are_asked_for(
    run: Run, two_lost: dict[str, str]
) -> None:
    page = run(*PAGES["run"]).stdout

    assert "dr-okafor / dose: better, 12 → 1 errors, lost: 5 → 50" in page
    assert "dr-okafor / negation: better, 12 → 1 errors, lost: not → –" in page
    for item, said in (("dose", "5                50"), ("negation", "not              –")):
        assert said in run("evaluate", "note", item).stdout


@pytest.mark.parametrize("of", ["notes", "speakers", "facts"])
@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_every_export_names_both_by_value(
    run: Run, two_lost: dict[str, str], tmp_path: Path, of: str, form: str
) -> None:
    path = tmp_path / f"rows.{form}"
    run("evaluate", "export", "latest", path, "--of", of)

    rows = path.read_bytes()
    if form == "parquet":
        rows = str(pq.read_table(io.BytesIO(rows)).to_pylist()).encode()
    text = rows.decode().replace("'", '"')
    said = {
        "jsonl": ('"kind": "number"', '"final": "5", "note": "50"', '"final": "not"'),
        "parquet": ('"kind": "number"', '"final": "5", "note": "50"', '"final": "not"'),
        "csv": ('"number","dr-okafor","dose"', '"5","50"', '"not",""'),
    }
    expected = said[form] if of == "facts" else ("number 5 > 50", "negation not > missing")
    assert [part for part in expected if part not in text] == []


def test_a_gate_and_a_verdict_see_them_too(run: Run, two_lost: dict[str, str]) -> None:
    gated = run("evaluate", "run", "--gate-safety", "--json")

    assert gated.exit_code == 9
    assert "negation 1" in gated.error["message"]
    assert "number 1" in gated.error["message"]


def test_a_term_of_a_list_and_the_name_of_a_speaker_are_watched(
    run: Run, store: SqliteStore
) -> None:
    final = "Referred by Amara Oyelaran for the Lisfranc injury."
    add_noted(
        store,
        draft=final.lower(),
        final=final,
        note=final.replace("Lisfranc", "lis frank").replace("Oyelaran", "Oilerun"),
    )
    run("speaker", "add", "Dr. Amara Oyelaran", "--id", "dr-oyelaran")
    run("term", "import", "-", stdin="Lisfranc\n")

    result = run("evaluate", "run", "--gate-safety", "--json")

    cases = [(c["kind"], c["final"]) for c in result.json["cases"]]
    assert cases == [("name", "oyelaran"), ("term", "lisfranc")]
    assert result.exit_code == 9
    assert "(term 1)" in result.error["message"]

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from draftgenie.domain.correction import Layer, correction_id
from tests.builders import lines
from tests.histories import a_draft, a_history, texts

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.drafts import Run

TERM = correction_id(source="metroprolol", target="metoprolol", layer=Layer.WORDS)
DRAFT, CORRECTED = texts(101)
PIPE = ("rag", "generate", "--speaker", "dr-okafor", "-")
CONTRACT = {"note_id", "speaker", "item", "draft_id", "text", "confidence", "edits"}
EDIT = {"start", "end", "before", "after", "confidence", "correction_id", "evidence"}


def ingest(run: Run, *records: dict[str, Any]) -> None:
    done = run("draft", "ingest", "-", "--create-speakers", stdin=lines(*records))
    assert done.exit_code == 0


@pytest.fixture
def pending(run: Run, own_learned_home: Path) -> Path:
    """Two drafts that wait for their notes."""
    ingest(run, a_draft(101), a_draft(102))
    return own_learned_home


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n\n  "])
def test_a_piped_draft_comes_out_corrected_and_otherwise_byte_for_byte(
    run: Run, own_learned_home: Path, end: str
) -> None:
    done = run(*PIPE, stdin=(DRAFT + end).encode())

    assert (done.stdout, done.stderr, done.exit_code) == (CORRECTED + end, "", 0)
    assert run("rag", "list", "--json").json == {"items": [], "total": 0}


def test_a_piped_draft_as_json_says_where_its_edits_stand(
    run: Run, own_learned_home: Path
) -> None:
    note = run(*PIPE, "--json", stdin=DRAFT).json

    assert note.keys() >= CONTRACT
    assert (note["speaker"], note["item"], note["text"]) == ("dr-okafor", "-", CORRECTED)
    assert all(edit.keys() >= EDIT for edit in note["edits"])
    assert [DRAFT[e["start"] : e["end"]] for e in note["edits"]] == [
        "um ",
        "metroprolol",
        "milligrams",
    ]
    assert (note["edits"][1]["correction_id"], note["edits"][1]["evidence"]) == (TERM, 42)
    assert (note["suggested"], note["refused"]) == ([], [])


def test_a_piped_draft_is_kept_when_asked(run: Run, own_learned_home: Path) -> None:
    first = run(*PIPE, "--save", stdin=DRAFT)
    again = run(*PIPE, "--save", "--json", stdin=DRAFT)
    named = run(*PIPE, "--save", "--item", "visit-0777", "--json", stdin=DRAFT)
    other = run(*PIPE, "--save", "--item", "visit-0777", stdin=f"{DRAFT} More.")

    assert first.stdout == CORRECTED
    assert re.fullmatch("stdin-[0-9a-f]{12}", again.json["item"])
    assert run("draft", "show", again.json["item"], "--kind", "asr").stdout == DRAFT
    assert named.json["item"] == "visit-0777"
    assert (other.exit_code, other.stdout) == (5, "")
    assert run("rag", "list", "--json").json["total"] == 2


@pytest.mark.parametrize(
    ("stdin", "args", "code", "said"),
    [
        (b"", PIPE, 3, "stdin: draft is empty"),
        (b" \n", PIPE, 3, "stdin: draft is blank"),
        (b"a\xffb", PIPE, 3, "stdin is not valid UTF-8 (byte 2)"),
        (b"a\0b", PIPE, 3, "stdin: draft holds a NUL character"),
        (b"x" * (9 * 1024 * 1024), PIPE, 3, "stdin: draft is longer than 8 MiB"),
        (b"pain", ("rag", "generate", "--speaker", "nobody", "-"), 4, "no speaker 'nobody'"),
        (b"pain", ("rag", "generate", "-"), 2, "whose draft it is must be said"),
        (b"pain", (*PIPE, "--pending"), 2, "goes with --speaker, --save and --item alone"),
        (b"pain", (*PIPE, "--item", "v1"), 2, "--item names the item"),
    ],
)
def test_what_cannot_be_piped_is_refused(
    run: Run, own_learned_home: Path, stdin: bytes, args: tuple[str, ...], code: int, said: str
) -> None:
    done = run(*args, stdin=stdin)

    assert (done.exit_code, done.stdout) == (code, "")
    assert said in done.stderr


def test_pending_drafts_get_their_notes_once(run: Run, pending: Path) -> None:
    first = run("rag", "generate", "--pending")
    again = run("rag", "generate", "--pending")
    same = run("rag", "generate", "--item", "visit-0101", "--json")

    shown = [line.split("  ") for line in first.stdout.splitlines()]
    assert [(s[0], s[1], s[3]) for s in shown] == [
        ("dr-okafor", "visit-0101", "3 edits"),
        ("dr-okafor", "visit-0102", "3 edits"),
    ]
    assert first.stderr.splitlines()[-1] == (
        "stored: 2 notes with 6 edits; next: draftgenie rag explain NOTE"
    )
    assert (again.stdout, again.exit_code) == ("", 0)
    assert again.stderr == "no drafts are pending\n"
    assert (same.json["note_id"], same.json["is_new"]) == (shown[0][2], False)


def test_every_note_is_one_line_of_json(run: Run, pending: Path) -> None:
    done = run("rag", "generate", "--pending", "--speaker", "dr-okafor", "--json")

    assert done.stderr == ""
    assert [(n["item"], n["text"] == texts(int(n["item"][-4:]))[1]) for n in done.json_lines] == [
        ("visit-0101", True),
        ("visit-0102", True),
    ]


def test_a_blocked_correction_never_fires_again_and_an_added_one_does(
    run: Run, pending: Path
) -> None:
    run("correction", "block", TERM, "--speaker", "dr-okafor")
    run("correction", "add", "every morning", "once daily", "--speaker", "dr-okafor")

    piped = run(*PIPE, stdin=DRAFT)

    assert piped.stdout == CORRECTED.replace("metoprolol", "metroprolol").replace(
        "every morning", "once daily"
    )


def test_stricter_limits_change_less(run: Run, own_learned_home: Path) -> None:
    sure = run(*PIPE, "--min-confidence", "1", "--json", stdin=DRAFT)
    harmless = run(*PIPE, "--max-harm", "0", "--json", stdin=DRAFT)
    long = run(*PIPE, "--min-gain", "9", stdin=DRAFT)

    assert (sure.json["text"], sure.json["edits"]) == (DRAFT, [])
    assert len(sure.json["suggested"]) == 3
    assert all("under 1.00" in e["reason"] for e in sure.json["suggested"])
    assert harmless.json["edits"] == []
    assert long.stdout == DRAFT


def test_a_dry_run_stores_no_note(run: Run, pending: Path) -> None:
    done = run("rag", "generate", "--all", "--speaker", "dr-okafor", "--dry-run", "--json")

    assert len(done.json_lines) == 32
    assert run("rag", "list", "--json").json["total"] == 0


def test_before_anything_was_learned_drafts_stay_as_they_are(run: Run) -> None:
    ingest(run, a_draft(101))

    done = run("rag", "generate", "--pending")

    assert done.stdout.split("  ")[3:] == ["0 edits", "–\n"]
    assert done.stderr.splitlines()[-1] == (
        "nothing was learned yet, so nothing was changed; next: draftgenie correction build"
    )


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        ([], 2, "say which drafts"),
        (["--pending", "--all"], 2, "say which drafts, in one way"),
        (["--pending", "--save"], 2, "--save goes with a draft from stdin"),
        (["file.txt"], 2, "a draft is read from stdin only"),
        (["--item", "zzz' OR '1'='1"], 4, "no item"),
        (["--item", "visit-0001"], 2, "is there for several speakers: dr-chen, dr-okafor"),
        (["--draft", "drf_0"], 4, "no draft 'drf_0'"),
        (["--pending", "--speaker", "nobody"], 4, "no speaker 'nobody'"),
        (["--pending", "--generator", "llm"], 2, "which language model is not said"),
        (["--pending", "--min-confidence", "nan"], 2, "takes a value from 0.0 to 1.0"),
        (["--pending", "--max-harm", "2"], 2, "takes a value from 0.0 to 1.0"),
        (["--pending", "--min-gain", "-1"], 2, "takes a value from 0.0 up"),
    ],
)
def test_what_cannot_be_generated_is_said_with_its_code(
    run: Run, own_learned_home: Path, args: list[str], code: int, said: str
) -> None:
    done = run("rag", "generate", *args)

    assert (done.exit_code, done.stdout) == (code, "")
    assert said in done.stderr


def test_a_note_is_listed_shown_and_compared(run: Run, pending: Path) -> None:
    run("rag", "generate", "--pending")
    listed = run("rag", "list", "--last", "1", "--json").json
    body = run("rag", "show", "visit-0101", "--json").json
    diff = run("rag", "diff", "visit-0101")
    no_final = run("rag", "diff", "visit-0101", "--final")
    ingest(run, a_history(1, first=101, with_dates=False)[0])
    left = run("rag", "diff", body["note_id"], "--final")

    assert (listed["total"], listed["items"][0]["item"]) == (1, "visit-0102")
    assert listed["items"][0].keys() == {
        "note_id",
        "speaker",
        "item",
        "draft_id",
        "confidence",
        "generator",
        "created_at",
    }
    assert body.keys() >= CONTRACT
    assert run("rag", "show", "visit-0101", "--text").stdout == CORRECTED
    assert run("rag", "show", "visit-0101").stdout.endswith(f"\n\ntext:\n{CORRECTED}\n")
    assert diff.stdout == (
        DRAFT.replace("um ", "[-um-] ")
        .replace("metroprolol", "[-metroprolol-]{+metoprolol+}")
        .replace("milligrams", "[-milligrams-]{+mg+}")
        + "\n"
    )
    assert (no_final.exit_code, no_final.stdout) == (4, "")
    assert left.stdout == f"{CORRECTED}\n"


def test_a_note_is_explained_edit_by_edit(run: Run, pending: Path) -> None:
    run("rag", "generate", "--pending")

    people = run("rag", "explain", "visit-0101").stdout.splitlines()
    body = run("rag", "explain", "visit-0101", "--json").json

    assert people[1].startswith("3 applied, 0 suggested, 0 refused; confidence ")
    start = people.index("2. applied: 'metroprolol' → 'metoprolol' at 47-58")
    assert people[start + 1] == (
        "  because     made 42 of 42 times, 42 of 42 beside the same word"
    )
    assert people[start + 3 : start + 6] == [
        "  history     made 42 times, left alone 0 times",
        "  kind        term, high severity",
        f"  correction  {TERM}",
    ]
    assert people[start + 6] == (
        "  made in     dr-okafor  visit-0029  2026-02-02T09:00:00.000Z  along. The patient um"
        " takes [metroprolol → metoprolol] 75 milligrams every morning. The"
    )
    (edit,) = [e for e in body["edits"] if e["correction_id"] == TERM]
    assert (edit["verdict"], edit["severity"]) == ("applied", "high")
    assert edit["correction"]["n_applied"] == 30
    assert [p["item"] for p in edit["evidence_places"]] == [
        "visit-0029",
        "visit-0028",
        "visit-0027",
    ]
    assert edit["counter_evidence"] == []


def test_a_session_shows_its_steps(run: Run, pending: Path) -> None:
    run("rag", "generate", "--pending")

    people = run("rag", "session", "visit-0101")
    body = run("rag", "session", "visit-0101", "--json").json

    assert "guard       done: refused=0\n" in people.stdout
    assert [step["name"] for step in body["steps"]] == [
        "context",
        "candidates",
        "decision",
        "guard",
    ]


@pytest.mark.parametrize("verb", ["show", "diff", "explain", "session"])
def test_a_note_that_is_not_there_is_not_found(
    run: Run, own_learned_home: Path, verb: str
) -> None:
    done = run("rag", verb, "not_0", "--json")

    assert (done.exit_code, done.stdout) == (4, "")
    assert done.error["message"] == "no note 'not_0' in this store"


def test_data_reaches_the_file_while_a_bar_is_on_the_terminal(
    pending: Path, tmp_path: Path
) -> None:
    """With stdout in a file and stderr on a terminal, a progress bar must not swallow data."""
    ours, theirs = pty.openpty()
    with (tmp_path / "out").open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-m", "draftgenie", "rag", "generate", "--pending", "--json"],
            stdout=out,
            stderr=theirs,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "TERM": "xterm"},
            check=True,
        )
    os.close(theirs)
    os.close(ours)

    notes = [json.loads(line) for line in (tmp_path / "out").read_text().splitlines()]
    assert done.returncode == 0
    assert [note["item"] for note in notes] == ["visit-0101", "visit-0102"]

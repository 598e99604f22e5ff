from __future__ import annotations

import json
import os
import signal
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import DRAFT, FINAL, a_pair, lines
from tests.cli.drafts import COUNTS, PAIRS, Run, export, of

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Spawn = Callable[..., subprocess.Popen[str]]


def test_ingesting_says_what_came_and_what_is_next(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(lines(a_pair(), a_pair("visit-0002", final=None)))

    first = run("draft", "ingest", path, "--create-speakers", "--json")
    again = run("draft", "ingest", path)

    assert first.json == COUNTS | {
        "added": 2,
        "speakers_added": 1,
        "drafts_added": 2,
        "finals_added": 1,
        "pairs_completed": 1,
    }
    assert again.exit_code == 0
    assert again.stdout == (
        "added            0\n"
        "updated          0\n"
        "unchanged        2\n"
        "rejected         0\n"
        "speakers_added   0\n"
        "drafts_added     0\n"
        "finals_added     0\n"
        "pairs_completed  0\n"
        "held             0\n"
        "dry_run          no\n"
    )
    assert again.stderr.splitlines()[-1] == "unchanged: everything was there already"


@pytest.mark.parametrize(
    ("records", "step"),
    [
        (
            [a_pair()],
            (
                "stored: drafts 1, finals 1, pairs completed 1; "
                "next: draftgenie correction build --all"
            ),
        ),
        (
            [a_pair(final=None)],
            (
                "stored: drafts 1, finals 0, pairs completed 0; "
                "next: draftgenie rag generate --pending"
            ),
        ),
    ],
)
def test_the_next_command_fits_what_came(
    run: Run, records: list[dict[str, Any]], step: str
) -> None:
    done = run("draft", "ingest", "-", "--create-speakers", stdin=lines(*records))

    assert done.stderr.splitlines()[-1] == step


def test_csv_folders_and_stdin_bring_the_same(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "texts" / "dr-okafor"
    folder.mkdir(parents=True)
    (folder / "v1.asr.txt").write_text(DRAFT)
    (folder / "v1.final.txt").write_text(FINAL)
    table = f"item,draft,final\nv1,{DRAFT},{FINAL}\n"

    outcomes = [
        run("draft", "ingest", folder.parent, "--create-speakers", "--json").json,
        run("draft", "ingest", "-", "--speaker", "dr-okafor", "--json", stdin=table).json,
        run("draft", "ingest", "--json", stdin=lines(a_pair("v1"))).json,
    ]

    assert [(o["added"], o["unchanged"]) for o in outcomes] == [(2, 0), (0, 1), (0, 1)]
    assert export(run) == [a_pair("v1", kind="asr")]


def test_options_fill_what_records_leave_out(run: Run) -> None:
    run("speaker", "add", "Dr. Okafor")

    done = run(
        "draft", "ingest", "-", "--speaker", "dr-okafor", "--kind", "LLM_DRAFT",
        stdin=lines({"item": "v1", "text": DRAFT}),
    )  # fmt: skip

    assert done.exit_code == 0
    assert export(run) == [{"speaker": "dr-okafor", "item": "v1", "draft": DRAFT, "kind": "llm"}]


# Looking ----------------------------------------------------------------------------------------


def test_drafts_are_listed_without_their_texts(run: Run, kept: list[Any]) -> None:
    run("draft", "ingest", "-", stdin=of(item="v2", final=None))

    listed = run("draft", "list")
    pending = run("draft", "list", "--pending", "--json")

    assert [line.split()[:4] for line in listed.stdout.splitlines()] == [
        ["SPEAKER", "ITEM", "KIND", "DICTATED"],
        ["dr-okafor", "kept", "asr", "12"],
        ["dr-okafor", "v2", "asr", "12"],
    ]
    assert [draft["item"] for draft in pending.json["items"]] == ["v2"]
    assert "patient" not in listed.stdout + pending.stdout


def test_one_text_is_printed_exactly(run: Run) -> None:
    text = "line one\r\n[bold]two[/bold] \u2028 three"
    run("draft", "ingest", "-", "--create-speakers", stdin=of(final=text))

    shown = run("draft", "show", "visit-0001", "--kind", "final")

    assert (shown.stdout, shown.stderr) == (text, "")
    assert run("draft", "show", "visit-0001", "--kind", "llm").exit_code == 4


def test_a_shown_item_is_made_safe_to_look_at(run: Run) -> None:
    hostile = "a\x1b]52;c;eA==\x07 [red]b[/nope]\nc\u202e"
    run("draft", "ingest", "-", "--create-speakers", stdin=of(draft=hostile, final="a b"))

    shown = run("draft", "show", "visit-0001")
    compared = run("draft", "diff", "visit-0001")
    as_json = run("draft", "show", "visit-0001", "--json")

    safe = "a\\x1b]52;c;eA==\\x07 [red]b[/nope]\nc\\u202e"
    assert f"\nasr:\n{safe}\n\nfinal:\na b\n" in shown.stdout
    assert compared.stdout == f"[-{safe}-]{{+a b+}}\n"
    assert as_json.json["drafts"][0]["text"] == hostile


def test_a_diff_marks_what_went_and_what_came(run: Run, kept: list[Any]) -> None:
    shown = run("draft", "diff", "kept")
    as_json = run("draft", "diff", "kept", "--json")

    assert shown.stdout == (
        "[-the-]{+The+} patient has no [-know-]{+known+} drug allergies and takes "
        "[-metroprolol-]{+metoprolol+} 25 [-mg-]{+mg.+}\n"
    )
    assert as_json.json["pieces"][0] == {
        "tag": "replace",
        "before": "the",
        "after": "The",
        "gap": " ",
    }


def test_an_item_of_several_speakers_needs_the_speaker(run: Run, kept: list[Any]) -> None:
    run("draft", "ingest", "-", "--create-speakers", stdin=of(item="kept", speaker="dr-chen"))

    unclear = run("draft", "remove", "kept", "--yes")
    removed = run("draft", "remove", "kept", "--speaker", "dr-chen", "--yes")

    assert unclear.exit_code == 2
    assert (removed.stdout, removed.exit_code) == ("kept\n", 0)
    assert export(run) == kept
    assert run("draft", "show", "nowhere").exit_code == 4


def test_an_export_is_taken_back_exactly_by_an_empty_home(
    run: Run, tmp_path: Path, kept: list[Any]
) -> None:
    exported = run("draft", "export").stdout
    other = tmp_path / "other"

    run("draft", "ingest", "-", "--create-speakers", "--home", other, stdin=exported)

    assert run("draft", "export", "--home", other).stdout == exported


@pytest.mark.parametrize("verb", ["ingest", "list", "show", "diff", "remove", "export"])
def test_help_has_a_sentence_and_an_example(run: Run, verb: str) -> None:
    shown = run("draft", verb, "--help")

    assert (shown.exit_code, shown.stderr) == (0, "")
    assert f"Example: draftgenie draft {verb}" in shown.stdout


# Processes --------------------------------------------------------------------------------------


def test_two_processes_ingesting_at_once_store_each_record_once(
    run: Run, spawn: Spawn, tmp_path: Path
) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text("".join(PAIRS))
    command = ("draft", "ingest", path, "--create-speakers", "--on-error", "skip", "--json")

    both = [spawn(*command), spawn(*command)]
    outcomes = [json.loads(process.communicate(timeout=60)[0]) for process in both]

    assert [process.returncode for process in both] == [0, 0]
    assert sum(outcome["added"] for outcome in outcomes) == len(PAIRS)
    assert sum(outcome["unchanged"] for outcome in outcomes) == len(PAIRS)
    assert export(run) == [a_pair(f"v{n}", kind="asr") for n in range(1, 1001)]


@pytest.mark.parametrize("on_error", ["stop", "skip"])
def test_a_killed_ingest_leaves_a_correct_store_and_can_be_run_again(
    run: Run, spawn: Spawn, on_error: str
) -> None:
    run("speaker", "add", "Dr. Okafor")
    reader, writer = os.pipe()
    process = spawn("draft", "ingest", "-", "--on-error", on_error, stdin=reader)
    os.close(reader)
    with os.fdopen(writer, "w") as pipe:
        # A pipe holds 64 KiB: once this much is written, most of it has been read.
        pipe.write("".join(PAIRS))
        pipe.flush()
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.communicate()

    stored = len(export(run))
    again = run("draft", "ingest", "-", "--json", stdin="".join(PAIRS))

    assert process.returncode == -signal.SIGKILL
    assert stored == 0 if on_error == "stop" else stored % 500 == 0
    assert again.json["added"] == len(PAIRS) - stored
    assert again.json["unchanged"] == stored
    assert len(export(run)) == len(PAIRS)

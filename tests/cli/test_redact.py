from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.drafts import Run

NOTE = "Mrs. Okonkwo was seen on 3/14/2025.\nTobiah nods; metoprolol 25 mg.\n"


def test_a_note_goes_through_a_pipe_without_a_store(run: Run, home: Path) -> None:
    done = run("redact", "-", stdin=NOTE)

    assert done.stdout == ("Mrs. [NAME-1] was seen on [DATE-1].\nTobiah nods; metoprolol 25 mg.\n")
    assert done.stderr == "replaced: date 1, name 1\n"
    assert not home.exists()


def test_what_was_redacted_is_put_back_from_its_map(run: Run, tmp_path: Path) -> None:
    redacted = run("redact", "-", "--map", tmp_path / "map", stdin=NOTE)

    back = run("redact", "--restore", tmp_path / "map", "-", stdin=redacted.stdout)

    assert back.stdout == NOTE
    assert stat.S_IMODE((tmp_path / "map").stat().st_mode) == 0o600


def test_names_of_a_roster_are_found_without_a_cue(run: Run, tmp_path: Path) -> None:
    (tmp_path / "names").write_text("Tobiah Lund\n\n")

    done = run("redact", "-", "--roster", tmp_path / "names", stdin=NOTE)

    assert "[NAME-2] nods" in done.stdout


def test_with_a_speaker_the_stores_speakers_are_on_the_roster(run: Run) -> None:
    run("speaker", "add", "Dr. Quillfeather Brandvold", "--id", "dr-b")
    run("speaker", "add", "Dr. Tobiah Lund", "--id", "dr-l")

    done = run("redact", "-", "--speaker", "dr-b", stdin="tobiah spoke to brandvold")

    assert done.stdout == "[NAME-1] spoke to [NAME-2]"


def test_json_lines_are_redacted_record_by_record_and_put_back(run: Run, tmp_path: Path) -> None:
    records = [
        {"speaker": "dr-l", "item": "v1", "draft": "mr lund on march third", "final": "Mr. Lund"},
        {"item": "v2", "text": "Dr. Chen", "kind": "final", "duration_s": 3},
    ]
    (tmp_path / "in.jsonl").write_text("\n\n".join(map(json.dumps, records)))

    done = run("redact", tmp_path / "in.jsonl", "--map", tmp_path / "map")
    back = run("redact", "--jsonl", "--restore", tmp_path / "map", stdin=done.stdout)

    assert done.json_lines == [
        {**records[0], "draft": "mr [NAME-1] on [DATE-1]", "final": "Mr. [NAME-1]"},
        {**records[1], "text": "Dr. [NAME-1]"},
    ]
    assert back.json_lines == records


def test_json_tells_classes_and_never_what_was_replaced(run: Run) -> None:
    done = run("redact", "--json", stdin=NOTE)

    assert done.json == {
        "text": "Mrs. [NAME-1] was seen on [DATE-1].\nTobiah nods; metoprolol 25 mg.\n",
        "classes": {"date": 1, "name": 1},
        "leaks": [],
    }


def test_a_text_with_something_left_is_not_printed_unless_kept(run: Run) -> None:
    text = "Called from 04477/0199 33/12."

    refused = run("redact", "-", "--json", stdin=text)
    kept = run("redact", "-", "--keep", stdin=text)

    assert (refused.exit_code, refused.stdout) == (10, "")
    assert "ssn at 12" in refused.error["message"]
    assert "04477" not in refused.stderr
    assert kept.stdout == text


def test_a_map_is_never_written_over(run: Run, tmp_path: Path) -> None:
    (tmp_path / "map").write_text("precious")

    done = run("redact", "-", "--map", tmp_path / "map", stdin=NOTE)

    assert (done.exit_code, done.stdout) == (5, "")
    assert (tmp_path / "map").read_text() == "precious"


@pytest.mark.parametrize(
    ("words", "stdin", "code"),
    [
        (["--restore", "none", "-"], "x", 3),
        (["none.txt"], "", 3),
        (["--roster", "none", "-"], "x", 3),
        (["--restore", "map", "--keep", "-"], "x", 2),
        (["--jsonl", "-"], "no json", 3),
        (["--jsonl", "-"], "[1]", 3),
        (["-"], b"\xff", 3),
        (["--speaker", "nobody", "-"], "x", 7),
    ],
)
def test_what_does_not_go_is_refused(
    run: Run, words: list[str], stdin: str | bytes, code: int
) -> None:
    done = run("redact", *words, "--json", stdin=stdin)

    assert (done.exit_code, done.stdout, done.error["code"]) == (code, "", code)
    assert done.error["hint"]


def test_a_map_that_is_none_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "map").write_text('{"placeholders": {"text": {"[NAME-1]": 3}}}')

    done = run("redact", "--restore", tmp_path / "map", "-", stdin="[NAME-1]")

    assert (done.exit_code, done.stdout) == (3, "")


def test_an_empty_input_stays_empty(run: Run) -> None:
    done = run("redact", "-", stdin="")

    assert (done.stdout, done.stderr) == ("", "nothing was found to replace\n")

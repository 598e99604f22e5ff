"""Every bad input of docs/bad-input.md, from every source that it can come from."""

from __future__ import annotations

import codecs
import json
import os
import pty
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from draftgenie.errors import Exit
from tests.builders import lines
from tests.cli.bad_inputs import CSV, FILES, HEADER, JSON, OK, SECRET, TEXT, Bad, record
from tests.cli.drafts import Run, export

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SKIP = ("--on-error", "skip", "--json")
GOOD = [{"speaker": "dr-okafor", "item": f"good-{n}", "draft": f"good text {n}"} for n in (1, 2)]
GOOD_ROWS = [f"dr-okafor,good-{n},good text {n},,\n".encode() for n in (1, 2)]


ODD = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
"""Bytes that Windows-1252 has no sign for."""


@pytest.fixture(autouse=True)
def _a_speaker(run: Run) -> None:
    run("speaker", "add", "Dr. Okafor")


def taken(run: Run, *paths: str | Path, stdin: bytes | None = None) -> dict[str, Any]:
    """What became of an input with `--on-error skip`; whatever it is, the counts add up."""
    done = run("draft", "ingest", *paths, *SKIP, stdin=stdin)
    assert done.exit_code in {Exit.OK, Exit.PARTIAL}, done.stderr
    assert SECRET not in done.stderr + done.stdout
    assert "Traceback" not in done.stderr
    listed = run("quarantine", "list", "--json", "--limit", "1000")
    assert SECRET not in listed.stdout
    counts: dict[str, Any] = done.json
    stored = export(run)
    codes = [r["code"] for r in listed.json["items"]]
    assert (counts["rejected"], counts["added"]) == (len(codes), len(stored))
    return {"texts": {r["item"]: r["draft"] for r in stored}, "codes": codes}


def check(found: dict[str, Any], table: Sequence[Bad]) -> None:
    """Every bad record is set aside for its own reason, in order; all others are there."""
    refused = [bad for bad in table if bad.code != OK]
    told = zip(refused, found["codes"], strict=True)
    assert [(str(bad), code) for bad, code in told] == [(str(bad), bad.code) for bad in refused]
    assert len(found["texts"]) == 2 + len(table) - len(refused)
    assert {"good-1", "good-2"} <= found["texts"].keys()


def given(run: Run, source: str, path: Path, content: bytes) -> dict[str, Any]:
    path.write_bytes(content)
    return taken(run, "-", stdin=content) if source == "stdin" else taken(run, path)


@pytest.mark.parametrize("source", ["file", "stdin"])
def test_bad_json_lines_are_set_aside_and_all_others_are_taken_exactly(
    run: Run, tmp_path: Path, source: str
) -> None:
    first, second = (lines(record).encode() for record in GOOD)
    bad = [bad.at(n) for n, bad in enumerate(JSON)]

    found = given(run, source, tmp_path / "in.jsonl", b"".join([first, *bad, second]))

    check(found, JSON)
    for n, one in enumerate(JSON):
        if one.code == OK:
            said = json.loads(one.at(n).strip().removeprefix(b"\xef\xbb\xbf"))
            assert found["texts"][said["item"]] == said["draft"]


@pytest.mark.parametrize("source", ["file", "stdin"])
def test_bad_rows_of_a_table_are_set_aside_and_all_others_are_taken(
    run: Run, tmp_path: Path, source: str
) -> None:
    bad = [bad.at(n) for n, bad in enumerate(CSV)]
    content = b"".join([HEADER, GOOD_ROWS[0], *bad, GOOD_ROWS[1]])

    check(given(run, source, tmp_path / "in.csv", content), CSV)


def a_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    (folder / "dr-okafor").mkdir(parents=True)
    for good in GOOD:
        (folder / "dr-okafor" / f"{good['item']}.asr.txt").write_text(good["draft"])
    return folder


def test_bad_text_files_are_set_aside_and_all_others_are_taken_exactly(
    run: Run, tmp_path: Path
) -> None:
    folder = a_folder(tmp_path)
    for n, bad in enumerate(TEXT):
        (folder / "dr-okafor" / f"bad-{n:02}.asr.txt").write_bytes(bad.raw)

    found = taken(run, folder)

    check(found, TEXT)
    for n, bad in enumerate(TEXT):
        if bad.code == OK:
            assert found["texts"][f"bad-{n:02}"] == decoded(bad.raw)


def decoded(raw: bytes) -> str:
    """The text of a file, by its mark."""
    for name, mark in (("utf-32", codecs.BOM_UTF32_LE), ("utf-16", codecs.BOM_UTF16_LE)):
        if raw.startswith(mark):
            return raw.decode(name)
    return raw.decode("utf-8-sig")


def test_what_is_taken_is_shown_without_a_character_that_a_terminal_obeys(run: Run) -> None:
    odd = [bad.at(n) for n, bad in enumerate(JSON) if bad.code == OK and len(bad.raw) < 10_000]
    assert run("draft", "ingest", "-", stdin=b"".join(odd)).exit_code == 0

    ids = [one["id"] for one in run("draft", "list", "--json").json["items"]]
    shown = [run("draft", "list").stdout, *(run("draft", "show", one).stdout for one in ids)]

    assert len(shown) > 20
    assert [text for text in shown if not all(c.isprintable() or c == "\n" for c in text)] == []


@pytest.mark.slow
@pytest.mark.parametrize("source", ["file", "stdin"])
@pytest.mark.parametrize("bad", JSON, ids=str)
def test_each_bad_json_line_alone_between_good_ones(
    run: Run, tmp_path: Path, bad: Bad, source: str
) -> None:
    first, second = (lines(record).encode() for record in GOOD)
    check(given(run, source, tmp_path / "in.jsonl", first + bad.raw + second), [bad])


@pytest.mark.slow
@pytest.mark.parametrize("bad", [bad for bad in JSON if bad.code != OK], ids=str)
def test_without_skip_each_bad_line_keeps_everything_out(run: Run, bad: Bad) -> None:
    done = run("draft", "ingest", "-", stdin=lines(*GOOD).encode() + bad.raw)

    assert done.exit_code in {Exit.INPUT, Exit.NOT_FOUND, Exit.CONFLICT}
    assert SECRET not in done.stderr
    assert "stdin:3: " in done.stderr
    assert "\n  try: " in done.stderr
    assert export(run) == []


@pytest.mark.parametrize(("bad", "name"), FILES, ids=str)
def test_a_file_that_is_not_what_it_claims_is_refused_with_its_true_kind(
    run: Run, tmp_path: Path, bad: Bad, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(bad.raw)

    done = run("draft", "ingest", path)

    assert SECRET not in done.stderr
    if bad.code == OK:
        assert (done.exit_code, len(export(run))) == (0, 1)
    else:
        assert (done.exit_code, export(run)) == (3, [])
        assert bad.code in done.stderr
        assert "\n  try: " in done.stderr


@pytest.mark.parametrize(("bad", "name"), [f for f in FILES if f[0].number != 27], ids=str)
def test_the_same_through_a_pipe_is_set_aside_as_a_whole(run: Run, bad: Bad, name: str) -> None:
    assert name
    done = run("draft", "ingest", "-", *SKIP, stdin=bad.raw)

    assert done.exit_code == (0 if bad.code == OK else 6)
    assert done.json["rejected"] == (bad.code != OK)
    assert run("quarantine", "list", "--json").json["total"] == (bad.code != OK)


@pytest.mark.parametrize(
    ("raw", "line", "message"),
    [
        (record(item="a") + b"\xef\xbb\xbf" + record(), 2, "a byte order mark at the start of a"),
        (
            HEADER + GOOD_ROWS[0] + b"\xef\xbb\xbf" + GOOD_ROWS[1],
            3,
            "a byte order mark at the start of a",
        ),
        (record().decode().encode("utf-16"), 1, "UTF-16 is read as UTF-8"),
        (record("the patientâ€™s knee"), 1, "text looks decoded wrongly once; --fix-mojibake"),
        (record(room="7b") + record(item="b", room="8"), 1, "unknown field 'room' is kept in"),
        (record(**{f"he takes {SECRET}": 1}), 1, "unknown field with an odd name is kept"),
        (record(item="VISIT-1") + record(item="visit-1"), 2, "new item 'visit-1' looks like"),
        (
            record(item="visit-1") + record(item="v\u0456sit-1"),
            2,
            "new item 'v\u0456sit-1' looks like",
        ),
        (
            record() + record(speaker="Dr. Okaf0r"),
            2,
            "new speaker 'Dr. Okaf0r' looks like 'dr-oka",
        ),
    ],
)
def test_2_3_10_36_59_what_is_odd_is_taken_with_one_warning(
    run: Run, raw: bytes, line: int, message: str
) -> None:
    done = run("draft", "ingest", "-", "--create-speakers", "--dry-run", "--json", stdin=raw)
    told = run("draft", "ingest", "-", "--create-speakers", stdin=raw)

    (warning,) = done.json["warnings"]
    assert warning["message"].startswith(message)
    assert warning["place"] == "stdin" + (f":{line}" if line else "")
    assert told.exit_code == 0
    assert f"warning: {warning['place']}: {warning['message']}" in told.stderr
    assert SECRET not in told.stderr


def test_10_mojibake_is_mended_only_when_asked_for_and_that_is_in_the_audit_trail(
    run: Run,
) -> None:
    meant = "the patient’s knee, 5 µg, café, “so” 🙂"
    once = meant.encode().decode("cp1252", "ignore")
    wrong = "".join(chr(b) if b in ODD else bytes([b]).decode("cp1252") for b in meant.encode())
    assert run("draft", "ingest", "-", stdin=record(once, item="kept")).exit_code == 0
    assert run("draft", "show", "kept", "--kind", "asr").stdout == once

    done = run("draft", "ingest", "-", "--fix-mojibake", "--json", stdin=record(wrong))

    assert done.exit_code == 0
    assert run("draft", "show", "bad", "--kind", "asr").stdout == meant
    (row,) = run("audit", "list", "--action", "draft.fix_mojibake", "--json").json["items"]
    assert row["subject"] == "bad"
    assert "patient" not in json.dumps(row)


def test_36_unknown_fields_are_refused_with_strict(run: Run) -> None:
    done = run("draft", "ingest", "-", "--strict", stdin=record(room="7b"))

    assert done.exit_code == 3
    assert "stdin:1: has 1 unknown field" in done.stderr
    assert export(run) == []


def test_51_search_words_are_taken_literally(run: Run) -> None:
    for text in ("chest AND", "NEAR(", "-pain", '"', "%", "a*", "' OR 1=1"):
        assert run("correction", "search", "--", text).exit_code == 0
        assert run("speaker", "list", "--search", text, "--json").json["total"] == 0


def test_53_no_id_becomes_a_path(run: Run, tmp_path: Path, home: Path) -> None:
    bad = ("../../escape", "/escape", "C:\\escape", "CON", "a/b")
    content = lines(*({"speaker": "dr-okafor", "item": one, "draft": "a"} for one in bad))
    assert run("draft", "ingest", "-", stdin=content).exit_code == 0

    assert [p for p in (*home.rglob("*"), *tmp_path.iterdir()) if "escape" in p.name] == []
    assert run("draft", "show", "../../escape").exit_code == 0


def test_58_one_name_in_two_unicode_forms_is_one_id(run: Run) -> None:
    run("speaker", "add", "Dr. Müller", "--id", "dr-mu\u0308ller")

    records = [{"speaker": "dr-m\u00fcller", "item": "é", "draft": "a"}]
    records.append({"speaker": "dr-mu\u0308ller", "item": "e\u0301", "draft": "a"})
    done = run("draft", "ingest", "-", "--json", stdin=lines(*records))

    assert (done.json["added"], done.json["unchanged"]) == (1, 1)


def test_62_no_id_is_in_the_log(run: Run, home: Path) -> None:
    name = {"speaker": "dr-okafor", "item": "John Smith 1950-01-01", "draft": "a"}
    run("draft", "ingest", "-", stdin=lines(name))
    run("draft", "show", "John Smith 1950-01-01")

    assert "John" not in (home / "logs" / "draftgenie.jsonl").read_text()


def test_67_69_a_record_again_does_nothing_and_an_older_text_never_wins_silently(
    run: Run,
) -> None:
    older, newer = record("older"), record("newer")
    run("draft", "ingest", "-", stdin=newer)

    again = run("draft", "ingest", "-", "--json", stdin=newer + newer)
    refused = run("draft", "ingest", "-", stdin=older)
    replaced = run("draft", "ingest", "-", "--replace", "--json", stdin=older)

    assert again.json["unchanged"] == 2
    assert refused.exit_code == 5
    assert replaced.json["updated"] == 1


@pytest.mark.parametrize("name", ["folder", "/dev/zero", "missing.jsonl", "loop"])
def test_74_76_77_what_is_no_file_is_refused_by_name(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")

    done = run("draft", "ingest", name)

    assert done.exit_code == 3
    assert name in done.stderr
    assert "\n  try: " in done.stderr or name in {"/dev/zero", "loop"}


def test_75_a_link_in_a_folder_is_named_and_not_followed(run: Run, tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    (tmp_path / "secret.txt").write_text(SECRET)
    (folder / "dr-okafor" / "link.asr.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "dr-okafor" / "round").symlink_to(folder)

    found = taken(run, folder)

    assert (list(found["texts"]), found["codes"]) == (["good-1", "good-2"], ["file", "file"])


def test_76_a_named_pipe_is_streamed(run: Run, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(lines(*GOOD).encode(),))
    writer.start()

    assert list(taken(run, pipe)["texts"]) == ["good-1", "good-2"]
    writer.join()


@pytest.mark.parametrize("name", [b"caf\xe9", b"a\nb", b"\x1b[31m", b"-rf", "\u202e".encode()])
def test_78_odd_file_names_are_handled_and_shown_escaped(
    run: Run, tmp_path: Path, name: bytes
) -> None:
    folder = a_folder(tmp_path)
    path = os.fsencode(folder / "dr-okafor") + b"/" + name + b".asr.txt"
    Path(os.fsdecode(path)).write_text(f"{SECRET} \0" if name == b"-rf" else "a text")

    done = run("draft", "ingest", folder, *SKIP)
    listed = run("quarantine", "list")

    assert done.json["rejected"] == 1
    assert done.json["added"] == 2
    assert all(c.isprintable() or c == "\n" for c in done.stderr + listed.stdout)


def test_79_a_terminal_without_a_pipe_is_told_so_at_once(spawn: Callable[..., Any]) -> None:
    master, slave = pty.openpty()
    process = spawn("draft", "ingest", stdin=slave)
    _, stderr = process.communicate(timeout=60)
    os.close(master)
    os.close(slave)

    assert process.returncode == 2
    assert "nothing is piped into stdin" in stderr


def test_80_a_reader_that_goes_early_is_no_fault(run: Run, tmp_path: Path) -> None:
    many = [{"speaker": "dr-okafor", "item": f"v{n}", "draft": "a text " * 50} for n in range(500)]
    assert run("draft", "ingest", "-", stdin=lines(*many)).exit_code == 0

    command = f"{sys.executable} -m draftgenie draft export | head -n 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )

    assert (done.returncode, done.stdout.count("\n")) == (0, 1)
    assert "Traceback" not in done.stderr


def test_81_a_sparse_file_of_a_terabyte_ends_soon(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "sparse.jsonl"
    with path.open("wb") as file:
        file.truncate(2**40)

    assert run("draft", "ingest", path).exit_code == 3


def test_82_two_names_of_one_file_bring_it_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "one.jsonl").write_text(lines(*GOOD))
    (tmp_path / "two.jsonl").hardlink_to(tmp_path / "one.jsonl")

    done = run("draft", "ingest", "one.jsonl", "two.jsonl", "--json")

    assert (done.json["added"], done.json["unchanged"]) == (2, 2)

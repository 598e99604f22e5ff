from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.drafts import COUNTS, PAIRS, Run, export, of

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "warfarin"
LONG = "x " * (5 * 1024 * 1024)


def broken(n: int, line: str) -> str:
    """A thousand good records with another line `n`."""
    return "".join([*PAIRS[: n - 1], line, *PAIRS[n:]])


BAD: list[tuple[str, str | bytes, int, str, str]] = [
    (
        "broken JSON on line 7 of 1,000",
        broken(7, f'{{"speaker": "dr-okafor", "draft": "{SECRET}\n'),
        3,
        "1 bad record, nothing was written\n  stdin:7: is cut short: the JSON ends inside a value",
        "each line is one JSON object, its keys and texts in double quotes",
    ),
    (
        "no JSON on line 7 of 1,000",
        broken(7, f"{SECRET}\n"),
        3,
        "1 bad record, nothing was written\n  stdin:7: is not valid JSON (character 1)",
        "each line is one JSON object, its keys and texts in double quotes",
    ),
    (
        "an empty input",
        "",
        3,
        "1 bad record, nothing was written\n  stdin: holds no records",
        "give at least one record",
    ),
    (
        "invalid UTF-8",
        of().encode() + b'{"draft": "' + SECRET.encode() + b' \xff"}\n',
        3,
        "1 bad record, nothing was written\n  stdin:2: is not valid UTF-8 (byte 21)",
        "convert the file first, such as: iconv -f WINDOWS-1252 -t UTF-8",
    ),
    (
        "UTF-16",
        of().encode("utf-16-le"),
        3,
        "1 bad record, nothing was written\n  stdin: is UTF-16 or UTF-32 text",
        "convert it first: iconv -f UTF-16 -t UTF-8",
    ),
    (
        "NUL",
        of(draft=f"{SECRET}\0"),
        3,
        "1 bad record, nothing was written\n  stdin:1: draft holds a NUL character",
        "mend the input, or set bad records aside with --on-error skip",
    ),
    (
        "a missing column",
        f"speaker,draft\ndr-okafor,{SECRET}\n",
        3,
        "1 bad record, nothing was written\n  stdin: has no column 'item'",
        "the first line names the columns, among them speaker, item, draft/final/text",
    ),
    (
        "a missing field",
        of(speaker=None),
        3,
        "1 bad record, nothing was written\n  stdin:1: speaker is missing",
        "give every record a speaker, or add --speaker REF",
    ),
    (
        "an unknown speaker",
        of(speaker="dr-chen"),
        4,
        "1 bad record, nothing was written\n  stdin:1: no speaker 'dr-chen' in this store",
        "add the speaker first, or let --create-speakers do it",
    ),
    (
        "an unknown kind",
        of(kind="dictaphone"),
        3,
        "1 bad record, nothing was written\n  stdin:1: kind is none of asr, llm, final",
        "kinds are asr, llm and final",
    ),
    (
        "an empty text",
        of(draft=""),
        3,
        "1 bad record, nothing was written\n  stdin:1: draft is empty",
        "leave out a field that has no value",
    ),
    (
        "the same item with other content",
        of(item="kept", draft=SECRET),
        5,
        "1 bad record, nothing was written\n  stdin:1: item 'kept' is stored with another draft",
        "--replace makes what is given the current one; old texts stay as revisions",
    ),
    (
        "the same item twice in one input with other content",
        of(item="v1") + of(item="v1", draft=SECRET),
        5,
        "1 bad record, nothing was written\n  stdin:2: item 'v1' is stored with another draft",
        "--replace makes what is given the current one; old texts stay as revisions",
    ),
    (
        "a note of 10 MB",
        of(draft=LONG),
        3,
        "1 bad record, nothing was written\n  stdin:1: draft is longer than 8 MiB",
        "split the note, or leave it out",
    ),
    (
        "an item that names another place",
        of(item="../../x\0"),
        3,
        (
            "1 bad record, nothing was written\n"
            "  stdin:1: item holds a control, format or surrogate character"
        ),
        "mend the input, or set bad records aside with --on-error skip",
    ),
]


@pytest.mark.parametrize(
    ("content", "code", "message", "hint"),
    [case[1:] for case in BAD],
    ids=[case[0] for case in BAD],
)
def test_bad_input_names_place_and_mend_and_loses_nothing(
    run: Run, kept: list[Any], content: str | bytes, code: int, message: str, hint: str
) -> None:
    refused = run("draft", "ingest", "-", "--json", stdin=content)

    assert (refused.stdout, refused.exit_code) == ("", code)
    assert (refused.error["message"], refused.error["hint"]) == (message, hint)
    assert SECRET not in refused.stderr
    assert export(run) == kept


def test_a_byte_order_mark_is_no_fault(run: Run, kept: list[Any]) -> None:
    done = run("draft", "ingest", "-", stdin=b"\xef\xbb\xbf" + of(item="kept").encode())

    assert done.exit_code == 0
    assert export(run) == kept


def test_a_missing_file_and_a_wrong_kind_are_named(run: Run) -> None:
    missing = run("draft", "ingest", "nowhere.jsonl")
    unknown = run("draft", "ingest", "-", "--kind", "dictaphone", stdin=of())

    assert (missing.exit_code, missing.stderr) == (
        3,
        "draftgenie: nowhere.jsonl: no such file\n  try: check the path\n",
    )
    assert unknown.exit_code == 2


def test_with_skip_the_rest_is_stored_and_bad_records_are_kept(
    run: Run, tmp_path: Path, kept: list[Any]
) -> None:
    rejects = tmp_path / "rejects.jsonl"
    content = of(item="v1") + f"{SECRET}\n" + of(item="v2") + of(speaker="dr-chen")

    done = run(
        "draft", "ingest", "-", "--on-error", "skip", "--rejects", rejects, "--json", stdin=content
    )

    assert done.exit_code == 6
    assert done.json == COUNTS | {
        "added": 2,
        "rejected": 2,
        "drafts_added": 2,
        "finals_added": 2,
        "pairs_completed": 2,
    }
    assert done.error["message"] == "records set aside: 2; the rest is stored"
    assert SECRET not in done.stderr
    set_aside = [json.loads(line) for line in rejects.read_text().splitlines()]
    assert [(r["source"], r["line"], r["reason"]) for r in set_aside] == [
        ("stdin", 2, "is not valid JSON (character 1)"),
        ("stdin", 4, "no speaker 'dr-chen' in this store"),
    ]
    assert set_aside[0]["raw"] == SECRET
    assert stat.S_IMODE(rejects.stat().st_mode) == 0o600
    assert [record["item"] for record in export(run)] == ["kept", "v1", "v2"]


def test_a_dry_run_stores_nothing(run: Run, kept: list[Any]) -> None:
    done = run("draft", "ingest", "-", "--dry-run", "--json", stdin=of(item="v1"))

    assert done.json == COUNTS | {
        "added": 1,
        "drafts_added": 1,
        "finals_added": 1,
        "pairs_completed": 1,
        "dry_run": True,
    }
    assert export(run) == kept

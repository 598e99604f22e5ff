from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.drafts import Run, export, of

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "warfarin"
UNREADABLE = f'{{"speaker": "dr-okafor", "draft": "{SECRET}\n'


@pytest.fixture
def aside(run: Run, kept: list[Any]) -> list[Any]:
    """Two records set aside: one cannot be read, one names a speaker who is not there."""
    content = UNREADABLE + of(speaker="dr-chen", item="v2", draft=f"takes {SECRET}")
    done = run("draft", "ingest", "-", "--on-error", "skip", stdin=content)
    assert (done.exit_code, len(kept)) == (6, 1)
    return listed(run)


def listed(run: Run, *options: str) -> list[Any]:
    found: list[Any] = run("quarantine", "list", "--json", *options).json["items"]
    return found


def test_records_are_listed_with_code_place_and_hash_but_without_their_text(
    run: Run, aside: list[Any]
) -> None:
    shown = run("quarantine", "list")

    first, second = aside
    assert first == {
        "id": first["id"],
        "source": "stdin",
        "line": 1,
        "offset": 0,
        "code": "truncated",
        "reason": "is cut short: the JSON ends inside a value",
        "sha256": hashlib.sha256(UNREADABLE.encode()).hexdigest(),
        "n_bytes": len(UNREADABLE),
        "speaker": None,
        "at": first["at"],
    }
    assert (second["code"], second["line"], second["offset"], second["speaker"]) == (
        "speaker",
        2,
        len(UNREADABLE),
        "dr-chen",
    )
    assert SECRET not in shown.stdout
    assert "stdin:1" in shown.stdout


def test_show_tells_the_text_only_when_asked_and_then_it_is_audited(
    run: Run, aside: list[Any], store_rows: Any
) -> None:
    key = aside[0]["id"]

    plain = run("quarantine", "show", key)
    raw = run("quarantine", "show", key, "--raw")

    assert SECRET not in plain.stdout
    assert raw.stdout == UNREADABLE
    assert store_rows("SELECT subject FROM audit WHERE action = 'quarantine.show'") == [(key,)]


def test_a_record_whose_speaker_came_meanwhile_passes_and_the_other_stays(
    run: Run, aside: list[Any]
) -> None:
    run("speaker", "add", "Dr. Chen", "--id", "dr-chen")

    done = run("quarantine", "retry", "--all", "--json")

    assert done.exit_code == 6
    assert done.json == {
        "tried": 2,
        "passed": 1,
        "kept": 1,
        "added": 1,
        "updated": 0,
        "unchanged": 0,
        "speakers_added": 0,
        "pairs_completed": 1,
    }
    assert listed(run) == aside[:1]
    assert [record["speaker"] for record in export(run)] == ["dr-chen", "dr-okafor"]


def test_what_an_option_said_of_the_first_try_holds_for_the_next(
    run: Run, kept: list[Any]
) -> None:
    assert kept
    csv = "item,text\nv7,a text\n"
    skip = ("--on-error", "skip", "--speaker", "dr-new", "--kind", "final")
    assert run("draft", "ingest", "-", *skip, stdin=csv).exit_code == 6

    done = run("quarantine", "retry", "--code", "speaker", "--create-speakers")

    assert done.exit_code == 0
    assert export(run)[0] == {
        "speaker": "dr-new",
        "item": "v7",
        "kind": "final",
        "text": "a text",
    }
    assert listed(run) == []


def test_a_conflict_is_settled_by_replacing(run: Run, kept: list[Any]) -> None:
    assert kept
    changed = of(item="kept", draft="another text")
    assert run("draft", "ingest", "-", "--on-error", "skip", stdin=changed).exit_code == 6

    refused = run("quarantine", "retry", "--all")
    done = run("quarantine", "retry", "--all", "--replace", "--json")

    assert (refused.exit_code, done.json["updated"]) == (6, 1)
    assert export(run)[0]["draft"] == "another text"


def test_dropped_records_leave_no_byte(run: Run, aside: list[Any], home: Path) -> None:
    refused = run("quarantine", "drop", "--all")
    done = run("quarantine", "drop", "--all", "--yes", "--json")
    again = run("quarantine", "drop", "--all")

    assert (refused.exit_code, done.json, again.exit_code) == (2, {"dropped": 2}, 0)
    assert len(aside) == 2
    held = [path for path in home.rglob("*") if path.is_file()]
    assert [p for p in held if SECRET.encode() in p.read_bytes()] == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["show", "qua_0"], 4),
        (["drop", "qua_0", "--yes"], 4),
        (["retry"], 2),
        (["retry", "qua_0", "--all"], 2),
        (["list", "--code", "nonsense"], 2),
    ],
)
def test_what_is_not_there_or_not_said_is_refused(
    run: Run, kept: list[Any], words: list[str], code: int
) -> None:
    assert kept
    assert run("quarantine", *words).exit_code == code

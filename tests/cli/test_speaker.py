from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import lines

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Run = Callable[..., Result]

HOSTILE_NAME = "Dr. [red]X[/nope] \x1b[31m\x9b2J\u202e"


def test_a_speaker_is_added_listed_and_shown(run: Run) -> None:
    added = run("speaker", "add", "Dr. Ngozi Okafor", "--id", "dr-okafor", "--bucket", "low_touch")
    listed = run("speaker", "list")
    shown = run("speaker", "show", "dr-okafor", "--json")

    assert (added.stdout, added.exit_code) == ("dr-okafor\n", 0)
    assert added.stderr == "added: speaker 'dr-okafor'; next: draftgenie draft ingest FILE\n"
    assert listed.stdout == (
        "REF        NAME              SPECIALTY  BUCKET     ASSUMED  STATUS\n"
        "dr-okafor  Dr. Ngozi Okafor             low_touch           active\n"
    )
    assert run("speaker", "show", "dr-okafor").stdout.endswith(
        "usage            none (0.0 items a week)\n"
        "edits            suggested only: there is no history of this speaker's own, and too"
        " little of others\n"
    )
    speaker = shown.json
    assert speaker.pop("created_at") == speaker.pop("updated_at")
    assert speaker == {
        "ref": "dr-okafor",
        "name": "Dr. Ngozi Okafor",
        "worktype": None,
        "mean_duration_s": None,
        "items_per_week": 0.0,
        "usage": "none",
        "held_back": "there is no history of this speaker's own, and too little of others",
        "email": None,
        "assigned_bucket": "low_touch",
        "assumed_bucket": None,
        "bucket_locked": False,
        "specialty": None,
        "ser": None,
        "wer": None,
        "notes": None,
        "status": "active",
        "metadata": {},
        "removed_at": None,
        "version": 1,
        "baseline": None,
    }


def test_adding_again_exits_0_and_adding_otherwise_exits_5(run: Run) -> None:
    run("speaker", "add", "Dr. Okafor")

    again = run("speaker", "add", "Dr. Okafor", "-q")
    other = run("speaker", "add", "Dr. Okafor", "--email", "n@example.org", "--json")

    assert (again.stdout, again.stderr, again.exit_code) == ("dr-okafor\n", "", 0)
    assert (other.stdout, other.exit_code) == ("", 5)
    assert other.error == {
        "code": 5,
        "name": "conflict",
        "message": "speaker 'dr-okafor' exists and differs in email",
        "hint": "draftgenie speaker edit dr-okafor",
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("X", "--bucket", "best"), "no bucket 'best' in this scheme"),
        (("X", "--wer", "-1"), "wer is below 0"),
        (("X", "--meta", "site"), "--meta takes KEY=VALUE"),
        (("X", "--email", "nowhere"), "email is not an e-mail address"),
        (("X", "--id", "a\tb"), "ref holds a control, format or surrogate character"),
        (("X", "--wer", "much"), "Invalid value for '--wer': 'much' is not a valid float"),
        ((), "Missing argument 'NAME'"),
    ],
)
def test_a_wrong_command_line_exits_2(run: Run, arguments: tuple[str, ...], message: str) -> None:
    refused = run("speaker", "add", *arguments, "--json")

    assert (refused.stdout, refused.exit_code) == ("", 2)
    assert refused.error["message"] == message
    assert refused.error["name"] == "usage"


@pytest.mark.parametrize("verb", ["show", "edit", "remove", "restore", "bucket", "history"])
def test_an_unknown_speaker_exits_4(run: Run, verb: str) -> None:
    run("speaker", "add", "Dr. Okafor")
    more = {"edit": ["--name", "x"], "remove": ["--yes"]}.get(verb, [])

    for ref in ("dr-chen", "zzz' OR '1'='1", "../../x", "%"):
        missing = run("speaker", verb, ref, *more, "--json")

        assert (missing.stdout, missing.exit_code) == ("", 4)
        assert missing.error["message"] == f"no speaker {ref!r} in this store"
    assert run("speaker", "list", "--json").json["total"] == 1


@pytest.mark.parametrize("verb", ["list", "stats"])
def test_without_a_store_reading_exits_7_and_makes_none(run: Run, home: Path, verb: str) -> None:
    refused = run("speaker", verb)

    assert (refused.stdout, refused.exit_code) == ("", 7)
    assert not home.exists()


def test_an_import_gives_a_line_for_each_row_and_repeats_quietly(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "speakers.csv"
    path.write_text('ref,name,bucket,wer\ndr-chen,"Chen, Wei",low_touch,0.08\ndr-novak,,,\n')

    first = run("speaker", "import", path, "--json")
    again = run("speaker", "import", path)

    assert first.json_lines == [
        {"ref": "dr-chen", "status": "added", "reason": None},
        {"ref": "dr-novak", "status": "added", "reason": None},
    ]
    assert (again.stdout, again.exit_code) == ("unchanged  dr-chen\nunchanged  dr-novak\n", 0)
    assert run("speaker", "show", "dr-chen", "--json").json["wer"] == 0.08


def test_bad_rows_stop_an_import_or_are_left_out(run: Run) -> None:
    content = lines({"ref": "dr-chen"}, {"ref": "dr-novak", "bucket": "best"}, {"name": ""})

    stopped = run("speaker", "import", "-", "--json", stdin=content)
    listed = run("speaker", "list", "--json")
    skipped = run("speaker", "import", "-", "--on-error", "skip", stdin=content)

    assert stopped.exit_code == 3
    assert [row["status"] for row in stopped.json_lines] == ["rejected", "rejected"]
    assert stopped.error["message"] == (
        "2 bad records, nothing was written\n"
        "  stdin:2: no bucket 'best' in this scheme\n"
        "  stdin:3: name is empty"
    )
    assert listed.json == {"items": [], "total": 0}
    assert skipped.exit_code == 6
    assert skipped.stdout == (
        "added  dr-chen\n"
        "rejected  dr-novak  no bucket 'best' in this scheme\n"
        "rejected  name is empty\n"
    )


def test_a_list_is_filtered_sorted_and_paged(run: Run) -> None:
    for name, wer in (("anna", "0.3"), ("bela", "0.1"), ("cleo", "0.2")):
        run("speaker", "add", name, "--wer", wer, "--bucket", "low_touch")
    run("speaker", "add", "dora")

    page = run("speaker", "list", "--bucket", "low_touch", "--sort", "-wer", "--limit", "2")
    found = run("speaker", "list", "--search", "EL", "--json")
    second = run("speaker", "list", "--sort", "wer", "--limit", "2", "--page", "2", "--json")
    wrong = run("speaker", "list", "--sort", "colour")

    assert [line.split()[0] for line in page.stdout.splitlines()] == ["REF", "anna", "cleo"]
    assert page.stderr == "2 of 3 shown; more with --page or --limit\n"
    assert [s["ref"] for s in found.json["items"]] == ["bela"]
    assert [s["ref"] for s in second.json["items"]] == ["anna", "dora"]
    assert second.json["total"] == 4
    assert wrong.exit_code == 2


def test_an_edit_says_what_changed_and_an_empty_value_clears(run: Run) -> None:
    run("speaker", "add", "Dr. Okafor", "--email", "n@example.org", "--meta", "site=north")

    edited = run("speaker", "edit", "dr-okafor", "--email", "", "--meta", "site=", "--meta", "n=1")
    again = run("speaker", "edit", "dr-okafor", "--meta", "n=1")
    nothing = run("speaker", "edit", "dr-okafor")

    assert (edited.stdout, edited.stderr) == ("dr-okafor\n", "changed: email, metadata\n")
    assert (again.stderr, again.exit_code) == ("unchanged\n", 0)
    assert nothing.exit_code == 2
    assert run("speaker", "show", "dr-okafor", "--json").json["metadata"] == {"n": "1"}


def test_removing_needs_yes_without_a_terminal_and_can_be_undone(run: Run) -> None:
    run("speaker", "add", "Dr. Okafor")

    unasked = run("speaker", "remove", "dr-okafor")
    removed = run("speaker", "remove", "dr-okafor", "--yes")
    again = run("speaker", "remove", "dr-okafor", "--yes")
    hidden = run("speaker", "list", "--json")
    restored = run("speaker", "restore", "dr-okafor")

    assert (unasked.exit_code, unasked.stdout) == (2, "")
    assert removed.stderr == (
        "removed: speaker 'dr-okafor'; to undo: draftgenie speaker restore dr-okafor\n"
    )
    assert (again.exit_code, again.stderr) == (0, "unchanged: removed before\n")
    assert hidden.json["total"] == 0
    assert (restored.exit_code, restored.stderr) == (0, "restored: speaker 'dr-okafor'\n")


def test_purging_says_what_went(run: Run) -> None:
    run("speaker", "add", "Dr. Okafor")

    purged = run("speaker", "remove", "dr-okafor", "--purge", "--yes", "--json")

    assert purged.json == {
        "ref": "dr-okafor",
        "purged": True,
        "items": 0,
        "drafts": 0,
        "finals": 0,
        "pairs": 0,
        "held": 0,
        "pending": 0,
        "notes": 0,
        "set_aside": 0,
        "remains": [],
        "backups": [],
    }
    assert run("speaker", "show", "dr-okafor").exit_code == 4


def test_a_bucket_is_shown_moved_and_held(run: Run) -> None:
    run("speaker", "add", "Dr. Okafor", "--bucket", "high_touch")

    shown = run("speaker", "bucket", "dr-okafor")
    moved = run(
        "speaker", "bucket", "dr-okafor", "low_touch", "--reason", "new microphone", "--lock"
    )
    again = run("speaker", "bucket", "dr-okafor", "low_touch", "--reason", "x", "--lock")
    bare = run("speaker", "bucket", "dr-okafor", "no_touch")
    history = run("speaker", "history", "dr-okafor", "--json")

    assert shown.stdout == (
        "ref              dr-okafor\n"
        "assigned_bucket  high_touch\n"
        "assumed_bucket   –\n"
        "bucket_locked    no\n"
        "policy           stay\n"
        "reason           0 notes evaluated, the policy wants 5\n"
        "figures          window 30, min_notes 5, margin 0.1, confidence 0.999, cooldown 10,"
        " correlation 0.03\n"
    )
    assert moved.stderr == "changed: bucket low_touch, locked\n"
    assert again.stderr == "unchanged\n"
    assert bare.exit_code == 2
    assert [entry["what"] for entry in history.json["items"]] == [
        "speaker.onboarded",
        "speaker.bucket_reassigned",
        "speaker.updated",
    ]
    assert history.json["items"][1]["detail"] == {
        "before": "high_touch",
        "after": "low_touch",
        "reason": "new microphone",
        "made_by": "hand",
    }


def test_statistics_count_by_bucket_and_status(run: Run) -> None:
    run("speaker", "add", "Dr. Okafor", "--bucket", "high_touch", "--assumed-bucket", "no_touch")
    run("speaker", "add", "Dr. Chen")

    assert run("speaker", "stats", "--json").json == {
        "total": 2,
        "by_bucket": {"high_touch": 1, "none": 1},
        "by_assumed_bucket": {"no_touch": 1, "none": 1},
        "by_status": {"active": 2},
        "removed": 0,
    }


def test_the_complete_view_has_the_keys_of_the_old_one(run: Run) -> None:
    run("speaker", "add", "Dr. Okafor")

    whole: dict[str, Any] = run("speaker", "show", "dr-okafor", "--complete", "--json").json

    assert set(whole) == {
        "speaker",
        "drafts",
        "notes",
        "evaluations",
        "moves",
        "summary",
        "aggregated_at",
        "baseline",
    }


def test_a_hostile_name_is_stored_as_it_is_and_shown_escaped(run: Run) -> None:
    run("speaker", "add", HOSTILE_NAME, "--id", "dr-x")

    shown = "Dr. [red]X[/nope] \\x1b[31m\\x9b2J\\u202e"
    assert shown in run("speaker", "list").stdout
    assert f"name           {shown}\n" in run("speaker", "show", "dr-x").stdout
    as_json = run("speaker", "show", "dr-x", "--json")
    assert as_json.json["name"] == HOSTILE_NAME
    assert as_json.stdout.rstrip("\n").isprintable()


@pytest.mark.parametrize(
    "verb",
    ["add", "import", "list", "show", "edit", "remove", "restore", "bucket", "stats", "history"],
)
def test_help_has_a_sentence_and_an_example(run: Run, verb: str) -> None:
    shown = run("speaker", verb, "--help")

    assert (shown.exit_code, shown.stderr) == (0, "")
    assert f"Example: draftgenie speaker {verb}" in shown.stdout

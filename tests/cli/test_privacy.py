from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.drafts import Run

TO = ("--provider", "api.example.com", "--purpose", "a trial of ten notes")


@pytest.fixture
def peopled(run: Run) -> Run:
    run("speaker", "add", "Dr. Ngozi Okafor", "--id", "dr-okafor")
    return run


def test_a_new_store_sends_nothing(peopled: Run) -> None:
    shown = peopled("privacy", "show")

    assert (shown.stdout, shown.exit_code) == ("", 0)
    assert shown.stderr == "nothing to show\nnothing is sent from this machine\n"
    assert peopled("privacy", "show", "--json").json == {"items": [], "total": 0}


def test_both_switches_are_shown_with_who_allowed_them_when_and_what_for(peopled: Run) -> None:
    workspace = peopled("privacy", "allow", "--workspace", *TO)
    peopled("privacy", "allow", "--speaker", "dr-okafor", *TO)

    shown = peopled("privacy", "show", "--json").json

    assert workspace.stderr == "allowed: https://api.example.com for the workspace\n"
    assert [
        {key: value for key, value in item.items() if key not in {"by", "at"}}
        for item in shown["items"]
    ] == [
        {
            "speaker": speaker,
            "provider": "https://api.example.com",
            "allowed": True,
            "purpose": "a trial of ten notes",
            "sends": True,
        }
        for speaker in (None, "dr-okafor")
    ]
    assert all(item["by"] and item["at"].endswith("Z") for item in shown["items"])


def test_one_switch_alone_is_shown_as_sending_nothing(peopled: Run) -> None:
    peopled("privacy", "allow", "--workspace", *TO)

    shown = peopled("privacy", "show")

    assert shown.stdout.splitlines()[1].split()[:5] == [
        "the",
        "workspace",
        "https://api.example.com",
        "allow",
        "no",
    ]
    assert shown.stderr == "nothing is sent from this machine\n"


def test_the_same_decision_again_changes_nothing(peopled: Run) -> None:
    first = peopled("privacy", "allow", "--workspace", *TO, "--json")
    again = peopled("privacy", "allow", "--workspace", *TO, "--json")
    denied = peopled("privacy", "deny", "--workspace")
    twice = peopled("privacy", "deny", "--workspace")

    assert len(first.json["changed"]) == 1
    assert again.json == {"changed": []}
    assert denied.stderr == "denied: https://api.example.com for the workspace\n"
    assert (twice.stderr, twice.exit_code) == ("unchanged\n", 0)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["allow", *TO], 2),
        (["allow", "--workspace", "--speaker", "dr-okafor", *TO], 2),
        (["allow", "--speaker", "nobody", *TO], 4),
        (["allow", "--workspace", "--provider", "http://localhost:11434", "--purpose", "x"], 2),
        (["allow", "--workspace", "--provider", "user:word@host", "--purpose", "x"], 2),
        (["allow", "--workspace", "--provider", "a.example", "--purpose", " "], 2),
        (["deny"], 2),
        (["show", "--speaker", "nobody"], 4),
    ],
)
def test_what_does_not_go_is_refused(peopled: Run, words: list[str], code: int) -> None:
    done = peopled("privacy", *words, "--json")

    assert (done.exit_code, done.stdout, done.error["code"]) == (code, "", code)
    assert done.error["hint"]


def test_a_restored_speaker_has_the_consent_of_before(peopled: Run) -> None:
    peopled("privacy", "allow", "--speaker", "dr-okafor", *TO)
    peopled("speaker", "remove", "dr-okafor", "--yes")
    removed = peopled("privacy", "show", "--json").json["total"]
    peopled("speaker", "restore", "dr-okafor")

    assert (removed, peopled("privacy", "show", "--json").json["total"]) == (0, 1)

"""Events on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import a_pair, lines

if TYPE_CHECKING:
    from tests.cli.drafts import Run


@pytest.fixture
def told(run: Run) -> list[str]:
    """The types of the events of one ingested pair."""
    run("draft", "ingest", "-", "--create-speakers", stdin=lines(a_pair("v1")))
    return ["speaker.onboarded", "draft.ingested", "final.ingested"]


def test_events_are_listed_oldest_first(run: Run, told: list[str]) -> None:
    done = run("event", "list", "--json").json

    assert ([e["type"] for e in done["items"]], done["total"]) == (told, 3)
    assert len({e["correlation_id"] for e in done["items"]}) == 1


def test_a_page_of_the_list_holds_the_newest(run: Run, told: list[str]) -> None:
    page = run("event", "list", "--limit", "2").stdout.splitlines()

    assert [line.split()[2] for line in page] == ["TYPE", "draft.ingested", "final.ingested"]


@pytest.mark.parametrize(
    ("options", "types"),
    [
        (["--type", "draft.ingested"], ["draft.ingested"]),
        (["--speaker", "dr-okafor"], ["speaker.onboarded", "draft.ingested", "final.ingested"]),
        (["--aggregate", "dr-okafor"], ["speaker.onboarded"]),
        (["--speaker", "nobody"], []),
    ],
    ids=str,
)
@pytest.mark.usefixtures("told")
def test_the_list_is_narrowed(run: Run, options: list[str], types: list[str]) -> None:
    done = run("event", "list", "--json", *options)

    assert [e["type"] for e in done.json["items"]] == types


@pytest.mark.usefixtures("told")
def test_one_event_is_shown_by_number_and_by_id(run: Run) -> None:
    by_number = run("event", "show", "2", "--json").json
    by_id = run("event", "show", by_number["id"], "--json").json

    assert by_id == by_number
    assert by_number["payload"] == {
        "speaker": "dr-okafor",
        "item": "v1",
        "item_id": by_number["payload"]["item_id"],
        "kind": "asr",
        "replaces": None,
    }


@pytest.mark.usefixtures("told")
def test_an_event_that_is_not_there_is_not_found(run: Run) -> None:
    assert run("event", "show", "99").exit_code == 4
    assert run("event", "show", "nothing").exit_code == 4


@pytest.mark.usefixtures("told")
def test_the_tail_is_json_lines(run: Run) -> None:
    newest = run("event", "tail", "-n", "1", "--json").json_lines
    after = run("event", "tail", "--after", "1", "--json").json_lines

    assert [e["seq"] for e in newest] == [3]
    assert [e["seq"] for e in after] == [2, 3]


def test_every_schema_is_printed_and_an_unknown_type_is_refused(run: Run) -> None:
    one = run("event", "schema", "note.generated").json

    assert run("event", "schema", "--json").json["note.generated"] == one
    assert run("event", "schema", "note.sung").exit_code == 2

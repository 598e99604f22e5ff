from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from draftgenie.domain.draft import Kind, draft_id
from draftgenie.domain.draft import item_id as id_of_item
from tests.builders import DRAFT, FINAL
from tests.noted import GOOD, add_note, add_noted

if TYPE_CHECKING:
    from draftgenie.adapters.sqlite import SqliteStore
    from tests.cli.drafts import Run


def renote(store: SqliteStore, item: str, text: str, *, generator: str = "embedded") -> None:
    """Another note of the same draft, by the same generator or another one."""
    place = {"speaker": "dr-okafor", "item": item}
    with store.atomic():
        draft = draft_id(**place, kind=Kind.ASR, text=DRAFT)
        add_note(store, draft, text, **place, generator=generator)


@pytest.fixture
def two_runs(run: Run, store: SqliteStore) -> tuple[str, str]:
    """The second run has the notes of twelve items right, and one of them in ten times a dose."""
    for n in range(12):
        add_noted(store, f"visit-{n:02}", note=DRAFT)
    first = run("evaluate", "run", "--json").json["run_id"]
    for n in range(11):
        renote(store, f"visit-{n:02}", GOOD)
    renote(store, "visit-11", FINAL.replace("25", "250"))
    add_noted(store, "visit-99")
    return first, run("evaluate", "run", "--json").json["run_id"]


def test_the_second_run_is_held_against_the_first_over_shared_notes(
    run: Run, two_runs: tuple[str, str]
) -> None:
    result = run("evaluate", "compare", *two_runs, "--json").json

    assert (result["shared"], result["only_first"], result["only_second"]) == (12, 0, 1)
    assert (result["first_wer"], result["second_wer"]) == (24 / 144, 1 / 144)
    assert (result["draft_wer"], result["words"]) == (24 / 144, 144)
    assert (result["better"], result["worse"], result["same"]) == (12, 0, 0)
    assert result["relative_gain"] == 23 / 24
    assert result["ci95"][0] > 0.8
    assert result["p_value"] < 0.01
    assert result["sureness"]["wilcoxon_p"] < 0.01
    assert result["safety"]["number"] == {
        "total": 12,
        "first_right": 12,
        "second_right": 11,
        "lost": 1,
        "gained": 0,
        "invented": 1,
        "first_wrong": 0,
        "second_wrong": 1,
    }
    assert [(c["item"], c["final"], c["note"]) for c in result["cases"]] == [
        ("visit-11", "25", "250")
    ]


def test_the_table_stands_side_by_side(run: Run, two_runs: tuple[str, str]) -> None:
    shown = run("evaluate", "compare", *two_runs).stdout

    assert shown.startswith("RATE              FIRST  SECOND\nWER             16.67 %  0.69 %\n")
    assert (
        "LOST FACT  SPEAKER    ITEM      FINAL AND FIRST  SECOND\n"
        "number     dr-okafor  visit-11  25               250\n"
    ) in shown
    assert "The second run's notes have 95.8 % fewer word errors than the first run's:\n" in shown
    assert max(len(line) for line in shown.splitlines() if "|norm:" not in line) <= 100


def test_a_run_beside_itself_differs_in_nothing(run: Run, two_runs: tuple[str, str]) -> None:
    result = run("evaluate", "compare", two_runs[0], two_runs[0], "--json").json

    assert (result["shared"], result["alike"], result["relative_gain"]) == (12, 12, 0.0)
    assert result["p_value"] == 1.0


def test_removed_items_are_no_longer_shared(
    run: Run, store: SqliteStore, two_runs: tuple[str, str]
) -> None:
    with store.atomic():
        store.drafts.remove_item(id_of_item(speaker="dr-okafor", item="visit-00"))

    assert run("evaluate", "compare", *two_runs, "--json").json["shared"] == 11


def test_a_run_that_is_not_there_is_said(run: Run, two_runs: tuple[str, str]) -> None:
    done = run("evaluate", "compare", two_runs[0], "run_none", "--json")

    assert (done.exit_code, done.error["message"]) == (
        4,
        "no evaluation run 'run_none' in this store",
    )


def test_two_generators_are_compared_over_the_drafts_that_both_made_notes_of(
    run: Run, store: SqliteStore
) -> None:
    for n in range(12):
        add_noted(store, f"visit-{n:02}", note=DRAFT)
        renote(store, f"visit-{n:02}", GOOD, generator="llm-1:tiny")
    renote(store, "visit-11", FINAL.replace("25", "250"), generator="llm-1:tiny")
    add_noted(store, "visit-98")
    add_noted(store, "visit-99", note=DRAFT)
    renote(store, "visit-99", GOOD, generator="embedded-1 for llm-1")

    done = run("evaluate", "compare", "--generators", "embedded", "llm", "--json").json
    shown = run("evaluate", "compare", "--generators", "embedded", "llm-1:tiny").stdout

    assert (done["of"], done["first_scope"], done["second_scope"]) == (
        "generators",
        "embedded",
        "llm-1:tiny",
    )
    assert (done["shared"], done["only_first"], done["only_second"]) == (12, 2, 0)
    assert (done["draft_wer"], done["first_wer"]) == (24 / 144, 24 / 144)
    assert (done["second_wer"], done["better"], done["worse"]) == (1 / 144, 12, 0)
    assert done["p_value"] < 0.01
    assert [(c["item"], c["final"], c["note"]) for c in done["cases"]] == [
        ("visit-11", "25", "250")
    ]
    assert "The second generator's notes have 95.8 % fewer word errors than the first" in shown
    assert "llm-1:tiny: llm-1:tiny\n" in shown


def test_a_generator_without_notes_is_said(run: Run, store: SqliteStore) -> None:
    add_noted(store)

    done = run("evaluate", "compare", "--generators", "embedded", "llm", "--json")

    assert (done.exit_code, done.error["message"]) == (
        4,
        "no note with a final is by a generator 'llm'",
    )

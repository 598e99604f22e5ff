"""Pairs whose final is of another note: held, shown, not learned from, released by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import a_pair, lines
from tests.cli.bad_inputs import OF_ANOTHER_NOTE, OF_ONE_NOTE, SECRET

if TYPE_CHECKING:
    from tests.cli.drafts import Run


def stats(run: Run) -> dict[str, int]:
    totals = run("dashboard", "--json").json["totals"]
    return {name: totals[name] for name in ("pairs", "held")}


@pytest.fixture(autouse=True)
def _one_good_pair_and_one_of_two_notes(run: Run) -> None:
    pairs = [a_pair("good"), a_pair("wrong", draft=OF_ONE_NOTE, final=OF_ANOTHER_NOTE)]
    done = run("draft", "ingest", "-", "--create-speakers", "--json", stdin=lines(*pairs))
    assert (done.exit_code, done.json["pairs_completed"], done.json["held"]) == (0, 2, 1)


def test_a_final_of_another_note_is_held_and_listed(run: Run) -> None:
    listed = run("draft", "list", "--held", "--json").json

    assert [(one["item"], one["wer"] > 0.8) for one in listed["items"]] == [("wrong", True)]
    assert stats(run) == {"pairs": 1, "held": 1}
    assert SECRET not in run("draft", "list", "--held").stdout


def test_nothing_is_learned_from_a_held_pair_until_it_is_released(run: Run) -> None:
    first = run("correction", "build", "--all", "--json").json["pairs"]
    told = run("draft", "release", "wrong")
    then = run("correction", "build", "--all", "--json").json["pairs"]

    assert (first, then) == (1, 1)
    assert "released: 1; next: draftgenie correction build --all" in told.stderr
    assert stats(run) == {"pairs": 2, "held": 0}


def test_a_note_is_not_evaluated_against_a_final_that_is_held(run: Run) -> None:
    run("rag", "generate", "--all")
    assert run("evaluate", "run", "--all", "--json").json["items"] == 1

    run("draft", "release", "wrong")

    assert run("evaluate", "run", "--all", "--json").json["items"] == 2


def test_the_right_final_takes_the_place_of_the_held_one(run: Run) -> None:
    right = a_pair("wrong", draft=OF_ONE_NOTE, final=OF_ONE_NOTE)
    run("draft", "ingest", "-", "--replace", stdin=lines(right))

    assert stats(run) == {"pairs": 2, "held": 0}


def test_a_pair_that_was_released_stays_so_when_it_comes_again(run: Run) -> None:
    run("draft", "release", "wrong")
    other = a_pair("wrong", draft=OF_ONE_NOTE, final=OF_ONE_NOTE)
    same = a_pair("wrong", draft=OF_ONE_NOTE, final=OF_ANOTHER_NOTE)
    run("draft", "ingest", "-", "--replace", stdin=lines(other))
    run("draft", "ingest", "-", "--replace", stdin=lines(same))

    assert stats(run) == {"pairs": 2, "held": 0}


def test_a_draft_with_its_sentences_moved_is_not_held(run: Run) -> None:
    said = [f"Sentence number {n} speaks of finding {n * 7} in the {n}th place." for n in range(9)]
    pair = a_pair("moved", draft=" ".join(said), final=" ".join(reversed(said)))

    done = run("draft", "ingest", "-", "--json", stdin=lines(pair))

    assert (done.json["pairs_completed"], done.json["held"]) == (1, 0)


def test_release_and_ingest_can_be_taken_back(run: Run) -> None:
    run("draft", "release", "wrong")
    assert run("undo").exit_code == 0
    assert stats(run) == {"pairs": 1, "held": 1}

    assert run("undo").exit_code == 0
    assert stats(run) == {"pairs": 0, "held": 0}


def test_what_is_not_held_cannot_be_released(run: Run) -> None:
    done = run("draft", "release", "good")

    assert (done.exit_code, "nothing of item 'good' is held" in done.stderr) == (4, True)

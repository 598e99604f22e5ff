from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import DRAFT, FINAL
from tests.noted import GOOD, add_noted

if TYPE_CHECKING:
    from draftgenie.adapters.sqlite import SqliteStore
    from tests.cli.drafts import Run


def say(run: Run, item: str, verdict: str, *more: str):
    return run("evaluate", "comment", item, "--verdict", verdict, *more)


def test_a_comment_is_stored_once_and_told_without_its_text(run: Run, store: SqliteStore) -> None:
    note_id = add_noted(store)

    first = say(run, "visit-0001", "worse", "--text", "  Mr. Smith's dose  ", "--json")
    again = say(run, note_id, "worse", "--text", "Mr. Smith's dose")

    assert first.json["review"]["text"] == "Mr. Smith's dose"
    assert (first.json["changed"], again.stderr) == (True, "unchanged: this was said before\n")
    (review,) = store.evaluations.reviews(note_id=note_id)
    assert (review.verdict, review.text) == ("worse", "Mr. Smith's dose")
    events = [e for e in store.log.events(aggregate=note_id) if e.type == "evaluation.updated"]
    assert [e.payload for e in events] == [
        {"note_id": note_id, "speaker": "dr-okafor", "verdict": "worse"}
    ]
    assert "Smith" not in str([*store.log.events()])


def test_the_newest_verdicts_are_counted_and_set_against_the_figures(
    run: Run, store: SqliteStore
) -> None:
    for n, note in enumerate((GOOD, GOOD, DRAFT, FINAL.replace("25 mg", "250 mcg"))):
        add_noted(store, f"visit-{n}", note=note)
    for item, verdict in (
        ("visit-0", "worse"),
        ("visit-0", "better"),
        ("visit-1", "better"),
        ("visit-2", "same"),
        ("visit-3", "worse"),
    ):
        say(run, item, verdict)

    done = run("evaluate", "run", "--json").json["reviews"]
    shown = run("evaluate", "show").stdout

    assert {k: done[k] for k in ("better", "same", "worse", "agree")} == {
        "better": 2,
        "same": 1,
        "worse": 1,
        "agree": 3,
    }
    assert done["kappa"] == pytest.approx((3 / 4 - 7 / 16) / (1 - 7 / 16))
    assert (
        "Reviewed: 4 notes, 2 better, 1 the same, 1 worse; the figures agree on 3, kappa 0.56.\n"
        "  dr-okafor/visit-3: people say worse, the figures better\n"
    ) in shown


def test_a_purged_item_takes_its_comments_along(run: Run, store: SqliteStore) -> None:
    add_noted(store)
    say(run, "visit-0001", "better")

    run("draft", "remove", "visit-0001", "--yes")

    assert store.evaluations.reviews() == []


def test_a_note_is_shown_beside_draft_and_final(run: Run, store: SqliteStore) -> None:
    note_id = add_noted(store, note=GOOD.replace("25", "250"))
    say(run, note_id, "worse", "--text", "dose\x1b[2J")

    shown = run("evaluate", "note", "visit-0001").stdout
    result = run("evaluate", "note", note_id, "--json").json

    assert "outcome              better\n" in shown
    assert "errors               2 > 1 of 12 words\n" in shown
    assert "errors of the draft  2 fixed, 0 kept, 0 changed\n" in shown
    assert "right words          9 kept, 1 broken, 0 added\n" in shown
    assert "number     dr-okafor  visit-0001  25               250\n" in shown
    assert "[-the-]{+The+} patient has no [-know-]{+known+} drug" in shown
    assert "metoprolol [-250 mg-]{+25 mg.+}\n" in shown
    assert shown.endswith("  worse  dose\\x1b[2J\n")
    assert result["scores"]["edits"]["broken"] == 1
    assert result["reviews"][0]["verdict"] == "worse"


def test_what_cannot_be_looked_at_or_commented_is_said(run: Run, store: SqliteStore) -> None:
    add_noted(store, "open", final=None)

    assert run("evaluate", "note", "open", "--json").error["message"] == (
        "item 'open' has no final note to hold the note against"
    )
    assert say(run, "none", "better", "--json").exit_code == 4
    assert say(run, "open", "perfect", "--json").exit_code == 2
    assert say(run, "open", "same", "--text", "x" * 10_001, "--json").exit_code == 2

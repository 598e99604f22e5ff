"""The page says what was measured, and which goals were missed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
import quality
from corpora import Corpus, Row, find
from goals import Goal, goals
from harm import JOINED, THE_OTHERS, THEIR_OWN, judge_harm, readings
from lab import Effect
from measures import Change95, EditCounts
from page import page
from study import OURS, Study, study

from draftgenie.domain.score import ErrorCounts
from tests.histories import texts

if TYPE_CHECKING:
    from pathlib import Path

ROWS = tuple(Row(f"dr-{'ab'[n % 2]}", f"visit-{n:04}", *texts(n)) for n in range(40))
CORPUS = Corpus("aci-bench/pooled", ROWS[:30], ROWS[30:])


@pytest.fixture(scope="module")
def one() -> Study:
    """All correctors on a small corpus."""
    return study(CORPUS, frozenset({"peers", "ablations", "calibration"}), quick=True)


@pytest.mark.slow
def test_only_what_was_measured_has_a_section(one: Study) -> None:
    shown = page([one], [])

    assert "## Correctors" in shown
    assert "### aci-bench/pooled" in shown
    # Ten drafts have too few errors to take the corrector apart.
    assert "## What each part is worth" not in shown
    assert [r.corrector for r in one.results][-1] == OURS
    assert "Settings chosen on the training part: phrase dictionary: history" in shown
    assert "\n\n\n" not in shown


def test_a_switch_that_says_nothing_of_any_corpus_has_no_row() -> None:
    unit = Change95(
        ErrorCounts(hits=8, substitutions=2), ErrorCounts(hits=9, substitutions=1), 1, 0
    )
    effects = (("as shipped", Effect(1, unit, unit)), ("without wings", None))
    shown = page([Study(CORPUS, ablations=effects)], [])

    assert "| as shipped | 50.0 % (50.0 %), 1 / 0 |" in shown
    assert "without wings" not in shown


def test_nothing_measured_is_a_head_alone() -> None:
    assert page([Study(CORPUS)], []).count("## ") == 0


@pytest.mark.slow
def test_the_goals_of_a_corpus_are_held_against_its_figures(one: Study) -> None:
    reached = {goal.what: goal.is_reached for goal in goals([one], [])}

    assert reached["gain"]
    assert reached["notes worse"]
    assert reached["edits right"]


def test_a_goal_is_at_least_or_at_most() -> None:
    assert Goal("c", "gain", 0.2, 0.2).is_reached
    assert not Goal("c", "gain", 0.19, 0.2).is_reached
    assert Goal("c", "worse", 0.02, 0.02, at_most=True).is_reached
    assert not Goal("c", "worse", 0.03, 0.02, at_most=True).is_reached


@pytest.mark.slow
def test_harm_is_read_in_three_ways_with_drafts_and_with_finals() -> None:
    history = Corpus("h", tuple(r for r in ROWS if r.speaker == "dr-a"), ())
    right = [Row("dr-c", f"other-{n}", "All is well.", "All is well.") for n in range(4)]
    found = readings(history, Corpus("right", tuple(right[:2]), tuple(right[2:])))

    assert [(h.speaker, h.drafts) for h in found] == [
        (speaker, drafts)
        for speaker in (THE_OTHERS, JOINED, THEIR_OWN)
        for drafts in ("as drafted", "as signed")
    ]
    assert {h.n_changed for h in found} == {0}
    assert all(goal.is_reached for goal in goals([], found))


def test_harmful_edits_are_told_by_their_kind() -> None:
    row = Row("dr-a", "1", "it is alright now", "it is alright now")
    edit = {"start": 6, "end": 13, "before": "alright", "after": "all right"}
    answer = {
        "text": "It is all right now",
        "edits": [
            edit | {"category": "homophone"},
            {"start": 0, "end": 2, "before": "it", "after": "It", "category": "casing"},
        ],
    }
    found = judge_harm("own", "as signed", [row], [answer])

    assert (found.n_changed, found.outcome.words.worse) == (1, 1)
    assert found.kinds == found.harmful == Counter(homophone=1, casing=1)
    assert "casing 1 (1), homophone 1 (1)" in page([], [found])


def test_an_unknown_part_is_a_usage_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["quality.py", "--parts", "peers,speed"])
    with pytest.raises(SystemExit) as ended:
        quality.main()

    assert ended.value.code == 2
    assert "no part is called 'speed'" in capsys.readouterr().err


def test_a_folder_with_both_parts_is_a_corpus(tmp_path: Path) -> None:
    line = '{"speaker": "a", "item": "1", "draft": "x", "final": "y"}\n'
    for name in ("both/train", "both/test", "half/train"):
        path = tmp_path / f"{name}.jsonl"
        path.parent.mkdir(exist_ok=True)
        path.write_text(line)

    (found,) = find([tmp_path])
    assert (found.name, found.train, found.n_speakers) == ("both", (Row("a", "1", "x", "y"),), 1)
    assert EditCounts().precision is None

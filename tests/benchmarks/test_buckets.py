from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from buckets import HEADLINE, Habit, Speaker, Task, correlation, simulate, steady

from draftgenie.pipeline.bucket import ABC, DEFAULT_POLICY, TOUCH

IMPROVES, WORSENS, STAYS = HEADLINE


@pytest.mark.parametrize("speaker", [IMPROVES, WORSENS])
def test_who_changes_is_moved_in_time(speaker: Speaker) -> None:
    found = simulate(Task(speaker), 15)

    assert (found.n_wrong, found.soon) == (0, 1.0)


def test_who_stays_on_an_edge_is_left_alone() -> None:
    assert simulate(Task(STAYS), 15).n_wrong == 0


def test_a_plain_interval_does_not_hold_over_many_looks() -> None:
    plain = replace(DEFAULT_POLICY, confidence=0.9, correlation=0.0, window=20, cooldown=1)

    assert simulate(Task(STAYS, plain), 15).wrong > 0.5


@pytest.mark.slow
@pytest.mark.parametrize("speaker", HEADLINE)
def test_the_goal_over_many_streams(speaker: Speaker) -> None:
    found = simulate(Task(speaker), 1000)

    assert found.wrong <= 0.01
    assert found.soon >= 0.99 or not speaker.changes


def test_the_steady_speakers_stand_on_and_beside_every_edge() -> None:
    assert [s.before for s in steady(ABC)] == pytest.approx([0.91, 0.9, 0.89, 0.73, 0.7, 0.67])
    assert [s.before for s in steady(TOUCH)][:3] == pytest.approx([0.018, 0.02, 0.022])


def test_the_simulated_notes_vary_as_they_are_told_to() -> None:
    rows = Habit(correlation=0.05).counts(np.full(20_000, 0.1), seed=1)

    assert rows[:, 2].sum() / rows[:, 3].sum() == pytest.approx(0.1, rel=0.05)
    assert correlation(zip(rows[:, 2], rows[:, 3], strict=True)) == pytest.approx(0.05, rel=0.2)
    assert np.median(rows[:, 1]) == pytest.approx(60, rel=0.05)

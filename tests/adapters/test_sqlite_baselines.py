"""Baselines and what corrections did: kept, replaced as a whole, gone with a speaker."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from draftgenie.domain.correction import Category, Layer
from draftgenie.domain.evaluation import Baseline, CurvePoint, Effect
from draftgenie.ports.store import StoredRun
from tests.builders import a_speaker

if TYPE_CHECKING:
    from draftgenie.adapters.sqlite import SqliteStore

NOW = "2026-03-01T12:00:00.000Z"
CURVE = (CurvePoint(0, 0, 3, 62, 0.1, 0.1, 0.2, 0.2, 0.0, 0, 0, 3),)
BASELINE = Baseline(
    speaker="dr-okafor",
    run_id="run_1",
    basis="rpl_1",
    created_at=NOW,
    items=30,
    words=600,
    words_formatted=590,
    note_errors=6,
    note_errors_formatted=12,
    draft_wer=0.1,
    note_wer=0.01,
    draft_wer_formatted=0.2,
    note_wer_formatted=None,
    relative_gain=0.9,
    relative_gain_formatted=0.8,
    ci95=(0.7, 0.95),
    better=20,
    worse=1,
    same=9,
    curve=CURVE,
)
EFFECT = Effect(
    speaker="dr-okafor",
    correction_id="cor_b",
    source="milligrams",
    target="mg",
    surface="mg",
    layer=Layer.WORDS,
    category=Category.FORMAT,
    items=5,
    applied=6,
    right=4,
    neither=1,
    harmful=1,
    words_won=4,
    words_lost=1,
    formatted_won=3,
    formatted_lost=1,
    errors_without=3,
    errors_without_formatted=-2,
)


def put(store: SqliteStore, baseline: Baseline, *effects: Effect) -> None:
    with store.atomic():
        store.speakers.put(a_speaker(baseline.speaker))
        store.evaluations.add_run(StoredRun(baseline.run_id, "wer", "all", {}, NOW, "replay"))
        store.baselines.put(baseline, effects)


def test_a_baseline_and_its_effects_come_back_as_they_were_put(store: SqliteStore) -> None:
    other = replace(EFFECT, correction_id="cor_a", layer=Layer.MARKS)
    unsure = replace(BASELINE, speaker="dr-chen", ci95=None, curve=())
    put(store, BASELINE, EFFECT, other)
    put(store, unsure, replace(EFFECT, speaker="dr-chen"))

    assert store.baselines.get("dr-okafor") == BASELINE
    assert store.baselines.list() == [unsure, BASELINE]
    assert store.baselines.effects(speaker="dr-okafor") == [other, EFFECT]
    assert store.baselines.effects() == [other, replace(EFFECT, speaker="dr-chen"), EFFECT]
    assert store.baselines.get("dr-nobody") is None


def test_a_newer_baseline_takes_the_place_of_the_older_with_all_its_effects(
    store: SqliteStore,
) -> None:
    put(store, BASELINE, EFFECT)
    newer = replace(BASELINE, run_id="run_2", items=31)

    put(store, newer, replace(EFFECT, correction_id="cor_c"))

    assert store.baselines.list() == [newer]
    assert [e.correction_id for e in store.baselines.effects()] == ["cor_c"]


def test_a_removed_speaker_is_left_out_of_lists_and_a_purged_one_is_gone(
    store: SqliteStore,
) -> None:
    put(store, BASELINE, EFFECT)
    with store.atomic():
        store.speakers.put(replace(a_speaker(), removed_at=NOW))

    assert (store.baselines.list(), store.baselines.effects()) == ([], [])
    assert store.baselines.get("dr-okafor") == BASELINE

    with store.atomic():
        store.speakers.purge("dr-okafor")
    assert store.baselines.get("dr-okafor") is None
    assert store.baselines.effects(speaker="dr-okafor") == []


def test_a_replay_is_a_run_in_the_list_but_never_the_latest(store: SqliteStore) -> None:
    run = StoredRun("run_0", "wer", "all", {}, NOW)
    with store.atomic():
        store.evaluations.add_run(run)
    put(store, BASELINE)

    assert [(r.id, r.kind) for r in store.evaluations.runs()] == [
        ("run_1", "replay"),
        ("run_0", "run"),
    ]
    assert store.evaluations.get_run("latest") == run

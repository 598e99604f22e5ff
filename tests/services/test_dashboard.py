from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pytest

from draftgenie.cli.progress import Silent
from draftgenie.domain.correction import Category, Correction, Layer, correction_id
from draftgenie.domain.draft import Item, item_id
from draftgenie.domain.evaluation import Outcome
from draftgenie.errors import NotFoundError, UsageError
from draftgenie.pipeline.bucket import DEFAULT_POLICY
from draftgenie.ports.store import NoteQuery
from draftgenie.services import bucket, dashboard, evaluate, speaker
from draftgenie.services.dashboard import Allocation, NoteFigures, Totals
from draftgenie.services.evaluate import Evaluated, Method
from tests.builders import FINAL, a_speaker
from tests.noted import add_noted

if TYPE_CHECKING:
    from draftgenie.adapters.sqlite import SqliteStore
    from draftgenie.services.dashboard import Dashboard
    from tests.builders import TickingClock

METHOD = Method(DEFAULT_POLICY, "wer|norm:test")
WORSE = "the patient has no know drug allergies and takes metoprolol 25 mg"
LOST_DOSE = "The patient has no known drug allergies and takes metoprolol 250 mg."

# Written apart from the store's own statements, so that the two must agree.
COUNTS = {
    "speakers": "SELECT count(*) FROM speaker WHERE removed_at IS NULL",
    "items": "SELECT count(*) FROM item WHERE speaker IN live",
    "drafts": "SELECT count(*) FROM draft WHERE current = 1 AND item_id IN items",
    "finals": "SELECT count(*) FROM final_note WHERE current = 1 AND item_id IN items",
    "pairs": (
        "SELECT count(*) FROM draft WHERE current = 1 AND item_id IN items "
        "AND item_id IN (SELECT item_id FROM final_note WHERE current = 1)"
    ),
    "held": "SELECT count(*) FROM held_pair WHERE released_at IS NULL",
    "pending": (
        "SELECT count(*) FROM draft WHERE current = 1 AND item_id IN items "
        "AND item_id NOT IN (SELECT item_id FROM final_note WHERE current = 1) "
        "AND id NOT IN (SELECT draft_id FROM generated_note WHERE current = 1)"
    ),
    "notes": (
        "SELECT count(*) FROM generated_note n JOIN draft d ON d.id = n.draft_id "
        "WHERE n.current = 1 AND d.current = 1 AND d.item_id IN items"
    ),
    "corrections": "SELECT count(*) FROM correction WHERE speaker IN live",
    "evaluated": (
        "SELECT count(*) FROM evaluation e JOIN generated_note n ON n.id = e.note_id "
        "JOIN final_note f ON f.id = e.final_id "
        "WHERE n.current = 1 AND f.current = 1 AND e.speaker IN live"
    ),
}
LIVE = (
    "WITH live AS (SELECT ref FROM speaker WHERE removed_at IS NULL), "
    "items AS (SELECT id FROM item WHERE speaker IN live) "
)


def look(store: SqliteStore, **asked: Any) -> Dashboard:
    return dashboard.look(store=store, policy=METHOD.policy, signature=METHOD.signature, **asked)


def evaluate_all(store: SqliteStore, clock: TickingClock, **query: Any) -> Evaluated:
    return evaluate.run(
        NoteQuery(**query), store=store, clock=clock, progress=Silent(), method=METHOD
    )


def add_people(store: SqliteStore) -> None:
    with store.atomic():
        store.speakers.put(
            a_speaker(assigned_bucket="high_touch", assumed_bucket="no_touch", specialty="cardio")
        )
        store.speakers.put(a_speaker("dr-chen", assigned_bucket="no_touch", bucket_locked=True))
        store.speakers.put(a_speaker("dr-novak", assumed_bucket="GOOD"))
        store.speakers.put(a_speaker("dr-gone", assigned_bucket="no_touch"))


def fill(store: SqliteStore, clock: TickingClock) -> None:
    """Three live speakers: one better, one worse and locked, one with a draft that waits."""
    add_people(store)
    for i in range(6):
        add_noted(store, f"visit-{i}", note=FINAL)
        add_noted(store, f"visit-{i}", speaker="dr-chen", draft=FINAL, note=WORSE)
    add_noted(store, "visit-x", note=LOST_DOSE)
    add_noted(store, "visit-y", final=None)
    add_noted(store, "visit-0", speaker="dr-gone")
    with store.atomic():
        store.corrections.put(
            [
                Correction(
                    correction_id(source="know", target="known", layer=Layer.WORDS),
                    ref,
                    "know",
                    "known",
                    "known",
                    Layer.WORDS,
                    Category.SPELLING,
                    7,
                    1,
                    None,
                    None,
                )
                for ref in ("dr-okafor", "dr-gone")
            ]
        )
    evaluate_all(store, clock)
    speaker.remove(store=store, clock=clock, ref="dr-gone")


def test_the_totals_equal_direct_counts(store: SqliteStore, clock: TickingClock) -> None:
    fill(store, clock)

    totals = asdict(look(store).totals)

    direct = {name: store._db.value(LIVE + sql) for name, sql in COUNTS.items()}
    assert totals == direct
    assert totals == asdict(Totals(3, 14, 14, 13, 13, 0, 0, 14, 1, 13))


def test_both_distributions_stand_side_by_side(store: SqliteStore, clock: TickingClock) -> None:
    fill(store, clock)

    assert look(store).allocation == (
        Allocation("no_touch", 1, 1),
        Allocation("low_touch", 0, 0),
        Allocation("medium_touch", 1, 0),
        Allocation("high_touch", 0, 0),
        Allocation("GOOD", 0, 1),
        Allocation("none", 1, 1),
    )


def test_the_gain_is_that_of_the_latest_run(store: SqliteStore, clock: TickingClock) -> None:
    fill(store, clock)
    latest = evaluate_all(store, clock, speaker="dr-okafor")

    gain = look(store).gain

    assert gain is not None
    assert (gain.run_id, gain.items, gain.ci95) == (latest.run_id, 7, latest.ci95)
    assert gain.scope == "speaker 'dr-okafor'"


def test_what_needs_attention_is_named(store: SqliteStore, clock: TickingClock) -> None:
    fill(store, clock)
    found = look(store).attention

    assert [(n.speaker, n.item, n.lost) for n in found.lost] == [
        ("dr-okafor", "visit-x", {"number": 1}),
    ]
    assert found.worse == ("dr-chen",)
    assert found.not_evaluated == ("dr-novak",)
    assert found.pending == {}
    assert found.locked == ("dr-chen",)


def test_drafts_that_wait_for_a_note_are_counted_by_speaker(
    store: SqliteStore, clock: TickingClock
) -> None:
    fill(store, clock)
    with store.atomic():
        store._db.write("DELETE FROM generated_note")

    found = look(store)

    assert found.attention.pending == {"dr-okafor": 1}
    assert (found.totals.pending, found.totals.evaluated) == (1, 0)


def test_moves_come_newest_first_with_their_reasons(
    store: SqliteStore, clock: TickingClock
) -> None:
    fill(store, clock)
    bucket.set_by_hand(
        store=store,
        clock=clock,
        ref="dr-novak",
        bucket="low_touch",
        reason="new microphone",
        buckets=METHOD.policy.scheme.names,
    )

    newest, before = look(store).moves

    assert (newest.speaker, newest.reason) == ("dr-novak", "new microphone")
    assert (before.speaker, before.before, before.after) == (
        "dr-okafor",
        "high_touch",
        "medium_touch",
    )


def test_a_bucket_opens_on_its_speakers_with_most_errors_first(
    store: SqliteStore, clock: TickingClock
) -> None:
    fill(store, clock)
    opened = look(store, bucket="medium_touch").bucket

    assert opened is not None
    (line,) = opened.speakers
    assert (line.speaker, line.evaluated, line.better, line.worse) == ("dr-okafor", 7, 7, 0)
    assert (line.lost, line.words) == (1, 84)
    assert line.note_wer == pytest.approx(1 / 84)
    nobody = look(store, bucket="none").bucket
    assert nobody is not None
    assert [s.speaker for s in nobody.speakers] == ["dr-novak"]
    assert nobody.speakers[0].note_wer is None


def test_a_speaker_opens_on_facts_notes_and_corrections(
    store: SqliteStore, clock: TickingClock
) -> None:
    fill(store, clock)
    with store.atomic():
        for name, worktype, duration_s in (("visit-0", "letter", 30.0), ("visit-1", None, 60.0)):
            key = item_id(speaker="dr-okafor", item=name)
            store.drafts.put_item(
                Item(key, "dr-okafor", name, worktype=worktype, duration_s=duration_s)
            )
    opened = look(store, speaker="dr-okafor").speaker

    assert opened is not None
    assert (opened.worktype, opened.mean_duration_s) == ("letter", 45.0)
    assert opened.counts == {
        "items": 8,
        "drafts": 8,
        "finals": 7,
        "pairs": 7,
        "held": 0,
        "pending": 0,
        "notes": 8,
    }
    assert [c.source for c in opened.corrections] == ["know"]
    assert [m.after for m in opened.moves] == ["medium_touch"]
    known = {s.item: s.note_id for s in store.evaluations.current(METHOD.signature)}
    assert opened.notes[0] == NoteFigures(
        "visit-x", known["visit-x"], Outcome.BETTER, 2, 1, 12, {"number": 1}
    )
    assert [n.item for n in opened.notes[1:3]] == ["visit-5", "visit-4"]


def test_an_empty_store_has_an_empty_dashboard(store: SqliteStore) -> None:
    found = look(store)

    assert set(asdict(found.totals).values()) == {0}
    assert found.gain is None
    assert found.moves == ()
    assert {part.assigned + part.assumed for part in found.allocation} == {0}


def test_what_is_not_there_cannot_be_opened(store: SqliteStore) -> None:
    add_people(store)

    with pytest.raises(UsageError, match="no bucket 'best' in this scheme"):
        look(store, bucket="best")
    with pytest.raises(NotFoundError, match="no speaker"):
        look(store, speaker="zzz' OR '1'='1")

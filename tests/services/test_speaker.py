from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from draftgenie.domain.event import EventType
from draftgenie.errors import (
    BadRecordsError,
    ConflictError,
    DraftGenieError,
    NotFoundError,
    UsageError,
)
from draftgenie.pipeline.ingest import read_speaker_fields
from draftgenie.services import bucket, onboard, retention, speaker
from draftgenie.services.ingest import Options, ingest
from draftgenie.services.onboard import Change, Imported
from tests.builders import a_pair, a_row, rows

if TYPE_CHECKING:
    from draftgenie.adapters.sqlite import SqliteStore
    from draftgenie.domain.speaker import Speaker
    from tests.builders import TickingClock

BUCKETS = ("no_touch", "low_touch", "medium_touch", "high_touch")


def add(store: SqliteStore, clock: TickingClock, **facts: Any) -> tuple[Speaker, Change]:
    given = read_speaker_fields({"ref": "dr-okafor", "name": "Dr. Okafor", **facts})
    return onboard.add(store=store, clock=clock, given=given, buckets=BUCKETS)


def edit(store: SqliteStore, clock: TickingClock, **facts: Any) -> tuple[str, ...]:
    given = read_speaker_fields(facts)
    _, changed = speaker.edit(
        store=store, clock=clock, ref="dr-okafor", given=given, buckets=BUCKETS
    )
    return changed


def import_rows(
    store: SqliteStore, clock: TickingClock, *records: dict[str, Any], skip: bool = False
) -> list[Imported]:
    return list(
        onboard.import_(store=store, clock=clock, rows=rows(*records), buckets=BUCKETS, skip=skip)
    )


def events(store: SqliteStore) -> list[tuple[EventType, dict[str, Any]]]:
    return [(event.type, event.payload) for event in store.log.events()]


def test_adding_a_speaker_stores_it_with_its_event(
    store: SqliteStore, clock: TickingClock
) -> None:
    added, change = add(store, clock, bucket="high_touch", notes="prefers dictating in Igbo")

    assert change is Change.ADDED
    assert store.speakers.get("dr-okafor") == added
    assert events(store) == [
        (
            EventType.SPEAKER_ONBOARDED,
            {
                "speaker": "dr-okafor",
                "bucket": "high_touch",
                "assumed_bucket": None,
                "status": "active",
            },
        )
    ]


def test_adding_the_same_speaker_again_changes_nothing(
    store: SqliteStore, clock: TickingClock
) -> None:
    first, _ = add(store, clock, email="n@example.org", metadata={"site": "north"})

    assert add(store, clock, email="n@example.org") == (first, Change.UNCHANGED)
    assert len(events(store)) == 1


def test_adding_a_speaker_with_other_facts_is_a_conflict(
    store: SqliteStore, clock: TickingClock
) -> None:
    add(store, clock, email="n@example.org")

    with pytest.raises(ConflictError, match="differs in email, wer"):
        add(store, clock, email="o@example.org", wer=0.1)


def test_the_bucket_a_speaker_began_in_is_no_conflict_after_a_move(
    store: SqliteStore, clock: TickingClock
) -> None:
    add(store, clock, bucket="high_touch")
    bucket.set_by_hand(
        store=store,
        clock=clock,
        ref="dr-okafor",
        bucket="low_touch",
        reason="new microphone",
        buckets=BUCKETS,
    )

    _, change = add(store, clock, bucket="high_touch")

    assert change is Change.UNCHANGED
    with pytest.raises(ConflictError, match="differs in assigned_bucket"):
        add(store, clock, bucket="no_touch")


def test_a_reference_is_made_from_the_name(store: SqliteStore, clock: TickingClock) -> None:
    added, _ = add(store, clock, ref=None, name="Dr. Åse Lindqvist")

    assert added.ref == "dr-åse-lindqvist"


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"bucket": "A"}, "no bucket 'A' in this scheme"),
        ({"assumed_bucket": "EXCELLENT"}, "no bucket 'EXCELLENT' in this scheme"),
        ({"ref": None, "name": None}, "a speaker needs a name"),
        ({"ref": None, "name": "…"}, "the reference made from the name is empty"),
    ],
)
def test_facts_that_cannot_be_are_refused(
    store: SqliteStore, clock: TickingClock, facts: dict[str, Any], message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        add(store, clock, **facts)

    assert caught.value.message == message
    assert events(store) == []


def test_an_import_gives_a_result_for_each_row(store: SqliteStore, clock: TickingClock) -> None:
    add(store, clock)
    records: list[dict[str, Any]] = [
        {"ref": "dr-chen", "name": "Dr. Chen", "bucket": "low_touch"},
        {"name": "Dr. Okafor", "ref": "dr-okafor"},
        {"ref": "dr-novak", "bucket": "best"},
        {"ref": "dr-okafor", "name": "Someone else"},
        {"ref": 7},
    ]

    assert import_rows(store, clock, *records, skip=True) == [
        Imported("dr-chen", Change.ADDED),
        Imported("dr-okafor", Change.UNCHANGED),
        Imported("dr-novak", Change.REJECTED, "no bucket 'best' in this scheme"),
        Imported("dr-okafor", Change.REJECTED, "speaker 'dr-okafor' exists and differs in name"),
        Imported(None, Change.REJECTED, "ref is not a text"),
    ]
    assert import_rows(store, clock, *records[:2]) == [
        Imported("dr-chen", Change.UNCHANGED),
        Imported("dr-okafor", Change.UNCHANGED),
    ]


def test_an_import_stores_all_rows_or_none(store: SqliteStore, clock: TickingClock) -> None:
    seen: list[Imported] = []

    with pytest.raises(BadRecordsError) as caught:
        seen.extend(
            onboard.import_(
                store=store,
                clock=clock,
                rows=rows({"ref": "dr-chen"}, {"ref": "dr-novak", "wer": -1}),
                buckets=BUCKETS,
                skip=False,
            )
        )

    assert caught.value.message == (
        "1 bad record, nothing was written\n  in.jsonl:2: wer is below 0"
    )
    assert store.speakers.get("dr-chen") is None


def test_an_import_whose_bad_rows_all_differ_is_a_conflict(
    store: SqliteStore, clock: TickingClock
) -> None:
    add(store, clock)

    with pytest.raises(ConflictError):
        import_rows(store, clock, {"ref": "dr-okafor", "name": "Someone else"})


def test_an_import_of_more_than_a_batch_stores_every_row(
    store: SqliteStore, clock: TickingClock
) -> None:
    records = [{"ref": f"dr-{n}"} for n in range(onboard.BATCH * 2)]

    assert len(import_rows(store, clock, *records, skip=True)) == onboard.BATCH * 2
    assert speaker.stats(store=store).total == onboard.BATCH * 2


def test_editing_changes_only_what_is_given(store: SqliteStore, clock: TickingClock) -> None:
    before, _ = add(store, clock, email="n@example.org", metadata={"site": "north", "team": "a"})

    changed = edit(store, clock, specialty="cardiology", email=None, meta={"team": None, "n": 1})

    after = store.speakers.get("dr-okafor")
    assert changed == ("email", "metadata", "specialty")
    assert after is not None
    assert (after.specialty, after.email, after.metadata, after.version, after.name) == (
        "cardiology",
        None,
        {"site": "north", "n": 1},
        2,
        before.name,
    )
    assert events(store)[-1] == (
        EventType.SPEAKER_UPDATED,
        {"speaker": "dr-okafor", "version": 2, "changed": ["email", "metadata", "specialty"]},
    )


def test_editing_to_what_is_there_changes_nothing(store: SqliteStore, clock: TickingClock) -> None:
    add(store, clock, email="n@example.org")

    assert edit(store, clock, email="n@example.org") == ()
    assert len(events(store)) == 1


@pytest.mark.parametrize("facts", [{}, {"name": None}, {"assumed_bucket": "best"}])
def test_an_edit_that_cannot_be_is_refused(
    store: SqliteStore, clock: TickingClock, facts: dict[str, Any]
) -> None:
    add(store, clock)

    with pytest.raises(UsageError):
        edit(store, clock, **facts)


def test_a_removed_speaker_is_hidden_until_restored(
    store: SqliteStore, clock: TickingClock
) -> None:
    add(store, clock)

    assert speaker.remove(store=store, clock=clock, ref="dr-okafor")[1] is True
    assert speaker.remove(store=store, clock=clock, ref="dr-okafor")[1] is False
    with pytest.raises(NotFoundError, match="was removed"):
        speaker.find_speaker(store, "dr-okafor")
    with pytest.raises(ConflictError):
        add(store, clock)
    assert speaker.restore(store=store, clock=clock, ref="dr-okafor")[1] is True
    assert speaker.restore(store=store, clock=clock, ref="dr-okafor")[1] is False
    assert [kind for kind, _ in events(store)] == [
        EventType.SPEAKER_ONBOARDED,
        EventType.SPEAKER_REMOVED,
        EventType.SPEAKER_RESTORED,
    ]


def test_purging_deletes_everything_of_a_speaker_and_nothing_else(
    store: SqliteStore, clock: TickingClock
) -> None:
    options = Options(create_speakers=True)
    pairs = [a_row(a_pair()), a_row(a_pair(speaker="dr-chen"))]
    ingest(store=store, clock=clock, rows=pairs, options=options)

    gone = retention.purge(store=store, arrays=None, ref="dr-okafor")

    assert [gone.counts[name] for name in ("items", "drafts", "finals")] == [1, 1, 1]
    assert [item.speaker for item in store.drafts.items()] == ["dr-chen"]
    with pytest.raises(NotFoundError):
        speaker.find_speaker(store, "dr-okafor", removed_too=True)


def test_statistics_count_by_bucket_and_status(store: SqliteStore, clock: TickingClock) -> None:
    add(store, clock, bucket="low_touch", assumed_bucket="no_touch")
    add(store, clock, ref="dr-chen", status="inactive")
    add(store, clock, ref="dr-novak")
    speaker.remove(store=store, clock=clock, ref="dr-novak")

    assert speaker.stats(store=store) == speaker.Stats(
        total=2,
        by_bucket={"low_touch": 1, "none": 1},
        by_assumed_bucket={"no_touch": 1, "none": 1},
        by_status={"active": 1, "inactive": 1},
        removed=1,
    )


def test_a_move_by_hand_is_stored_with_its_reason_and_told_in_the_history(
    store: SqliteStore, clock: TickingClock
) -> None:
    add(store, clock, bucket="high_touch")
    moved, changed = bucket.set_by_hand(
        store=store,
        clock=clock,
        ref="dr-okafor",
        bucket="low_touch",
        reason=" new microphone ",
        buckets=BUCKETS,
    )
    bucket.set_lock(store=store, clock=clock, ref="dr-okafor", locked=True)

    assert (moved.assigned_bucket, changed) == ("low_touch", True)
    assert [(h.what, h.detail) for h in speaker.history(store=store, ref="dr-okafor")][1:] == [
        (
            "speaker.bucket_reassigned",
            {
                "before": "high_touch",
                "after": "low_touch",
                "reason": "new microphone",
                "made_by": "hand",
            },
        ),
        (
            "speaker.updated",
            {"speaker": "dr-okafor", "version": 3, "changed": ["bucket_locked"], "locked": True},
        ),
    ]
    assert not any("microphone" in str(payload) for _, payload in events(store))


@pytest.mark.parametrize(
    ("to", "reason"), [("best", "x"), ("low_touch", None), ("low_touch", "  ")]
)
def test_a_move_by_hand_needs_a_known_bucket_and_a_reason(
    store: SqliteStore, clock: TickingClock, to: str, reason: str | None
) -> None:
    add(store, clock)

    with pytest.raises(UsageError):
        bucket.set_by_hand(
            store=store, clock=clock, ref="dr-okafor", bucket=to, reason=reason, buckets=BUCKETS
        )


def test_the_complete_view_has_everything_but_texts(
    store: SqliteStore, clock: TickingClock
) -> None:
    options = Options(create_speakers=True)
    ingest(store=store, clock=clock, rows=rows(a_pair(), a_pair("v2")), options=options)

    whole = speaker.complete(store=store, clock=clock, ref="dr-okafor", signature="wer|v1")

    assert [(draft.item, draft.kind, draft.n_words) for draft in whole.drafts] == [
        ("visit-0001", "asr", 12),
        ("v2", "asr", 12),
    ]
    assert (whole.notes, whole.evaluations, whole.moves) == ([], [], [])
    assert whole.summary == {
        "total_items": 2,
        "total_drafts": 2,
        "total_finals": 2,
        "total_pairs": 2,
        "total_held": 0,
        "total_pending": 0,
        "total_notes": 0,
        "total_evaluations": 0,
        "has_metrics": False,
    }


@pytest.mark.parametrize("ref", ["zzz' OR '1'='1", "../../x", "", "a\x1b[31m", "dr_okafor", "%"])
def test_a_hostile_reference_finds_nobody(
    store: SqliteStore, clock: TickingClock, ref: str
) -> None:
    add(store, clock)

    with pytest.raises(NotFoundError) as caught:
        retention.purge(store=store, arrays=None, ref=ref)

    assert isinstance(caught.value, DraftGenieError)
    assert store.speakers.get("dr-okafor") is not None

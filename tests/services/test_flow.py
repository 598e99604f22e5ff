from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from draftgenie.domain.bucket import Move, Unit
from draftgenie.pipeline.bucket import DEFAULT_POLICY
from draftgenie.services.flow import Crossing, Flow, Passage, Period, Span, over_time
from tests.builders import a_speaker

if TYPE_CHECKING:
    from draftgenie.adapters.sqlite import SqliteStore

NOW = "2026-03-04T12:00:00.000Z"
"""A Wednesday."""


def add(
    store: SqliteStore,
    ref: str,
    *buckets: tuple[str, str],
    by: str = "policy",
    assumed: str | None = None,
    **facts: str,
) -> None:
    """A speaker of January who was put into buckets one after another, each with its moment."""
    created = facts.pop("created_at", "2026-01-15T09:00:00.000Z")
    speaker = a_speaker(ref, assumed_bucket=assumed, created_at=created, **facts)
    before = None
    with store.atomic():
        store.speakers.put(speaker)
        for at, after in buckets:
            store.evaluations.add_move(Move(ref, before, after, "why", by, "p", {}, at))
            before = after
        store.speakers.put(replace(speaker, assigned_bucket=before))


def look(store: SqliteStore, unit: Unit = Unit.WEEK, n: int = 3, now: str = NOW) -> Flow:
    return over_time(store=store, policy=DEFAULT_POLICY, span=Span(now, unit, n))


def held(period: Period) -> dict[str, int]:
    return {bucket: n for bucket, n in period.assigned.items() if n}


def test_each_period_says_who_was_where_at_its_end_and_what_moved(store: SqliteStore) -> None:
    add(
        store,
        "dr-a",
        ("2026-02-17T10:00:00.000Z", "high_touch"),
        ("2026-02-27T10:00:00.000Z", "medium_touch"),
        assumed="low_touch",
    )
    add(store, "dr-b", ("2026-03-02T00:00:00.000Z", "low_touch"), by="hand")

    flow = look(store)

    assert flow.buckets == ("no_touch", "low_touch", "medium_touch", "high_touch", "none")
    assert [(p.name, p.starts_on, p.ends_before) for p in flow.periods] == [
        ("2026-W08", "2026-02-16", "2026-02-23"),
        ("2026-W09", "2026-02-23", "2026-03-02"),
        ("2026-W10", "2026-03-02", "2026-03-09"),
    ]
    assert [held(p) for p in flow.periods] == [
        {"high_touch": 1, "none": 1},
        {"medium_touch": 1, "none": 1},
        {"low_touch": 1, "medium_touch": 1},
    ]
    assert [p.moves for p in flow.periods] == [
        (Passage("none", "high_touch", 1, 0),),
        (Passage("high_touch", "medium_touch", 1, 0),),
        (Passage("none", "low_touch", 1, 1),),
    ]
    assert flow.crossings == (
        Crossing("low_touch", "medium_touch", 1),
        Crossing("none", "low_touch", 1),
    )
    assert flow.periods[0].crossings == (
        Crossing("low_touch", "high_touch", 1),
        Crossing("none", "none", 1),
    )


def test_months_begin_on_the_first(store: SqliteStore) -> None:
    add(store, "dr-a", ("2026-01-31T23:59:59.999Z", "low_touch"))

    flow = look(store, Unit.MONTH, n=4)

    assert [(p.name, p.starts_on, p.ends_before) for p in flow.periods] == [
        ("2025-12", "2025-12-01", "2026-01-01"),
        ("2026-01", "2026-01-01", "2026-02-01"),
        ("2026-02", "2026-02-01", "2026-03-01"),
        ("2026-03", "2026-03-01", "2026-04-01"),
    ]
    assert [held(p) for p in flow.periods] == [{}, *[{"low_touch": 1}] * 3]


def test_speakers_count_from_their_first_day_to_their_removal(store: SqliteStore) -> None:
    add(store, "dr-new", created_at="2026-03-03T00:00:00.000Z")
    add(store, "dr-gone", removed_at="2026-02-24T00:00:00.000Z")

    assert [held(p) for p in look(store).periods] == [{"none": 1}, {}, {"none": 1}]


def test_buckets_of_another_scheme_stand_after_those_of_the_present_one(
    store: SqliteStore,
) -> None:
    add(store, "dr-a", ("2026-03-02T10:00:00.000Z", "GOOD"), assumed="C")

    flow = look(store, n=1)

    assert flow.buckets[-3:] == ("C", "GOOD", "none")
    assert flow.crossings == (Crossing("C", "GOOD", 1),)


def test_an_empty_store_has_periods_without_anybody(store: SqliteStore) -> None:
    flow = look(store)

    assert [(held(p), p.moves, p.crossings) for p in flow.periods] == [({}, (), ())] * 3
    assert flow.crossings == ()

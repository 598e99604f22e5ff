from __future__ import annotations

from typing import TYPE_CHECKING

from draftgenie.domain.draft import Item, item_id
from draftgenie.services.facts import Facts, facts_of
from tests.builders import a_speaker

if TYPE_CHECKING:
    from draftgenie.adapters.sqlite import SqliteStore

NOW = "2026-06-01T12:00:00.000Z"


def add(store: SqliteStore, *items: tuple[str, str | None, float | None]) -> None:
    """A speaker with items, each by date, worktype and duration."""
    with store.atomic():
        store.speakers.put(a_speaker())
        for n, (at, worktype, duration_s) in enumerate(items):
            name = f"visit-{n}"
            key = item_id(speaker="dr-okafor", item=name)
            store.drafts.put_item(Item(key, "dr-okafor", name, at, worktype, duration_s))


def test_facts_are_the_commonest_work_the_mean_length_and_the_usage_of_eight_weeks(
    store: SqliteStore,
) -> None:
    recent = ("2026-05-20T09:00:00.000Z", "letter", 60.0)
    old = ("2026-01-20T09:00:00.000Z", "report", 120.0)
    tomorrow = ("2026-06-02T09:00:00.000Z", "letter", None)
    add(store, *[recent] * 4, *[old] * 2, tomorrow)

    assert facts_of("dr-okafor", store=store, now=NOW) == Facts("letter", 80.0, 0.5, "low")


def test_nothing_is_known_of_a_speaker_without_items(store: SqliteStore) -> None:
    add(store)

    assert facts_of("dr-okafor", store=store, now=NOW) == Facts(None, None, 0.0, "none")

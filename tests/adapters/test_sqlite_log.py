"""Events and the audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from draftgenie.domain.event import Event, EventType
from tests.adapters.stores import NOW, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from draftgenie.adapters.sqlite import SqliteStore

INGESTED = {
    "speaker": "dr-okafor",
    "item": "ü",
    "item_id": "itm_1",
    "kind": "asr",
    "replaces": None,
}
NOTED = {
    "speaker": "dr-okafor",
    "item_id": "itm_1",
    "draft_id": "drf_1",
    "generator": "embedded",
    "n_edits": 2,
    "confidence": 0.75,
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with open_store(tmp_path, correlation_id="run-1") as opened:
        yield opened


def tamper(store: SqliteStore, sql: str) -> None:
    with store.atomic():
        store._db.write(sql)


def test_events_come_back_in_order_with_their_envelope(store: SqliteStore) -> None:
    with store.atomic():
        first = store.log.emit(EventType.DRAFT_INGESTED, aggregate="drf_1", payload=INGESTED)
        second = store.log.emit(
            EventType.NOTE_GENERATED, aggregate="note-1", payload=NOTED, causation_id=first
        )

    assert list(store.log.events()) == [
        Event(
            first,
            1,
            EventType.DRAFT_INGESTED,
            1,
            "drf_1",
            INGESTED,
            "run-1",
            None,
            NOW,
        ),
        Event(second, 2, EventType.NOTE_GENERATED, 1, "note-1", NOTED, "run-1", first, NOW),
    ]
    assert [e.id for e in store.log.events(after=1)] == [second]
    assert [e.id for e in store.log.events(aggregate="drf_1")] == [first]
    assert list(store.log.events(aggregate="drf_1", after=1)) == []


def test_events_beyond_one_page_are_all_there(store: SqliteStore) -> None:
    with store.atomic():
        for n in range(2500):
            payload = {**INGESTED, "item": str(n)}
            store.log.emit(EventType.DRAFT_INGESTED, aggregate=f"drf_{n % 2}", payload=payload)

    assert [int(e.payload["item"]) for e in store.log.events()] == list(range(2500))
    after = store.log.events(aggregate="drf_1", after=2000)
    assert [int(e.payload["item"]) for e in after] == list(range(2001, 2500, 2))


def test_each_opening_has_a_correlation_of_its_own_unless_one_is_given(tmp_path: Path) -> None:
    with open_store(tmp_path) as one, open_store(tmp_path) as two:
        assert one.correlation_id != two.correlation_id
    with open_store(tmp_path, correlation_id="trace-7") as three:
        assert three.correlation_id == "trace-7"


@pytest.fixture
def audited(store: SqliteStore) -> SqliteStore:
    for n in range(5):
        with store.atomic():
            store.log.audit("speaker.purge", subject=f"dr-{n}", detail={"n": n})
    return store


def test_an_untouched_audit_trail_is_whole(audited: SqliteStore) -> None:
    assert audited.log.verify_audit() is None
    assert list(audited.integrity()) == []


def test_an_empty_audit_trail_is_whole(store: SqliteStore) -> None:
    assert store.log.verify_audit() is None


def test_an_audit_row_taken_back_with_its_change_leaves_the_trail_whole(
    audited: SqliteStore,
) -> None:
    def change() -> None:
        with audited.atomic():
            audited.log.audit("x", subject="y")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        change()
    with audited.atomic():
        audited.log.audit("x", subject="y")

    assert audited.log.verify_audit() is None


@pytest.mark.parametrize(
    ("sql", "broken"),
    [
        ("UPDATE audit SET detail_json = '{}' WHERE seq = 3", 3),
        ("UPDATE audit SET subject = 'dr-9' WHERE seq = 5", 5),
        ("UPDATE audit SET actor = 'x', hash = (SELECT hash FROM audit LIMIT 1)", 1),
        ("UPDATE audit SET seq = 99 WHERE seq = 4", 4),
        ("DELETE FROM audit WHERE seq = 2", 2),
        ("DELETE FROM audit WHERE seq = 1", 1),
        ("DELETE FROM audit WHERE seq >= 4", 4),
        ("DELETE FROM audit", 1),
    ],
)
def test_a_change_of_the_audit_trail_is_found_where_it_begins(
    audited: SqliteStore, sql: str, broken: int
) -> None:
    tamper(audited, sql)

    assert audited.log.verify_audit() == broken
    assert list(audited.integrity()) == [f"the audit trail is broken at row {broken}"]


def test_a_row_without_its_parent_is_a_fault(store: SqliteStore) -> None:
    store._db.pragma("foreign_keys = OFF")
    tamper(
        store,
        "INSERT INTO item(id, speaker, item, created_at) VALUES ('itm_1', 'dr-x', 'v', '')",
    )

    assert list(store.integrity()) == [
        "row 1 of table item belongs to a row of speaker that is gone"
    ]

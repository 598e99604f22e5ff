"""Items, drafts, finals and pairs in and out of the store."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from draftgenie.domain.draft import Draft, Item, Kind, Pair, item_id
from draftgenie.ports.store import DraftQuery, Page
from tests.adapters.stores import (
    NOW,
    STORE,
    a_draft,
    a_final,
    a_speaker,
    add_item,
    add_note,
    open_store,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from draftgenie.adapters.sqlite import SqliteStore

TEXT = 'Pat. "X"\r\n\ttook 2.5\u00a0mg — naïve 👩‍⚕️ \u202eend\n'


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with open_store(tmp_path) as opened:
        yield opened


def texts(store: SqliteStore, query: DraftQuery, page: Page | None = None) -> list[str]:
    found = [draft.text for draft in store.drafts.list(query, page)]
    if page is None:
        assert store.drafts.count(query) == len(found)
        assert [draft.text for draft in store.drafts.iter(query)] == found
    return found


def test_an_item_comes_back_as_it_was_put(store: SqliteStore) -> None:
    add_item(store)
    full = Item(
        item_id(speaker="dr-okafor", item="visit-2"),
        "dr-okafor",
        "visit-2",
        dictated_at="2026-01-01T08:00:00.000Z",
        worktype="letter",
        duration_s=61.5,
        metadata={"ward": 3},
        created_at=NOW,
    )
    with store.atomic():
        store.drafts.put_item(full)

    assert store.drafts.get_item(speaker="dr-okafor", item="visit-2") == replace(full, seq=2)
    assert store.drafts.get_item(speaker="dr-okafor", item="visit-3") is None
    assert store.drafts.get_item(speaker="dr-novak", item="visit-2") is None


def test_putting_an_item_again_fills_in_what_was_missing_and_changes_nothing_else(
    store: SqliteStore,
) -> None:
    key = add_item(store, dictated_at="2026-01-01T08:00:00.000Z")
    said = Item(
        key,
        "dr-okafor",
        "visit-1",
        dictated_at="2027-01-01T08:00:00.000Z",
        worktype="letter",
        duration_s=0.0,
        metadata={"ward": 3},
        created_at="2027-01-01T00:00:00.000Z",
    )
    with store.atomic():
        store.drafts.put_item(said)
        store.drafts.put_item(replace(said, duration_s=9.0, metadata={"ward": 4, "bed": 1}))

    assert store.drafts.get_item(speaker="dr-okafor", item="visit-1") == Item(
        key,
        "dr-okafor",
        "visit-1",
        dictated_at="2026-01-01T08:00:00.000Z",
        worktype="letter",
        duration_s=0.0,
        metadata={"ward": 3, "bed": 1},
        created_at=NOW,
        seq=1,
    )


def test_items_with_one_name_are_found_for_every_speaker(store: SqliteStore) -> None:
    for speaker in ("dr-b", "dr-a"):
        add_item(store, speaker=speaker)
    add_item(store, "visit-2", speaker="dr-a")

    assert [i.speaker for i in store.drafts.find_items("visit-1")] == ["dr-a", "dr-b"]


def test_texts_come_back_byte_for_byte(store: SqliteStore) -> None:
    key = add_item(store, dictated_at=NOW, texts={Kind.ASR: TEXT, Kind.FINAL: TEXT[::-1]})
    draft = a_draft("visit-1", TEXT)

    assert store.drafts.get(draft.id) == replace(draft, dictated_at=NOW, seq=1)
    assert store.drafts.final(key) == replace(a_final("visit-1", TEXT[::-1]), seq=2)
    assert store.drafts.get("drf_0") is None
    assert store.drafts.final("itm_0") is None


def test_an_older_draft_of_the_same_kind_stays_as_a_revision(store: SqliteStore) -> None:
    key = add_item(store, texts={Kind.ASR: "first", Kind.LLM: "model"})
    add_item(store, texts={Kind.ASR: "second"})

    first = store.drafts.get(a_draft("visit-1", "first").id)
    assert first is not None
    assert not first.current
    assert [(d.kind, d.text) for d in store.drafts.current(key)] == [
        (Kind.ASR, "second"),
        (Kind.LLM, "model"),
    ]


def test_a_text_that_was_there_before_becomes_current_again(store: SqliteStore) -> None:
    for draft, final in (("a", "x"), ("b", "y"), ("a", "x"), ("a", "x")):
        key = add_item(store, texts={Kind.ASR: draft, Kind.FINAL: final})

    assert [d.text for d in store.drafts.current(key)] == ["a"]
    final_note = store.drafts.final(key)
    assert final_note is not None
    assert final_note.text == "x"
    assert [(p.draft, p.final, p.seq) for p in store.drafts.pairs()] == [("a", "x", 2)]


def test_drafts_are_listed_by_speaker_and_order_of_arrival(store: SqliteStore) -> None:
    add_item(store, "v1", speaker="dr-b", texts={Kind.ASR: "b1"})
    add_item(store, "v2", speaker="dr-a", texts={Kind.LLM: "a2", Kind.FINAL: "final"})
    add_item(store, "v3", speaker="dr-b", texts={Kind.ASR: "b3"})
    add_item(store, "v1", speaker="dr-a", texts={Kind.ASR: "a1"})
    add_item(store, "v4", speaker="dr-a", texts={Kind.FINAL: "only a final"})
    add_note(store, a_draft("v3", "b3", speaker="dr-b"), "note")

    assert texts(store, DraftQuery()) == ["a2", "a1", "b1", "b3"]
    assert texts(store, DraftQuery(), Page(1, 3)) == ["a2", "a1", "b1"]
    assert texts(store, DraftQuery(), Page(2, 3)) == ["b3"]
    assert texts(store, DraftQuery(speaker="dr-a")) == ["a2", "a1"]
    assert texts(store, DraftQuery(item="v1")) == ["a1", "b1"]
    assert texts(store, DraftQuery(kind=Kind.LLM)) == ["a2"]
    assert texts(store, DraftQuery(has_final=True)) == ["a2"]
    assert texts(store, DraftQuery(has_final=False)) == ["a1", "b1", "b3"]
    assert texts(store, DraftQuery(pending=True)) == ["a1", "b1"]
    assert texts(store, DraftQuery(pending=False)) == ["a2", "b3"]
    assert texts(store, DraftQuery(speaker="dr-a", pending=True, kind=Kind.LLM)) == []
    assert store.drafts.stats() == {
        "items": 5,
        "drafts": 4,
        "finals": 2,
        "pairs": 1,
        "pending": 2,
        "notes": 1,
        "held": 0,
    }
    assert store.drafts.stats(speaker="dr-b") == {
        "items": 2,
        "drafts": 2,
        "finals": 0,
        "pairs": 0,
        "pending": 1,
        "notes": 1,
        "held": 0,
    }


def test_pairs_come_by_time_of_dictation_then_in_the_order_they_were_complete(
    store: SqliteStore,
) -> None:
    early, late = "2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"
    add_item(store, "undated-1", texts={Kind.FINAL: "f"})
    add_item(store, "late", dictated_at=late, texts={Kind.ASR: "d", Kind.FINAL: "f"})
    add_item(store, "early-1", dictated_at=early, texts={Kind.ASR: "d"})
    add_item(store, "undated-2", texts={Kind.FINAL: "f", Kind.ASR: "d"})
    add_item(store, "early-2", dictated_at=early, texts={Kind.ASR: "d", Kind.FINAL: "f"})
    add_item(store, "early-1", texts={Kind.FINAL: "f", Kind.LLM: "m"})
    add_item(store, "undated-1", texts={Kind.ASR: "d"})
    add_item(store, "no-pair", texts={Kind.ASR: "d"})
    add_item(store, "other", speaker="dr-b", texts={Kind.ASR: "d", Kind.FINAL: "f"})

    pairs = list(store.drafts.pairs(speaker="dr-okafor"))

    assert [(p.item, p.kind) for p in pairs] == [
        ("early-2", Kind.ASR),
        ("early-1", Kind.ASR),
        ("early-1", Kind.LLM),
        ("late", Kind.ASR),
        ("undated-2", Kind.ASR),
        ("undated-1", Kind.ASR),
    ]
    undated = [p.seq for p in pairs if p.dictated_at is None]
    assert undated == sorted(undated)
    assert len(list(store.drafts.pairs())) == len(pairs) + 1


def test_a_pair_has_all_that_mining_needs(store: SqliteStore) -> None:
    with store.atomic():
        store.speakers.put(a_speaker(specialty="cardiology"))
    key = add_item(store, dictated_at=NOW, texts={Kind.LLM: "draft", Kind.FINAL: "final"})

    assert list(store.drafts.pairs()) == [
        Pair(
            a_draft("visit-1", "draft", kind=Kind.LLM).id,
            a_final("visit-1", "final").id,
            key,
            "dr-okafor",
            "visit-1",
            Kind.LLM,
            "draft",
            "final",
            dictated_at=NOW,
            specialty="cardiology",
            seq=2,
        )
    ]


def test_the_order_of_arrival_never_goes_back_after_a_removal(store: SqliteStore) -> None:
    key = add_item(store, texts={Kind.ASR: "draft", Kind.FINAL: "final"})
    with store.atomic():
        store.drafts.remove_item(key)
    add_item(store, "visit-2", texts={Kind.ASR: "draft", Kind.FINAL: "final"})

    assert [p.seq for p in store.drafts.pairs()] == [4]


def test_the_caller_may_write_while_it_walks_the_pairs(store: SqliteStore) -> None:
    for n in range(5):
        add_item(store, f"visit-{n}", texts={Kind.ASR: "draft", Kind.FINAL: f"final {n}"})

    walked: list[Draft | str] = []
    with store.atomic():
        for pair in store.drafts.pairs():
            walked.append(pair.final)
            store.drafts.remove_item(item_id(speaker="dr-okafor", item="visit-3"))
            add_item(store, f"new-{pair.item}", texts={Kind.ASR: "d", Kind.FINAL: "new"})

    assert walked == ["final 0", "final 1", "final 2", "final 4"]


def test_removing_an_item_takes_everything_of_it_and_nothing_else(
    store: SqliteStore, tmp_path: Path
) -> None:
    for item in ("visit-1", "visit-2"):
        key = add_item(store, item, texts={Kind.ASR: f"draft of {item}", Kind.FINAL: "final"})
        add_note(store, a_draft(item, f"draft of {item}"), "note")

    with store.atomic():
        store.drafts.remove_item(key)

    assert [p.item for p in store.drafts.pairs()] == ["visit-1"]
    assert store.drafts.stats()["notes"] == 1
    assert b"draft of visit-2" not in (tmp_path / STORE).read_bytes()
    assert list(store.integrity()) == []

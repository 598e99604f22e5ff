"""Corrections, their places in the history, and the pairs they were read from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from draftgenie.domain.correction import (
    Category,
    Correction,
    CorrectionStatus,
    Edit,
    Layer,
    Occurrence,
    Origin,
)
from draftgenie.domain.draft import Kind, item_id
from draftgenie.errors import NotFoundError
from draftgenie.ports.store import CorrectionQuery, Page
from tests.adapters.stores import NOW, a_draft, a_final, a_speaker, add_item, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from draftgenie.adapters.sqlite import SqliteStore
    from draftgenie.domain.draft import Pair

EARLY, LATE = "2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with open_store(tmp_path) as opened:
        yield opened


def a_correction(name: str = "cor_1", speaker: str = "dr-okafor", **given: Any) -> Correction:
    values: dict[str, Any] = {
        "source": "metropolol",
        "target": "metoprolol",
        "surface": "Metoprolol",
        "layer": Layer.WORDS,
        "category": Category.TERM,
        "n_applied": 3,
        "n_left_alone": 1,
        "first_seen": EARLY,
        "last_seen": LATE,
    }
    return Correction(name, speaker, **(values | given))


def an_edit(start: int = 4, **given: Any) -> Edit:
    values: dict[str, Any] = {
        "before": "metropolol",
        "after": "metoprolol",
        "source": "metropolol",
        "target": "metoprolol",
        "layer": Layer.WORDS,
        "category": Category.TERM,
        "left": "give the",
        "right": "at noon",
    }
    return Edit(start, start + 10, **(values | given))


def put(store: SqliteStore, *corrections: Correction) -> None:
    with store.atomic():
        for correction in corrections:
            if store.speakers.get(correction.speaker) is None:
                store.speakers.put(a_speaker(correction.speaker))
        store.corrections.put(corrections)


def read(store: SqliteStore, item: str, *edits: tuple[str, Edit], **given: Any) -> Pair:
    """Store a pair and record that it was read."""
    add_item(store, item, texts={Kind.ASR: f"draft {item}", Kind.FINAL: "final"}, **given)
    pair = next(p for p in store.drafts.pairs(speaker=given.get("speaker")) if p.item == item)
    with store.atomic():
        store.corrections.add_edits(pair, edits, n_words=12)
    return pair


def ids(store: SqliteStore, query: CorrectionQuery, page: Page | None = None) -> str:
    found = store.corrections.list(query, page)
    if page is None:
        assert store.corrections.count(query) == len(found)
    return " ".join(f"{c.id}/{c.speaker}" for c in found)


def test_a_correction_comes_back_as_it_was_put(store: SqliteStore) -> None:
    full = a_correction(
        source="o'neil; --",
        target="",
        surface="",
        layer=Layer.MARKS,
        category=Category.SPOKEN_PUNCTUATION,
        first_seen=None,
        last_seen=None,
        status=CorrectionStatus.BLOCKED,
        origin=Origin.IMPORTED,
    )
    put(store, full, a_correction("cor_2"))

    assert store.corrections.get("cor_1") == [full]
    assert store.corrections.get("cor_2", speaker="dr-okafor") == [a_correction("cor_2")]
    assert store.corrections.get("cor_2", speaker="dr-novak") == []


def test_putting_again_replaces_the_row_of_that_speaker_only(store: SqliteStore) -> None:
    put(store, a_correction(), a_correction(speaker="dr-novak"))
    changed = a_correction(n_applied=9, status=CorrectionStatus.APPROVED)
    put(store, changed)

    assert store.corrections.get("cor_1") == [a_correction(speaker="dr-novak"), changed]


def test_corrections_are_listed_most_applied_first_and_filtered(store: SqliteStore) -> None:
    put(
        store,
        a_correction("cor_a", n_applied=1, source="b"),
        a_correction("cor_b", n_applied=5, source="z", category=Category.FILLER),
        a_correction("cor_c", n_applied=1, source="a", surface="50% Straße"),
        a_correction("cor_c", "dr-novak", n_applied=1, source="a", surface="50% Straße"),
        a_correction("cor_d", n_applied=1, source="a", target="x", category=Category.UNIT),
        a_correction("cor_e", n_applied=0, source="c", status=CorrectionStatus.BLOCKED),
        a_correction("cor_a", "dr-gone", n_applied=9),
    )
    with store.atomic():
        store.speakers.put(a_speaker("dr-gone", removed_at=NOW))
    own = CorrectionQuery(speaker="dr-okafor")

    assert ids(store, CorrectionQuery()) == (
        "cor_b/dr-okafor cor_c/dr-novak cor_c/dr-okafor cor_d/dr-okafor cor_a/dr-okafor "
        "cor_e/dr-okafor"
    )
    assert ids(store, own, Page(2, 2)) == "cor_d/dr-okafor cor_a/dr-okafor"
    assert ids(store, replace(own, category="filler")) == "cor_b/dr-okafor"
    assert ids(store, replace(own, severity="low")) == "cor_b/dr-okafor"
    assert ids(store, replace(own, severity="high", min_applied=1, category="unit")) == (
        "cor_d/dr-okafor"
    )
    assert ids(store, replace(own, severity="none")) == ""
    assert ids(store, replace(own, status="blocked")) == "cor_e/dr-okafor"
    assert ids(store, replace(own, min_applied=2)) == "cor_b/dr-okafor"
    assert ids(store, replace(own, text="STRASSE")) == "cor_c/dr-okafor"
    assert ids(store, replace(own, text="%")) == "cor_c/dr-okafor"
    assert ids(store, CorrectionQuery(id="cor_c")) == "cor_c/dr-novak cor_c/dr-okafor"
    assert [c.speaker for c in store.corrections.get("cor_a")] == ["dr-okafor"]
    assert len(store.corrections.get("cor_a", speaker="dr-gone")) == 1


def test_a_decision_is_recorded_for_one_speaker(store: SqliteStore) -> None:
    put(store, a_correction(), a_correction(speaker="dr-novak"))
    with store.atomic():
        store.corrections.set_status("cor_1", CorrectionStatus.BLOCKED, speaker="dr-novak")

    assert [c.status for c in store.corrections.get("cor_1")] == [
        CorrectionStatus.BLOCKED,
        CorrectionStatus.LEARNED,
    ]


def test_a_decision_on_what_is_not_there_is_refused(store: SqliteStore) -> None:
    with pytest.raises(NotFoundError, match="'dr-x' has no correction 'cor_9'"), store.atomic():
        store.corrections.set_status("cor_9", CorrectionStatus.BLOCKED, speaker="dr-x")


def test_deleting_takes_the_rows_named_of_that_speaker(store: SqliteStore) -> None:
    put(store, *(a_correction(f"cor_{n}") for n in range(3)), a_correction(speaker="dr-novak"))
    with store.atomic():
        store.corrections.delete(speaker="dr-okafor", ids=iter(["cor_1", "cor_2", "cor_9"]))

    assert ids(store, CorrectionQuery()) == "cor_1/dr-novak cor_0/dr-okafor"


def test_what_was_read_is_counted_and_can_be_forgotten(store: SqliteStore) -> None:
    edits = [("cor_1", an_edit()), ("cor_2", an_edit(30)), ("cor_1", an_edit(60))]
    first = read(store, "visit-1", *edits, dictated_at=LATE)
    second = read(store, "visit-2", ("cor_1", an_edit()), dictated_at=EARLY)
    third = read(store, "visit-3", speaker="dr-novak")

    assert store.corrections.read_pairs() == {
        p.draft_id: p.final_id for p in (first, second, third)
    }
    assert store.corrections.read_pairs(speaker="dr-novak") == {third.draft_id: third.final_id}
    assert store.corrections.tallies(speaker="dr-okafor") == {
        "cor_1": (3, EARLY, LATE),
        "cor_2": (1, LATE, LATE),
    }
    assert store.corrections.tallies(speaker="dr-novak") == {}

    with store.atomic():
        store.corrections.forget_pair(first.draft_id)

    assert store.corrections.read_pairs(speaker="dr-okafor") == {second.draft_id: second.final_id}
    assert store.corrections.tallies(speaker="dr-okafor") == {"cor_1": (1, EARLY, EARLY)}


def test_reading_a_pair_again_counts_it_once(store: SqliteStore) -> None:
    pair = read(store, "visit-1", ("cor_1", an_edit()), ("cor_2", an_edit()))
    add_item(store, texts={Kind.FINAL: "another final"})
    with store.atomic():
        changed = replace(pair, final_id=a_final("visit-1", "another final").id)
        store.corrections.add_edits(changed, [("cor_1", an_edit())], n_words=12)

    assert store.corrections.tallies(speaker="dr-okafor") == {"cor_1": (1, None, None)}
    assert store.corrections.read_pairs() == {
        a_draft("visit-1", "draft visit-1").id: a_final("visit-1", "another final").id
    }


def test_occurrences_say_where_and_come_newest_first(store: SqliteStore) -> None:
    edit = an_edit(left="", before="", start=0)
    read(store, "late", ("cor_1", an_edit(7)), dictated_at=LATE)
    read(store, "undated", ("cor_1", an_edit()))
    read(store, "early", ("cor_1", edit), ("cor_2", an_edit()), dictated_at=EARLY)
    read(store, "other", ("cor_1", an_edit()), speaker="dr-novak", dictated_at=LATE)

    found = store.corrections.occurrences("cor_1", speaker="dr-okafor")

    assert [o.item for o in found] == ["undated", "late", "early"]
    assert found[2] == Occurrence(
        "cor_1",
        item_id(speaker="dr-okafor", item="early"),
        "early",
        "dr-okafor",
        0,
        10,
        "",
        "metoprolol",
        "at noon",
        EARLY,
    )
    assert found[1].context == "give the metropolol at noon"
    assert [o.item for o in store.corrections.occurrences("cor_1", limit=2)] == [
        "undated",
        "other",
    ]


def test_contexts_are_distinct_and_ordered_by_their_id(store: SqliteStore) -> None:
    put(store, a_correction(), a_correction("cor_2", category=Category.UNIT))
    put(store, a_correction(speaker="dr-novak"))
    same, else_where = an_edit(), an_edit(left="stop the")
    read(store, "v1", ("cor_1", same), ("cor_1", an_edit(90)), ("cor_2", same))
    read(store, "v2", ("cor_1", same), ("cor_1", else_where), ("cor_unknown", same))
    read(store, "v3", ("cor_1", same), speaker="dr-novak")

    contexts = list(store.corrections.contexts())

    assert [c[0] for c in contexts] == sorted({c[0] for c in contexts})
    assert sorted(c[1:] for c in contexts) == [
        ("give the metropolol at noon", "dr-novak", "cor_1", "term"),
        ("give the metropolol at noon", "dr-okafor", "cor_1", "term"),
        ("give the metropolol at noon", "dr-okafor", "cor_2", "unit"),
        ("stop the metropolol at noon", "dr-okafor", "cor_1", "term"),
    ]


def test_contexts_beyond_one_page_are_all_there(store: SqliteStore) -> None:
    put(store, a_correction())
    read(store, "v1", *(("cor_1", an_edit(n, left=f"word{n}")) for n in range(2500)))

    assert len({context for _, context, *_ in store.corrections.contexts()}) == 2500

"""What a build asks the store: which pairs are new, whether the old ones still are, and counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from draftgenie.domain.correction import Category, Correction, Edit, Layer, correction_id
from draftgenie.domain.draft import Kind
from draftgenie.ports.store import CorrectionQuery
from tests.adapters.stores import NOW, add_item, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from draftgenie.adapters.sqlite import SqliteStore

PAIR = {Kind.ASR: "nee", Kind.FINAL: "knee"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with open_store(tmp_path) as opened:
        yield opened


def an_edit(source: str, target: str) -> tuple[str, Edit]:
    edit = Edit(0, 0, source, target, source, target, Layer.WORDS, Category.OTHER)
    return correction_id(source=source, target=target, layer=Layer.WORDS), edit


def read(store: SqliteStore, *edits: tuple[str, Edit]) -> None:
    """Record every unread pair as read, with these edits."""
    with store.atomic():
        for pair in list(store.drafts.pairs(unread=True)):
            store.corrections.add_edits(pair, edits, n_words=1)


def unread(store: SqliteStore, **given: str) -> list[tuple[str, str]]:
    return [(p.speaker, p.item) for p in store.drafts.pairs(unread=True, **given)]


def test_a_pair_is_unread_until_a_build_has_read_it(store: SqliteStore) -> None:
    add_item(store, "visit-1", texts=PAIR)
    add_item(store, "visit-2", texts={Kind.ASR: "nee"})
    add_item(store, "visit-1", speaker="dr-b", texts=PAIR)
    assert unread(store) == [("dr-okafor", "visit-1"), ("dr-b", "visit-1")]
    assert unread(store, speaker="dr-b") == [("dr-b", "visit-1")]

    read(store)
    assert unread(store) == []

    add_item(store, "visit-2", texts={Kind.FINAL: "knee"})
    assert unread(store) == [("dr-okafor", "visit-2")]
    assert len(list(store.drafts.pairs())) == 3


def test_a_second_draft_of_a_read_item_is_unread_alone(store: SqliteStore) -> None:
    add_item(store, texts=PAIR)
    read(store)
    add_item(store, texts={Kind.LLM: "a knee"})
    assert [p.kind for p in store.drafts.pairs(unread=True)] == [Kind.LLM]


@pytest.mark.parametrize("texts", [{Kind.ASR: "need"}, {Kind.FINAL: "the knee"}])
def test_a_read_pair_is_stale_once_a_text_of_it_is_replaced(
    store: SqliteStore, texts: dict[Kind, str]
) -> None:
    add_item(store, texts=PAIR)
    read(store)
    assert not store.corrections.has_stale_pairs()

    add_item(store, texts=texts)
    assert store.corrections.has_stale_pairs()

    add_item(store, texts=PAIR)
    assert not store.corrections.has_stale_pairs()


def test_a_read_pair_is_stale_while_its_speaker_is_removed(store: SqliteStore) -> None:
    from dataclasses import replace

    add_item(store, texts=PAIR)
    read(store)
    speaker = store.speakers.get("dr-okafor")
    assert speaker is not None
    with store.atomic():
        store.speakers.put(replace(speaker, removed_at=NOW))
    assert store.corrections.has_stale_pairs()


def test_a_removed_item_leaves_nothing_that_was_read(store: SqliteStore) -> None:
    key = add_item(store, texts=PAIR)
    read(store)
    with store.atomic():
        store.drafts.remove_item(key)
    assert not store.corrections.has_stale_pairs()
    assert store.corrections.read_pairs() == {}


def test_corrections_are_found_by_any_of_many_sources(store: SqliteStore) -> None:
    add_item(store, texts=PAIR)
    add_item(store, speaker="dr-b", texts=PAIR)
    ids = {}
    with store.atomic():
        for speaker in ("dr-okafor", "dr-b"):
            for source in ("nee", "fut", "hans"):
                ids[source], edit = an_edit(source, f"{source}!")
                store.corrections.put([_correction(ids[source], speaker, edit)])
    sources = ["nee", "fut", *(f"other {n}" for n in range(2000))]

    found = store.corrections.with_sources(sources, speaker="dr-b")

    assert sorted((c.speaker, c.source) for c in found) == [("dr-b", "fut"), ("dr-b", "nee")]
    assert store.corrections.with_sources([], speaker="dr-b") == []
    assert store.corrections.count(CorrectionQuery()) == 6


def _correction(id_: str, speaker: str, edit: Edit) -> Correction:
    return Correction(
        id_, speaker, edit.source, edit.target, "", edit.layer, edit.category, 1, 0, None, None
    )


def test_occurrences_are_counted_of_all_corrections_or_of_some(store: SqliteStore) -> None:
    for n in (1, 2):
        date = f"2026-0{n}-01T08:00:00.000Z"
        add_item(store, f"visit-{n}", dictated_at=date, texts=PAIR)
    nee, fut = an_edit("nee", "knee"), an_edit("fut", "foot")
    read(store, nee, nee, fut)
    dates = ("2026-01-01T08:00:00.000Z", "2026-02-01T08:00:00.000Z")

    tallies = store.corrections.tallies

    assert tallies(speaker="dr-okafor") == {nee[0]: (4, *dates), fut[0]: (2, *dates)}
    assert tallies(speaker="dr-okafor", ids=[fut[0], "cor_0"]) == {fut[0]: (2, *dates)}
    assert tallies(speaker="dr-okafor", ids=[]) == {}
    assert tallies(speaker="dr-b") == {}

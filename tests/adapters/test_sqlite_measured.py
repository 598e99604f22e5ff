"""Which notes can be measured, and which scores hold now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from draftgenie.domain.draft import Kind
from draftgenie.pipeline.evaluate import score_note
from draftgenie.ports.store import NoteQuery
from tests.adapters.stores import a_draft, a_final, a_speaker, add_item, add_note, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from draftgenie.adapters.sqlite import SqliteStore

EARLY, LATE = "2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"
SIGNATURE = "wer|norm:test"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with open_store(tmp_path) as opened:
        yield opened


def noted(
    store: SqliteStore, item: str, *, speaker: str = "dr-b", dictated_at: str | None = None
) -> None:
    add_item(
        store,
        item,
        speaker=speaker,
        dictated_at=dictated_at,
        texts={Kind.ASR: "draft", Kind.FINAL: "final"},
    )
    add_note(store, a_draft(item, "draft", speaker=speaker), "note")


def score_all(store: SqliteStore) -> None:
    scores = [score_note(case) for case in store.notes.evaluable(NoteQuery())]
    with store.atomic():
        store.evaluations.add(scores, signature=SIGNATURE)


def fill(store: SqliteStore) -> None:
    noted(store, "undated")
    noted(store, "late", dictated_at=LATE)
    noted(store, "early", dictated_at=EARLY)
    noted(store, "other", speaker="dr-a")
    add_item(store, "no final", speaker="dr-a", texts={Kind.ASR: "draft"})
    add_note(store, a_draft("no final", "draft", speaker="dr-a"), "note")


@pytest.mark.parametrize(
    "query",
    [
        NoteQuery(),
        NoteQuery(speaker="dr-b"),
        NoteQuery(last=2),
        NoteQuery(item="late", has_final=True),
        NoteQuery(speaker="x' OR '1'='1"),
    ],
)
def test_the_ids_are_those_of_the_evaluable_notes(store: SqliteStore, query: NoteQuery) -> None:
    fill(store)

    cases = store.notes.evaluable(query)

    assert store.notes.evaluable_ids(query) == [(c.speaker, c.note_id, c.final_id) for c in cases]


def test_current_scores_are_by_speaker_and_time(store: SqliteStore) -> None:
    fill(store)
    score_all(store)

    current = store.evaluations.current(SIGNATURE)

    assert [s.item for s in current] == ["other", "early", "late", "undated"]
    assert store.evaluations.last("dr-b", 9, signature=SIGNATURE) == current[1:]
    assert store.evaluations.current("other") == []


def test_scores_that_no_longer_hold_are_not_current(store: SqliteStore) -> None:
    fill(store)
    score_all(store)
    with store.atomic():
        store.drafts.add_final(a_final("early", "signed anew", speaker="dr-b"))
        store.speakers.put(a_speaker("dr-a", removed_at=LATE))
    add_note(store, a_draft("late", "draft", speaker="dr-b"), "another note")

    assert [s.item for s in store.evaluations.current(SIGNATURE)] == ["undated"]
    assert len(store.evaluations.known(SIGNATURE)) == 4


def test_known_scores_can_be_those_of_one_speaker(store: SqliteStore) -> None:
    fill(store)
    score_all(store)

    known = store.evaluations.known(SIGNATURE, speaker="dr-a")

    assert [s.item for s in known.values()] == ["other"]
    assert store.evaluations.known(SIGNATURE, speaker="x' OR '1'='1") == {}


def test_adding_scores_counts_those_that_are_new(store: SqliteStore) -> None:
    fill(store)
    scores = [score_note(case) for case in store.notes.evaluable(NoteQuery())]
    with store.atomic():
        added = [store.evaluations.add(part, signature=SIGNATURE) for part in (scores[:1], scores)]

    assert added == [1, 3]

"""Measurements, runs and moves between buckets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from draftgenie.domain.bucket import Move
from draftgenie.domain.draft import Kind
from draftgenie.domain.evaluation import NoteScores, SafetyCounts
from draftgenie.domain.score import ErrorCounts
from draftgenie.ports.store import Page, StoredRun
from tests.adapters.stores import NOW, a_draft, a_final, a_speaker, add_item, add_note, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from draftgenie.adapters.sqlite import SqliteStore

EARLY, LATE = "2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"
SIGNATURE = "wer|norm:words-1|pool:corpus|draftgenie:0.1.0"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with open_store(tmp_path) as opened:
        yield opened


def scores_of(store: SqliteStore, item: str, *, dictated_at: str | None = None) -> NoteScores:
    """Store an item with a note; the scores of the note, every figure another one."""
    add_item(store, item, dictated_at=dictated_at, texts={Kind.ASR: "draft", Kind.FINAL: "final"})
    return NoteScores(
        add_note(store, a_draft(item, "draft"), "note"),
        a_final(item, "final").id,
        "dr-okafor",
        item,
        ErrorCounts(1, 2, 3, 4),
        ErrorCounts(5, 6, 7, 8),
        ErrorCounts(9, 10, 11, 12),
        ErrorCounts(13, 14, 15, 16),
        ErrorCounts(17, 18, 19, 20),
        ErrorCounts(21, 22, 23, 24),
        safety={"number": SafetyCounts(1, 2, 3, 4, 5, 6), "unit": SafetyCounts()},
        draft_similarity=0.1,
        note_similarity=None,
        draft_characters=ErrorCounts(25, 26, 27, 28),
        note_characters=ErrorCounts(29, 30, 31, 32),
    )


def add(store: SqliteStore, *scores: NoteScores, signature: str = SIGNATURE) -> None:
    with store.atomic():
        store.evaluations.add(scores, signature=signature)


def last(store: SqliteStore, n: int) -> str:
    found = store.evaluations.last("dr-okafor", n, signature=SIGNATURE)
    return " ".join(scores.item for scores in found)


def test_scores_come_back_as_they_were_added(store: SqliteStore) -> None:
    one, two = scores_of(store, "visit-1"), scores_of(store, "visit-2")
    bare = replace(two, safety={}, draft_similarity=None)
    add(store, one, bare)

    assert store.evaluations.known(SIGNATURE) == {
        (one.note_id, one.final_id): one,
        (bare.note_id, bare.final_id): bare,
    }
    assert store.evaluations.known("other") == {}
    assert store.evaluations.last("dr-okafor", 9, signature=SIGNATURE) == [one, bare]


def test_scores_stored_before_characters_were_counted_have_none(store: SqliteStore) -> None:
    one = scores_of(store, "visit-1")
    add(store, one)
    with store.atomic():
        store._db.write(
            "UPDATE evaluation SET scores_json = "
            "json_remove(scores_json, '$.draft_characters', '$.note_characters')"
        )

    (found,) = store.evaluations.known(SIGNATURE).values()
    assert found == replace(one, draft_characters=None, note_characters=None)


def test_scores_that_are_there_stay_as_they_are(store: SqliteStore) -> None:
    one = scores_of(store, "visit-1")
    add(store, one)
    add(store, replace(one, note=ErrorCounts(99)))
    add(store, replace(one, note=ErrorCounts(7)), signature="other")

    assert list(store.evaluations.known(SIGNATURE).values()) == [one]
    assert [s.note.hits for s in store.evaluations.known("other").values()] == [7]


def test_the_last_scores_go_by_time_and_come_oldest_first(store: SqliteStore) -> None:
    for item, dictated_at in (("u1", None), ("late", LATE), ("early", EARLY), ("u2", None)):
        add(store, scores_of(store, item, dictated_at=dictated_at))

    assert last(store, 9) == "early late u1 u2"
    assert last(store, 3) == "late u1 u2"
    assert last(store, 0) == ""
    assert store.evaluations.last("dr-novak", 9, signature=SIGNATURE) == []


def test_the_last_scores_are_those_of_current_notes_and_finals(store: SqliteStore) -> None:
    for item in ("kept", "note-changed", "final-changed", "draft-changed"):
        add(store, scores_of(store, item))
    add_note(store, a_draft("note-changed", "draft"), "another note")
    add_item(store, "final-changed", texts={Kind.FINAL: "another final"})
    add_item(store, "draft-changed", texts={Kind.ASR: "another draft"})

    assert last(store, 9) == "kept"


def test_scores_go_with_the_item(store: SqliteStore) -> None:
    add(store, scores_of(store, "visit-1"))
    item = store.drafts.get_item(speaker="dr-okafor", item="visit-1")
    assert item is not None
    with store.atomic():
        store.drafts.remove_item(item.id)

    assert store.evaluations.known(SIGNATURE) == {}


def test_a_run_is_stored_once_and_found_by_id_or_as_the_latest(store: SqliteStore) -> None:
    runs = [StoredRun(f"run-{n}", SIGNATURE, "all", {"n": n, "ü": [1]}, NOW) for n in range(3)]
    with store.atomic():
        assert [store.evaluations.add_run(run) for run in runs] == [True] * 3
        assert not store.evaluations.add_run(replace(runs[0], result={"n": 9}))

    assert store.evaluations.get_run("run-0") == runs[0]
    assert store.evaluations.get_run("latest") == runs[2]
    assert store.evaluations.get_run("run-9") is None
    assert store.evaluations.runs() == runs[::-1]
    assert store.evaluations.runs(Page(2, 2)) == [runs[0]]
    assert store.evaluations.count_runs() == 3


def test_a_store_without_runs_has_no_latest(store: SqliteStore) -> None:
    assert store.evaluations.get_run("latest") is None
    assert store.evaluations.runs() == []


def test_moves_come_back_oldest_first(store: SqliteStore) -> None:
    moves = [
        Move("dr-okafor", None, "low_touch", "first", "policy", "policy-1", {"wer": 0.1}, LATE),
        Move("dr-novak", "low_touch", "no_touch", "by hand", "tester", "policy-1", {}, EARLY),
        Move("dr-okafor", "low_touch", "no_touch", "better", "policy", "policy-1", {}, LATE),
    ]
    with store.atomic():
        for ref in ("dr-okafor", "dr-novak"):
            store.speakers.put(a_speaker(ref))
        for move in moves:
            store.evaluations.add_move(move)

    assert store.evaluations.moves() == moves
    assert store.evaluations.moves("dr-okafor") == [moves[0], moves[2]]
    assert store.evaluations.moves("dr-x") == []


def test_the_newest_learned_state_is_the_one_put_last(store: SqliteStore) -> None:
    assert store.learned() is None

    for name, n_pairs in (("one", 1), ("two", 2), ("one", 3)):
        with store.atomic():
            store.put_learned(
                name=name,
                version="gate-1",
                digest="d",
                n_pairs=n_pairs,
                max_dictated_at=LATE,
                detail={"speakers": {"dr-okafor": n_pairs}},
            )

    assert store.learned() == {
        "name": "one",
        "version": "gate-1",
        "digest": "d",
        "n_pairs": 3,
        "max_dictated_at": LATE,
        "created_at": NOW,
        "detail": {"speakers": {"dr-okafor": 3}},
    }

"""Generated notes, their edits and sessions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from draftgenie.domain.correction import Category
from draftgenie.domain.draft import Kind
from draftgenie.domain.note import GeneratedNote, NoteEdit, Session, Step, Verdict
from draftgenie.ports.store import Evaluable, NoteQuery, Page
from tests.adapters.stores import NOW, a_draft, a_final, add_item, add_note, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from draftgenie.adapters.sqlite import SqliteStore

EARLY, LATE = "2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"

DRAFT = a_draft("visit-1", "give 5 mg metropolol")
EDITS = (
    NoteEdit(
        10,
        20,
        "metropolol",
        "metoprolol",
        0.75,
        0.0625,
        "cor_1",
        7,
        1,
        Category.TERM,
        Verdict.APPLIED,
        "made 7 of 8 times",
    ),
    NoteEdit(5, 6, "5", "50", 0.5, 0.5, "cor_2", 1, 1, Category.NUMBER, Verdict.REFUSED, "a dose"),
)
NOTE = GeneratedNote(
    "note-1",
    DRAFT.id,
    DRAFT.item_id,
    "dr-okafor",
    "visit-1",
    "give 5 mg metoprolol",
    0.75,
    EDITS,
    "embedded",
    "session-1",
    created_at=NOW,
)
SESSION = Session(
    "session-1",
    DRAFT.id,
    "dr-okafor",
    "embedded",
    "done",
    (
        Step("retrieve", "ok", {"n": 3, "ids": ["cor_1"]}),
        Step("decide", "ok"),
        Step("check", "ok", {"refused": 1}),
    ),
    note_id="note-1",
    created_at=NOW,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with open_store(tmp_path) as opened:
        yield opened


def items(store: SqliteStore, query: NoteQuery, page: Page | None = None) -> str:
    found = store.notes.list(query, page)
    if page is None:
        assert store.notes.count(query) == len(found)
    return " ".join(note.item for note in found)


def test_a_note_comes_back_with_its_edits_and_its_session(store: SqliteStore) -> None:
    add_item(store, texts={Kind.ASR: DRAFT.text})
    with store.atomic():
        store.notes.add(NOTE, SESSION)

    assert store.notes.get("note-1") == NOTE
    assert store.notes.for_draft(DRAFT.id) == NOTE
    assert store.notes.session("session-1") == SESSION
    assert store.notes.list(NoteQuery()) == [replace(NOTE, edits=())]
    assert store.notes.get("note-2") is None
    assert store.notes.for_draft("drf_0") is None
    assert store.notes.session("session-2") is None


def test_a_note_that_changed_nothing_claims_nothing(store: SqliteStore) -> None:
    add_item(store, texts={Kind.ASR: DRAFT.text})
    note_id = add_note(store, DRAFT, DRAFT.text)

    note = store.notes.get(note_id)
    assert note is not None
    assert (note.confidence, note.edits) == (None, ())
    session = store.notes.session(note.session_id)
    assert session is not None
    assert session.note_id == note_id
    assert session.created_at == NOW


def test_a_new_note_takes_the_place_of_the_older_one(store: SqliteStore) -> None:
    add_item(store, texts={Kind.ASR: DRAFT.text})
    first, second = add_note(store, DRAFT, "one"), add_note(store, DRAFT, "two")

    older, newer = store.notes.get(first), store.notes.for_draft(DRAFT.id)
    assert older is not None
    assert newer is not None
    assert (older.current, newer.id, newer.current) == (False, second, True)
    assert [n.id for n in store.notes.list(NoteQuery())] == [second]


def test_adding_a_note_again_makes_it_current_and_does_nothing_else(store: SqliteStore) -> None:
    add_item(store, texts={Kind.ASR: DRAFT.text})
    with store.atomic():
        store.notes.add(NOTE, SESSION)
    add_note(store, DRAFT, "two")
    again = replace(NOTE, text="other", created_at=LATE, edits=())
    with store.atomic():
        store.notes.add(again, replace(SESSION, id="session-9"))

    assert store.notes.for_draft(DRAFT.id) == NOTE
    assert store.notes.session("session-9") is None
    assert store.notes.count(NoteQuery()) == 1


def test_the_note_of_a_replaced_draft_is_no_longer_current(store: SqliteStore) -> None:
    add_item(store, texts={Kind.ASR: DRAFT.text, Kind.FINAL: "final"})
    add_note(store, DRAFT, "note")
    add_item(store, texts={Kind.ASR: "another draft"})

    assert store.notes.list(NoteQuery()) == []
    assert list(store.notes.evaluable(NoteQuery())) == []
    assert store.notes.for_draft(DRAFT.id) is not None


@pytest.fixture
def filled(store: SqliteStore) -> SqliteStore:
    """Five notes of two speakers; b2 has no final note, the undated ones count as newest."""
    for speaker, item, dictated_at, final in (
        ("dr-b", "b1", LATE, "f"),
        ("dr-a", "a1", LATE, "f"),
        ("dr-b", "b2", None, None),
        ("dr-a", "a2", None, "f"),
        ("dr-a", "a3", EARLY, "f"),
    ):
        texts = {Kind.ASR: f"draft {item}"} | ({Kind.FINAL: final} if final else {})
        add_item(store, item, speaker=speaker, dictated_at=dictated_at, texts=texts)
        add_note(store, a_draft(item, f"draft {item}", speaker=speaker), f"note {item}")
    return store


def test_notes_are_listed_by_speaker_and_order_of_arrival(filled: SqliteStore) -> None:
    assert items(filled, NoteQuery()) == "a1 a2 a3 b1 b2"
    assert items(filled, NoteQuery(), Page(2, 2)) == "a3 b1"
    assert items(filled, NoteQuery(speaker="dr-b")) == "b1 b2"
    assert items(filled, NoteQuery(item="a2")) == "a2"
    assert items(filled, NoteQuery(has_final=True)) == "a1 a2 a3 b1"
    assert items(filled, NoteQuery(has_final=False)) == "b2"
    assert items(filled, NoteQuery(last=2)) == "a1 a2 b1 b2"
    assert items(filled, NoteQuery(last=1)) == "a2 b2"
    assert items(filled, NoteQuery(last=1, has_final=True)) == "a2 b1"
    assert items(filled, NoteQuery(last=0)) == ""


def test_what_can_be_evaluated_comes_by_speaker_and_time(filled: SqliteStore) -> None:
    def walked(query: NoteQuery) -> str:
        return " ".join(e.item for e in filled.notes.evaluable(query))

    assert walked(NoteQuery()) == "a3 a1 a2 b1"
    assert walked(NoteQuery(speaker="dr-a")) == "a3 a1 a2"
    assert walked(NoteQuery(has_final=False)) == ""
    assert walked(NoteQuery(last=2, has_final=True)) == "a1 a2 b1"


def test_an_evaluable_has_the_three_texts(filled: SqliteStore) -> None:
    draft = a_draft("a1", "draft a1", speaker="dr-a")

    assert list(filled.notes.evaluable(NoteQuery(item="a1"))) == [
        Evaluable(
            f"note of {draft.id}: note a1",
            draft.id,
            a_final("a1", "f", speaker="dr-a").id,
            "dr-a",
            "a1",
            "draft a1",
            "note a1",
            "f",
            LATE,
            2,
        )
    ]


def test_evaluable_takes_a_final_that_came_after_the_note(filled: SqliteStore) -> None:
    add_item(filled, "b2", speaker="dr-b", texts={Kind.FINAL: "first"})
    add_item(filled, "b2", speaker="dr-b", texts={Kind.FINAL: "second"})

    assert [e.final for e in filled.notes.evaluable(NoteQuery(item="b2"))] == ["second"]


def test_without_has_final_the_newest_may_have_none_to_evaluate(filled: SqliteStore) -> None:
    assert list(filled.notes.evaluable(NoteQuery(speaker="dr-b", last=1))) == []

"""Generated notes put into a store without a generator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from draftgenie.domain.correction import Category
from draftgenie.domain.draft import (
    Draft,
    FinalNote,
    Item,
    Kind,
    content_id,
    draft_id,
    final_id,
    item_id,
)
from draftgenie.domain.note import GeneratedNote, NoteEdit, Session, Verdict
from tests.builders import DRAFT, FINAL, a_speaker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from draftgenie.adapters.sqlite import SqliteStore

GOOD = "The patient has no known drug allergies and takes metoprolol 25 mg"
"""A note in which one formatting error is left."""


def add_noted(
    store: SqliteStore,
    item: str = "visit-0001",
    *,
    speaker: str = "dr-okafor",
    draft: str = DRAFT,
    note: str = GOOD,
    final: str | None = FINAL,
    edits: Sequence[NoteEdit] = (),
) -> str:
    """Store an item with its speaker, draft, generated note and final; the id of the note."""
    place = {"speaker": speaker, "item": item}
    key = item_id(**place)
    draft_key = draft_id(**place, kind=Kind.ASR, text=draft)
    with store.atomic():
        if store.speakers.get(speaker) is None:
            store.speakers.put(a_speaker(speaker))
        store.drafts.put_item(Item(key, speaker, item))
        store.drafts.add(Draft(draft_key, key, speaker, item, Kind.ASR, draft))
        if final is not None:
            final_key = final_id(**place, text=final)
            store.drafts.add_final(FinalNote(final_key, key, speaker, item, final))
        return add_note(store, draft_key, note, speaker=speaker, item=item, edits=edits)


def an_edit(before: str, after: str, confidence: float, *, applied: bool = True) -> NoteEdit:
    """An edit of `DRAFT`, applied or suggested."""
    start = DRAFT.index(before)
    return NoteEdit(
        start,
        start + len(before),
        before,
        after,
        confidence,
        harm=0.0,
        correction_id="cor_x",
        evidence=3,
        n_left_alone=0,
        category=Category.OTHER,
        verdict=Verdict.APPLIED if applied else Verdict.SUGGESTED,
        reason="",
    )


def add_note(
    store: SqliteStore,
    draft_key: str,
    text: str,
    *,
    speaker: str,
    item: str,
    edits: Sequence[NoteEdit] = (),
    generator: str = "embedded",
) -> str:
    """Store a note of a draft, in the present transaction; its id."""
    note_key = content_id("not", draft_key, text)
    session = Session(content_id("ses", note_key), draft_key, speaker, generator, "complete", ())
    note = GeneratedNote(
        note_key,
        draft_key,
        item_id(speaker=speaker, item=item),
        speaker,
        item,
        text,
        None,
        tuple(edits),
        generator,
        session.id,
    )
    store.notes.add(note, session)
    return note_key

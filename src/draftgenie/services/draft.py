"""Drafts and final notes: list, show, diff, remove, export."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from draftgenie.domain.draft import Kind
from draftgenie.domain.event import EventType
from draftgenie.domain.speaker import clean_ref
from draftgenie.errors import NotFoundError, UsageError
from draftgenie.services.audit import record_reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from draftgenie.domain.draft import Draft, FinalNote, Item
    from draftgenie.domain.note import GeneratedNote
    from draftgenie.pipeline.diff import Piece
    from draftgenie.ports import Store
    from draftgenie.ports.store import DraftQuery, Page


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One current draft without its text; `n_words` are counted between white space."""

    id: str
    speaker: str
    item: str
    kind: Kind
    n_words: int
    dictated_at: str | None
    created_at: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An item with its current texts, and the current generated note of each draft."""

    item: Item
    drafts: list[Draft]
    final: FinalNote | None
    notes: list[GeneratedNote]


@dataclass(frozen=True, slots=True)
class Diff:
    """How a draft or a generated note differs from the item's final note.

    Ids name the two texts; `pieces` cover both of them in order.
    """

    speaker: str
    item: str
    kind: Kind
    draft_id: str
    note_id: str | None
    final_id: str
    pieces: list[Piece]


def find_item(store: Store, name: str, *, speaker: str | None = None) -> Item:
    """The item with this name or id, or to which the draft with this id belongs.

    Raises:
        NotFoundError: there is none.
        UsageError: several speakers have an item of this name, and `speaker` is not given.
    """
    name, speaker = _clean(name), None if speaker is None else _clean(speaker)
    draft = store.drafts.get(name)
    if draft is not None:
        name, speaker = draft.item, draft.speaker
    if speaker is not None:
        item = store.drafts.get_item(speaker=speaker, item=name)
        found = [] if item is None else [item]
    else:
        found = store.drafts.find_items(name)
    if len(found) > 1:
        whose = ", ".join(item.speaker for item in found)
        msg = f"item {name!r} is there for several speakers: {whose}"
        raise UsageError(msg, hint="say which with --speaker REF")
    if not found:
        msg = f"no item {name!r}" + (f" of speaker {speaker!r}" if speaker else "")
        raise NotFoundError(msg, hint="draftgenie draft list")
    return found[0]


def _clean(name: str) -> str:
    try:
        return clean_ref(name)
    except ValueError:
        return name


def list_(
    *, store: Store, query: DraftQuery, page: Page | None = None
) -> tuple[list[DraftLine], int]:
    """The drafts of a page without their texts, and how many there are on all pages."""
    lines = [draft_line(draft) for draft in store.drafts.list(query, page)]
    return lines, store.drafts.count(query)


def draft_line(draft: Draft) -> DraftLine:
    """The draft as a list shows it."""
    return DraftLine(
        draft.id,
        draft.speaker,
        draft.item,
        draft.kind,
        len(draft.text.split()),
        draft.dictated_at,
        draft.created_at,
    )


def show(*, store: Store, name: str, speaker: str | None = None) -> Shown:
    """The item with this name, or of the draft with this id, and its texts.

    Raises:
        NotFoundError: there is no such item.
        UsageError: several speakers have one, and `speaker` is not given.
    """
    item = find_item(store, name, speaker=speaker)
    drafts = store.drafts.current(item.id)
    notes = [note for d in drafts if (note := store.notes.for_draft(d.id)) is not None]
    return Shown(item, drafts, store.drafts.final(item.id), notes)


def diff(
    *,
    store: Store,
    name: str,
    speaker: str | None = None,
    kind: Kind | None = None,
    of_note: bool = False,
) -> Diff:
    """How an item's draft, or the note generated from it, differs from its final note.

    Args:
        store: where they are kept.
        name: the item's name, or a draft's id.
        speaker: whose item, where several have one of this name.
        kind: which draft; the recogniser's where there are two and none is said.
        of_note: compare the generated note instead of the draft.

    Raises:
        NotFoundError: there is no such item, or it lacks one of the two texts.
        UsageError: several speakers have one, and `speaker` is not given.
    """
    from draftgenie.pipeline.diff import word_diff

    shown = show(store=store, name=name, speaker=speaker)
    item, final = shown.item, shown.final
    draft = next((d for d in shown.drafts if d.id == name or kind in {None, d.kind}), None)
    if draft is None:
        msg = f"item {item.item!r} has no {kind or 'machine'} draft"
        raise NotFoundError(msg, hint=f"draftgenie draft show {item.item}")
    if final is None:
        msg = f"item {item.item!r} has no final note to compare with"
        raise NotFoundError(msg, hint="ingest its final note first")
    note = store.notes.for_draft(draft.id) if of_note else None
    if of_note and note is None:
        msg = f"no note was generated for item {item.item!r}"
        raise NotFoundError(msg, hint=f"draftgenie rag generate --item {item.item}")
    pieces = word_diff(reference=final.text, hypothesis=draft.text if note is None else note.text)
    note_id = None if note is None else note.id
    return Diff(item.speaker, item.item, draft.kind, draft.id, note_id, final.id, pieces)


def remove(*, store: Store, name: str, speaker: str | None = None) -> tuple[Item, dict[str, int]]:
    """The item, now deleted with all its texts and what was made of them; how many there were.

    Raises:
        NotFoundError: there is no such item.
        UsageError: several speakers have one, and `speaker` is not given.
    """
    with store.atomic():
        shown = show(store=store, name=name, speaker=speaker)
        counts = {
            "drafts": len(shown.drafts),
            "finals": int(shown.final is not None),
            "notes": len(shown.notes),
        }
        store.drafts.remove_item(shown.item.id)
        # What could be undone before may hold the text.
        store.operations.forget()
        for draft in shown.drafts:
            payload = {
                "speaker": draft.speaker,
                "item": draft.item,
                "item_id": draft.item_id,
                "kind": draft.kind.value,
            }
            store.log.emit(EventType.DRAFT_REMOVED, aggregate=draft.id, payload=payload)
        detail = {"speaker": shown.item.speaker, **counts}
        store.log.audit("draft.remove", subject=shown.item.item, detail=detail)
        return shown.item, counts


FIELDS: dict[str, type] = {
    **dict.fromkeys(("speaker", "item", "kind", "draft", "final", "text", "dictated_at"), str),
    "worktype": str,
    "duration_s": float,
    "metadata": dict,
}
"""The fields of an exported record, with the types of their values."""


def export(*, store: Store, speaker: str | None = None) -> Iterator[dict[str, Any]]:
    """Records that ingest takes back exactly: current texts, by speaker and order of arrival.

    That the texts were handed out is in the audit trail before the first one is.
    """
    n_items = store.drafts.stats(speaker=speaker)["items"]
    record_reading(store, "draft.export", speaker or "drafts", speaker=speaker, items=n_items)
    for item in store.drafts.items(speaker=speaker):
        yield from _records(item, store.drafts.current(item.id), store.drafts.final(item.id))


def _records(item: Item, drafts: list[Draft], final: FinalNote | None) -> Iterator[dict[str, Any]]:
    facts = {
        "dictated_at": item.dictated_at,
        "worktype": item.worktype,
        "duration_s": item.duration_s,
        "metadata": item.metadata or None,
    }
    known = {key: value for key, value in facts.items() if value is not None}
    name = {"speaker": item.speaker, "item": item.item}
    if not drafts and final is not None:
        yield {**name, "kind": Kind.FINAL.value, "text": final.text, **known}
    for n, draft in enumerate(drafts):
        texts = {"draft": draft.text, "kind": draft.kind.value}
        if n == 0 and final is not None:
            texts["final"] = final.text
        yield {**name, **texts, **known}

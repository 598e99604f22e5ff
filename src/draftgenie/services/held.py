"""Pairs held for review: held when a final seems to be of another note, released by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from draftgenie.domain.event import EventType
from draftgenie.errors import NotFoundError
from draftgenie.pipeline.unlike import unlike
from draftgenie.services.draft import find_item

if TYPE_CHECKING:
    from collections.abc import Iterable

    from draftgenie.domain.draft import Draft, FinalNote
    from draftgenie.ports import Store
    from draftgenie.ports.held import HeldPair
    from draftgenie.ports.store import Page


def hold_unlike(store: Store, drafts: Iterable[Draft], final: FinalNote) -> int:
    """Hold those drafts that their final is not like; how many; in the present transaction."""
    n = 0
    for draft in drafts:
        found = unlike(draft=draft.text, final=final.text)
        if found is not None:
            n += store.held.hold(draft.id, final.id, wer=found.wer, shared=found.shared)
    return n


def list_(*, store: Store, page: Page, speaker: str | None = None) -> tuple[list[HeldPair], int]:
    """The held pairs of a page, and how many there are on all pages."""
    return store.held.list(speaker=speaker, page=page), store.held.count(speaker=speaker)


def release(*, store: Store, name: str, speaker: str | None = None) -> list[HeldPair]:
    """Let an item's pairs be learned from and evaluated like others; those that were held.

    Raises:
        NotFoundError: there is no such item, or nothing of it is held.
        UsageError: several speakers have one, and `speaker` is not given.
    """
    with store.atomic():
        item = find_item(store, name, speaker=speaker)
        pairs = store.held.release(item.id)
        if not pairs:
            msg = f"nothing of item {item.item!r} is held"
            raise NotFoundError(msg, hint="draftgenie draft list --held")
        for pair in pairs:
            payload = {
                "speaker": pair.speaker,
                "item": pair.item,
                "item_id": pair.item_id,
                "kind": pair.kind,
            }
            store.log.emit(EventType.PAIR_RELEASED, aggregate=pair.final_id, payload=payload)
        store.log.audit("draft.release", subject=item.id, detail={"pairs": len(pairs)})
    return pairs

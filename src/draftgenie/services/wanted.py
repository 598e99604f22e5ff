"""Which stored drafts are to be corrected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftgenie.errors import NotFoundError
from draftgenie.ports.store import DraftQuery
from draftgenie.services.draft import find_item
from draftgenie.services.speaker import find_speaker

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from draftgenie.domain.draft import Draft
    from draftgenie.ports import Store
    from draftgenie.services.rag import Generated


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which stored drafts are to be corrected: those of an item, one draft, or a query's."""

    item: str | None = None
    draft: str | None = None
    pending: bool = False
    speaker: str | None = None


def choose_drafts(wanted: Wanted, *, store: Store) -> tuple[Iterator[Draft], int]:
    """The current drafts that are wanted, by speaker and order of arrival; how many they are.

    Raises:
        NotFoundError: no such speaker, item or draft.
        UsageError: several speakers have an item of this name.
    """
    speaker = None if wanted.speaker is None else find_speaker(store, wanted.speaker).ref
    if wanted.draft is not None:
        found = [_find_draft(store, wanted.draft)]
    elif wanted.item is not None:
        item = find_item(store, wanted.item, speaker=speaker)
        found = store.drafts.current(item.id)
    else:
        query = DraftQuery(speaker=speaker, pending=wanted.pending or None)
        return store.drafts.iter(query), store.drafts.count(query)
    for draft in found:
        find_speaker(store, draft.speaker)
    return iter(found), len(found)


def _find_draft(store: Store, draft_id: str) -> Draft:
    draft = store.drafts.get(draft_id)
    if draft is None:
        msg = f"no draft {draft_id!r} in this store"
        raise NotFoundError(msg, hint="draftgenie draft list")
    return draft


class _DryRunError(Exception):
    """Undoes the transaction of a dry run."""


def dry_run(notes: Iterable[Generated], *, store: Store) -> Iterator[Generated]:
    """The same notes, none of them kept."""
    try:
        with store.atomic():
            yield from notes
            raise _DryRunError  # noqa: TRY301 - the way out of a transaction is an error
    except _DryRunError:
        pass

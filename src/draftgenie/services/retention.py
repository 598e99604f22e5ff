"""Deleting for good: one speaker, or all texts older than a date.

Whatever the data folder holds of the texts goes: rows, the log of the database, files of what
was learned, vectors, records set aside, and what undoing would need. Backups are not touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftgenie.domain.correction import Layer
from draftgenie.domain.event import EventType
from draftgenie.services import _learned
from draftgenie.services.speaker import find_speaker

if TYPE_CHECKING:
    from draftgenie.ports import ArrayStore, Index, Store


@dataclass(frozen=True, slots=True)
class Purged:
    """What went with a speaker; `remains` says what still holds text of theirs, if anything."""

    ref: str
    counts: dict[str, int]
    remains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was older than `before`, and is gone unless it was a dry run.

    `counts` are of items, drafts, finals, notes and set_aside.
    """

    before: str
    counts: dict[str, int]
    dry_run: bool
    remains: tuple[str, ...] = ()

    @property
    def deletes(self) -> bool:
        """Whether there is anything to delete."""
        return any(self.counts.values())


def purge(*, store: Store, arrays: ArrayStore | None, ref: str) -> Purged:
    """Delete the speaker and everything that belongs to it for good; how much that was.

    With `arrays`, so goes what was learned of how words are written, by anybody: the next build
    makes it anew from who is left. A record set aside goes when it names the speaker or holds
    the reference anywhere.

    Raises:
        NotFoundError: there is no such speaker.
    """
    with store.atomic():
        known = find_speaker(store, ref, removed_too=True)
        counts = store.drafts.stats(speaker=known.ref)
        store.speakers.purge(known.ref)
        n_aside = len(store.quarantine.drop_of(known.ref))
        payload = {"speaker": known.ref, "purged": True}
        store.log.emit(EventType.SPEAKER_REMOVED, aggregate=known.ref, payload=payload)
        detail = {**counts, "set_aside": n_aside}
        store.log.audit("speaker.purge", subject=known.ref, detail=detail)
        if arrays is not None:
            _learned.forget_words(store, arrays)
        store.operations.forget()
        store.retention.scrub()
    return Purged(known.ref, detail, tuple(store.retention.remains))


def prune(*, store: Store, arrays: ArrayStore, before: str, dry_run: bool = False) -> Pruned:
    """Delete every item older than an instant for good, and all that came of it.

    Corrections that were counted go wholly, because nobody can say which words only stood in
    old notes: the next build counts them anew from what is left. What people decided stays.
    Even when nothing is that old, no deleted text is left in the file afterwards.

    Args:
        store: where texts are.
        arrays: where what was learned is.
        before: the instant, in UTC.
        dry_run: only count.
    """
    if dry_run:
        return Pruned(before, store.retention.older(before), dry_run=True)
    with store.atomic():
        counts = store.retention.delete_older(before)
        if counts["items"]:
            store.corrections.forget_all()
            _learned.forget_words(store, arrays)
        detail = {"before": before, **counts}
        store.log.audit("store.prune", subject="store", detail=detail)
        store.operations.forget()
        store.retention.scrub()
    return Pruned(before, counts, dry_run=False, remains=tuple(store.retention.remains))


def forget_vectors(*, store: Store, index: Index) -> int:
    """Delete the vectors of contexts that are gone, beyond recovery; how many there were."""
    gone = index.ids() - {context[0] for context in store.corrections.contexts(layer=Layer.WORDS)}
    index.remove(gone)
    index.compact(purge=True)
    return len(gone)

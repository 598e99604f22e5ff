"""The log of operations, and taking the last ones back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from draftgenie.domain.event import EventType
from draftgenie.domain.operation import Change
from draftgenie.errors import ConflictError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from draftgenie.domain.operation import Operation, Reverted
    from draftgenie.ports import Store
    from draftgenie.ports.store import Page

BY_UNDO = "undo"
"""Who made a move between buckets that took another back."""

_OWN_FIELDS = {"updated_at", "version"}


@dataclass(frozen=True, slots=True)
class Undone:
    """An operation that was taken back, or done again, with the rows that changed by it.

    `needs_build` says that texts came or went, so that the next build counts them.
    """

    operation: int
    command: str
    at: str
    rows: dict[str, dict[str, int]]
    needs_build: bool


def list_(*, store: Store, page: Page) -> tuple[list[Operation], int]:
    """The operations of a page, newest first, and how many there are on all pages."""
    return store.operations.list(page), store.operations.count()


def undo(*, store: Store, seq: int | None = None, cascade: bool = False) -> Undone:
    """Put back what an operation changed, exactly as it was before.

    Args:
        store: where it happened.
        seq: which operation; the newest that was not taken back yet without one.
        cascade: take along what came later and belongs to what goes.

    Raises:
        NotFoundError: there is no such operation, or none at all.
        ConflictError: it was taken back already, what it needs is not kept any more, or
            something that came later depends on it.
    """
    with store.atomic():
        found = store.operations.last(undone=False) if seq is None else store.operations.get(seq)
        if found is None:
            msg = "there is nothing to undo" if seq is None else f"no operation {seq}"
            raise NotFoundError(msg, hint="draftgenie log")
        _check_in_force(found)
        return _take_back(store, found, cascade=cascade)


def redo(*, store: Store) -> Undone:
    """Do again what the newest undo took back.

    Raises:
        NotFoundError: nothing was undone.
        ConflictError: something that came later stands in the way.
    """
    with store.atomic():
        found = store.operations.last(undone=True)
        if found is None:
            msg = "there is nothing to redo"
            raise NotFoundError(msg, hint="draftgenie log")
        done = store.operations.get(found.undoes or 0)
        return _take_back(store, found, cascade=False, told=done)


def _check_in_force(operation: Operation) -> None:
    if operation.undone_by is not None:
        msg = f"operation {operation.seq} was undone by {operation.undone_by}"
        raise ConflictError(msg, hint="draftgenie redo does the newest undone one again")
    if operation.undoes is not None:
        msg = f"operation {operation.seq} is the undoing of {operation.undoes}"
        raise ConflictError(msg, hint="draftgenie redo")
    if not operation.kept:
        msg = f"what operation {operation.seq} changed is not kept any more"
        raise ConflictError(msg, hint="the newest operations are kept, and none before a purge")


def _take_back(
    store: Store, operation: Operation, *, cascade: bool, told: Operation | None = None
) -> Undone:
    """Take an operation back; what is told of is the one that an undo had taken back."""
    reverted = store.operations.take_back(operation, cascade=cascade)
    _announce(store, reverted)
    action = "operation.undo" if operation.undoes is None else "operation.redo"
    told = told or operation
    n_rows = sum(n for changes in told.rows.values() for n in changes.values())
    detail = {"command": told.command, "rows": n_rows}
    store.log.audit(action, subject=str(told.seq), detail=detail)
    texts = told.rows.keys() & {"draft", "final_note", "held_pair"}
    return Undone(told.seq, told.command, told.at, told.rows, needs_build=bool(texts))


def _announce(store: Store, reverted: Sequence[Reverted]) -> None:
    """The events of what an undo changed: those that a command doing the same would write."""
    decided: Counter[str] = Counter()
    for one in reverted:
        if one.table == "correction":
            decided[one.facts["speaker"]] += 1
        elif one.table == "speaker":
            _announce_speaker(store, one)
        elif one.change is not Change.CHANGED:
            _announce_text(store, one)
    for speaker, n in sorted(decided.items()):
        payload = {"corrections": n}
        store.log.emit(EventType.CORRECTIONS_UPDATED, aggregate=speaker, payload=payload)


def _announce_text(store: Store, one: Reverted) -> None:
    facts = {name: one.facts[name] for name in ("speaker", "item", "item_id", "kind")}
    event = EventType.DRAFT_REMOVED
    if one.change is Change.ADDED:
        event = EventType.FINAL_INGESTED if one.table == "final_note" else EventType.DRAFT_INGESTED
        facts["replaces"] = None
    store.log.emit(event, aggregate=one.facts["id"], payload=facts)


def _announce_speaker(store: Store, one: Reverted) -> None:
    ref, version = one.facts["speaker"], one.facts["version"]
    payload: dict[str, Any] = {"speaker": ref, "version": version}
    event = EventType.SPEAKER_RESTORED
    if one.change is Change.REMOVED:
        event, payload = EventType.SPEAKER_REMOVED, {**payload, "purged": False}
    elif one.change is Change.CHANGED:
        changed = sorted(set(one.facts["changed"]) - _OWN_FIELDS)
        event, payload = EventType.SPEAKER_UPDATED, {**payload, "changed": changed}
        if "assigned_bucket" in changed and one.facts["assigned_bucket"] is not None:
            _announce_bucket(store, one)
    store.log.emit(event, aggregate=ref, payload=payload)


def _announce_bucket(store: Store, one: Reverted) -> None:
    payload = {
        "speaker": one.facts["speaker"],
        "version": one.facts["version"],
        "before": one.facts["was_bucket"],
        "after": one.facts["assigned_bucket"],
        "made_by": BY_UNDO,
    }
    event = EventType.SPEAKER_BUCKET_REASSIGNED
    store.log.emit(event, aggregate=one.facts["speaker"], payload=payload)

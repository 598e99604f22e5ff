"""The audit trail: what is in it, whether it is whole, and that somebody read a note."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from draftgenie.domain.audit import Head, read_head
from draftgenie.errors import StoreError, UsageError

if TYPE_CHECKING:
    from draftgenie.domain.audit import AuditRow
    from draftgenie.ports import Store
    from draftgenie.ports.audit import AuditQuery
    from draftgenie.ports.store import Page


@dataclass(frozen=True, slots=True)
class Verified:
    """A trail that is whole: how many rows, and its head to be kept elsewhere."""

    rows: int
    head: str | None
    anchored: bool


def list_(*, store: Store, query: AuditQuery, page: Page) -> tuple[list[AuditRow], int]:
    """The rows of a page, newest first, and how many there are on all pages."""
    return store.audits.list(query, page), store.audits.count(query)


def record_reading(store: Store, action: str, subject: str, **detail: Any) -> None:
    """Write that text of a note was handed out, before it is; a long build is not waited for.

    Args:
        store: whose audit trail it is.
        action: what was read, as `noun.verb`.
        subject: the id of the item, note or correction; never text.
        detail: ids and figures.
    """
    store.audits.add_reading(action, subject=subject, detail=detail)


def verify(*, store: Store, anchor: str | None = None) -> Verified:
    """How long the trail is, if every row is as it was written and none is missing.

    Whoever can write the file can also make the whole chain anew; only a head that was kept
    elsewhere finds that out.

    Args:
        store: whose trail it is.
        anchor: an earlier head, as `SEQ:HASH`, that must stand in the trail.

    Raises:
        UsageError: the anchor is none.
        StoreError: a row was changed, moved, put in or taken out, at the row named, or the
            anchor does not stand in the trail.
    """
    known = None if anchor is None else _read_anchor(anchor)
    broken = store.log.verify_audit()
    if broken is not None:
        msg = f"the audit trail is broken at row {broken}"
        raise StoreError(msg, hint="see who may write in the data folder; compare with a backup")
    if known is not None and store.audits.hash_at(known.seq) != known.hash:
        msg = f"the audit trail does not hold the row {known.seq} that was written down"
        raise StoreError(msg, hint="the trail was made anew since; compare with a backup")
    head = store.audits.head()
    return Verified(
        rows=head.seq if head else 0,
        head=None if head is None else str(head),
        anchored=known is not None,
    )


def _read_anchor(text: str) -> Head:
    try:
        return read_head(text)
    except ValueError as error:
        msg = f"the anchor {text!r} {error}"
        raise UsageError(msg, hint="give SEQ:HASH as audit verify prints it") from None

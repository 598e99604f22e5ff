"""Records that were set aside: looked at, tried again, dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftgenie.domain.setaside import set_aside_id
from draftgenie.errors import NotFoundError, Reject
from draftgenie.pipeline.ingest import Row
from draftgenie.services import ingest
from draftgenie.services.audit import record_reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from draftgenie.domain.setaside import SetAside
    from draftgenie.ports import Clock, Store
    from draftgenie.ports.quarantine import SetAsideQuery
    from draftgenie.ports.store import Page

    ReadLine = Callable[[SetAside, bytes], Row]
    """The row that the bytes of a record are read as, as if its source were read again."""


@dataclass(frozen=True, slots=True)
class Retried:
    """What became of the records that were tried again: `tried` is `passed` and `kept` together.

    The others count what the passed ones brought, as an ingest does.
    """

    tried: int
    passed: int
    kept: int
    added: int
    updated: int
    unchanged: int
    speakers_added: int
    pairs_completed: int


def list_(*, store: Store, query: SetAsideQuery, page: Page) -> tuple[list[SetAside], int]:
    """The records of a page, and how many there are on all pages."""
    return store.quarantine.list(query, page), store.quarantine.count(query)


def show(*, store: Store, record_id: str) -> SetAside:
    """One record set aside, without what it says.

    Raises:
        NotFoundError: there is no such record.
    """
    found = store.quarantine.get(record_id)
    if found is None:
        msg = f"no record {record_id!r} in quarantine"
        raise NotFoundError(msg, hint="draftgenie quarantine list")
    return found


def reveal(*, store: Store, record_id: str) -> bytes:
    """The record as it came; that it was read is in the audit trail first.

    Raises:
        NotFoundError: there is no such record.
    """
    found = show(store=store, record_id=record_id)
    record_reading(store, "quarantine.show", found.id, bytes=found.n_bytes)
    return store.quarantine.contents(found.id).raw


def chosen(*, store: Store, ids: Sequence[str], query: SetAsideQuery) -> list[SetAside]:
    """The records with these ids; without ids, those that the query means.

    Raises:
        NotFoundError: one of the ids is not there.
    """
    if ids:
        return [show(store=store, record_id=one) for one in dict.fromkeys(ids)]
    return store.quarantine.list(query)


def drop(*, store: Store, ids: Sequence[str]) -> int:
    """Delete records for good; how many were there."""
    with store.atomic():
        n = store.quarantine.drop(ids)
        if n:
            store.log.audit("quarantine.drop", subject="quarantine", detail={"dropped": n})
        return n


def retry(
    *,
    store: Store,
    clock: Clock,
    records: Sequence[SetAside],
    options: ingest.Options,
    read_line: ReadLine,
    on_reject: Callable[[Row, Reject], None] | None = None,
) -> Retried:
    """Feed records through ingest again; those that pass leave the quarantine.

    Those that do not stay, with the reason that holds now. A record that could be read is tried
    with its values; one that could not is read again as a line.

    Args:
        store: where everything is.
        clock: the time.
        records: which ones, in order.
        options: how they are taken; records are always taken one by one.
        read_line: reads the bytes of a record.
        on_reject: called with each record that cannot be taken now either.
    """
    failed: set[str] = set()

    def note_failed(row: Row, reject: Reject) -> None:
        failed.add(set_aside_id(source=row.source, line=row.line, raw=row.raw))
        if on_reject is not None:
            on_reject(row, reject)

    with store.atomic():
        done = ingest.ingest(
            store=store,
            clock=clock,
            rows=_rows(store, records, read_line),
            options=options,
            on_reject=note_failed,
        )
        passed = [record.id for record in records if record.id not in failed]
        store.quarantine.drop(passed)
        detail = {"tried": len(records), "passed": len(passed)}
        store.log.audit("quarantine.retry", subject="quarantine", detail=detail)
    return Retried(
        tried=len(records),
        passed=len(passed),
        kept=len(failed),
        added=done.added,
        updated=done.updated,
        unchanged=done.unchanged,
        speakers_added=done.speakers_added,
        pairs_completed=done.pairs_completed,
    )


def _rows(store: Store, records: Sequence[SetAside], read_line: ReadLine) -> Iterator[Row]:
    for record in records:
        contents = store.quarantine.contents(record.id)
        if contents.fields is None:
            yield read_line(record, contents.raw)
        else:
            yield Row(record.source, record.line, contents.raw, contents.fields, record.offset)

"""Pulling: new records of a source, stored together with how far it was read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from draftgenie.domain.event import EventType
from draftgenie.domain.notice import Notices
from draftgenie.errors import ConflictError, Reject
from draftgenie.pipeline.ingest import Defaults, read_record
from draftgenie.services import ingest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from draftgenie.domain.notice import Notice
    from draftgenie.domain.source import Source
    from draftgenie.pipeline.ingest import Row
    from draftgenie.ports import Clock, Store

N_TESTED = 100
"""Records that a test of a source looks at, at most a batch more."""


class Reader(Protocol):
    """Gives what is new in a source, in batches with the marks that hold after each."""

    def read(
        self, cursor: Mapping[str, str]
    ) -> Iterator[tuple[list[Row], Mapping[str, str | None]]]:
        """Batches of rows that are new since the cursor, each with the marks to set with it."""
        ...


@dataclass(frozen=True, slots=True)
class Pulled:
    """What came from one source; the records add up as those of an ingest do."""

    source: str
    records: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    speakers_added: int = 0
    drafts_added: int = 0
    finals_added: int = 0
    pairs_completed: int = 0
    held: int = 0
    warnings: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Tested:
    """How many of the first records of a source are good, and what is wrong with the others."""

    source: str
    records: int
    good: int
    faults: tuple[str, ...]


def pull(
    source: Source,
    reader: Reader,
    *,
    store: Store,
    clock: Clock,
    on_reject: Callable[[Row, Reject], None] | None = None,
) -> Pulled:
    """What is new in a source, stored; bad records go to quarantine.

    Each batch is stored in one transaction with the marks that hold after it, so a pull that was
    cut off goes on where it stopped.

    Raises:
        SourceError: the source is not there or answers unusably; what came before is kept.
        DeniedError: the source does not let us in.
        ConflictError: another process pulled from the source meanwhile.
    """
    cursor = store.sources.cursor(source.name)
    counts: Counter[str] = Counter()
    notices = Notices()
    for rows, marks in reader.read(cursor):
        with store.atomic():
            if store.sources.cursor(source.name) != cursor:
                msg = f"another process is pulling from source {source.name!r}"
                raise ConflictError(msg, hint="wait until it has ended")
            done = _take(source, rows, store=store, clock=clock, on_reject=on_reject)
            store.sources.move(source.name, marks)
        counts += _counts(done, rows)
        notices.add(done.warnings)
        cursor = _moved(cursor, marks)
    pulled = Pulled(source.name, **counts, warnings=notices.all())
    _tell(source, pulled, store=store, clock=clock)
    return pulled


def pull_past(
    speakers: Collection[str],
    *,
    store: Store,
    clock: Clock,
    open_reader: Callable[[Source], Reader],
) -> int:
    """Fetch what sources hold of new speakers and left out before; how many records were new.

    A source that adds unknown speakers by itself leaves nothing out. The others are read from
    their beginning, and their cursors stay.
    """
    counts: Counter[str] = Counter()
    for source in store.sources.list() if speakers else ():
        if source.create_speakers or not store.sources.cursor(source.name):
            continue
        for rows, _ in open_reader(source).read({}):
            own = [row for row in rows if _speaker(row, source) in speakers]
            counts += _counts(_take(source, own, store=store, clock=clock), own)
    return counts["added"]


def test(source: Source, reader: Reader) -> Tested:
    """Look at the first records of a source; nothing is stored.

    Raises:
        SourceError: the source is not there or answers unusably.
        DeniedError: the source does not let us in.
    """
    n, faults = 0, []
    for rows, _ in reader.read({}):
        for row in rows:
            n += 1
            record = read_record(row, Defaults(source.speaker, source.draft_kind))
            if isinstance(record, Reject):
                faults.append(f"{record.place}: {record.reason}")
        if n >= N_TESTED:
            break
    return Tested(source.name, n, n - len(faults), tuple(faults))


def _take(
    source: Source,
    rows: list[Row],
    *,
    store: Store,
    clock: Clock,
    on_reject: Callable[[Row, Reject], None] | None = None,
) -> ingest.Ingested:
    if not rows:
        return ingest.Ingested()
    options = ingest.Options(
        Defaults(source.speaker, source.draft_kind),
        create_speakers=source.create_speakers,
        replace=source.replace,
        skip=True,
    )
    return ingest.ingest(store=store, clock=clock, rows=rows, options=options, on_reject=on_reject)


def _counts(done: ingest.Ingested, rows: list[Row]) -> Counter[str]:
    names = (name for name in Pulled.__dataclass_fields__ if hasattr(done, name))
    counts = {name: getattr(done, name) for name in names if name != "warnings"}
    return Counter(counts) + Counter(records=len(rows))


def _moved(cursor: Mapping[str, str], marks: Mapping[str, str | None]) -> dict[str, str]:
    both: dict[str, Any] = {**cursor, **marks}
    return {mark: value for mark, value in both.items() if value is not None}


def _speaker(row: Row, source: Source) -> Any:
    if not isinstance(row.fields, dict):
        return None
    return row.fields.get("speaker", source.speaker)


def _tell(source: Source, done: Pulled, *, store: Store, clock: Clock) -> None:
    with store.atomic():
        known = store.sources.get(source.name)
        if known is None:
            return
        store.sources.put(replace(known, pulled_at=clock.now()))
        if done.records:
            payload = {
                "source": source.name,
                "records": done.records,
                "added": done.added,
                "rejected": done.rejected,
            }
            store.log.emit(EventType.SOURCE_PULLED, aggregate=source.name, payload=payload)

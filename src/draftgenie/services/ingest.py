"""Ingest: checked records become items, drafts and final notes, each once."""

from __future__ import annotations

from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from draftgenie.domain.draft import (
    Draft,
    FinalNote,
    Item,
    Kind,
    draft_id,
    final_id,
    item_id,
)
from draftgenie.domain.event import EventType
from draftgenie.domain.speaker import Speaker
from draftgenie.errors import Exit, Reject, bad_records
from draftgenie.pipeline.ingest import RECORD_FIELDS, Defaults, Record, Row, read_record
from draftgenie.services._aside import set_aside
from draftgenie.services._oddities import Oddities
from draftgenie.services.held import hold_unlike
from draftgenie.services.onboard import onboard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from draftgenie.domain.notice import Notice
    from draftgenie.ports import Clock, Store

BATCH = 500
"""Records that one transaction holds when bad ones are set aside."""


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of the records of an input, and what they brought.

    `added`, `updated`, `unchanged` and `rejected` add up to the records; one is `updated` when
    it replaced a text or filled in a fact of an item that was there. A pair is completed when
    the second of a draft and its final note comes; those of them that seem to be two different
    notes are `held` for review. `warnings` are about records that were taken all the same.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    speakers_added: int = 0
    drafts_added: int = 0
    finals_added: int = 0
    pairs_completed: int = 0
    held: int = 0
    dry_run: bool = False
    warnings: tuple[Notice, ...] = ()

    @property
    def writes(self) -> bool:
        """Whether anything in the store changed."""
        return bool(self.added or self.updated)


@dataclass(frozen=True, slots=True)
class Options:
    """How an input is taken.

    With `skip`, bad records are set aside and the rest is stored batch by batch; without it
    everything is stored together or nothing is. `replace` makes a text that differs from the
    stored one the current one, and a fact that differs the fact. `dry_run` stores nothing.
    `strict` refuses unknown fields; `fix_mojibake` mends text that was decoded wrongly once.
    """

    defaults: Defaults = field(default_factory=Defaults)
    create_speakers: bool = False
    replace: bool = False
    skip: bool = False
    dry_run: bool = False
    strict: bool = False
    fix_mojibake: bool = False


class _DryRunError(Exception):
    """Undoes the transaction of a dry run."""


def ingest(
    *,
    store: Store,
    clock: Clock,
    rows: Iterable[Row],
    options: Options,
    on_reject: Callable[[Row, Reject], None] | None = None,
) -> Ingested:
    """What the rows brought; they are read one by one, and a text is held only while it is.

    Args:
        store: where records go.
        clock: the time.
        rows: the records as a file gives them.
        options: how they are taken.
        on_reject: called with each record that cannot be taken.

    Raises:
        BadRecordsError: records cannot be taken, and `options.skip` is false; nothing is stored.
        NotFoundError: the same, and every one of them names a speaker that is not there.
        ConflictError: the same, and every one of them differs from what is stored.
    """
    run = _Run(store, clock, options, on_reject or _ignore)
    counts: Counter[str] = Counter()
    try:
        with store.atomic() if options.dry_run else nullcontext():
            counts = run.in_batches(rows) if options.skip else run.together(rows)
            if options.dry_run:
                raise _DryRunError  # noqa: TRY301 - the way out of a transaction is an error
    except _DryRunError:
        pass
    return Ingested(**counts, dry_run=options.dry_run, warnings=run.oddities.notices.all())


def _ignore(_row: Row, _reject: Reject) -> None:
    pass


@dataclass(frozen=True, slots=True)
class _Known:
    """What the store has of an item."""

    item: Item | None = None
    drafts: dict[Kind, Draft] = field(default_factory=dict)
    final: FinalNote | None = None

    @property
    def n_pairs(self) -> int:
        """Drafts that have a final note."""
        return len(self.drafts) if self.final is not None else 0


class _Run:
    """One ingest: its counts, and the speakers it has met."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        options: Options,
        on_reject: Callable[[Row, Reject], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._options = options
        self._on_reject = on_reject
        self._speakers: dict[str, Speaker | None] = {}
        self._counts: Counter[str] = Counter()
        self.oddities = Oddities(store, fix=options.fix_mojibake)

    def together(self, rows: Iterable[Row]) -> Counter[str]:
        """The counts of all rows, in one transaction."""
        with self._store.atomic():
            rejects = [reject for _, reject in self._take_all(rows)]
            if rejects:
                raise bad_records(rejects)
            self._audit()
        return self._counts

    def in_batches(self, rows: Iterable[Row]) -> Counter[str]:
        """The counts of all rows, a transaction for each batch; bad rows go to quarantine."""
        source = iter(rows)
        total: Counter[str] = Counter()
        n_read = BATCH
        while n_read == BATCH:
            self._counts = Counter()
            # Between two batches another process may have removed a speaker.
            self._speakers = {}
            with self._store.atomic():
                for row, reject in self._take_all(islice(source, BATCH)):
                    set_aside(self._store, row, reject, self._options.defaults)
                self._audit()
            n_read = sum(self._counts[name] for name in _OF_RECORDS)
            total += self._counts
        return total

    def _take_all(self, rows: Iterable[Row]) -> Iterator[tuple[Row, Reject]]:
        for row in rows:
            reject = self._take(row)
            if reject is not None:
                self._counts["rejected"] += 1
                self._on_reject(row, reject)
                yield row, reject

    def _take(self, row: Row) -> Reject | None:
        record = read_record(row, self._options.defaults)
        if isinstance(record, Reject):
            return record
        fault = self._field_fault(row, record) or self._speaker_fault(row, record)
        if fault is not None:
            return fault
        record = self.oddities.look_at(row, record)
        known = self._known(record)
        differing = _differing(record, known)
        if differing and not self._options.replace:
            reason = f"item {record.item!r} is stored with another {' and '.join(differing)}"
            hint = "--replace makes what is given the current one; old texts stay as revisions"
            return replace(
                row.reject(reason, hint=hint, item=record.item), exit_code=Exit.CONFLICT
            )
        if known.item is None:
            self.oddities.new_item(row, record)
        self._keep(record, known, replaces=bool(differing))
        return None

    def _field_fault(self, row: Row, record: Record) -> Reject | None:
        unknown = (row.fields.keys() if isinstance(row.fields, dict) else set()) - RECORD_FIELDS
        if not unknown or not self._options.strict:
            return None
        reason = f"has {len(unknown)} unknown field{'s' if len(unknown) > 1 else ''}"
        return row.reject(reason, hint="leave it out, or leave out --strict", item=record.item)

    def _speaker_fault(self, row: Row, record: Record) -> Reject | None:
        ref = record.speaker
        if ref not in self._speakers:
            self._speakers[ref] = self._store.speakers.get(ref)
        speaker = self._speakers[ref]
        if speaker is None and self._options.create_speakers:
            self.oddities.new_speaker(row, ref)
            new = Speaker(ref=ref, name=ref)
            self._speakers[ref] = onboard(store=self._store, clock=self._clock, speaker=new)
            self._counts["speakers_added"] += 1
            return None
        if speaker is None:
            hint = "add the speaker first, or let --create-speakers do it"
            other = self.oddities.alike.other(ref)
            if other is not None:
                hint = f"it looks like {other!r}, which is another reference; {hint}"
            reason = f"no speaker {ref!r} in this store"
            fault = row.reject(reason, hint=hint, item=record.item)
        elif speaker.removed_at is not None:
            fault = row.reject(
                f"speaker {ref!r} was removed",
                hint=f"draftgenie speaker restore {ref}",
                item=record.item,
            )
        else:
            return None
        return replace(fault, exit_code=Exit.NOT_FOUND)

    def _known(self, record: Record) -> _Known:
        drafts = self._store.drafts
        item = drafts.get_item(speaker=record.speaker, item=record.item)
        if item is None:
            return _Known()
        current = {draft.kind: draft for draft in drafts.current(item.id)}
        return _Known(item, current, drafts.final(item.id))

    def _keep(self, record: Record, known: _Known, *, replaces: bool) -> None:
        item = Item(
            item_id(speaker=record.speaker, item=record.item),
            record.speaker,
            record.item,
            record.dictated_at,
            record.worktype,
            record.duration_s,
            record.metadata,
            created_at=self._clock.now(),
        )
        fills = _fills(record, known.item) or (replaces and known.item is not None)
        if known.item is None or fills:
            self._store.drafts.put_item(item, replace=replaces)
        drafts, final = dict(known.drafts), known.final
        old = drafts.get(record.kind)
        if record.draft is not None and (old is None or old.text != record.draft):
            drafts[record.kind] = self._keep_draft(record, record.draft, item, old)
        if record.final is not None and (final is None or final.text != record.final):
            final = self._keep_final(record, record.final, item, final)
        brings = drafts != known.drafts or final is not known.final
        status = "updated" if replaces or (fills and not brings) else "added"
        self._counts[status if fills or brings else "unchanged"] += 1
        self._counts["pairs_completed"] += _Known(item, drafts, final).n_pairs - known.n_pairs
        if final is not None and brings:
            self._counts["held"] += hold_unlike(self._store, drafts.values(), final)

    def _keep_draft(self, record: Record, text: str, item: Item, old: Draft | None) -> Draft:
        draft = Draft(
            draft_id(speaker=record.speaker, item=record.item, kind=record.kind, text=text),
            item.id,
            record.speaker,
            record.item,
            record.kind,
            text,
            created_at=item.created_at,
            dictated_at=record.dictated_at,
        )
        self._store.drafts.add(draft)
        self._counts["drafts_added"] += 1
        self._emit(EventType.DRAFT_INGESTED, draft, draft.kind, old)
        return draft

    def _keep_final(
        self, record: Record, text: str, item: Item, old: FinalNote | None
    ) -> FinalNote:
        final = FinalNote(
            final_id(speaker=record.speaker, item=record.item, text=text),
            item.id,
            record.speaker,
            record.item,
            text,
            created_at=item.created_at,
        )
        self._store.drafts.add_final(final)
        self._counts["finals_added"] += 1
        self._emit(EventType.FINAL_INGESTED, final, Kind.FINAL, old)
        return final

    def _emit(
        self,
        event: EventType,
        new: Draft | FinalNote,
        kind: Kind,
        old: Draft | FinalNote | None,
    ) -> None:
        payload = {
            "speaker": new.speaker,
            "item": new.item,
            "item_id": new.item_id,
            "kind": kind.value,
            "replaces": None if old is None else old.id,
        }
        self._store.log.emit(event, aggregate=new.id, payload=payload)

    def _audit(self) -> None:
        if self._counts["added"] or self._counts["updated"] or self._counts["rejected"]:
            self._store.log.audit("draft.ingest", subject="drafts", detail=dict(self._counts))


_OF_RECORDS = ("added", "updated", "unchanged", "rejected")
_FACTS = ("dictated_at", "worktype", "duration_s")


def _differing(record: Record, known: _Known) -> list[str]:
    """What the record says otherwise than the store does."""
    names = []
    draft = known.drafts.get(record.kind)
    if record.draft is not None and draft is not None and draft.text != record.draft:
        names.append("draft")
    if record.final is not None and known.final is not None and known.final.text != record.final:
        names.append("final")
    item = known.item
    if item is None:
        return names
    for name in _FACTS:
        said, stored = getattr(record, name), getattr(item, name)
        if said is not None and stored is not None and said != stored:
            names.append(name)
    if any(item.metadata.get(key, value) != value for key, value in record.metadata.items()):
        names.append("metadata")
    return names


def _fills(record: Record, item: Item | None) -> bool:
    """Whether the record knows a fact that the stored item has not."""
    if item is None:
        return False
    news = any(getattr(record, n) is not None and getattr(item, n) is None for n in _FACTS)
    return news or not record.metadata.keys() <= item.metadata.keys()

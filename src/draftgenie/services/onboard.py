"""Speakers come in: one by one, or many from a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Any

from draftgenie.domain.event import EventType
from draftgenie.domain.speaker import Speaker, Status, clean_ref, ref_from_name
from draftgenie.errors import (
    ConflictError,
    DraftGenieError,
    Exit,
    Reject,
    UsageError,
    bad_records,
)
from draftgenie.services._alike import Likenesses
from draftgenie.services.speaker import check_buckets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from draftgenie.pipeline.ingest import Row, SpeakerFields
    from draftgenie.ports import Clock, Store

    _Take = Callable[[Row], tuple["Imported", Reject | None]]

BATCH = 500
"""Rows that one transaction holds when bad rows are left out."""


class Change(StrEnum):
    """What became of a speaker, or of a row that names one."""

    ADDED = "added"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one row of an import; `reason` also says what an added one looks like."""

    ref: str | None
    status: Change
    reason: str | None = None


def onboard(*, store: Store, clock: Clock, speaker: Speaker) -> Speaker:
    """Store a new speaker with its event; part of the current transaction."""
    now = clock.now()
    added = replace(speaker, created_at=now, updated_at=now, version=1)
    store.speakers.put(added)
    store.log.emit(
        EventType.SPEAKER_ONBOARDED,
        aggregate=added.ref,
        payload={
            "speaker": added.ref,
            "bucket": added.assigned_bucket,
            "assumed_bucket": added.assumed_bucket,
            "status": added.status.value,
        },
    )
    store.log.audit("speaker.add", subject=added.ref)
    return added


def add(
    *, store: Store, clock: Clock, given: SpeakerFields, buckets: Sequence[str]
) -> tuple[Speaker, Change]:
    """The speaker with the given facts, and whether it was added or there already.

    Args:
        store: where speakers are kept.
        clock: the time.
        given: the facts; without a reference one is made from the name.
        buckets: the names that a bucket may have.

    Raises:
        UsageError: facts are missing or name an unknown bucket.
        ConflictError: the reference exists, and a given fact differs from the stored one.
    """
    new = _from_facts(given, buckets)
    with store.atomic():
        known = store.speakers.get(new.ref)
        if known is None:
            return onboard(store=store, clock=clock, speaker=new), Change.ADDED
        _same_or_conflict(store, known, given.given)
        return known, Change.UNCHANGED


def looks_like(store: Store, ref: str) -> str:
    """What people are told of a new reference that another speaker's looks like; empty if none."""
    other = Likenesses(store).other(ref)
    return "" if other is None else f" (looks like {other!r}, another speaker)"


def _from_facts(given: SpeakerFields, buckets: Sequence[str]) -> Speaker:
    facts = given.given
    check_buckets(facts, buckets)
    name = facts.pop("name", None) or given.ref
    if not name:
        msg = "a speaker needs a name"
        raise UsageError(msg, hint="give a name, or a reference with --id")
    try:
        ref = given.ref or clean_ref(ref_from_name(name))
    except ValueError as error:
        msg = f"the reference made from the name {error}"
        raise UsageError(msg, hint="give the reference yourself with --id") from None
    status = Status(facts.pop("status", Status.ACTIVE))
    return Speaker(ref=ref, name=name, status=status, **facts)


def _same_or_conflict(store: Store, known: Speaker, facts: dict[str, Any]) -> None:
    if known.removed_at is not None:
        msg = f"speaker {known.ref!r} exists and was removed"
        raise ConflictError(msg, hint=f"draftgenie speaker restore {known.ref}")
    stored: dict[str, Any] = {key: getattr(known, key) for key in facts}
    if "metadata" in facts:
        stored["metadata"] = {k: known.metadata.get(k) for k in facts["metadata"]}
    if stored.get("assigned_bucket") != facts.get("assigned_bucket"):
        # What is given is where the speaker began; it may have moved since.
        moves = store.evaluations.moves(known.ref)
        stored["assigned_bucket"] = moves[0].before if moves else stored["assigned_bucket"]
    differing = [key for key in facts if stored[key] != facts[key]]
    if differing:
        msg = f"speaker {known.ref!r} exists and differs in {', '.join(differing)}"
        raise ConflictError(msg, hint=f"draftgenie speaker edit {known.ref}")


def import_(
    *, store: Store, clock: Clock, rows: Iterable[Row], buckets: Sequence[str], skip: bool
) -> Iterator[Imported]:
    """What became of each row, in order, as soon as it is stored for good.

    With `skip`, rows are stored in batches and bad ones are left out, so that an import that was
    cut off can simply be run again. Without it the rows are stored together or not at all: if
    any is bad, only the rejected ones are given, and then the error is raised.

    Raises:
        BadRecordsError: a row is bad, and `skip` is false.
        ConflictError: the same, and every bad row differs from a stored speaker.
    """
    alike = Likenesses(store)

    def take(row: Row) -> tuple[Imported, Reject | None]:
        done, reject = _import_row(store, clock, row, buckets)
        if done.ref is None or done.status is not Change.ADDED:
            return done, reject
        other = alike.other(done.ref)
        alike.add(done.ref)
        return (done if other is None else replace(done, reason=f"looks like {other!r}")), reject

    return _import_batches(store, rows, take) if skip else _import_all(store, rows, take)


def _import_batches(store: Store, rows: Iterable[Row], take: _Take) -> Iterator[Imported]:
    source = iter(rows)
    while True:
        with store.atomic():
            done = [take(row)[0] for row in islice(source, BATCH)]
        yield from done
        if len(done) < BATCH:
            return


def _import_all(store: Store, rows: Iterable[Row], take: _Take) -> Iterator[Imported]:
    done: list[Imported] = []
    rejects: list[Reject] = []
    try:
        with store.atomic():
            for row in rows:
                result, reject = take(row)
                done.append(result)
                if reject is not None:
                    rejects.append(reject)
            if rejects:
                raise bad_records(rejects)
    except DraftGenieError:
        yield from (result for result in done if result.status is Change.REJECTED)
        raise
    yield from done


def _import_row(
    store: Store, clock: Clock, row: Row, buckets: Sequence[str]
) -> tuple[Imported, Reject | None]:
    from draftgenie.pipeline.ingest import read_speaker

    given = read_speaker(row)
    if isinstance(given, Reject):
        return Imported(None, Change.REJECTED, given.reason), given
    try:
        speaker, change = add(store=store, clock=clock, given=given, buckets=buckets)
    except (UsageError, ConflictError) as error:
        code = Exit.CONFLICT if isinstance(error, ConflictError) else Exit.INPUT
        reject = replace(row.reject(error.message, hint=error.hint), exit_code=code)
        return Imported(given.ref, Change.REJECTED, error.message), reject
    return Imported(speaker.ref, change), None

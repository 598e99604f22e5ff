"""Speakers: list, show, edit, remove, restore, statistics, history."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from draftgenie.domain.event import EventType
from draftgenie.domain.speaker import Speaker, Status, clean_ref
from draftgenie.errors import NotFoundError, UsageError
from draftgenie.ports.store import DraftQuery, EventQuery, NoteQuery, SpeakerQuery
from draftgenie.services.draft import DraftLine, draft_line
from draftgenie.services.facts import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from draftgenie.domain.bucket import Move
    from draftgenie.domain.evaluation import Baseline, NoteScores
    from draftgenie.domain.event import Event
    from draftgenie.domain.note import GeneratedNote
    from draftgenie.pipeline.generate import Limits
    from draftgenie.pipeline.ingest import SpeakerFields
    from draftgenie.ports import Clock, Store
    from draftgenie.ports.store import Page
    from draftgenie.services.facts import Facts


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One generated note of a speaker, without its text."""

    id: str
    draft_id: str
    item: str
    confidence: float | None
    generator: str
    created_at: str


@dataclass(frozen=True, slots=True)
class Complete:
    """All that the store knows of one speaker; texts are left to `draft show` and `rag show`."""

    speaker: Speaker
    drafts: list[DraftLine]
    notes: list[NoteLine]
    evaluations: list[NoteScores]
    moves: list[Move]
    summary: dict[str, Any]
    aggregated_at: str
    baseline: Baseline | None = None


@dataclass(frozen=True, slots=True)
class Stats:
    """How many speakers there are; removed ones count only in `removed`."""

    total: int
    by_bucket: dict[str, int]
    by_assumed_bucket: dict[str, int]
    by_status: dict[str, int]
    removed: int


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry of a speaker's history."""

    at: str
    what: str
    detail: dict[str, Any] = field(default_factory=dict)


def find_speaker(store: Store, ref: str, *, removed_too: bool = False) -> Speaker:
    """The speaker with this reference.

    Raises:
        NotFoundError: there is none, or it was removed.
    """
    try:
        speaker = store.speakers.get(clean_ref(ref))
    except ValueError:
        speaker = None
    if speaker is None:
        msg = f"no speaker {ref!r} in this store"
        raise NotFoundError(msg, hint="draftgenie speaker list")
    if speaker.removed_at is not None and not removed_too:
        msg = f"speaker {speaker.ref!r} was removed"
        raise NotFoundError(msg, hint=f"draftgenie speaker restore {speaker.ref}")
    return speaker


def check_buckets(facts: dict[str, Any], buckets: Sequence[str]) -> None:
    """Check that the buckets among the facts are of the scheme.

    Raises:
        UsageError: one is not.
    """
    for key in ("assigned_bucket", "assumed_bucket"):
        if facts.get(key) is not None and facts[key] not in buckets:
            msg = f"no bucket {facts[key]!r} in this scheme"
            hint = f"buckets are {', '.join(buckets)}; the scheme is the setting bucket_scheme"
            raise UsageError(msg, hint=hint)


def list_(
    *, store: Store, query: SpeakerQuery, page: Page | None = None
) -> tuple[list[Speaker], int]:
    """The speakers of a page, and how many there are on all pages."""
    return store.speakers.list(query, page), store.speakers.count(query)


@dataclass(frozen=True, slots=True)
class Shown:
    """A speaker with what is known at one look.

    `baseline` is None before the first replay; `held_back` says why the speaker's edits are only
    suggested, and is None when they are made.
    """

    speaker: Speaker
    baseline: Baseline | None
    facts: Facts
    held_back: str | None


def show(*, store: Store, clock: Clock, ref: str, limits: Limits) -> Shown:
    """The speaker, removed or not, with the baseline and the facts.

    Raises:
        NotFoundError: there is no such speaker.
    """
    from draftgenie.services._standing import held_back

    speaker = find_speaker(store, ref, removed_too=True)
    return Shown(
        speaker,
        store.baselines.get(speaker.ref),
        facts_of(speaker.ref, store=store, now=clock.now()),
        held_back([speaker.ref], store=store, limits=limits).get(speaker.ref),
    )


def complete(*, store: Store, clock: Clock, ref: str, signature: str) -> Complete:
    """Everything about one speaker, its evaluations those of one signature.

    Raises:
        NotFoundError: there is no such speaker.
    """
    speaker = find_speaker(store, ref, removed_too=True)
    counts = store.drafts.stats(speaker=speaker.ref)
    evaluations = store.evaluations.last(speaker.ref, counts["notes"], signature=signature)
    summary = {
        **{f"total_{name}": n for name, n in counts.items()},
        "total_evaluations": len(evaluations),
        "has_metrics": bool(evaluations),
    }
    return Complete(
        speaker,
        [draft_line(d) for d in store.drafts.iter(DraftQuery(speaker=speaker.ref))],
        [_note_line(n) for n in store.notes.list(NoteQuery(speaker=speaker.ref))],
        evaluations,
        store.evaluations.moves(speaker.ref),
        summary,
        clock.now(),
        store.baselines.get(speaker.ref),
    )


def _note_line(n: GeneratedNote) -> NoteLine:
    return NoteLine(n.id, n.draft_id, n.item, n.confidence, n.generator, n.created_at)


def edit(
    *, store: Store, clock: Clock, ref: str, given: SpeakerFields, buckets: Sequence[str]
) -> tuple[Speaker, tuple[str, ...]]:
    """The speaker with the given facts changed, and the names of those that did change.

    A fact that is given as None is cleared; metadata is merged key by key, and a key given as
    None is dropped.

    Raises:
        NotFoundError: there is no such speaker.
        UsageError: a fact that cannot be, or none at all.
    """
    facts = given.changes
    if not facts:
        msg = "nothing to change was given"
        raise UsageError(msg, hint="draftgenie speaker edit --help lists what can be changed")
    if facts.get("name", "") is None:
        msg = "a name cannot be cleared"
        raise UsageError(msg)
    check_buckets(facts, buckets)
    with store.atomic():
        known = find_speaker(store, ref)
        if "metadata" in facts:
            merged = {**known.metadata, **(facts["metadata"] or {})}
            facts["metadata"] = {k: v for k, v in merged.items() if v is not None}
        if facts.get("status"):
            facts["status"] = Status(facts["status"])
        changed = tuple(key for key in sorted(facts) if getattr(known, key) != facts[key])
        if not changed:
            return known, ()
        detail = {"changed": list(changed)}
        speaker = replace(known, **{key: facts[key] for key in changed})
        return _put(store, clock, speaker, EventType.SPEAKER_UPDATED, detail), changed


def _put(
    store: Store, clock: Clock, speaker: Speaker, event: EventType, detail: dict[str, Any]
) -> Speaker:
    now = clock.now()
    stored = replace(speaker, updated_at=now, version=speaker.version + 1)
    store.speakers.put(stored)
    payload = {"speaker": stored.ref, "version": stored.version, **detail}
    store.log.emit(event, aggregate=stored.ref, payload=payload)
    store.log.audit(event.value, subject=stored.ref, detail=detail)
    return stored


def remove(*, store: Store, clock: Clock, ref: str) -> tuple[Speaker, bool]:
    """The speaker, now removed, and whether it was not so before; its records stay.

    Raises:
        NotFoundError: there is no such speaker.
    """
    with store.atomic():
        known = find_speaker(store, ref, removed_too=True)
        if known.removed_at is not None:
            return known, False
        gone = replace(known, removed_at=clock.now())
        return _put(store, clock, gone, EventType.SPEAKER_REMOVED, {"purged": False}), True


def restore(*, store: Store, clock: Clock, ref: str) -> tuple[Speaker, bool]:
    """The speaker, no longer removed, and whether it was so before.

    What its texts call for is due again: while it was removed, nothing was done about them.

    Raises:
        NotFoundError: there is no such speaker, or it was purged.
    """
    with store.atomic():
        known = find_speaker(store, ref, removed_too=True)
        if known.removed_at is None:
            return known, False
        back = replace(known, removed_at=None)
        for kind in (EventType.DRAFT_INGESTED, EventType.FINAL_INGESTED):
            store.deliveries.replay(EventQuery(type=kind, speaker=known.ref))
        return _put(store, clock, back, EventType.SPEAKER_RESTORED, {}), True


def stats(*, store: Store) -> Stats:
    """How the speakers spread over buckets and statuses; None stands for no bucket as `none`."""
    live = store.speakers.list(SpeakerQuery())
    everyone = store.speakers.count(SpeakerQuery(removed=True))
    return Stats(
        len(live),
        _counted(s.assigned_bucket for s in live),
        _counted(s.assumed_bucket for s in live),
        _counted(s.status.value for s in live),
        everyone - len(live),
    )


def _counted(names: Iterable[str | None]) -> dict[str, int]:
    return dict(sorted(Counter(name or "none" for name in names).items()))


def history(*, store: Store, ref: str) -> list[Happening]:
    """What happened to a speaker, oldest first: changes of the record, and moves with reasons.

    Raises:
        NotFoundError: there is no such speaker.
    """
    speaker = find_speaker(store, ref, removed_too=True)
    events = list(store.log.events(aggregate=speaker.ref))
    moves = _moves_of(events, store.evaluations.moves(speaker.ref))
    return [
        Happening(event.at, event.type.value, _detail(event, moves.get(event.id)))
        for event in events
    ]


def _moves_of(events: Sequence[Event], moves: Sequence[Move]) -> dict[str, Move]:
    """Event id to move, newest first; a purge or an undo takes moves and leaves their events."""
    found: dict[str, Move] = {}
    left = list(moves)
    for event in reversed(events):
        told = event.payload
        if event.type is not EventType.SPEAKER_BUCKET_REASSIGNED or not left:
            continue
        if all(
            told.get(name) == getattr(left[-1], name) for name in ("before", "after", "made_by")
        ):
            found[event.id] = left.pop()
    return found


def _detail(event: Event, move: Move | None) -> dict[str, Any]:
    """What an event says, with the reason where it is a move's."""
    if move is None:
        return event.payload
    return {name: getattr(move, name) for name in ("before", "after", "reason", "made_by")}

"""Generated notes: made from drafts, stored with their session, listed and shown."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from math import prod
from typing import TYPE_CHECKING

from draftgenie.domain.correction import Category
from draftgenie.domain.draft import Draft, Kind, content_id
from draftgenie.domain.event import EventType
from draftgenie.domain.note import GeneratedNote, Session, Step, Verdict, apply_edits
from draftgenie.errors import NotFoundError, UsageError
from draftgenie.services import _learned, embedded
from draftgenie.services._past import Past, is_past
from draftgenie.services._standing import held_back
from draftgenie.services.draft import find_item
from draftgenie.services.embedded import Corrected, History, Task

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from draftgenie.domain.note import NoteEdit
    from draftgenie.pipeline.generate import Limits
    from draftgenie.ports import ArrayStore, Clock, Store
    from draftgenie.ports.store import NoteQuery, Page
    from draftgenie.services._learned import Learned

BATCH = 256
UNNAMED = "-"
FORM_CATEGORIES = (Category.CASING, Category.PUNCTUATION)


@dataclass(frozen=True, slots=True)
class Generated:
    """A note, and whether it was made now or was there already."""

    note: GeneratedNote
    is_new: bool


def generate(
    drafts: Iterable[Draft], *, store: Store, arrays: ArrayStore, clock: Clock, limits: Limits
) -> Iterator[Generated]:
    """A note for each draft, stored as they are finished."""
    for batch, corrected, learned in correct_drafts(
        drafts, store=store, arrays=arrays, limits=limits
    ):
        yield from _store(batch, corrected, learned, store=store, clock=clock, limits=limits)


def correct_drafts(
    drafts: Iterable[Draft], *, store: Store, arrays: ArrayStore, limits: Limits
) -> Iterator[tuple[Sequence[Draft], Sequence[Corrected], Learned | None]]:
    """The embedded edits of drafts, in batches, with what was learned.

    Only what came before an item is used for it: one whose final note was learned from, or that
    was dictated before something that was, is corrected from its own past.
    """
    learned = _learned.load(store, arrays)
    if learned is None or learned.gate is None:
        for batch in _batches(drafts):
            yield batch, [Corrected((), 0, 0)] * len(batch), None
        return
    history = History(learned.counts, learned.gate, learned.form_gates, unknown=learned.unknown)
    old: list[Draft] = []
    for batch in _batches(drafts):
        late = {d.id for d in batch if is_past(d, store=store, learned=learned)}
        old += [d for d in batch if d.id in late]
        now = [d for d in batch if d.id not in late]
        yield now, _correct(now, store=store, history=history, limits=limits), learned
    if not old:
        return
    for draft, then in Past.of(store, learned).walk_back(old):
        yield [draft], _correct([draft], store=store, history=then, limits=limits), learned


def correct_text(
    text: str, *, speaker: str, store: Store, arrays: ArrayStore, limits: Limits
) -> GeneratedNote:
    """The note for a draft that is not in the store; nothing is written.

    Raises:
        NotFoundError: no such speaker.
    """
    person = store.speakers.get(speaker)
    if person is None:
        raise _no_speaker(speaker)
    learned = _learned.load(store, arrays)
    draft = unnamed(text, speaker=speaker)
    corrected = correct_one(draft, learned, store=store, limits=limits)
    return _note(draft, corrected, learned, limits)


def unnamed(text: str, *, speaker: str) -> Draft:
    """A draft that is not in the store."""
    return Draft(
        id=content_id("drf", speaker, UNNAMED, text),
        item_id="",
        speaker=speaker,
        item=UNNAMED,
        kind=Kind.ASR,
        text=text,
    )


def correct_one(
    draft: Draft, learned: Learned | None, *, store: Store, limits: Limits
) -> Corrected:
    """The embedded edits of a draft that is not in the store."""
    if learned is None or learned.gate is None:
        return Corrected((), 0, 0)
    history = History(learned.counts, learned.gate, learned.form_gates, unknown=learned.unknown)
    return _correct([draft], store=store, history=history, limits=limits)[0]


def _no_speaker(ref: str) -> NotFoundError:
    return NotFoundError(f"no speaker {ref!r} in this store", hint="draftgenie speaker list")


def _batches(drafts: Iterable[Draft]) -> Iterator[list[Draft]]:
    rest = iter(drafts)
    while batch := list(itertools.islice(rest, BATCH)):
        yield batch


def _correct(
    drafts: Sequence[Draft], *, store: Store, history: History, limits: Limits
) -> list[Corrected]:
    people = {ref: store.speakers.get(ref) for ref in {d.speaker for d in drafts}}
    tasks = [
        Task(d.speaker, person.specialty if (person := people[d.speaker]) else None, d.text)
        for d in drafts
    ]
    return _within_budget(tasks, store=store, history=history, limits=limits) if tasks else []


def _within_budget(
    tasks: Sequence[Task], *, store: Store, history: History, limits: Limits
) -> list[Corrected]:
    """The edits of each task, suggested only where the speaker is held back."""
    held = held_back({task.speaker for task in tasks}, store=store, limits=limits)
    return embedded.correct(tasks, store=store, history=history, limits=limits, held=held)


def _store(
    drafts: Sequence[Draft],
    corrected: Sequence[Corrected],
    learned: Learned | None,
    *,
    store: Store,
    clock: Clock,
    limits: Limits,
) -> list[Generated]:
    made = []
    with store.atomic():
        for draft, result in zip(drafts, corrected, strict=True):
            note = _note(draft, result, learned, limits)
            current = store.notes.for_draft(draft.id)
            if current is not None and current.id == note.id:
                made.append(Generated(current, is_new=False))
                continue
            note = replace(note, created_at=clock.now())
            made.append(keep(note, _session(note, result, learned, limits), store=store))
        if n_new := sum(one.is_new for one in made):
            store.log.audit("note.generate", subject="notes", detail={"notes": n_new})
        store.deliveries.generated(draft.id for draft in drafts)
    return made


def keep(note: GeneratedNote, session: Session, *, store: Store) -> Generated:
    """Store a note as its draft's current one, with its session and its event."""
    with store.atomic():
        store.notes.add(note, session)
        store.log.emit(
            EventType.NOTE_GENERATED,
            aggregate=note.id,
            payload={
                "speaker": note.speaker,
                "item_id": note.item_id,
                "draft_id": note.draft_id,
                "generator": note.generator,
                "n_edits": len(note.applied),
                "confidence": note.confidence,
            },
            causation_id=store.log.cause(EventType.DRAFT_INGESTED, aggregate=note.draft_id),
        )
    return Generated(note, is_new=True)


def _note(
    draft: Draft, result: Corrected, learned: Learned | None, limits: Limits
) -> GeneratedNote:
    state = (learned.name if learned else "", repr(limits), repr(result.edits))
    note_id = content_id("not", draft.id, embedded.NAME, *state)
    return note_of(draft, result.edits, generator=embedded.NAME, note_id=note_id)


def note_of(
    draft: Draft, edits: tuple[NoteEdit, ...], *, generator: str, note_id: str
) -> GeneratedNote:
    """The note that some edits make of a draft."""
    applied = tuple(e for e in edits if e.verdict is Verdict.APPLIED)
    words = [e.confidence for e in applied if e.category not in FORM_CATEGORIES]
    return GeneratedNote(
        id=note_id,
        draft_id=draft.id,
        item_id=draft.item_id,
        speaker=draft.speaker,
        item=draft.item,
        text=apply_edits(draft.text, applied),
        confidence=round(prod(words), 4) if words else None,
        edits=edits,
        generator=generator,
        session_id=content_id("ses", note_id),
    )


def _session(
    note: GeneratedNote, result: Corrected, learned: Learned | None, limits: Limits
) -> Session:
    n = {verdict: sum(e.verdict is verdict for e in note.edits) for verdict in Verdict}
    steps = (
        Step(
            "context",
            "done",
            {
                "learned": learned.name if learned else None,
                "pairs": learned.n_pairs if learned else 0,
                "corrections": result.n_rules,
            },
        ),
        Step("candidates", "done", {"candidates": result.n_candidates}),
        Step(
            "decision",
            "done",
            {
                "min_confidence": limits.min_confidence,
                "min_gain": limits.min_gain,
                "max_harm": limits.max_harm,
                "max_note_harm": limits.max_note_harm,
                "max_speaker_harm": limits.max_speaker_harm,
                "applied": n[Verdict.APPLIED],
                "suggested": n[Verdict.SUGGESTED],
            },
        ),
        Step("guard", "done", {"refused": n[Verdict.REFUSED]}),
    )
    return Session(
        id=note.session_id,
        draft_id=note.draft_id,
        speaker=note.speaker,
        generator=note.generator,
        status="complete",
        steps=steps,
        note_id=note.id,
        created_at=note.created_at,
    )


def listing(
    *, store: Store, query: NoteQuery, page: Page | None
) -> tuple[list[GeneratedNote], int]:
    """Current notes without their edits, and how many there are in all."""
    return store.notes.list(query, page), store.notes.count(query)


def show(name: str, *, store: Store, speaker: str | None = None) -> GeneratedNote:
    """The note with this id, or the current one of the item with this name, with its edits.

    Raises:
        NotFoundError: no such note.
        UsageError: several notes have a claim to the name.
    """
    note = store.notes.get(name)
    if note is not None:
        return note
    try:
        item = find_item(store, name, speaker=speaker)
    except NotFoundError:
        msg = f"no note {name!r} in this store"
        raise NotFoundError(msg, hint="draftgenie rag list") from None
    drafts = store.drafts.current(item.id)
    notes = [note for d in drafts if (note := store.notes.for_draft(d.id)) is not None]
    if not notes:
        msg = f"no note was generated for item {item.item!r}"
        raise NotFoundError(msg, hint=f"draftgenie rag generate --item {item.item}")
    if len(notes) > 1:
        msg = f"item {item.item!r} has {len(notes)} notes, one for each of its drafts"
        raise UsageError(msg, hint=f"say which: {', '.join(n.id for n in notes)}")
    return notes[0]


def session(name: str, *, store: Store, speaker: str | None = None) -> Session:
    """How the note came to be, step by step.

    Raises:
        NotFoundError: no such note, or its session is not kept.
        UsageError: several notes have a claim to the name.
    """
    note = show(name, store=store, speaker=speaker)
    found = store.notes.session(note.session_id)
    if found is None:
        msg = f"no session for note {note.id!r}"
        raise NotFoundError(msg, hint="draftgenie rag list")
    return found

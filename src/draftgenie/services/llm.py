"""Notes with a language model's help: the embedded note first, then what the model may add."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from draftgenie.domain.draft import content_id
from draftgenie.domain.note import GeneratedNote, Session
from draftgenie.domain.term import Scope
from draftgenie.pipeline.generate.agree import Rules
from draftgenie.services import _learned, rag
from draftgenie.services._calls import Talk, converse, name
from draftgenie.services._case import Case, case_record
from draftgenie.services._context import retrieve
from draftgenie.services._trust import judge, trust_for
from draftgenie.services.agent import first_requests, work
from draftgenie.services.embedded import NAME as EMBEDDED
from draftgenie.services.embedded import decided_by
from draftgenie.services.rag import Generated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from draftgenie.domain.draft import Draft
    from draftgenie.errors import ProviderError
    from draftgenie.pipeline.generate import Limits
    from draftgenie.ports import ArrayStore, Clock, Progress, Store
    from draftgenie.ports.chat import Chat, Request
    from draftgenie.services._calls import Gate
    from draftgenie.services._case import Context, Plan
    from draftgenie.services._context import Shelf
    from draftgenie.services._learned import Learned
    from draftgenie.services._trust import Judged
    from draftgenie.services.agent import Outcome
    from draftgenie.services.embedded import Corrected

NAME = "llm-1"
FALLBACK = f"{EMBEDDED} for {NAME}"
COMPLETE, FELL_BACK = "complete", "fallback"
AT_ONCE = 16
"""Drafts that are worked at side by side; their notes are stored together."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model and how it is used.

    `settings` is how it is asked, for the record. With `strict` the first failure of the provider
    ends everything; otherwise that note is the embedded one.
    """

    chat: Chat
    gate: Gate
    plan: Plan
    settings: dict[str, Any]
    n_at_once: int = 2
    strict: bool = False

    @property
    def generator(self) -> str:
        """What stands in a note that it has worked at."""
        return f"{NAME}:{self.chat.model}"


@dataclass(frozen=True, slots=True)
class Means:
    """What notes are made with besides a model; `shelf` is where context is looked for."""

    store: Store
    arrays: ArrayStore
    clock: Clock
    progress: Progress
    limits: Limits
    shelf: Shelf


@dataclass(frozen=True, slots=True)
class Made(Generated):
    """A note, why it is the embedded one instead, if it is, and what its calls cost."""

    failure: ProviderError | None = None
    spent: Mapping[str, Any] | None = None


class Consulted:
    """Words of term lists; keeps those that were asked for and are on one."""

    def __init__(self, words: frozenset[str]) -> None:
        self._words = words
        self.found: set[str] = set()

    def __contains__(self, words: object) -> bool:
        if words not in self._words:
            return False
        self.found.add(str(words))
        return True


@dataclass(frozen=True, slots=True)
class _Work:
    """One draft with its case, and what the case is known by."""

    draft: Draft
    case: Case
    terms: Consulted
    learned: Learned | None
    basis: str


def generate(drafts: Iterable[Draft], *, means: Means, model: Model) -> Iterator[Made]:
    """A note for each draft, stored as they are finished.

    A note that was made from the same draft, history, model and settings is there already, and
    nothing is sent for it.

    Raises:
        ProviderError: the provider failed, and the model is strict.
        DeniedError: text of a speaker may not be sent to the provider.
    """
    for works in _works(drafts, means, model):
        known = {w.draft.id: note for w in works if (note := _known(w, means.store)) is not None}
        talks = [_talk(w) for w in works if w.draft.id not in known]
        converse(
            talks,
            chat=model.chat,
            gate=model.gate,
            n_at_once=model.n_at_once,
            progress=means.progress,
        )
        done = iter(talks)
        for one in works:
            if one.draft.id in known:
                yield Made(known[one.draft.id], is_new=False)
            else:
                yield _keep(one, next(done), means, model)


def correct(draft: Draft, *, means: Means, model: Model) -> Made:
    """The note for a draft that is not in the store; no note is written.

    Raises:
        ProviderError: the provider failed, and the model is strict.
        DeniedError: text of the speaker may not be sent to the provider.
    """
    learned = _learned.load(means.store, means.arrays)
    corrected = rag.correct_one(draft, learned, store=means.store, limits=means.limits)
    judged = judge(means.store, generator=model.generator)
    one = _prepare([(draft, corrected, learned)], means, model, judged)[0]
    talk = _talk(one)
    converse([talk], chat=model.chat, gate=model.gate, n_at_once=1, progress=means.progress)
    outcome = _outcome(talk, model)
    note = _note(one, outcome, model)
    return Made(note, is_new=True, failure=outcome.failure, spent=_spent(talk))


def preview(
    drafts: Iterable[Draft], *, means: Means, model: Model
) -> Iterator[tuple[Draft, Request]]:
    """What would be sent first for each draft, exactly as it would go out; nothing is sent.

    What is sent later hangs on the answers.
    """
    for works in _works(drafts, means, model):
        for one in works:
            for request in first_requests(one.case):
                yield one.draft, model.gate(request, speaker=one.draft.speaker).request


def _works(drafts: Iterable[Draft], means: Means, model: Model) -> Iterator[list[_Work]]:
    found = rag.correct_drafts(drafts, store=means.store, arrays=means.arrays, limits=means.limits)
    rest = (
        (draft, corrected, learned)
        for batch, results, learned in found
        for draft, corrected in zip(batch, results, strict=True)
    )
    judged = judge(means.store, generator=model.generator)
    while some := list(itertools.islice(rest, AT_ONCE)):
        yield _prepare(some, means, model, judged)


def _prepare(
    some: Sequence[tuple[Draft, Corrected, Learned | None]],
    means: Means,
    model: Model,
    judged: Sequence[Judged],
) -> list[_Work]:
    store = means.store
    drafts = [draft for draft, _, _ in some]
    learned = some[0][2]
    contexts = retrieve(drafts, means.shelf, learned=learned)
    listed = {
        draft.speaker: _listed(draft, context, store)
        for draft, context in zip(drafts, contexts, strict=True)
    }
    works = []
    for (draft, corrected, _), context in zip(some, contexts, strict=True):
        decided, blocked = decided_by(store, draft.speaker)
        trust = trust_for(draft, judged, store=store, learned=learned)
        rules = Rules(means.limits, trust, corrected.held, blocked, decided)
        terms = Consulted(listed[draft.speaker])
        case = Case(draft.text, corrected.edits, context, rules, model.plan, terms)
        basis = _basis(case, model, listed[draft.speaker])
        works.append(_Work(draft, case, terms, learned, basis))
    return works


def _basis(case: Case, model: Model, listed: frozenset[str]) -> str:
    """A name for all that a note follows from, but for the model's answers."""
    asked = [name(request) for request in first_requests(case)]
    asked_of = [model.chat.model, model.chat.base_url, model.settings]
    told = json.dumps([case_record(case), asked_of], sort_keys=True, ensure_ascii=False)
    return content_id("bas", case.draft, told, *asked, *sorted(listed))


def _listed(draft: Draft, context: Context, store: Store) -> frozenset[str]:
    """The words of the terms that hold for a draft's speaker."""
    if not store.terms.total():
        return frozenset()
    scopes = [Scope(), Scope(speaker=draft.speaker)]
    if context.specialty is not None:
        scopes.append(Scope(specialty=context.specialty))
    return frozenset(words for scope in scopes for words in store.terms.surfaces(scope))


def _talk(one: _Work) -> Talk:
    return Talk(one.draft.speaker, one.draft.item, work(one.case))


def _known(one: _Work, store: Store) -> GeneratedNote | None:
    """The current note of the draft, when it was made from the same and did not fall back."""
    note = store.notes.for_draft(one.draft.id)
    session = None if note is None else store.notes.session(note.session_id)
    if session is None or session.record is None or session.status != COMPLETE:
        return None
    return note if session.record.get("basis") == one.basis else None


def _outcome(talk: Talk, model: Model) -> Outcome:
    if talk.outcome is None:
        msg = "a talk ends with an outcome"
        raise ValueError(msg)
    if model.strict and talk.outcome.failure is not None:
        raise talk.outcome.failure
    return talk.outcome


def _keep(one: _Work, talk: Talk, means: Means, model: Model) -> Made:
    outcome = _outcome(talk, model)
    note = replace(_note(one, outcome, model), created_at=means.clock.now())
    session = Session(
        id=note.session_id,
        draft_id=note.draft_id,
        speaker=note.speaker,
        generator=note.generator,
        status=COMPLETE if outcome.failure is None else FELL_BACK,
        steps=outcome.steps,
        note_id=note.id,
        created_at=note.created_at,
        record=_record(one, talk, model),
    )
    current = means.store.notes.for_draft(note.draft_id)
    if current is not None and current.id == note.id:
        return Made(current, is_new=False, failure=outcome.failure, spent=_spent(talk))
    with means.store.atomic():
        kept = rag.keep(note, session, store=means.store)
        means.store.log.audit("note.generate", subject=note.id, detail={"notes": 1})
        means.store.deliveries.generated((note.draft_id,))
    return Made(kept.note, kept.is_new, outcome.failure, _spent(talk))


def _record(one: _Work, talk: Talk, model: Model) -> dict[str, Any]:
    return {
        **case_record(one.case),
        "listed": sorted(one.terms.found),
        "basis": one.basis,
        "learned": one.learned.name if one.learned else None,
        "model": model.chat.model,
        "base_url": model.chat.base_url,
        "settings": model.settings,
        "calls": talk.calls,
        "spent": _spent(talk),
    }


def _spent(talk: Talk) -> dict[str, Any]:
    """What the calls for a note cost together; None where a provider does not count."""
    told = [call for call in talk.calls if "received" in call]
    spent: dict[str, Any] = {"calls": len(talk.calls)}
    for figure in ("prompt_tokens", "answer_tokens", "cost"):
        figures = [call[figure] for call in told]
        spent[figure] = None if None in figures else sum(figures)
    return spent


def _note(one: _Work, outcome: Outcome, model: Model) -> GeneratedNote:
    failure, draft = outcome.failure, one.draft
    generator = model.generator if failure is None else FALLBACK
    why = "" if failure is None else f"{failure.reason} {failure.message}"
    note_id = content_id("not", draft.id, generator, one.basis, why, repr(outcome.edits))
    return rag.note_of(draft, outcome.edits, generator=generator, note_id=note_id)

"""Evaluation: notes measured against their finals, and speakers moved between buckets."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from draftgenie.domain.draft import content_id
from draftgenie.domain.evaluation import GATED_CLASSES
from draftgenie.errors import GateError, NotFoundError
from draftgenie.ports.store import NoteQuery
from draftgenie.services._cases import SafetyCase, safety_cases
from draftgenie.services._runs import (
    Evaluated,
    HarmedNote,
    SpeakerEvaluated,
    read_keys,
    read_run,
    store_form,
)
from draftgenie.services._scoring import Job, Method, pool
from draftgenie.services.review import Reviewed, held_against

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from draftgenie.ports import Clock, Progress, Store
    from draftgenie.ports.store import Page, StoredRun
    from draftgenie.services._runs import Key

__all__ = ["Evaluated", "HarmedNote", "Method", "RunLine", "SafetyCase", "SpeakerEvaluated"]


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run as a list shows it; `lost` counts safety facts, `moved` speakers.

    `kind` is `run` for generated notes and `replay` for a history.
    """

    run_id: str
    created_at: str
    scope: str
    items: int
    draft_wer: float | None
    note_wer: float | None
    relative_gain: float | None
    ci95: tuple[float, float] | None
    better: int
    worse: int
    same: int
    lost: int
    moved: int
    signature: str
    edit_precision: float | None
    edits_saved_per_note: float | None
    kind: str


def run(
    query: NoteQuery, *, store: Store, clock: Clock, progress: Progress, method: Method
) -> Evaluated:
    """The figures of the notes that the query names, and the moves that followed.

    Every note with a final of the query's speakers is scored once, whatever the query's `last`,
    because a bucket looks at its own window of notes. Figures are over the query's notes. The
    same notes measured again by the same method are the run that is stored already: nothing is
    written and nobody moves.

    Raises:
        ModelError: the embedder cannot be used.
    """
    seen = store.log.last_seq()
    found = _evaluable_keys(store, query)
    if not found:
        return pool((), {}, {}, method=method, scope=_scope(query))
    run_id = _run_id(found, query, method)
    stored = store.evaluations.get_run(run_id)
    if stored is None:
        job = Job(run_id, found, store=store, clock=clock, method=method, seen=seen)
        wanted = [key for keys in found.values() for key in keys[-(query.last or len(keys)) :]]
        done = replace(job.work(wanted, progress, scope=_scope(query)), created_at=clock.now())
        stored = store_form(done, wanted)
        with store.atomic():
            if store.evaluations.add_run(stored):
                job.complete(done)
        stored = store.evaluations.get_run(run_id) or stored
    return _read(store, stored)


@dataclass(frozen=True, slots=True)
class Scored:
    """Notes that were scored for the first time, and speakers that moved because of them."""

    notes: int
    moved: int


def score_arrived(
    speakers: Sequence[str], *, store: Store, clock: Clock, progress: Progress, method: Method
) -> Scored:
    """Score the speakers' notes whose finals came, and reconsider their buckets.

    No run is stored: nobody asked for its figures, and they can be pooled at any time.
    """
    seen = store.log.last_seq()
    found: dict[str, list[Key]] = {}
    for ref in speakers:
        found |= _evaluable_keys(store, NoteQuery(ref))
    if not found:
        return Scored(0, 0)
    run_id = _run_id(found, NoteQuery(), method)
    job = Job(run_id, found, store=store, clock=clock, method=method, seen=seen)
    return Scored(*job.score_only(progress))


def _evaluable_keys(store: Store, query: NoteQuery) -> dict[str, list[Key]]:
    """The notes with finals of each speaker, oldest first."""
    found: dict[str, list[Key]] = {}
    wanted = NoteQuery(query.speaker, query.item, has_final=True)
    for speaker, note_id, final_id in store.notes.evaluable_ids(wanted):
        found.setdefault(speaker, []).append((note_id, final_id))
    return found


def _scope(query: NoteQuery) -> str:
    whose = "all speakers" if query.speaker is None else f"speaker {query.speaker!r}"
    item = "" if query.item is None else f", item {query.item!r}"
    each = " each" if query.speaker is None else ""
    last = "" if query.last is None else f", last {query.last} notes{each}"
    return whose + item + last


def _run_id(found: Mapping[str, Sequence[Key]], query: NoteQuery, method: Method) -> str:
    keys = sorted(" ".join(key) for keys in found.values() for key in keys)
    how = (method.full_signature, repr(method.profile), repr(method.policy))
    return content_id("run", _scope(query), *how, *keys)


def list_(*, store: Store, page: Page | None = None) -> tuple[list[RunLine], int]:
    """The runs of a page, newest first, and how many there are on all pages."""
    runs = [_line(read_run(stored)) for stored in store.evaluations.runs(page)]
    return runs, store.evaluations.count_runs()


def _line(done: Evaluated) -> RunLine:
    values = {f.name: getattr(done, f.name) for f in fields(RunLine) if hasattr(done, f.name)}
    return RunLine(**values, lost=done.n_lost, moved=done.n_moved)


def show(name: str, *, store: Store) -> Evaluated:
    """The run with this id; `latest` names the newest of generated notes.

    Raises:
        NotFoundError: there is no such run, or no run at all.
    """
    stored = store.evaluations.get_run(name)
    if stored is not None:
        return _read(store, stored)
    if name == "latest":
        msg = "nothing was evaluated in this store yet"
        raise NotFoundError(msg, hint="draftgenie evaluate run")
    msg = f"no evaluation run {name!r} in this store"
    raise NotFoundError(msg, hint="draftgenie evaluate list")


def _read(store: Store, stored: StoredRun) -> Evaluated:
    done = read_run(stored)
    return replace(done, cases=safety_cases(store, done.harmed), reviews=_reviewed(store, stored))


def _reviewed(store: Store, stored: StoredRun) -> Reviewed | None:
    """What people say of the run's notes; None when nobody says anything."""
    reviews = store.evaluations.reviews()
    keys = read_keys(stored)
    if not reviews or keys is None:
        return None
    known = store.evaluations.known(stored.signature)
    return held_against(reviews, {key[0]: known[key] for key in keys if key in known})


def check_gates(
    done: Evaluated, *, max_wer: float | None, min_gain: float | None, safety: bool = False
) -> None:
    """Hold the figures in total against thresholds; a figure that is not known meets none.

    With `safety` not one number, unit, negation, side or term may be lost.

    Raises:
        GateError: one is not met.
    """
    missed = []
    wer, gain = done.note_wer, done.relative_gain
    if max_wer is not None and not (wer is not None and wer <= max_wer):
        missed.append(f"the note WER is {_said(wer)}, --max-wer asks for at most {max_wer:g}")
    if min_gain is not None and not (gain is not None and gain >= min_gain):
        missed.append(
            f"the relative gain is {_said(gain)}, --min-gain asks for at least {min_gain:g}"
        )
    lost = {name: done.safety[name].lost for name in GATED_CLASSES if done.safety[name].lost}
    if safety and lost:
        said = ", ".join(f"{name} {n}" for name, n in lost.items())
        missed.append(f"facts that were right in drafts are lost in notes ({said})")
    if missed:
        hint = f"draftgenie evaluate show {done.run_id} --notes" if done.run_id else None
        raise GateError("; ".join(missed), hint=hint)


def _said(figure: float | None) -> str:
    return "not known" if figure is None else f"{figure:.6g}"

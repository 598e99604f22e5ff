"""Replay: a history walked again in its order, each item corrected from what came before it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from draftgenie.domain.correction import CorrectionStatus
from draftgenie.domain.draft import content_id
from draftgenie.domain.evaluation import Baseline
from draftgenie.domain.event import EventType
from draftgenie.domain.note import Verdict, apply_edits
from draftgenie.pipeline.evaluate import score_note
from draftgenie.pipeline.evaluate.summary import pool_counts
from draftgenie.ports.store import CorrectionQuery, Evaluable
from draftgenie.services import _learned, embedded
from draftgenie.services._curve import curve
from draftgenie.services._effects import Effects
from draftgenie.services._retrace import Retrace
from draftgenie.services._runs import REPLAY, Evaluated, SpeakerEvaluated, read_run, store_form
from draftgenie.services._scoring import pool
from draftgenie.services._timeline import cut
from draftgenie.services.embedded import Task

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from draftgenie.domain.draft import Pair
    from draftgenie.domain.evaluation import NoteScores
    from draftgenie.domain.note import NoteEdit
    from draftgenie.pipeline.generate import Limits
    from draftgenie.ports import Clock, Progress, Store
    from draftgenie.services._scoring import Method
    from draftgenie.services._timeline import Chunk

STAYS = "a replay moves nobody"
NOTHING = "no item has both a draft and a final note yet"


class Remade(NamedTuple):
    """A past item's note as it would have been: its edits, and own items it was learned from."""

    pair: Pair
    edits: tuple[NoteEdit, ...]
    n_known: int

    @property
    def note(self) -> str:
        """The text of the note."""
        return apply_edits(self.pair.draft, self.edits)


@dataclass(slots=True)
class _Found:
    """What a replay came to so far: own items known and scores by speaker, and the effects."""

    points: dict[str, list[tuple[int, NoteScores]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    effects: Effects = field(default_factory=Effects)

    def add(self, made: Remade) -> None:
        """Measure one more note."""
        pair = made.pair
        self.points[pair.speaker].append((made.n_known, score_note(_case(made))))
        self.effects.add(pair, made.edits)

    def scores(self, speaker: str) -> list[NoteScores]:
        """The scores of one speaker, in the order of history."""
        return [scores for _, scores in self.points[speaker]]


def replay(
    *,
    store: Store,
    clock: Clock,
    progress: Progress,
    method: Method,
    limits: Limits,
    speaker: str | None = None,
) -> Evaluated:
    """The figures of a history's items, each corrected as if it and all after it were not known.

    Learning begins with nothing but what comes with the program. What people decided about
    corrections is obeyed from the start, as it holds for every note. The figures become the
    speakers' baselines; buckets, notes and what was learned stay as they are. The same history
    under the same settings and decisions is the run that is stored already.

    Args:
        store: where the pairs are, and the result goes.
        clock: the time.
        progress: told of every pair.
        method: how notes are measured; the policy moves nobody.
        limits: what an edit must reach.
        speaker: measure only this speaker's items; others' still are what is learned from.
    """
    pairs = list(store.drafts.pairs())
    refs = sorted({p.speaker for p in pairs if speaker in (None, p.speaker)})
    scope = "all speakers" if speaker is None else f"speaker {speaker!r}"
    if not refs:
        nothing = pool((), {}, {}, method=method, scope=scope)
        return replace(nothing, kind=REPLAY, warnings=(NOTHING,))
    basis = _basis(pairs, store=store, method=method, limits=limits)
    run_id = content_id("run", REPLAY, scope, basis)
    stored = store.evaluations.get_run(run_id)
    if stored is None or not _are_baselines(store, refs, basis):
        found = _walk(pairs, set(refs), store=store, limits=limits, progress=progress)
        done = _pool(store, found, method=method, scope=scope)
        done = replace(done, run_id=run_id, created_at=clock.now())
        with store.atomic():
            _keep(store, done, found, basis)
        stored = store.evaluations.get_run(run_id) or store_form(done)
    return read_run(stored)


def _basis(pairs: Sequence[Pair], *, store: Store, method: Method, limits: Limits) -> str:
    """A name for all that the result follows from."""
    history = [
        " ".join([p.speaker, p.draft_id, p.final_id, p.dictated_at or "", p.specialty or ""])
        for p in pairs
    ]
    decided = sorted(
        f"{c.speaker} {c.id} {status.value} {c.surface}"
        for status in (CorrectionStatus.APPROVED, CorrectionStatus.BLOCKED)
        for c in store.corrections.list(CorrectionQuery(status=status.value))
    )
    program = (embedded.NAME, _learned.VERSION, method.full_signature, repr(method.profile))
    return content_id("rpl", *program, repr(limits), str(len(history)), *history, *decided)


def _are_baselines(store: Store, refs: Sequence[str], basis: str) -> bool:
    known = (store.baselines.get(ref) for ref in refs)
    return all(one is not None and one.basis == basis for one in known)


def _walk(
    pairs: Sequence[Pair],
    refs: set[str],
    *,
    store: Store,
    limits: Limits,
    progress: Progress,
) -> _Found:
    chunks = list(cut(pairs))
    while not any(pair.speaker in refs for pair in chunks[-1].corrected):
        chunks.pop()
    found = _Found()
    for made in remake(_shown(chunks, progress), refs, store=store, limits=limits):
        found.add(made)
    return found


def _shown(chunks: Sequence[Chunk], progress: Progress) -> Iterator[Chunk]:
    """The chunks; how many of their pairs have passed is shown."""
    pairs = [pair for chunk in chunks for pair in chunk.learned]
    shown = progress.track(pairs, label="replay", total=len(pairs))
    for chunk in chunks:
        for _ in islice(shown, len(chunk.learned)):
            pass
        yield chunk
    # The display learns that it is through when it is asked for one more.
    next(shown, None)


def remake(
    chunks: Iterable[Chunk], refs: Container[str], *, store: Store, limits: Limits
) -> Iterator[Remade]:
    """The notes of some speakers' past items, each made from the chunks before its own.

    Of the store, only what people decided is asked.
    """
    past = Retrace()
    known: dict[str, set[str]] = defaultdict(set)
    before: tuple[Pair, ...] = ()
    for chunk in chunks:
        past.learn(before)
        for pair in before:
            known[pair.speaker].add(pair.item_id)
        wanted = [pair for pair in chunk.corrected if pair.speaker in refs]
        if wanted:
            tasks = [Task(pair.speaker, pair.specialty, pair.draft) for pair in wanted]
            history = past.history(wanted)
            corrected = embedded.correct(tasks, store=store, history=history, limits=limits)
            for pair, made in zip(wanted, corrected, strict=True):
                applied = tuple(e for e in made.edits if e.verdict is Verdict.APPLIED)
                yield Remade(pair, applied, len(known[pair.speaker]))
        before = chunk.learned


def _case(made: Remade) -> Evaluable:
    pair = made.pair
    return Evaluable(
        note_id=pair.draft_id,
        draft_id=pair.draft_id,
        final_id=pair.final_id,
        speaker=pair.speaker,
        item=pair.item,
        draft=pair.draft,
        note=made.note,
        final=pair.final,
        dictated_at=pair.dictated_at,
        seq=pair.seq,
    )


def _pool(store: Store, found: _Found, *, method: Method, scope: str) -> Evaluated:
    points = [point for own in found.points.values() for point in own]
    people = {ref: store.speakers.get(ref) for ref in found.points}
    buckets = {ref: one.assigned_bucket if one else None for ref, one in people.items()}
    decisions = {ref: (bucket, bucket, STAYS) for ref, bucket in buckets.items()}
    scores = [one for _, one in points]
    done = pool(scores, decisions, buckets, method=method, scope=scope)
    speakers = tuple(
        replace(one, curve=curve(found.points[one.speaker or ""])) for one in done.speakers
    )
    return replace(done, kind=REPLAY, curve=curve(points), speakers=speakers)


def _keep(store: Store, done: Evaluated, found: _Found, basis: str) -> None:
    """Store the run and the baselines it gives, in the current transaction."""
    store.evaluations.add_run(store_form(done))
    for one in done.speakers:
        ref = one.speaker or ""
        store.baselines.put(_baseline(one, found.scores(ref), done, basis), found.effects.of(ref))
    figures = done.told() | {"kind": done.kind}
    run_id = done.run_id or ""
    store.log.emit(EventType.EVALUATION_COMPLETED, aggregate=run_id, payload=figures)
    store.log.audit("evaluation.replay", subject=run_id, detail=figures)


def _baseline(
    one: SpeakerEvaluated, scores: Sequence[NoteScores], done: Evaluated, basis: str
) -> Baseline:
    formatted = pool_counts(s.note_formatted for s in scores)
    return Baseline(
        speaker=one.speaker or "",
        run_id=done.run_id or "",
        basis=basis,
        created_at=done.created_at,
        items=one.items,
        words=one.words,
        words_formatted=formatted.n_reference,
        note_errors=pool_counts(s.note for s in scores).n_errors,
        note_errors_formatted=formatted.n_errors,
        draft_wer=one.draft_wer,
        note_wer=one.note_wer,
        draft_wer_formatted=one.draft_wer_formatted,
        note_wer_formatted=one.note_wer_formatted,
        relative_gain=one.relative_gain,
        relative_gain_formatted=one.relative_gain_formatted,
        ci95=one.ci95,
        better=one.better,
        worse=one.worse,
        same=one.same,
        curve=one.curve,
    )

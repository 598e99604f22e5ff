"""The whole loop on a corpus: learn from the history, correct what is new, measure it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftgenie.errors import NotFoundError
from draftgenie.pipeline.diff import word_diff
from draftgenie.ports.store import DraftQuery, NoteQuery
from draftgenie.services import evaluate, ingest, learning, onboard, rag
from draftgenie.services.embedding import embed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from draftgenie.domain.evaluation import NoteScores
    from draftgenie.pipeline.diff import Piece
    from draftgenie.pipeline.generate import Limits
    from draftgenie.pipeline.ingest import Row
    from draftgenie.ports import ArrayStore, Clock, Embedder, Index, Progress, Store
    from draftgenie.services.evaluate import Evaluated, Method

    Work = Callable[[], Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Corpus:
    """The four inputs of the loop, each read when it is wanted."""

    speakers: Callable[[], Iterable[Row]]
    history: Callable[[], Iterable[Row]]
    new_drafts: Callable[[], Iterable[Row]]
    new_finals: Callable[[], Iterable[Row]]


@dataclass(frozen=True, slots=True)
class Vectors:
    """What embedding needs."""

    index: Callable[[], Index]
    embedder: Callable[[], Embedder]


@dataclass(frozen=True, slots=True)
class Stand:
    """Everything the loop works with; without `vectors` nothing is embedded."""

    store: Store
    arrays: ArrayStore
    clock: Clock
    progress: Progress
    corpus: Corpus
    buckets: Sequence[str]
    limits: Limits
    method: Method
    vectors: Vectors | None


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the loop: `work` does it and gives what it did, in figures."""

    name: str
    work: Work


@dataclass(frozen=True, slots=True)
class Best:
    """The note from which most errors went; `pieces` lead from its draft to it."""

    scores: NoteScores
    pieces: list[Piece]


def stages(stand: Stand) -> list[Stage]:
    """The steps in their order; done again, none of them does anything twice."""
    corpus, vectors = stand.corpus, stand.vectors
    steps: dict[str, Work | None] = {
        "speakers": lambda: _add_speakers(stand),
        "history": lambda: _take_in(stand, corpus.history()),
        "learn": lambda: _learn(stand),
        "embed": None if vectors is None else lambda: _embed(stand, vectors),
        "drafts": lambda: _take_in(stand, corpus.new_drafts()),
        "notes": lambda: _generate(stand),
        "finals": lambda: _take_in(stand, corpus.new_finals()),
        "evaluate": lambda: _evaluate(stand),
    }
    return [Stage(name, work) for name, work in steps.items() if work is not None]


def _add_speakers(stand: Stand) -> Mapping[str, int]:
    done = onboard.import_(
        store=stand.store,
        clock=stand.clock,
        rows=stand.corpus.speakers(),
        buckets=stand.buckets,
        skip=False,
    )
    return Counter(row.status.value for row in done)


def _take_in(stand: Stand, rows: Iterable[Row]) -> Mapping[str, int]:
    done = ingest.ingest(store=stand.store, clock=stand.clock, rows=rows, options=ingest.Options())
    return {"added": done.added, "unchanged": done.unchanged}


def _learn(stand: Stand) -> Mapping[str, int]:
    """What the history taught; nothing once the new items are there, whose finals come later."""
    stats = stand.store.drafts.stats()
    if stats["notes"]:
        return {"pairs": 0, "corrections": 0}
    done = learning.build(store=stand.store, arrays=stand.arrays, progress=stand.progress)
    return {"pairs": done.pairs, "corrections": sum(s.new for s in done.speakers)}


def _embed(stand: Stand, vectors: Vectors) -> Mapping[str, int]:
    done = embed(
        store=stand.store,
        index=vectors.index(),
        embedder=vectors.embedder(),
        progress=stand.progress,
    )
    return {"new": done.new, "kept": done.kept}


def _generate(stand: Stand) -> Mapping[str, int]:
    query = DraftQuery(pending=True)
    drafts = list(stand.store.drafts.iter(query))
    notes = rag.generate(
        stand.progress.track(drafts, label="notes", total=len(drafts)),
        store=stand.store,
        arrays=stand.arrays,
        clock=stand.clock,
        limits=stand.limits,
    )
    made = [g.note for g in notes if g.is_new]
    return {"notes": len(made), "edits": sum(len(note.applied) for note in made)}


def _evaluate(stand: Stand) -> Mapping[str, int]:
    done = outcome(stand)
    n_moves = sum(s.bucket_before != s.bucket_after for s in done.speakers)
    return {"notes": done.items, "moves": n_moves}


def outcome(stand: Stand) -> Evaluated:
    """The measurement of every note; what was measured before is not measured again."""
    return evaluate.run(
        NoteQuery(),
        store=stand.store,
        clock=stand.clock,
        progress=stand.progress,
        method=stand.method,
    )


def best_note(stand: Stand) -> Best:
    """The note that took most errors out of its draft; of equals, the first by speaker and item.

    Raises:
        NotFoundError: nothing was measured.
    """
    known = stand.store.evaluations.known(stand.method.signature).values()
    order = sorted(known, key=lambda s: (s.note.n_errors - s.draft.n_errors, s.speaker, s.item))
    for scores in order:
        note = stand.store.notes.get(scores.note_id)
        draft = None if note is None else stand.store.drafts.get(note.draft_id)
        if note is not None and draft is not None:
            return Best(scores, word_diff(reference=note.text, hypothesis=draft.text))
    msg = "no note was measured"
    raise NotFoundError(msg, hint="draftgenie demo --fresh")

"""DraftGenie's pipeline in this process, with its parts in hand: for ablations and curves.

What is learned comes from the build that users run, in a store on disk; a draft is corrected by
the function that `rag generate` calls. A switch changes what that function is given and never
how it works.
"""

from __future__ import annotations

import json
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from measures import Change95, measure

from draftgenie.adapters.arrays import ArrayFiles
from draftgenie.adapters.clock import SystemClock
from draftgenie.adapters.sqlite import SqliteStore
from draftgenie.cli.progress import Silent
from draftgenie.domain.draft import Kind, Pair, draft_id
from draftgenie.domain.note import Verdict, apply_edits
from draftgenie.pipeline.generate import Limits
from draftgenie.pipeline.ingest import Row as Line
from draftgenie.services import _learned, embedded, ingest, learning
from draftgenie.services.embedded import History, Task

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpora import Row

    from draftgenie.ports import Store
    from draftgenie.services._learned import Learned, Rows
    from draftgenie.services.embedded import Corrected


@dataclass(frozen=True, slots=True)
class Effect:
    """What some setting of the pipeline does to the drafts of a corpus."""

    n_notes: int
    words: Change95
    formatted: Change95


@dataclass(frozen=True, slots=True)
class Lab:
    """A store that has learned from a history, what it learned, and the drafts that follow."""

    store: Store
    learned: Learned
    test: tuple[Row, ...]

    @property
    def history(self) -> History:
        """What `rag generate` gives the corrector: whatever it asks for that was learned."""
        names = [f.name for f in fields(History) if hasattr(self.learned, f.name)]
        given: dict[str, Any] = {name: getattr(self.learned, name) for name in names}
        return History(**given)

    def notes(self, history: History, limits: Limits) -> list[str]:
        """The note of each draft."""
        tasks = [Task(row.speaker, None, row.draft) for row in self.test]
        made = embedded.correct(tasks, store=self.store, history=history, limits=limits)
        return notes_of(self.test, made)

    def effect(self, history: History | None = None, limits: Limits | None = None) -> Effect:
        """What the notes made with these are beside the drafts; as shipped where None."""
        notes = self.notes(history or self.history, limits or Limits())
        return effect_of(self.test, notes)

    def replayed(self) -> Rows:
        """The candidates of words of the drafts, with what their finals say of each."""
        reads = [learning.Read.of(as_pair(row)) for row in self.test]
        sources = learning.sources_of([read.mined.draft.norm for read in reads])
        rules = learning.stored_rules(self.store, sources)
        return learning.replay(reads, rules, self.learned)


def notes_of(rows: Sequence[Row], made: Sequence[Corrected]) -> list[str]:
    """The note of each row's draft, by the edits that were made."""
    return [
        apply_edits(row.draft, tuple(e for e in one.edits if e.verdict is Verdict.APPLIED))
        for row, one in zip(rows, made, strict=True)
    ]


def effect_of(rows: Sequence[Row], notes: Sequence[str]) -> Effect:
    """The figures of some notes that an ablation reports."""
    found = measure(rows, notes)
    return Effect(found.n_notes, found.words, found.formatted)


def as_pair(row: Row) -> Pair:
    """A row as a pair of the store."""
    kind = Kind(row.kind)
    return Pair(
        draft_id=draft_id(speaker=row.speaker, item=row.item, kind=kind, text=row.draft),
        final_id="",
        item_id="",
        speaker=row.speaker,
        item=row.item,
        kind=kind,
        draft=row.draft,
        final=row.final,
    )


@contextmanager
def open_store(history: Sequence[Row]) -> Iterator[tuple[SqliteStore, ArrayFiles]]:
    """A store with the pairs of a history in it, unread, for as long as the block lasts."""
    with (
        tempfile.TemporaryDirectory(prefix="draftgenie-lab-") as home,
        SqliteStore.open(
            Path(home),
            clock=SystemClock(),
            actor="benchmarks",
            command="quality",
            wait_s=0.0,
            create=True,
        ) as store,
    ):
        options = ingest.Options(create_speakers=True)
        lines = [_line(n, row) for n, row in enumerate(history, 1)]
        ingest.ingest(store=store, clock=SystemClock(), rows=lines, options=options)
        yield store, ArrayFiles(Path(home) / "learned")


def _line(n: int, row: Row) -> Line:
    fields = {
        "speaker": row.speaker,
        "item": row.item,
        "kind": row.kind,
        "draft": row.draft,
        "final": row.final,
    }
    return Line("history", n, json.dumps(fields).encode(), fields)


@contextmanager
def open_lab(history: Sequence[Row], test: Sequence[Row]) -> Iterator[Lab]:
    """A lab that has learned from the history, for as long as the block lasts."""
    with open_store(history) as (store, arrays):
        learning.build(store=store, arrays=arrays, progress=Silent())
        learned = _learned.load(store, arrays)
        if learned is None:
            message = "a build stores what it learned"
            raise ValueError(message)
        yield Lab(store, learned, tuple(test))

"""The store: the only truth. One part per noun, and one transaction around a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from draftgenie.ports.evaluation import EvaluationStore
from draftgenie.ports.log import LogStore
from draftgenie.ports.query import (
    CorrectionQuery,
    DraftQuery,
    Evaluable,
    EventQuery,
    NoteQuery,
    Page,
    PooledCorrection,
    SpeakerQuery,
    StoredRun,
)
from draftgenie.ports.survival import Survival

if TYPE_CHECKING:
    import builtins
    from collections.abc import Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from draftgenie.domain.correction import Correction, CorrectionStatus, Edit, Layer, Occurrence
    from draftgenie.domain.draft import Draft, FinalNote, Item, Pair
    from draftgenie.domain.note import GeneratedNote, NoteEdit, Session
    from draftgenie.domain.speaker import Speaker
    from draftgenie.ports.audit import AuditStore
    from draftgenie.ports.baseline import BaselineStore
    from draftgenie.ports.delivery import DeliveryStore
    from draftgenie.ports.figures import FigureStore
    from draftgenie.ports.held import HeldStore
    from draftgenie.ports.operation import OperationStore
    from draftgenie.ports.privacy import ConsentStore
    from draftgenie.ports.quarantine import QuarantineStore
    from draftgenie.ports.retention import RetentionStore
    from draftgenie.ports.source import SourceStore
    from draftgenie.ports.terms import TermStore


__all__ = [
    "CorrectionQuery",
    "CorrectionStore",
    "DraftQuery",
    "DraftStore",
    "Evaluable",
    "EvaluationStore",
    "EventQuery",
    "LogStore",
    "NoteQuery",
    "NoteStore",
    "Page",
    "PooledCorrection",
    "SpeakerQuery",
    "SpeakerStore",
    "Store",
    "StoredRun",
]


class SpeakerStore(Protocol):
    """The people."""

    def get(self, ref: str) -> Speaker | None:
        """The speaker with this reference, removed ones too."""
        ...

    def put(self, speaker: Speaker) -> None:
        """Insert or replace the whole record."""
        ...

    def list(self, query: SpeakerQuery, page: Page | None = None) -> list[Speaker]:
        """Speakers in the order asked for, ties by ref; all of them without a page."""
        ...

    def count(self, query: SpeakerQuery) -> int:
        """How many `list` would give without a page."""
        ...

    def purge(self, ref: str) -> None:
        """Delete the speaker and everything that belongs to it."""
        ...


class DraftStore(Protocol):
    """Items, drafts, final notes and their pairs."""

    def get_item(self, *, speaker: str, item: str) -> Item | None:
        """The item of this speaker with this name."""
        ...

    def find_items(self, item: str) -> list[Item]:
        """The items of any speaker with this name, by speaker."""
        ...

    def items(self, *, speaker: str | None = None) -> Iterator[Item]:
        """Items of speakers not removed, by speaker and order of arrival, streamed."""
        ...

    def put_item(self, item: Item, *, replace: bool = False) -> None:
        """Insert the item, or fill in facts that were missing.

        With `replace`, a fact that is given takes the place of the known one.
        """
        ...

    def get(self, draft_id: str) -> Draft | None:
        """The draft with this id."""
        ...

    def current(self, item_id: str) -> list[Draft]:
        """The current drafts of an item, by kind."""
        ...

    def final(self, item_id: str) -> FinalNote | None:
        """The current final note of an item."""
        ...

    def add(self, draft: Draft) -> None:
        """Store a draft as the current one of its kind; an older one stays as a revision."""
        ...

    def add_final(self, final: FinalNote) -> None:
        """Store a final note as the current one; an older one stays as a revision."""
        ...

    def list(self, query: DraftQuery, page: Page | None = None) -> list[Draft]:
        """Current drafts by speaker and order of arrival; all of them without a page."""
        ...

    def count(self, query: DraftQuery) -> int:
        """How many `list` would give without a page."""
        ...

    def iter(self, query: DraftQuery) -> Iterator[Draft]:
        """The same drafts one by one, read in batches so that memory stays flat."""
        ...

    def pairs(self, *, speaker: str | None = None, unread: bool = False) -> Iterator[Pair]:
        """Current pairs of speakers not removed, oldest first, streamed.

        With `unread`, only those that the counts do not contain. Order: `dictated_at` (items
        without one after those with one), then `seq`.
        """
        ...

    def remove_item(self, item_id: str) -> None:
        """Delete an item with its drafts, final note, generated notes and evaluations."""
        ...

    def stats(self, *, speaker: str | None = None) -> dict[str, int]:
        """Counts of items, drafts, finals, pairs, pending drafts and notes."""
        ...


class CorrectionStore(Protocol):
    """Corrections, where they were seen, and which pairs they were read from."""

    def read_pairs(self, *, speaker: str | None = None) -> dict[str, str]:
        """Draft id to final id of every pair that the counts contain."""
        ...

    def read_speakers(self) -> set[str]:
        """The speakers of the pairs that the counts contain."""
        ...

    def has_stale_pairs(self) -> bool:
        """Whether the counts contain a pair that is no longer one.

        One of its texts was replaced, or its speaker was removed.
        """
        ...

    def add_edits(self, pair: Pair, edits: Sequence[tuple[str, Edit]], *, n_words: int) -> None:
        """Record that a pair was read: its edits with their correction ids, as occurrences."""
        ...

    def forget_pair(self, draft_id: str) -> None:
        """Drop what was recorded of a pair (replaced or removed since)."""
        ...

    def put(self, corrections: Iterable[Correction]) -> None:
        """Insert or replace whole correction rows."""
        ...

    def get(self, correction_id: str, *, speaker: str | None = None) -> list[Correction]:
        """The correction as each speaker (or the one asked for) has it, by speaker."""
        ...

    def list(self, query: CorrectionQuery, page: Page | None = None) -> list[Correction]:
        """Corrections in the order asked for, then by source, target and speaker."""
        ...

    def count(self, query: CorrectionQuery) -> int:
        """How many `list` would give without a page."""
        ...

    def pooled(self, sources: Iterable[str]) -> builtins.list[PooledCorrection]:
        """Corrections of words with one of these sources, by id, as most often written."""
        ...

    def decided(self, speaker: str) -> builtins.list[Correction]:
        """Corrections of words a person approved, blocked or added for a speaker, by id."""
        ...

    def forget_all(self) -> None:
        """Drop every pair read and every occurrence; people's decisions stay."""
        ...

    def delete(self, *, speaker: str, ids: Iterable[str]) -> None:
        """Delete correction rows of one speaker."""
        ...

    def set_status(self, correction_id: str, status: CorrectionStatus, *, speaker: str) -> None:
        """Record a person's decision."""
        ...

    def with_sources(self, sources: Iterable[str], *, speaker: str) -> builtins.list[Correction]:
        """The corrections of one speaker that have one of these sources, in no certain order."""
        ...

    def tallies(
        self, *, speaker: str, ids: Iterable[str] | None = None
    ) -> dict[str, tuple[int, str | None, str | None]]:
        """Correction id to (occurrences, first seen, last seen) of one speaker's history.

        Of all corrections that have an occurrence, or of those among `ids`.
        """
        ...

    def occurrences(
        self, correction_id: str, *, speaker: str | None = None, limit: int = 20
    ) -> builtins.list[Occurrence]:
        """Where a correction was made, newest first."""
        ...

    def occurrences_in(
        self, context_ids: Iterable[str], *, speaker: str
    ) -> dict[str, builtins.list[Occurrence]]:
        """One speaker's occurrences in each of these contexts, by context id, newest first."""
        ...

    def contexts(self, *, layer: Layer | None = None) -> Iterator[tuple[str, str, str, str, str]]:
        """Distinct (context id, context, speaker, correction id, category), by context id."""
        ...


class NoteStore(Protocol):
    """Generated notes, their edits and sessions."""

    def get(self, note_id: str) -> GeneratedNote | None:
        """The note with this id, with its edits."""
        ...

    def for_draft(self, draft_id: str) -> GeneratedNote | None:
        """The current note of a draft."""
        ...

    def ever_made(self) -> list[tuple[str, str, str, str]]:
        """Generator, draft id, note id and current final id of every note, superseded or not.

        Only of current drafts with a final, of speakers not removed; by speaker and order of
        arrival, the notes of a draft by age with the current one last.
        """
        ...

    def add(self, note: GeneratedNote, session: Session) -> None:
        """Store a note as the current one of its draft, with its session."""
        ...

    def list(self, query: NoteQuery, page: Page | None = None) -> list[GeneratedNote]:
        """Current notes by speaker and order of arrival, without their edits."""
        ...

    def count(self, query: NoteQuery) -> int:
        """How many `list` would give without a page."""
        ...

    def evaluable(self, query: NoteQuery) -> Iterator[Evaluable]:
        """Current notes whose item has a final note, by speaker and time, streamed."""
        ...

    def evaluable_ids(self, query: NoteQuery) -> builtins.list[tuple[str, str, str]]:
        """Speaker, note id and final id of all that `evaluable` gives, in the same order."""
        ...

    def edit(self, correction_id: str) -> NoteEdit | None:
        """An edit of a stored note by which this correction was made or suggested."""
        ...

    def edits(self, query: NoteQuery) -> dict[str, tuple[NoteEdit, ...]]:
        """The edits of current notes by note id, in their order; notes without any left out."""
        ...

    def session(self, session_id: str) -> Session | None:
        """The session with this id, with its steps in order."""
        ...


class Store(Survival, Protocol):
    """All parts, and the one transaction that a change is made in."""

    @property
    def speakers(self) -> SpeakerStore: ...
    @property
    def drafts(self) -> DraftStore: ...
    @property
    def held(self) -> HeldStore: ...
    @property
    def corrections(self) -> CorrectionStore: ...
    @property
    def notes(self) -> NoteStore: ...
    @property
    def evaluations(self) -> EvaluationStore: ...
    @property
    def baselines(self) -> BaselineStore: ...
    @property
    def log(self) -> LogStore: ...
    @property
    def terms(self) -> TermStore: ...
    @property
    def quarantine(self) -> QuarantineStore: ...
    @property
    def audits(self) -> AuditStore: ...
    @property
    def retention(self) -> RetentionStore: ...
    @property
    def figures(self) -> FigureStore: ...
    @property
    def operations(self) -> OperationStore: ...
    @property
    def deliveries(self) -> DeliveryStore: ...
    @property
    def sources(self) -> SourceStore: ...
    @property
    def consents(self) -> ConsentStore: ...

    def atomic(self) -> AbstractContextManager[None]:
        """Hold the writer lock and one transaction: all of the block's writes, or none.

        May be nested; the outermost block commits.

        Raises:
            StoreLockedError: another process holds the lock for longer than the wait.
        """
        ...

    def damage(self) -> Iterator[str]:
        """Faults of the store, one sentence each; nothing when it is sound."""
        ...

    def learned(self) -> dict[str, Any] | None:
        """The newest state of what was derived from the pairs (see `services.correction`)."""
        ...

    def put_learned(
        self,
        *,
        name: str,
        version: str,
        digest: str,
        n_pairs: int,
        max_dictated_at: str | None,
        detail: dict[str, Any],
    ) -> None:
        """Point at a new derived state; part of the current transaction."""
        ...

"""What the store is asked, and the rows that are no value of the domain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from draftgenie.domain.correction import Category
    from draftgenie.domain.draft import Kind
    from draftgenie.domain.event import EventType
    from draftgenie.domain.term import Scope


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a sorted list is wanted: `limit` rows from page `number`, counted from 1."""

    number: int = 1
    limit: int = 100


@dataclass(frozen=True, slots=True)
class SpeakerQuery:
    """Which speakers; None means any. `search` is a plain substring of ref, name or e-mail."""

    bucket: str | None = None
    status: str | None = None
    search: str | None = None
    removed: bool = False
    sort: str = "ref"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class DraftQuery:
    """Which drafts; None means any.

    `pending` keeps drafts of items without a final note that have no current generated note.
    """

    speaker: str | None = None
    item: str | None = None
    kind: Kind | None = None
    pending: bool | None = None
    has_final: bool | None = None


@dataclass(frozen=True, slots=True)
class CorrectionQuery:
    """Which corrections; None means any. `text` is a plain substring of either side."""

    speaker: str | None = None
    id: str | None = None
    category: str | None = None
    severity: str | None = None
    status: str | None = None
    text: str | None = None
    min_applied: int = 0
    sort: str = "applied"
    descending: bool = True


@dataclass(frozen=True, slots=True)
class TermQuery:
    """Which terms; None means any. `scope` is one list, `search` a plain part of a term."""

    scope: Scope | None = None
    search: str | None = None


@dataclass(frozen=True, slots=True)
class NoteQuery:
    """Which current generated notes; None means any. `last` keeps the newest per speaker."""

    speaker: str | None = None
    item: str | None = None
    has_final: bool | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class EventQuery:
    """Which events; None means any. `after` is a sequence number that is left behind."""

    type: EventType | None = None
    aggregate: str | None = None
    speaker: str | None = None
    correlation_id: str | None = None
    after: int | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Evaluable:
    """A current generated note with its draft and the final note of its item."""

    note_id: str
    draft_id: str
    final_id: str
    speaker: str
    item: str
    draft: str
    note: str
    final: str
    dictated_at: str | None
    seq: int


@dataclass(frozen=True, slots=True)
class StoredRun:
    """An evaluation run as it was stored: `run` of generated notes, or `replay` of a history."""

    id: str
    signature: str
    scope: str
    result: dict[str, Any]
    created_at: str
    kind: str = "run"


@dataclass(frozen=True, slots=True)
class PooledCorrection:
    """A correction of words over all speakers: how it reads, and how often it was made."""

    id: str
    source: str
    target: str
    surface: str
    category: Category
    n_applied: int

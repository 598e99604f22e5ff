"""What happened: one envelope, one naming, the same transaction as the change itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

ENVELOPE_VERSION = 1
"""Of the shape of payloads: within a version they only gain fields."""


class EventType(StrEnum):
    """Every event, named noun.verb; the left side is the aggregate it belongs to."""

    SPEAKER_ONBOARDED = "speaker.onboarded"
    SPEAKER_UPDATED = "speaker.updated"
    SPEAKER_REMOVED = "speaker.removed"
    SPEAKER_RESTORED = "speaker.restored"
    SPEAKER_BUCKET_REASSIGNED = "speaker.bucket_reassigned"
    DRAFT_INGESTED = "draft.ingested"
    DRAFT_REMOVED = "draft.removed"
    FINAL_INGESTED = "final.ingested"
    PAIR_RELEASED = "pair.released"
    CORRECTIONS_CREATED = "corrections.created"
    CORRECTIONS_UPDATED = "corrections.updated"
    NOTE_GENERATED = "note.generated"
    EVALUATION_CREATED = "evaluation.created"
    EVALUATION_STARTED = "evaluation.started"
    EVALUATION_UPDATED = "evaluation.updated"
    EVALUATION_COMPLETED = "evaluation.completed"
    EVALUATION_FAILED = "evaluation.failed"
    SOURCE_ADDED = "source.added"
    SOURCE_REMOVED = "source.removed"
    SOURCE_PULLED = "source.pulled"
    CONSENT_GIVEN = "consent.given"
    CONSENT_WITHDRAWN = "consent.withdrawn"


@dataclass(frozen=True, slots=True)
class Event:
    """One state change, written in the transaction that made it.

    `seq` orders all events of a store. `aggregate` is the id the event belongs to (a speaker's
    ref, a draft's id …). `payload` holds ids, names of fields and figures, never text of a
    draft or note. `correlation_id` is shared by everything one command did; `causation_id`
    names the event that led to this one.
    """

    id: str
    seq: int
    type: EventType
    version: int
    aggregate: str
    payload: dict[str, Any]
    correlation_id: str
    causation_id: str | None
    at: str

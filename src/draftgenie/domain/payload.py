"""What each event says: the fields of its payload, their schema, and the check at publishing.

A payload holds ids, references, names of fields, words of fixed sets and figures. No field can
hold a text: strings are short, of one line, and of the sort that the field declares.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from draftgenie.domain.draft import Kind
from draftgenie.domain.evaluation import Outcome
from draftgenie.domain.event import ENVELOPE_VERSION, EventType
from draftgenie.domain.source import SourceKind
from draftgenie.domain.speaker import MAX_REF_LENGTH, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAX_ID_LENGTH = 80
MAX_SCOPE_LENGTH = 2 * MAX_REF_LENGTH + 100
MAX_NAMES = 100


class PayloadError(ValueError):
    """An event was about to be published with a payload that is not of its type's shape."""


@dataclass(frozen=True, slots=True)
class Sort:
    """What one field may hold: its JSON schema, and whether a value that is not null is of it."""

    schema: dict[str, Any]
    holds: Callable[[Any], bool]
    optional: bool = False
    nullable: bool = False

    def accepts(self, value: Any) -> bool:
        """Whether the field may have this value."""
        return self.nullable if value is None else self.holds(value)


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MAX_ID_LENGTH and " " not in value


def _is_ref(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MAX_REF_LENGTH and "\n" not in value


def _is_scope(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= MAX_SCOPE_LENGTH and "\n" not in value


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= MAX_ID_LENGTH and value.isidentifier()


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= MAX_NAMES and all(map(_is_name, value))


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_figure(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_truth(value: Any) -> bool:
    return isinstance(value, bool)


def _one_of(words: type[Kind | Status | Outcome | SourceKind]) -> Sort:
    known = tuple(str(word) for word in words)
    return Sort({"type": "string", "enum": list(known)}, known.__contains__)


def _string(length: int, **more: Any) -> dict[str, Any]:
    return {"type": "string", "maxLength": length, **more}


ID = Sort(_string(MAX_ID_LENGTH, minLength=1, pattern="^[^ ]+$"), _is_id)
REF = Sort(_string(MAX_REF_LENGTH, minLength=1, pattern="^[^\\n]+$"), _is_ref)
SCOPE = Sort(_string(MAX_SCOPE_LENGTH, pattern="^[^\\n]*$"), _is_scope)
NAME = Sort(_string(MAX_ID_LENGTH, pattern="^[A-Za-z_][A-Za-z0-9_]*$"), _is_name)
NAMES = Sort({"type": "array", "items": NAME.schema, "maxItems": MAX_NAMES}, _is_names)
COUNT = Sort({"type": "integer", "minimum": 0}, _is_count)
FIGURE = Sort({"type": "number"}, _is_figure)
TRUTH = Sort({"type": "boolean"}, _is_truth)


def _or_null(sort: Sort) -> Sort:
    return replace(sort, nullable=True)


def _optional(sort: Sort) -> Sort:
    return replace(sort, optional=True)


_TEXT_KEPT = {
    "speaker": REF,
    "item": REF,
    "item_id": ID,
    "kind": _one_of(Kind),
    "replaces": _or_null(ID),
}
_CORRECTIONS = {
    "corrections": COUNT,
    "pairs": _optional(COUNT),
    "correction_id": _optional(ID),
    "status": _optional(NAME),
}

PAYLOADS: Mapping[EventType, Mapping[str, Sort]] = {
    EventType.SPEAKER_ONBOARDED: {
        "speaker": REF,
        "bucket": _or_null(REF),
        "assumed_bucket": _or_null(REF),
        "status": _one_of(Status),
    },
    EventType.SPEAKER_UPDATED: {
        "speaker": REF,
        "version": COUNT,
        "changed": NAMES,
        "locked": _optional(TRUTH),
    },
    EventType.SPEAKER_REMOVED: {
        "speaker": REF,
        "version": _optional(COUNT),
        "purged": TRUTH,
    },
    EventType.SPEAKER_RESTORED: {"speaker": REF, "version": COUNT},
    EventType.SPEAKER_BUCKET_REASSIGNED: {
        "speaker": REF,
        "version": COUNT,
        "before": _or_null(REF),
        "after": REF,
        "made_by": NAME,
    },
    EventType.DRAFT_INGESTED: _TEXT_KEPT,
    EventType.DRAFT_REMOVED: {k: v for k, v in _TEXT_KEPT.items() if k != "replaces"},
    EventType.FINAL_INGESTED: _TEXT_KEPT,
    EventType.PAIR_RELEASED: {k: v for k, v in _TEXT_KEPT.items() if k != "replaces"},
    EventType.CORRECTIONS_CREATED: _CORRECTIONS,
    EventType.CORRECTIONS_UPDATED: _CORRECTIONS,
    EventType.NOTE_GENERATED: {
        "speaker": REF,
        "item_id": ID,
        "draft_id": ID,
        "generator": REF,
        "n_edits": COUNT,
        "confidence": _or_null(FIGURE),
    },
    EventType.EVALUATION_STARTED: {"run_id": ID, "scope": SCOPE, "notes": COUNT},
    EventType.EVALUATION_CREATED: {
        "speaker": REF,
        "run_id": ID,
        "notes": COUNT,
        "draft_wer": _or_null(FIGURE),
        "note_wer": _or_null(FIGURE),
        "lost": COUNT,
    },
    EventType.EVALUATION_COMPLETED: {
        "run_id": ID,
        "scope": SCOPE,
        "notes": COUNT,
        "draft_wer": _or_null(FIGURE),
        "note_wer": _or_null(FIGURE),
        "relative_gain": _or_null(FIGURE),
        "better": COUNT,
        "worse": COUNT,
        "same": COUNT,
        "lost": COUNT,
        "moved": COUNT,
        "scored": _optional(COUNT),
        "kind": _optional(NAME),
    },
    EventType.EVALUATION_FAILED: {"run_id": ID, "error": NAME},
    EventType.EVALUATION_UPDATED: {
        "note_id": ID,
        "speaker": REF,
        "verdict": _one_of(Outcome),
    },
    EventType.SOURCE_ADDED: {"source": ID, "kind": _one_of(SourceKind)},
    EventType.SOURCE_REMOVED: {"source": ID, "kind": _one_of(SourceKind)},
    EventType.SOURCE_PULLED: {
        "source": ID,
        "records": COUNT,
        "added": COUNT,
        "rejected": COUNT,
    },
    EventType.CONSENT_GIVEN: {"speaker": _or_null(REF), "provider": SCOPE},
    EventType.CONSENT_WITHDRAWN: {"speaker": _or_null(REF), "provider": SCOPE},
}


def check_payload(kind: EventType, payload: Mapping[str, Any]) -> None:
    """Hold a payload against its type's shape.

    Raises:
        PayloadError: a field is missing, unknown, or holds what it may not; the message names
            the field and never says what it holds.

    >>> check_payload(EventType.SPEAKER_RESTORED, {"speaker": "dr-okafor", "version": 3})
    >>> check_payload(EventType.SPEAKER_RESTORED, {"speaker": "dr-okafor", "version": "3"})
    Traceback (most recent call last):
        ...
    draftgenie.domain.payload.PayloadError: speaker.restored: field 'version' holds what it may not
    """
    n_known = 0
    for name, sort in PAYLOADS[kind].items():
        if name in payload:
            n_known += 1
            if not sort.accepts(payload[name]):
                raise PayloadError(_said(kind, name, "holds what it may not"))
        elif not sort.optional:
            raise PayloadError(_said(kind, name, "is missing"))
    if n_known != len(payload):
        name = min(payload.keys() - PAYLOADS[kind].keys())
        raise PayloadError(_said(kind, name, "is not known"))


def _said(kind: EventType, field: str, what: str) -> str:
    return f"{kind.value}: field {field!r} {what}"


def schema(kind: EventType) -> dict[str, Any]:
    """The JSON schema of an event of this type, envelope and payload."""
    fields = PAYLOADS[kind]
    string = {"type": "string"}
    envelope: dict[str, Any] = {
        "id": ID.schema,
        "seq": {"type": "integer", "minimum": 1},
        "type": {"const": kind.value},
        "version": {"const": ENVELOPE_VERSION},
        "aggregate": string,
        "payload": {
            "type": "object",
            "properties": {name: _schema_of(sort) for name, sort in fields.items()},
            "required": [name for name, sort in fields.items() if not sort.optional],
            "additionalProperties": False,
        },
        "correlation_id": string,
        "causation_id": {"type": ["string", "null"]},
        "at": {"type": "string", "format": "date-time"},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": kind.value,
        "type": "object",
        "properties": envelope,
        "required": list(envelope),
        "additionalProperties": False,
    }


def _schema_of(sort: Sort) -> dict[str, Any]:
    if not sort.nullable:
        return sort.schema
    return {**sort.schema, "type": [sort.schema["type"], "null"]}

"""The first stage: a record as a file gives it becomes a checked one, or says why it cannot.

Nothing is coerced and nothing is guessed: a text where a number belongs is a fault, and so is a
time without a zone. A reason names the field and what is wrong with it, never what it holds.
Reading files is the adapters' work, storing the services'.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from draftgenie.domain.draft import MAX_TEXT_BYTES, Kind, read_kind
from draftgenie.domain.speaker import MAX_NAME_LENGTH, Status, clean_ref
from draftgenie.errors import Reject

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_METADATA_BYTES = 64 * 1024
MAX_METADATA_DEPTH = 32
EXTRA = "extra"
"""Where a record's unknown fields are kept: `metadata["extra"]`, under their own names."""

_TIME = re.compile(
    r"\d{4}-?\d\d-?\d\d[T ]\d\d(:?\d\d(:?\d\d([.,]\d+)?)?)?([Zz]|[+-]\d\d(:?\d\d)?)?", re.ASCII
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(frozen=True, slots=True)
class Row:
    """One record as a file gives it.

    `fields` holds its named values, or the reason why it could not even be read. `raw` is what
    stands in the file; `line` counts from 1 and `offset`, the byte it begins at, from 0; both
    are None where they mean nothing. `notes` say what was odd about reading it.
    """

    source: str
    line: int | None
    raw: bytes
    fields: dict[str, Any] | Reject
    offset: int | None = None
    notes: tuple[str, ...] = ()

    def reject(self, reason: str, *, hint: str | None = None, item: str | None = None) -> Reject:
        """This row as one that cannot be taken."""
        return Reject(self.source, self.line, reason, hint, item)


@dataclass(frozen=True, slots=True)
class Defaults:
    """What fills a field that a record leaves out."""

    speaker: str | None = None
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """A checked record: the texts it brings for one item, and what is known of the item.

    At least one of `draft` and `final` is there; `kind` is the draft's and never `final`.
    `dictated_at` is in UTC with milliseconds and a trailing Z; `metadata` is a JSON object.
    """

    speaker: str
    item: str
    draft: str | None
    final: str | None
    kind: Kind
    source: str
    line: int | None
    dictated_at: str | None = None
    worktype: str | None = None
    duration_s: float | None = None
    metadata: dict[str, Any] = field(default_factory=dict)


def utc_instant(text: str) -> str:
    """The instant that an ISO 8601 time with a zone names, in UTC with milliseconds.

    The width is fixed, so that instants sort as text.

    Raises:
        ValueError: it is no such time, or has no zone.

    >>> utc_instant("2025-02-06T12:10:00+01:00")
    '2025-02-06T11:10:00.000Z'
    """
    message = "is not a time as in ISO 8601, such as 2025-02-06T12:10:00Z"
    if not _TIME.fullmatch(text):
        raise ValueError(message)
    try:
        instant = datetime.fromisoformat(text.upper().replace(",", "."))
        shown = instant.astimezone(UTC).isoformat(timespec="milliseconds")
    except (ValueError, OverflowError):
        raise ValueError(message) from None
    if instant.tzinfo is None:
        message = "has no time zone, such as Z or +01:00"
        raise ValueError(message)
    return shown.replace("+00:00", "Z")


def _text(text: str) -> str:
    if not text or text.isspace():
        msg = "is blank" if text else "is empty"
        raise ValueError(msg)
    if "\0" in text:
        msg = "holds a NUL character"
        raise ValueError(msg)
    if len(_encoded(text)) > MAX_TEXT_BYTES:
        msg = f"is longer than {MAX_TEXT_BYTES // 1024**2} MiB"
        raise ValueError(msg)
    return text


def _encoded(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        msg = "holds half of a surrogate pair"
        raise ValueError(msg) from None


def _short_text(text: str) -> str:
    if len(_text(text)) > MAX_NAME_LENGTH:
        msg = f"is longer than {MAX_NAME_LENGTH} characters"
        raise ValueError(msg)
    return text


def _name(text: str) -> str:
    return _short_text(text.strip())


def _email(text: str) -> str:
    if not _EMAIL.fullmatch(_short_text(text)):
        msg = "is not an e-mail address"
        raise ValueError(msg)
    return text


def _kind(text: str) -> str:
    try:
        return read_kind(text).value
    except ValueError:
        msg = "is none of asr, llm, final"
        raise ValueError(msg) from None


def _status(text: str) -> str:
    if text not in list(Status):
        msg = f"is none of {', '.join(Status)}"
        raise ValueError(msg)
    return text


def _metadata(value: dict[str, Any]) -> dict[str, Any]:
    level: list[Any] = [value]
    for _ in range(MAX_METADATA_DEPTH + 1):
        level = [
            child
            for node in level
            for child in (node.values() if isinstance(node, dict) else node)
            if isinstance(child, dict | list)
        ]
        if not level:
            break
    else:
        msg = f"is nested deeper than {MAX_METADATA_DEPTH} levels"
        raise ValueError(msg)
    if len(_encoded(json.dumps(value, ensure_ascii=False))) > MAX_METADATA_BYTES:
        msg = f"is larger than {MAX_METADATA_BYTES // 1024} KiB"
        raise ValueError(msg)
    return value


_Ref = Annotated[str, AfterValidator(clean_ref)]
_Text = Annotated[str, AfterValidator(_text)]
_Short = Annotated[str, AfterValidator(_short_text)]
_Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]
_Metadata = Annotated[dict[str, Any], AfterValidator(_metadata)]


class _Fields(BaseModel):
    # A text that is there must be a text; a fact may be null, which says that it is not known.
    model_config = ConfigDict(strict=True, extra="allow", frozen=True)

    speaker: _Ref
    item: _Ref
    draft: _Text = ""
    final: _Text = ""
    text: _Text = ""
    kind: Annotated[str, AfterValidator(_kind)] | None = None
    dictated_at: Annotated[str, AfterValidator(utc_instant)] | None = None
    worktype: _Short | None = None
    duration_s: _Amount | None = None
    metadata: _Metadata | None = None


class SpeakerFields(BaseModel):
    """What is given of a speaker, by options or by a record; `given` names what was given."""

    model_config = ConfigDict(strict=True, extra="allow", frozen=True)

    ref: _Ref | None = None
    name: Annotated[str, AfterValidator(_name)] | None = None
    email: Annotated[str, AfterValidator(_email)] | None = None
    assigned_bucket: _Short | None = None
    assumed_bucket: _Short | None = None
    specialty: _Short | None = None
    ser: _Amount | None = None
    wer: _Amount | None = None
    notes: _Text | None = None
    status: Annotated[str, AfterValidator(_status)] | None = None
    metadata: _Metadata | None = None

    @property
    def given(self) -> dict[str, Any]:
        """The facts that were given and are not null, without the reference."""
        known = self.model_dump(exclude_unset=True, exclude_none=True, exclude={"ref"})
        return {k: v for k, v in known.items() if k in SpeakerFields.model_fields}

    @property
    def changes(self) -> dict[str, Any]:
        """The facts that were given, null ones too, without the reference."""
        known = self.model_dump(exclude_unset=True, exclude={"ref"})
        return {k: v for k, v in known.items() if k in SpeakerFields.model_fields}


RECORD_FIELDS = frozenset(_Fields.model_fields)
SPEAKER_ALIASES = {"id": "ref", "bucket": "assigned_bucket", "meta": "metadata"}
SPEAKER_FIELDS = frozenset(SpeakerFields.model_fields) | SPEAKER_ALIASES.keys()

_FAULTS = {
    "missing": "is missing",
    "string_type": "is not a text",
    "float_type": "is not a number",
    "dict_type": "is not an object",
    "finite_number": "is not a finite number",
    "greater_than_equal": "is below 0",
}

_Model = TypeVar("_Model", bound=BaseModel)


def _checked(model: type[_Model], fields: Mapping[str, Any]) -> _Model:
    try:
        return model.model_validate(dict(fields))
    except ValidationError as error:
        # Pydantic's own wording prints the value, which may be a note.
        faults = error.errors(include_input=False, include_url=False)
        raise ValueError("; ".join(_fault(f) for f in faults)) from None


def _fault(found: Any) -> str:
    known = _FAULTS.get(found["type"]) or str(found.get("ctx", {}).get("error", "is wrong"))
    return f"{found['loc'][0]} {known}"


def _with_extra(metadata: dict[str, Any] | None, unknown: dict[str, Any] | None) -> dict[str, Any]:
    if not unknown:
        return metadata or {}
    kept = (metadata or {}).get(EXTRA, {})
    if not isinstance(kept, dict):
        msg = f"metadata.{EXTRA} is not an object, and the record has unknown fields to keep there"
        raise ValueError(msg)  # noqa: TRY004 - a fault of the record, like all others here
    try:
        return _metadata({**(metadata or {}), EXTRA: {**kept, **unknown}})
    except ValueError as error:
        msg = f"metadata with the unknown fields {error}"
        raise ValueError(msg) from None


def read_record(row: Row, defaults: Defaults) -> Record | Reject:
    """The record of a row, or why it cannot be taken.

    Three forms are read: `draft`, `final` or both (with `kind` for the draft, `asr` if none is
    given), and one `text` with its `kind`. Unknown fields are kept in `metadata["extra"]`.
    """
    if isinstance(row.fields, Reject):
        return row.fields
    fields = row.fields
    if fields.get("speaker") is None and defaults.speaker is not None:
        fields = {**fields, "speaker": defaults.speaker}
    try:
        known = _checked(_Fields, fields)
        draft, final, kind = _texts(known, defaults.kind)
        metadata = _with_extra(known.metadata, known.model_extra)
    except ValueError as error:
        return row.reject(str(error), hint=_mend(str(error)), item=_item_name(fields))
    return Record(
        known.speaker, known.item, draft, final, kind, row.source, row.line,
        known.dictated_at, known.worktype, known.duration_s, metadata,
    )  # fmt: skip


def _item_name(fields: Mapping[str, Any]) -> str | None:
    try:
        return clean_ref(fields["item"])
    except (KeyError, ValueError, AttributeError, TypeError):
        return None


def _texts(known: _Fields, default: Kind | None) -> tuple[str | None, str | None, Kind]:
    kind = Kind(known.kind) if known.kind else default
    if known.text:
        if known.draft or known.final:
            msg = "text stands beside draft or final"
            raise ValueError(msg)
        if kind is None:
            msg = "kind is missing"
            raise ValueError(msg)
        is_final = kind is Kind.FINAL
        return (None, known.text, Kind.ASR) if is_final else (known.text, None, kind)
    if not known.draft and not known.final:
        msg = "draft, final and text are all missing"
        raise ValueError(msg)
    if known.draft and kind is Kind.FINAL:
        msg = "kind final does not go with the field draft"
        raise ValueError(msg)
    kind = Kind.ASR if kind in {None, Kind.FINAL} else kind
    return known.draft or None, known.final or None, kind or Kind.ASR


_MENDS = (
    ("speaker is missing", "give every record a speaker, or add --speaker REF"),
    ("kind is missing", "give the text its kind, or add --kind asr, llm or final"),
    ("is none of asr", "kinds are asr, llm and final"),
    ("text stands beside", "give draft and final, or one text with its kind"),
    ("kind final does not", "put the signed text in the field final"),
    ("dictated_at", "write times with their zone, such as 2025-02-06T12:10:00Z"),
    ("MiB", "split the note, or leave it out"),
    ("is empty", "leave out a field that has no value"),
)


def _mend(reason: str) -> str | None:
    return next((mend for part, mend in _MENDS if part in reason), None)


def read_speaker_fields(fields: Mapping[str, Any]) -> SpeakerFields:
    """The facts of a speaker, checked; `id`, `bucket` and `meta` are taken as other names.

    Raises:
        ValueError: a fault, in words that name the field.
    """
    named = {SPEAKER_ALIASES.get(k, k): v for k, v in fields.items()}
    if len(named) < len(fields):
        msg = "one fact is given under two names"
        raise ValueError(msg)
    known = _checked(SpeakerFields, named)
    if not known.model_extra:
        return known
    metadata = _with_extra(known.metadata, known.model_extra)
    return _checked(SpeakerFields, {**known.given, "ref": known.ref, "metadata": metadata})


def read_speaker(row: Row) -> SpeakerFields | Reject:
    """The speaker facts of a row, or why it cannot be taken."""
    if isinstance(row.fields, Reject):
        return row.fields
    try:
        return read_speaker_fields(row.fields)
    except ValueError as error:
        return row.reject(str(error))

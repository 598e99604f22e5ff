"""A draft that comes through a pipe: read as strictly as a file, corrected, kept if asked."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from draftgenie.domain.draft import MAX_TEXT_BYTES, item_id
from draftgenie.errors import InputError, Reject
from draftgenie.pipeline.ingest import Defaults, Record, Row, read_record
from draftgenie.services import ingest, rag
from draftgenie.services.speaker import find_speaker

if TYPE_CHECKING:
    from draftgenie.domain.draft import Draft
    from draftgenie.domain.note import GeneratedNote
    from draftgenie.pipeline.generate import Limits
    from draftgenie.ports import ArrayStore, Clock, Store

SOURCE = "stdin"
MAX_BYTES = MAX_TEXT_BYTES + 4
"""More than this need not be read: the text is too long in any case."""

COMMAND = "draftgenie rag generate --speaker REF -"

_BOM = b"\xef\xbb\xbf"


def read_draft(raw: bytes, *, speaker: str, item: str | None = None) -> Record:
    """The record of a draft; without an item it is named after its content.

    Raises:
        InputError: the text cannot be a draft.
    """
    try:
        text = raw.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        msg = f"{SOURCE} is not valid UTF-8 (byte {error.start + 1})"
        hint = "convert it first, such as: iconv -f WINDOWS-1252 -t UTF-8"
        raise InputError(msg, hint=hint) from None
    digest = hashlib.blake2b(text.encode(), digest_size=6).hexdigest()
    record = read_record(_row(speaker, item or f"{SOURCE}-{digest}", text), Defaults())
    if isinstance(record, Reject):
        msg = f"{SOURCE}: {record.reason}"
        raise InputError(msg, hint=f'printf "%s" "$draft" | {COMMAND}')
    return record


def _row(speaker: str, item: str, text: str | None) -> Row:
    return Row(SOURCE, None, b"", {"speaker": speaker, "item": item, "draft": text})


def correct(
    raw: bytes, *, speaker: str, store: Store, arrays: ArrayStore, limits: Limits
) -> GeneratedNote:
    """The note for a piped draft; nothing is stored.

    Raises:
        NotFoundError: no such speaker.
        InputError: the text cannot be a draft.
    """
    ref = find_speaker(store, speaker).ref
    text = read_draft(raw, speaker=ref).draft or ""
    return rag.correct_text(text, speaker=ref, store=store, arrays=arrays, limits=limits)


def save(raw: bytes, *, speaker: str, item: str | None, store: Store, clock: Clock) -> Draft:
    """The piped draft, stored as that of an item; stored before, nothing changes.

    Raises:
        NotFoundError: no such speaker.
        InputError: the text cannot be a draft.
        ConflictError: the item has another draft.
    """
    ref = find_speaker(store, speaker).ref
    record = read_draft(raw, speaker=ref, item=item)
    row = _row(ref, record.item, record.draft)
    ingest.ingest(store=store, clock=clock, rows=[row], options=ingest.Options())
    stored = store.drafts.current(item_id(speaker=ref, item=record.item))
    return next(draft for draft in stored if draft.kind is record.kind)

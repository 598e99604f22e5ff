"""Setting a record aside, with all that is needed to try it again."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from draftgenie.domain.setaside import SetAside, reason_code, set_aside_id
from draftgenie.domain.speaker import clean_ref
from draftgenie.errors import Reject
from draftgenie.ports.quarantine import Contents

if TYPE_CHECKING:
    from draftgenie.pipeline.ingest import Defaults, Row
    from draftgenie.ports import Store


def set_aside(store: Store, row: Row, reject: Reject, defaults: Defaults) -> None:
    """Keep a record that cannot be taken, in the present transaction.

    What an option said of records that leave it out is kept with the record.
    """
    fields = None if isinstance(row.fields, Reject) else _filled(row.fields, defaults)
    record = SetAside(
        set_aside_id(source=row.source, line=row.line, raw=row.raw),
        row.source,
        row.line,
        row.offset,
        reason_code(reject.reason),
        reject.reason,
        hashlib.sha256(row.raw).hexdigest(),
        len(row.raw),
        _speaker(defaults.speaker if fields is None else fields.get("speaker")),
    )
    store.quarantine.add(record, Contents(row.raw, fields))


def _filled(fields: dict[str, Any], defaults: Defaults) -> dict[str, Any]:
    said = {"speaker": defaults.speaker, "kind": defaults.kind and defaults.kind.value}
    known = {name: value for name, value in fields.items() if value is not None}
    return {**{name: value for name, value in said.items() if value is not None}, **known}


def _speaker(value: object) -> str | None:
    try:
        return clean_ref(value) if isinstance(value, str) else None
    except ValueError:
        return None

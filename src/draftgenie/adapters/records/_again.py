"""Reading again the bytes of one record that was set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from draftgenie.adapters.records._json import json_row
from draftgenie.errors import Reject
from draftgenie.pipeline.ingest import Row

if TYPE_CHECKING:
    from draftgenie.domain.setaside import SetAside


def read_again(record: SetAside, raw: bytes) -> Row:
    """The row of a record's bytes: a line of JSON, or what was wrong with it before.

    Of a table the columns are not known any more, and of a text file neither speaker nor kind:
    they are mended at their source and ingested from there.
    """
    if raw.lstrip().startswith(b"{"):
        return json_row(record.source, record.line, raw, at=record.offset)
    reject = Reject(record.source, record.line, record.reason, "mend the source, ingest it again")
    return Row(record.source, record.line, raw, reject, record.offset)

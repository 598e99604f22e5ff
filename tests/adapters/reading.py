"""What the tests of reading records share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from draftgenie.adapters import records
from draftgenie.errors import Reject
from tests.builders import a_pair, lines

if TYPE_CHECKING:
    from pathlib import Path

    from draftgenie.pipeline.ingest import Row

PAIR = a_pair()
LINE = lines(PAIR).encode()
SECRET = b"metoprolol tartrate"


def read(*paths: str | Path, layout: records.Layout = records.DRAFTS) -> list[Row]:
    """All rows of the files."""
    sources = records.find_sources([str(path) for path in paths], layout)
    return list(records.read(sources, layout))


def outcome(rows: list[Row]) -> list[tuple[int | None, Any]]:
    """Line and fields of each row, or line and reason."""
    return [
        (row.line, row.fields.reason if isinstance(row.fields, Reject) else row.fields)
        for row in rows
    ]


def write(folder: Path, name: str, content: bytes) -> Path:
    """A new file."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path

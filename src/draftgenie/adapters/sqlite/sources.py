"""The sources that records are pulled from, and how far each was read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from draftgenie.adapters.sqlite._json import dump, load
from draftgenie.domain.draft import Kind
from draftgenie.domain.source import Source, SourceKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from draftgenie.adapters.sqlite._connection import Connection, Row

_COLUMNS = (
    "name, kind, place, options_json, fields_json, speaker, draft_kind, create_speakers, "
    '"replace", every_s, created_at, pulled_at'
)


class Sources:
    """The tables source and source_mark."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def get(self, name: str) -> Source | None:
        """The source with this name."""
        row = self._db.row(f"SELECT {_COLUMNS} FROM source WHERE name = ?", (name,))
        return None if row is None else _source(row)

    def list(self) -> list[Source]:
        """All sources by name."""
        return [_source(row) for row in self._db.rows(f"SELECT {_COLUMNS} FROM source")]

    def put(self, source: Source) -> None:
        """Insert or replace a source; its cursor stays."""
        values: tuple[Any, ...] = (
            source.name,
            source.kind.value,
            source.place,
            dump(dict(source.options)),
            dump(dict(source.fields)),
            source.speaker,
            source.draft_kind and source.draft_kind.value,
            source.create_speakers,
            source.replace,
            source.every_s,
            source.created_at,
            source.pulled_at,
        )
        # An upsert, because replacing the row would take the marks with it.
        names = [name.strip() for name in _COLUMNS.split(",")]
        changes = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
        self._db.write(
            f"INSERT INTO source({_COLUMNS}) VALUES ({', '.join('?' * len(names))}) "
            f"ON CONFLICT(name) DO UPDATE SET {changes}",
            values,
        )

    def remove(self, name: str) -> None:
        """Delete a source with its cursor; the records it brought stay."""
        self._db.write("DELETE FROM source WHERE name = ?", (name,))

    def cursor(self, name: str) -> dict[str, str]:
        """How far a source was read, in marks that its reader understands; empty at first."""
        sql = "SELECT mark, value FROM source_mark WHERE source = ?"
        return dict(self._db.rows(sql, (name,)))

    def move(self, name: str, marks: Mapping[str, str | None]) -> None:
        """Set marks of a source's cursor; None takes one away."""
        self._db.write_many(
            "INSERT INTO source_mark(source, mark, value) VALUES (?, ?, ?) "
            "ON CONFLICT(source, mark) DO UPDATE SET value = excluded.value",
            ((name, mark, value) for mark, value in marks.items() if value is not None),
        )
        self._db.write_many(
            "DELETE FROM source_mark WHERE source = ? AND mark = ?",
            ((name, mark) for mark, value in marks.items() if value is None),
        )


def _source(row: Row) -> Source:
    values = [*row]
    values[1] = SourceKind(values[1])
    values[3], values[4] = load(values[3]), load(values[4])
    values[6] = None if values[6] is None else Kind(values[6])
    values[7], values[8] = bool(values[7]), bool(values[8])
    return Source(*values)

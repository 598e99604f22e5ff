"""Counts over whole tables, for monitoring."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from draftgenie.adapters.sqlite._connection import Connection

_TABLES = (
    "speaker",
    "item",
    "draft",
    "final_note",
    "correction",
    "occurrence",
    "generated_note",
    "evaluation",
    "event",
    "audit",
    "operation",
)


class Figures:
    """Counts of rows, never what is in them."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def events(self, *, after: int = 0) -> dict[str, int]:
        """Events by type, after a sequence number."""
        sql = "SELECT type, count(*) FROM event WHERE seq > ? GROUP BY type"
        return dict(self._db.rows(sql, (after,)))

    def last_event(self) -> int:
        """The sequence number of the newest event; 0 without any."""
        return int(self._db.value("SELECT coalesce(max(seq), 0) FROM event"))

    def deliveries(self) -> dict[str, int]:
        """Deliveries of events by state; empty for a store that has none yet."""
        there = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'delivery'"
        return self._by("delivery", "state") if self._db.row(there) else {}

    def set_aside(self) -> dict[str, int]:
        """Records set aside by code."""
        return self._by("quarantine", "code")

    def rows(self) -> dict[str, int]:
        """Rows by table, of the tables that grow with use."""
        return {name: int(self._db.value(f"SELECT count(*) FROM {name}")) for name in _TABLES}

    def _by(self, table: str, column: str) -> dict[str, int]:
        return dict(self._db.rows(f"SELECT {column}, count(*) FROM {table} GROUP BY {column}"))

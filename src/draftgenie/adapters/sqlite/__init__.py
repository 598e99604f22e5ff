"""The store in SQLite: the only truth."""

from draftgenie.adapters.sqlite.store import SqliteStore

__all__ = ["SqliteStore"]

"""A hash of every row, written with it, so that a row which rotted on the disk is noticed.

SQLite checks how its pages hang together and not what stands in them. The hashes stand in the
table `row_hash` and are kept by temporary triggers of each connection that writes: whatever
statement changes a row, its hash changes in the same transaction. Rows that are changed by
another program keep their old hash and are reported.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from draftgenie.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from draftgenie.adapters.sqlite._connection import Row

HASHES = "row_hash"
_DIGEST_BYTES = 8

# The tables without triggers: SQLite keeps them itself, and they are hashed when they change.
_SEQUENCES = "sqlite_sequence"
_SCHEMA = "sqlite_schema"
_OWN_COLUMNS = {_SEQUENCES: ("name", "seq"), _SCHEMA: ("name", "type", "tbl_name", "sql")}

_TABLES = (
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' "
    f"ESCAPE '\\' AND name <> '{HASHES}' ORDER BY name"
)
_OWN_TRIGGERS = "SELECT name FROM temp.sqlite_schema WHERE type = 'trigger' AND name GLOB 'hash_*'"
_STORE = (
    f"INSERT INTO {HASHES}(source, key, hash) SELECT '{{table}}', {{key}}, {{hash}} "
    "FROM main.{table} WHERE {where} ON CONFLICT(source, key) DO UPDATE SET hash = excluded.hash"
)
_TRIGGERS = {
    "added": "AFTER INSERT ON main.{table} BEGIN {store_new}; END",
    "changed": (
        f"AFTER UPDATE ON main.{{table}} BEGIN DELETE FROM {HASHES} WHERE source = '{{table}}' "
        "AND key = {old} AND {old} <> {new}; {store_new}; END"
    ),
    "deleted": (
        f"AFTER DELETE ON main.{{table}} BEGIN DELETE FROM {HASHES} "
        "WHERE source = '{table}' AND key = {old}; END"
    ),
}


class RowHashes:
    """The hashes of one connection's store.

    Args:
        execute: runs a statement and gives its rows.
    """

    def __init__(self, execute: Callable[..., list[Row]]) -> None:
        self._execute = execute
        self._watched: int | None = None
        self._columns: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}

    def watch(self) -> None:
        """From now on, hash every row that this connection writes."""
        version = self._execute("PRAGMA schema_version")[0][0]
        if version == self._watched:
            return
        self.rest()
        if self._is_kept():
            for table in self.tables():
                self._watch(table)
        self._watched = version

    def rest(self) -> None:
        """Stop hashing what is written, for a change of the schema."""
        self._watched = None
        self._columns.clear()
        for (name,) in self._execute(_OWN_TRIGGERS):
            self._execute(f"DROP TRIGGER temp.{name}")

    def renew(self) -> None:
        """Hash every row as it stands now."""
        if not self._is_kept():
            return
        self._columns.clear()
        self._execute(f"DELETE FROM {HASHES}")
        for table in (*self.tables(), _SCHEMA):
            self._execute(self._store(table, where="true"))
        self.seal()

    def seal(self) -> None:
        """Hash the counters that SQLite keeps, where they have moved; the last act of a change."""
        if not self._is_kept():
            return
        self._execute(
            self._store(
                _SEQUENCES,
                where=f"NOT EXISTS (SELECT 1 FROM {HASHES} h WHERE h.source = '{_SEQUENCES}' "
                f"AND h.key = name AND h.hash = {self.hash(_SEQUENCES, '')})",
            )
        )

    def tables(self) -> list[str]:
        """The tables whose rows are hashed as they are written, by name."""
        return [name for (name,) in self._execute(_TABLES)]

    def is_sound(self, table: str, alias: str) -> str:
        """An expression that is true while the row `alias` of a table is what was written."""
        return (
            f"{self.hash(table, f'{alias}.')} IS (SELECT hash FROM main.{HASHES} "
            f"WHERE source = '{table}' AND key = {self.key(table, f'{alias}.')})"
        )

    def faults(self) -> Iterator[tuple[str, str, str]]:
        """Table, key and what is wrong of every row that is not what was written, by table.

        Wrong is `changed`, or `gone` for a row of which only the hash is left. An older store
        has no hashes, and so no faults.
        """
        if not self._is_kept():
            return
        for table in (*self.tables(), _SCHEMA, _SEQUENCES):
            yield from ((table, key, "changed") for key in self._changed(table))
            yield from ((table, key, "gone") for key in self._gone(table))
        known = ", ".join(f"'{t}'" for t in (*self.tables(), _SCHEMA, _SEQUENCES))
        stray = f"SELECT source, key FROM {HASHES} WHERE source NOT IN ({known})"
        yield from ((HASHES, f"{source} {key}", "changed") for source, key in self._execute(stray))

    def _changed(self, table: str) -> list[str]:
        key = self.key(table, "t.")
        wrong = f"NOT ({self.is_sound(table, 't')})"
        try:
            return _texts(self._execute(f"SELECT hex({key}) FROM {table} t WHERE {wrong}"))
        except StoreError:
            # One row that cannot be read keeps all others from being read with it.
            return self._changed_one_by_one(table, wrong)

    def _changed_one_by_one(self, table: str, wrong: str) -> list[str]:
        found = []
        key = self.key(table, "t.")
        for (one,) in self._execute(f"SELECT hex({key}) FROM {table} t"):
            try:
                row = self._execute(
                    f"SELECT 1 FROM {table} t WHERE hex({key}) = ? AND {wrong}", (one,)
                )
            except StoreError:
                row = [()]
            found += [one] if row else []
        return _texts([(one,) for one in found])

    def _gone(self, table: str) -> list[str]:
        counts = f"SELECT count(*) FROM {HASHES} WHERE source = ?"
        n_rows = self._execute(f"SELECT count(*) FROM {table}")[0][0]
        if self._execute(counts, (table,))[0][0] <= n_rows:
            return []
        key = self.key(table, "")
        return _texts(
            self._execute(
                f"SELECT hex(key) FROM {HASHES} WHERE source = ? "
                f"AND key NOT IN (SELECT {key} FROM {table})",
                (table,),
            )
        )

    def _is_kept(self) -> bool:
        return bool(self._execute("SELECT 1 FROM main.sqlite_schema WHERE name = ?", (HASHES,)))

    def _watch(self, table: str) -> None:
        keys = self.columns(table)[1]
        where = " AND ".join(f"{_quoted(k)} = NEW.{_quoted(k)}" for k in keys)
        for name, body in _TRIGGERS.items():
            text = body.format(
                table=table,
                old=self.key(table, "OLD."),
                new=self.key(table, "NEW."),
                store_new=self._store(table, where=where),
            )
            self._execute(f"CREATE TEMP TRIGGER hash_{name}_{table} {text}")

    def _store(self, table: str, *, where: str) -> str:
        return _STORE.format(
            table=table, key=self.key(table, ""), hash=self.hash(table, ""), where=where
        )

    def hash(self, table: str, prefix: str) -> str:
        columns, _ = self.columns(table)
        return f"hash_of({', '.join(prefix + _quoted(c) for c in columns)})"

    def key(self, table: str, prefix: str) -> str:
        _, keys = self.columns(table)
        # The sign takes away the column's affinity, with which no index on `key` would be used.
        named = ", ".join(f"+{prefix}{_quoted(k)}" for k in keys)
        return named if len(keys) == 1 else f"json_array({named})"

    def columns(self, table: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The columns of a table, and those of its key."""
        if table in _OWN_COLUMNS:
            return _OWN_COLUMNS[table], ("name",)
        if table not in self._columns:
            rows = self._execute(f"PRAGMA main.table_info({table})")
            keys = sorted((key, name) for _, name, *_, key in rows if key)
            names = tuple(name for _, name, *_ in rows)
            self._columns[table] = names, tuple(name for _, name in keys) or ("rowid",)
        return self._columns[table]


def hash_of(*values: str | float | bytes | None) -> bytes:
    """Eight bytes over the values of a row, their types included.

    >>> hash_of("a", 1) != hash_of("a", "1")
    True
    """
    # Not `repr`: which characters it escapes differs between versions of Python.
    return hashlib.blake2b(ascii(values).encode(), digest_size=_DIGEST_BYTES).digest()


def _quoted(name: str) -> str:
    return f'"{name}"'


def _texts(rows: list[Row]) -> list[str]:
    # A damaged key may be no text; its bytes are shown.
    return [bytes.fromhex(key).decode("utf-8", "backslashreplace") for (key,) in rows]

"""Putting damaged rows back as they were written, from another copy of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from draftgenie.adapters.sqlite._faults import is_plain
from draftgenie.adapters.sqlite._hashes import HASHES
from draftgenie.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from draftgenie.adapters.sqlite._connection import Connection
    from draftgenie.domain.damage import Damage


def take_rows(db: Connection, copy: Path, wanted: Sequence[Damage]) -> int:
    """Put back those rows that a copy of the store has as they were written; how many.

    A row is taken when its hash is the one this store keeps of it, or when it is the row that
    stands here and only its hash is damaged.
    """
    if not _attach(db, copy):
        return 0
    try:
        # A row is put in the place of another with the same key; what belongs to it stays.
        db.pragma("foreign_keys = OFF")
        with db.atomic():
            return sum(_take(db, one) for one in wanted)
    finally:
        db.pragma("foreign_keys = ON")
        db.rows("DETACH DATABASE copy")


def _attach(db: Connection, copy: Path) -> bool:
    """Attach the copy as `copy`, unless it cannot be read with the key of this store."""
    key = db.key.raw if db.key is not None and not is_plain(copy) else ""
    try:
        db.rows("ATTACH DATABASE ? AS copy KEY ?", (str(copy), key))
    except StoreError:
        return False
    return True


def _take(db: Connection, one: Damage) -> bool:
    table, key = one.name, f"CAST({db.hashes.key(one.name, '')} AS TEXT) = ?"
    if not db.row("SELECT 1 FROM copy.sqlite_schema WHERE name = ?", (table,)):
        return False
    names = ", ".join(f'"{name}"' for name in db.hashes.columns(table)[0])
    written = db.row(
        f"SELECT hash FROM main.{HASHES} WHERE source = ? AND CAST(key AS TEXT) = ?",
        (table, one.key),
    )
    there = db.row(
        f"SELECT {db.hashes.hash(table, '')}, {names} FROM copy.{table} WHERE {key}", (one.key,)
    )
    here = db.row(f"SELECT {names} FROM main.{table} WHERE {key}", (one.key,))
    if there is None or (there[0] != (written and written[0]) and there[1:] != here):
        return False
    db.write(f"DELETE FROM main.{table} WHERE {key}", (one.key,))
    marks = ", ".join("?" * len(there[1:]))
    # In the place of a row, too, whose damaged key is another's now.
    db.write(f"INSERT OR REPLACE INTO main.{table}({names}) VALUES ({marks})", there[1:])
    return True

"""Putting one row back as it was, or saying why that cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from draftgenie.adapters.sqlite.recorder import PARTS, columns_of
from draftgenie.domain.operation import Change, Reverted
from draftgenie.errors import ConflictError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from draftgenie.adapters.sqlite._connection import Connection

_DERIVED = {*PARTS, "held_pair", "pair_read", "occurrence", "baseline", "correction_effect"}
"""Tables whose rows may go with the row that they belong to: a build makes them anew."""

_NAMED = {
    "item": "an item",
    "draft": "a draft",
    "final_note": "a final note",
    "correction": "a decision about a correction",
    "term": "a term list",
    "generated_note": "a generated note",
    "evaluation": "an evaluation",
    "bucket_move": "a move between buckets",
    "review": "a comment",
}
_FACTS = {
    "speaker": "SELECT ref AS speaker, version, assigned_bucket FROM speaker t WHERE {}",
    "draft": (
        "SELECT t.id, i.speaker, i.item, i.id AS item_id, t.kind "
        "FROM draft t JOIN item i ON i.id = t.item_id WHERE {}"
    ),
    "final_note": (
        "SELECT t.id, i.speaker, i.item, i.id AS item_id, 'final' AS kind "
        "FROM final_note t JOIN item i ON i.id = t.item_id WHERE {}"
    ),
    "correction": "SELECT t.speaker, t.id FROM correction t WHERE {}",
}
_FACT_NAMES = {
    "speaker": ("speaker", "version", "assigned_bucket"),
    "draft": ("id", "speaker", "item", "item_id", "kind"),
    "final_note": ("id", "speaker", "item", "item_id", "kind"),
    "correction": ("speaker", "id"),
}


class Reverting:
    """The inverse of single changes, in the present transaction."""

    def __init__(self, db: Connection, *, cascade: bool) -> None:
        self._db = db
        self._cascade = cascade
        self._keys: dict[str, list[str]] = {}
        self._children = _children_of(db)

    def revert(
        self,
        table: str,
        change: str,
        *,
        key: Sequence[Any],
        before: Mapping[str, Any],
        after: Mapping[str, Any],
    ) -> Iterator[Reverted]:
        """Put one row back; what its event tells, if it has one.

        Raises:
            ConflictError: the row is no longer as the change left it, or others depend on it.
        """
        place = self._place(table)
        if table == "source_mark" and not self._is_there("source", "t.name = ?", key[:1]):
            # A source that was removed is not read on from anywhere.
            return
        if change == Change.ADDED:
            yield from self._facts(table, Change.REMOVED, place, key)
            self._remove(table, place, key)
            return
        more: dict[str, Any] = {"changed": sorted(before)}
        if change == Change.CHANGED:
            for was in self._facts(table, Change.CHANGED, place, key):
                more["was_bucket"] = was.facts.get("assigned_bucket")
            self._change_back(table, key, before, after)
            kind = Change.CHANGED
        else:
            self._put_back(table, key, before)
            kind = Change.ADDED
        for told in self._facts(table, kind, place, key):
            yield Reverted(told.table, told.change, {**told.facts, **more})

    def _place(self, table: str) -> str:
        if table not in self._keys:
            self._keys[table] = columns_of(self._db, table)[1]
        return " AND ".join(f"t.{name} = ?" for name in self._keys[table])

    def _facts(
        self, table: str, change: Change, place: str, key: Sequence[Any]
    ) -> Iterator[Reverted]:
        if table in _FACTS:
            for row in self._db.rows(_FACTS[table].format(place), key):
                facts: dict[str, Any] = dict(zip(_FACT_NAMES[table], row, strict=True))
                yield Reverted(table, change, facts)

    def _is_there(self, table: str, place: str, params: Sequence[Any]) -> bool:
        return self._db.row(f"SELECT 1 FROM {table} AS t WHERE {place}", params) is not None

    def _remove(self, table: str, place: str, key: Sequence[Any]) -> None:
        if not self._is_there(table, place, key):
            raise _gone(table)
        if table == "correction" and self._is_there(table, f"{place} AND t.n_applied > 0", key):
            # It was counted since: the history has it without anybody's saying so.
            self._db.write(
                f"UPDATE correction AS t SET status = 'learned', origin = 'mined' WHERE {place}",
                key,
            )
            return
        if not self._cascade:
            self._check_children(table, place, key)
        self._db.write(f"DELETE FROM {table} AS t WHERE {place}", key)

    def _check_children(self, table: str, place: str, key: Sequence[Any]) -> None:
        for child, column, parent_column in self._children.get(table, ()):
            said = " AND (c.status <> 'learned' OR c.origin <> 'mined')"
            row = self._db.row(
                f"SELECT 1 FROM {table} t JOIN {child} c ON c.{column} = t.{parent_column} "
                f"WHERE {place}{said if child == 'correction' else ''} LIMIT 1",
                key,
            )
            if row is not None:
                msg = f"{_NAMED.get(child, child)} that came later depends on it"
                raise ConflictError(msg, hint="undo that first, or take it along with --cascade")

    def _change_back(
        self,
        table: str,
        key: Sequence[Any],
        before: Mapping[str, Any],
        after: Mapping[str, Any],
    ) -> None:
        place = self._place(table)
        same = " AND ".join([place, *(f"t.{name} IS ?" for name in after)])
        if not self._is_there(table, same, [*key, *after.values()]):
            if self._is_there(table, place, key):
                msg = f"the {table.replace('_', ' ')} was changed again since"
                raise ConflictError(msg, hint="draftgenie log; undo what came later first")
            raise _gone(table)
        told = ", ".join(f"{name} = ?" for name in before)
        values = [*before.values(), *key]
        self._db.write(f"UPDATE {table} AS t SET {told} WHERE {place}", values)

    def _put_back(self, table: str, key: Sequence[Any], row: Mapping[str, Any]) -> None:
        place, params = self._place(table), list(key)
        if "id" in row and table != "correction":
            place, params = f"{place} OR t.id = ?", [*key, row["id"]]
        if self._is_there(table, place, params):
            msg = f"the {table.replace('_', ' ')} is there again"
            raise ConflictError(msg, hint="draftgenie log; undo what came later first")
        marks = ", ".join("?" * len(row))
        sql = f"INSERT INTO {table}({', '.join(row)}) VALUES ({marks})"
        self._db.write(sql, list(row.values()))


def value_of(literal: str) -> Any:
    r"""The value that SQLite's `quote` wrote as a literal.

    >>> value_of("NULL"), value_of("-3"), value_of("0.1"), value_of("'it''s'"), value_of("X'FF'")
    (None, -3, 0.1, "it's", b'\xff')
    """
    if literal.startswith("'"):
        return literal[1:-1].replace("''", "'")
    if literal.startswith("X"):
        return bytes.fromhex(literal[2:-1])
    if literal == "NULL":
        return None
    return int(literal) if literal.lstrip("-").isdecimal() else float(literal)


def _gone(table: str) -> ConflictError:
    msg = f"the {table.replace('_', ' ')} is gone since"
    return ConflictError(msg, hint="what was deleted for good cannot be put back")


def _children_of(db: Connection) -> dict[str, list[tuple[str, str, str]]]:
    """Of each table, the columns of others that must go before its rows can."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    tables = db.rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    for (child,) in tables:
        for row in db.rows(f"PRAGMA foreign_key_list({child})"):
            parent, column, parent_column = row[2], row[3], row[4]
            if child not in _DERIVED:
                found.setdefault(parent, []).append((child, column, parent_column))
    return found

"""The log of operations, and putting rows back as they were."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from draftgenie.adapters.sqlite import recorder
from draftgenie.adapters.sqlite._connection import limits
from draftgenie.adapters.sqlite.reverting import Reverting, value_of
from draftgenie.domain.operation import Operation
from draftgenie.errors import ConflictError

if TYPE_CHECKING:
    import builtins

    from draftgenie.adapters.sqlite._connection import Connection, Row
    from draftgenie.domain.operation import Reverted
    from draftgenie.ports import Clock
    from draftgenie.ports.store import Page

KEPT = 100
"""Operations that can be taken back; of older ones only the line in the log is kept."""

_COLUMNS = "seq, at, actor, command, correlation_id, undoes, undone_by, kept"
_IN_FORCE = "o.undoes IS NULL AND o.undone_by IS NULL"
_LATER = (
    "SELECT o.seq, o.command, c.tbl FROM operation_change c "
    "JOIN operation_change l ON l.tbl = c.tbl AND l.key = c.key AND l.op > c.op "
    f"JOIN operation o ON o.seq = l.op AND {_IN_FORCE} WHERE c.op = ? ORDER BY o.seq DESC LIMIT 1"
)


class Operations:
    """The tables operation and operation_change."""

    def __init__(
        self, db: Connection, *, clock: Clock, actor: str, command: str, correlation_id: str
    ) -> None:
        self._db = db
        self._clock = clock
        self._said = (actor, command, correlation_id)
        self.records = command in recorder.COMMANDS
        self._installed = False
        self._kept_as: int | None = None
        self._seq = 0
        self._undoes: int | None = None

    def prepare(self) -> None:
        """Make this connection write down what it changes; before a transaction."""
        if not self._installed:
            recorder.install(self._db)
            self._installed = True

    def begin(self) -> None:
        """Number what the present transaction changes: one number for all of a command."""
        last = self._db.value("SELECT coalesce(max(seq), 0) FROM operation")
        self._seq = self._kept_as or last + 1
        self._db.write("DELETE FROM this_operation")
        self._db.write("INSERT INTO this_operation(seq) VALUES (?)", (self._seq,))

    def end(self) -> bool:
        """Write the operation of the present transaction into the log, if it changed anything."""
        changed = self._db.row("SELECT 1 FROM operation_change WHERE op = ? LIMIT 1", (self._seq,))
        if changed is None or self._kept_as is not None:
            return changed is not None
        actor, command, correlation_id = self._said
        self._db.write(
            "INSERT INTO operation(seq, at, actor, command, correlation_id, undoes) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (self._seq, self._clock.now(), actor, command, correlation_id, self._undoes),
        )
        self._forget(self._seq - KEPT)
        return True

    def committed(self) -> None:
        """Go on under the same number in later transactions of this command."""
        self._kept_as = self._seq

    def list(self, page: Page | None = None) -> list[Operation]:
        """Operations, newest first; all of them without a page."""
        rows = self._db.rows(
            f"SELECT {_COLUMNS} FROM operation ORDER BY seq DESC LIMIT ? OFFSET ?", limits(page)
        )
        return [self._operation(row) for row in rows]

    def count(self) -> int:
        """How many there are."""
        return int(self._db.value("SELECT count(*) FROM operation"))

    def get(self, seq: int) -> Operation | None:
        """The operation with this number."""
        row = self._db.row(f"SELECT {_COLUMNS} FROM operation WHERE seq = ?", (seq,))
        return None if row is None else self._operation(row)

    def last(self, *, undone: bool) -> Operation | None:
        """The newest operation that can be taken back; with `undone`, the newest undo.

        A redo is no undo: taking its operation back again is what undo does.
        """
        test = _IN_FORCE
        if undone:
            test = (
                "o.undone_by IS NULL AND EXISTS (SELECT 1 FROM operation t "
                "WHERE t.seq = o.undoes AND t.undoes IS NULL)"
            )
        row = self._db.row(
            f"SELECT {_COLUMNS} FROM operation o WHERE o.kept AND {test} "
            "ORDER BY o.seq DESC LIMIT 1"
        )
        return None if row is None else self._operation(row)

    def _operation(self, row: Row) -> Operation:
        rows: dict[str, dict[str, int]] = {}
        for table, change, n in self._db.rows(
            "SELECT tbl, change, count(*) FROM operation_change WHERE op = ? "
            f"AND tbl IN ({', '.join('?' * len(recorder.TRACKED))}) "
            "GROUP BY tbl, change ORDER BY tbl, change",
            (row[0], *recorder.TRACKED),
        ):
            rows.setdefault(table, {})[change] = n
        seq, at, actor, command, correlation_id, undoes, undone_by, kept = row
        return Operation(
            seq, at, actor, command, correlation_id, undoes, undone_by, bool(kept), rows
        )

    def take_back(self, operation: Operation, *, cascade: bool) -> builtins.list[Reverted]:
        """Put every row back as it was, in the current transaction.

        With `cascade`, rows that came later and belong to rows that go are taken along.

        Raises:
            ConflictError: something that came later depends on it.
        """
        if operation.undoes is None:
            self._check_later(operation.seq)
        # The order in which rows go need not be the order in which they came.
        self._db.pragma("defer_foreign_keys = ON")
        reverting = Reverting(self._db, cascade=cascade)
        keys = self._db.keys(
            "SELECT n FROM operation_change WHERE op = ? ORDER BY n DESC", (operation.seq,)
        )
        done: builtins.list[Reverted] = []
        for n in keys:
            table, change, key, before, after = self._change(n)
            done += reverting.revert(table, change, key=key, before=before, after=after)
        self._db.write(
            "UPDATE operation SET undone_by = ? WHERE seq = ?", (self._seq, operation.seq)
        )
        self._db.write("UPDATE operation SET undone_by = NULL WHERE seq = ?", (operation.undoes,))
        self._undoes = operation.seq
        return done

    def _change(self, n: int) -> tuple[str, str, Any, Any, Any]:
        (row,) = self._db.rows(
            "SELECT tbl, change, key, before, after FROM operation_change WHERE n = ?", (n,)
        )
        table, change, key, before, after = row
        values = [value_of(literal) for literal in json.loads(key)]
        return table, change, values, _said(before), _said(after)

    def _check_later(self, seq: int) -> None:
        row = self._db.row(_LATER, (seq,))
        if row is not None:
            later, command, table = row
            msg = f"operation {later} ({command}) changed the same {_NOUNS[table]} later"
            raise ConflictError(msg, hint=f"draftgenie undo {later}, then this one")

    def forget(self) -> None:
        """Delete what taking back would need, of every operation."""
        self._forget(self._db.value("SELECT coalesce(max(seq), 0) FROM operation"))

    def _forget(self, seq: int) -> None:
        self._db.write("DELETE FROM operation_change WHERE op <= ?", (seq,))
        self._db.write("UPDATE operation SET kept = 0 WHERE seq <= ? AND kept = 1", (seq,))


def _said(text: str | None) -> dict[str, Any]:
    """The values of the columns that differed, or of all of a row that was removed."""
    known: dict[str, str | None] = {} if text is None else json.loads(text)
    return {name: value_of(said) for name, said in known.items() if said is not None}


_NOUNS = {
    "speaker": "speaker",
    "item": "item",
    "draft": "draft",
    "final_note": "final note",
    "held_pair": "held pair",
    "source_mark": "source",
    "correction": "correction",
    "term": "term",
    "generated_note": "generated note",
    "evaluation_run": "run",
    "evaluation": "evaluation",
    "bucket_move": "bucket",
    "review": "comment",
    "quarantine": "record set aside",
}

"""The audit trail as it is read; `log` writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from draftgenie.adapters.sqlite._connection import limits, where
from draftgenie.adapters.sqlite._json import load
from draftgenie.domain.audit import AuditRow, Head
from draftgenie.errors import StoreError, StoreLockedError

if TYPE_CHECKING:
    import builtins

    from draftgenie.adapters.sqlite._connection import Connection, Row
    from draftgenie.adapters.sqlite.log import Log
    from draftgenie.ports.audit import AuditQuery
    from draftgenie.ports.store import Page

_COLUMNS = "seq, at, actor, command, action, subject, detail_json, correlation_id, hash"


class Audits:
    """The table audit."""

    def __init__(self, db: Connection, log: Log) -> None:
        self._db = db
        self._log = log

    def add_reading(self, action: str, *, subject: str, detail: dict[str, Any]) -> None:
        """Write that text was handed out; while another process writes, put it off durably."""
        try:
            with self._db.lock.without_waiting(), self._db.atomic():
                self._log.audit(action, subject=subject, detail=detail)
        except StoreLockedError:
            self._log.put_off(action, subject=subject, detail=detail)

    def list(self, query: AuditQuery, page: Page | None = None) -> list[AuditRow]:
        """Rows, newest first; all of them without a page."""
        tests, params = _tests(query)
        rows = self._db.rows(
            f"SELECT {_COLUMNS} FROM audit WHERE {tests} ORDER BY seq DESC LIMIT ? OFFSET ?",
            (*params, *limits(page)),
        )
        return [_row(row) for row in rows]

    def count(self, query: AuditQuery) -> int:
        """How many `list` would give without a page."""
        tests, params = _tests(query)
        return int(self._db.value(f"SELECT count(*) FROM audit WHERE {tests}", params))

    def head(self) -> Head | None:
        """The newest row; None when there is none."""
        row = self._db.row("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")
        return None if row is None else Head(*row)

    def hash_at(self, seq: int) -> str | None:
        """The hash of a row; None when it is not there."""
        row = self._db.row("SELECT hash FROM audit WHERE seq = ?", (seq,))
        return None if row is None else row[0]


def _tests(query: AuditQuery) -> tuple[str, builtins.list[Any]]:
    tests: builtins.list[str] = []
    params: builtins.list[Any] = []
    for test, values in (
        ("at >= ?", [query.since]),
        ("actor = ?", [query.actor]),
        ("subject = ?", [query.subject]),
        ("(command = ? OR substr(command, 1, length(?) + 1) = ? || ' ')", [query.command] * 3),
        ("(action = ? OR substr(action, 1, length(?) + 1) = ? || '.')", [query.action] * 3),
    ):
        if values[0] is not None:
            tests.append(test)
            params += values
    return where(tests), params


def _row(row: Row) -> AuditRow:
    values = [*row]
    try:
        values[6] = load(values[6])
    except ValueError:
        msg = f"row {row[0]} of the audit trail was changed by hand"
        raise StoreError(msg, hint="draftgenie audit verify") from None
    return AuditRow(*values)

"""Events and the audit trail, both only ever appended to."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from draftgenie.adapters.sqlite._connection import limits, where
from draftgenie.adapters.sqlite._json import dump, load
from draftgenie.adapters.sqlite.readings import Readings
from draftgenie.domain.event import ENVELOPE_VERSION, Event, EventType
from draftgenie.domain.payload import check_payload

if TYPE_CHECKING:
    from collections.abc import Iterator

    from draftgenie.adapters.sqlite._connection import Connection, Row
    from draftgenie.ports import Clock
    from draftgenie.ports.query import EventQuery, Page

_BATCH = 1000
_MAX_DIGITS = 18

_EVENT = "id, seq, type, version, aggregate, payload_json, correlation_id, causation_id, at"
_AUDIT = "seq, at, actor, command, action, subject, detail_json, correlation_id"
_AUDIT_END = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'audit'"


class Log:
    """The tables event and audit."""

    def __init__(
        self, db: Connection, *, clock: Clock, actor: str, command: str, correlation_id: str
    ) -> None:
        self._db = db
        self._clock = clock
        self._actor = actor
        self._command = command
        self._correlation_id = correlation_id
        self._readings = Readings(db)

    def emit(
        self,
        type: EventType,  # noqa: A002 - the envelope's word
        *,
        aggregate: str,
        payload: dict[str, Any],
        causation_id: str | None = None,
    ) -> str:
        """Write one event in the current transaction; its id.

        Raises:
            PayloadError: the payload is not of the shape that the type has.
        """
        check_payload(type, payload)
        event_id = uuid4().hex
        self._db.write(
            "INSERT INTO event(id, type, version, aggregate, payload_json, correlation_id, "
            "causation_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                event_id,
                type.value,
                ENVELOPE_VERSION,
                aggregate,
                dump(payload),
                self._correlation_id,
                causation_id,
                self._clock.now(),
            ),
        )
        return event_id

    def events(self, *, aggregate: str | None = None, after: int = 0) -> Iterator[Event]:
        """Events in order, after a sequence number; read page by page."""
        one, params = ("", ()) if aggregate is None else (" AND aggregate = ?", (aggregate,))
        sql = f"SELECT {_EVENT} FROM event WHERE seq > ?{one} ORDER BY seq LIMIT {_BATCH}"
        while page := self._db.rows(sql, (after, *params)):
            yield from map(_event, page)
            after = page[-1][1]

    def find(self, query: EventQuery, page: Page | None = None) -> list[Event]:
        """The newest events that the query names, those of a page, oldest first."""
        tests, params = event_tests(query)
        rows = self._db.rows(
            f"SELECT {_EVENT} FROM event WHERE {tests} ORDER BY seq DESC LIMIT ? OFFSET ?",
            (*params, *limits(page)),
        )
        return [_event(row) for row in reversed(rows)]

    def count(self, query: EventQuery) -> int:
        """How many events the query names."""
        tests, params = event_tests(query)
        return int(self._db.value(f"SELECT count(*) FROM event WHERE {tests}", params))

    def event(self, name: str) -> Event | None:
        """The event with this id or sequence number."""
        column = "seq" if name.isdecimal() and len(name) <= _MAX_DIGITS else "id"
        row = self._db.row(f"SELECT {_EVENT} FROM event WHERE {column} = ?", (name,))
        return None if row is None else _event(row)

    def last_seq(self) -> int:
        """The sequence number of the newest event; 0 before the first."""
        return int(self._db.value("SELECT coalesce(max(seq), 0) FROM event"))

    def cause(self, type: EventType, *, aggregate: str) -> str | None:  # noqa: A002
        """The id of the newest event of a type and an aggregate, as the cause of what follows."""
        row = self._db.row(
            "SELECT id FROM event WHERE aggregate = ? AND type = ? ORDER BY seq DESC LIMIT 1",
            (aggregate, type.value),
        )
        return None if row is None else row[0]

    def audit(self, action: str, *, subject: str, detail: dict[str, Any] | None = None) -> None:
        """Write one audit row in the current transaction; its hash covers all rows before it.

        Rows that were put off come first.
        """
        for waiting in self._readings.due():
            self._append(waiting)
        self._append(self._said(action, subject, detail))

    def put_off(self, action: str, *, subject: str, detail: dict[str, Any] | None = None) -> None:
        """Keep one audit row for the next writer, outside any transaction; durably."""
        self._readings.put_off(self._said(action, subject, detail))

    def _said(self, action: str, subject: str, detail: dict[str, Any] | None) -> dict[str, Any]:
        return {
            "at": self._clock.now(),
            "actor": self._actor,
            "command": self._command,
            "action": action,
            "subject": subject,
            "detail": detail or {},
            "correlation_id": self._correlation_id,
        }

    def _append(self, said: dict[str, Any]) -> None:
        seq = int(self._db.value(_AUDIT_END)) + 1
        last = self._db.row("SELECT hash FROM audit ORDER BY seq DESC LIMIT 1")
        row = (seq, *(dump(v) if name == "detail" else v for name, v in said.items()))
        self._db.write(
            f"INSERT INTO audit({_AUDIT}, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*row, _link(last[0] if last else "", row)),
        )

    def verify_audit(self) -> int | None:
        """The first sequence number at which the hash chain is broken; None when it is whole.

        Rows cut off at the end are noticed too: the store counts what it ever wrote.
        """
        seq, link = 0, ""
        sql = f"SELECT {_AUDIT}, hash FROM audit WHERE seq > ? ORDER BY seq LIMIT {_BATCH}"
        while page := self._db.rows(sql, (seq,)):
            for *row, link_stored in page:
                seq += 1
                link = _link(link, tuple(row))
                if row[0] != seq or link != link_stored:
                    return seq
        return None if seq == int(self._db.value(_AUDIT_END)) else seq + 1


def event_tests(query: EventQuery) -> tuple[str, list[Any]]:
    """The conditions that a query of events puts, with their values."""
    tests: list[str] = []
    params: list[Any] = []
    for test, value in (
        ("type = ?", query.type and query.type.value),
        ("aggregate = ?", query.aggregate),
        ("correlation_id = ?", query.correlation_id),
        ("json_extract(payload_json, '$.speaker') = ?", query.speaker),
        ("seq > ?", query.after),
        ("id = ?", query.id),
    ):
        if value is not None:
            tests.append(test)
            params.append(value)
    return where(tests), params


def _link(before: str, row: Row) -> str:
    return hashlib.sha256((before + dump(row)).encode("utf-8", "surrogatepass")).hexdigest()


def _event(row: Row) -> Event:
    values = [*row]
    values[2] = EventType(values[2])
    values[5] = load(values[5])
    return Event(*values)

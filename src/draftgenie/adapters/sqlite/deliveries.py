"""What the automatic loop still owes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from draftgenie.adapters.sqlite._connection import MAX_INTEGER, limits, where
from draftgenie.adapters.sqlite.log import event_tests
from draftgenie.domain.delivery import (
    HANDLERS,
    MOST_HOLDERS_LOST,
    Delivery,
    Handler,
    Holder,
    State,
)
from draftgenie.domain.event import EventType

if TYPE_CHECKING:
    import builtins
    from collections.abc import Callable, Collection, Iterable

    from draftgenie.adapters.sqlite._connection import Connection, Row
    from draftgenie.ports.delivery import DeliveryQuery
    from draftgenie.ports.query import EventQuery, Page

MOST_TAKEN = 20_000
"""Deliveries leased at once, so that memory stays flat."""

_STAGE = {handler: n for n, handler in enumerate(Handler)}
_ROUTES = [(t.value, h.value) for t, handlers in HANDLERS.items() for h in handlers]
_ROUTE = (
    "INSERT OR IGNORE INTO delivery(event_seq, handler, speaker, state) "
    "SELECT e.seq, r.column2, json_extract(e.payload_json, '$.speaker'), 'ready' "
    f"FROM event e JOIN (VALUES {', '.join(['(?, ?)'] * len(_ROUTES))}) r ON r.column1 = e.type "
    "WHERE e.seq > ? AND e.seq <= ?"
)
_DELIVERY = (
    "SELECT d.event_seq, d.handler, e.id, e.type, e.aggregate, d.speaker, d.state, d.attempts, "
    "d.holders_lost, d.next_attempt_at, d.last_error_name, d.last_error_code, d.holder_pid "
    "FROM delivery d JOIN event e ON e.seq = d.event_seq"
)
_FREE = "holder_pid = NULL, holder_boot_id = NULL, holder_started = NULL"
_HELD = "state = 'leased' AND state <> 'done'"
_BY = "holder_pid = ? AND holder_boot_id = ? AND holder_started = ?"
# Generated notes whose final is not there yet; everything else of a scored speaker is done.
_STILL_WAITS = (
    "EXISTS (SELECT 1 FROM event e JOIN generated_note n ON n.id = e.aggregate AND n.current = 1 "
    "JOIN draft t ON t.id = n.draft_id AND t.current = 1 WHERE e.seq = delivery.event_seq "
    "AND e.type = 'note.generated' AND NOT EXISTS "
    "(SELECT 1 FROM final_note f WHERE f.item_id = t.item_id AND f.current = 1))"
)


class Deliveries:
    """The tables delivery and routing."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def route(self) -> None:
        """Make a delivery for every handler of every event that came since the last time."""
        known = int(self._db.value("SELECT event_seq FROM routing"))
        newest = int(self._db.value("SELECT coalesce(max(seq), 0) FROM event"))
        if newest > known:
            params = [word for route in _ROUTES for word in route]
            self._db.write(_ROUTE, (*params, known, newest))
            self._db.write("UPDATE routing SET event_seq = ?", (newest,))

    def take(
        self,
        handler: Handler,
        *,
        holder: Holder,
        now: str,
        is_alive: Callable[[Holder], bool],
    ) -> list[Delivery]:
        """Lease all that is due to a handler, in the order of events."""
        self.route()
        self.release(holder)
        held = self._held(is_alive)
        barred = self._barred(handler, now)
        taken = [
            one
            for one in self._due(handler, now)
            if one.speaker not in held and one.seq < barred.get(one.speaker, one.seq + 1)
        ]
        self._db.write_many(
            "UPDATE delivery SET state = 'leased', holder_pid = ?, holder_boot_id = ?, "
            "holder_started = ? WHERE event_seq = ? AND handler = ?",
            ((holder.pid, holder.boot_id, holder.started, *_key(one)) for one in taken),
        )
        return taken

    def _due(self, handler: Handler, now: str) -> list[Delivery]:
        rows = self._db.rows(
            f"{_DELIVERY} WHERE d.handler = ? AND d.state = 'ready' AND d.state <> 'done' "
            f"AND d.next_attempt_at <= ? ORDER BY d.event_seq LIMIT {MOST_TAKEN}",
            (handler.value, now),
        )
        return [_delivery(row) for row in rows]

    def _held(self, is_alive: Callable[[Holder], bool]) -> set[str]:
        """The speakers of whom a living process holds something; what dead ones held is freed."""
        rows = self._db.rows(
            "SELECT DISTINCT speaker, holder_pid, holder_boot_id, holder_started "
            f"FROM delivery WHERE {_HELD}"
        )
        holders = {Holder(*who) for _, *who in rows}
        living = {holder for holder in holders if is_alive(holder)}
        for gone in holders - living:
            self._db.write(
                "UPDATE delivery SET holders_lost = holders_lost + 1, "
                "state = iif(holders_lost + 1 >= ?, 'dead', 'ready'), "
                f"last_error_name = 'holder lost', {_FREE} WHERE {_HELD} AND {_BY}",
                (MOST_HOLDERS_LOST, gone.pid, gone.boot_id, gone.started),
            )
        return {speaker for speaker, *who in rows if Holder(*who) in living}

    def _barred(self, handler: Handler, now: str) -> dict[str, int]:
        """Speaker to the first event behind which nothing goes to this handler yet."""
        before = [h.value for h in Handler if _STAGE[h] <= _STAGE[handler]]
        marks = ", ".join("?" * len(before))
        rows = self._db.rows(
            "SELECT speaker, min(event_seq) FROM delivery WHERE state = 'ready' "
            f"AND state <> 'done' AND handler IN ({marks}) AND next_attempt_at > ? "
            "GROUP BY speaker",
            (*before, now),
        )
        return dict(rows)

    def release(self, holder: Holder) -> None:
        """Give back what a process holds, as if it had never been taken."""
        self._db.write(
            f"UPDATE delivery SET state = 'ready', {_FREE} WHERE {_HELD} AND {_BY}",
            (holder.pid, holder.boot_id, holder.started),
        )

    def finish(self, deliveries: Iterable[Delivery]) -> None:
        """Mark deliveries as done."""
        self._put(State.DONE, deliveries)

    def park(self, deliveries: Iterable[Delivery]) -> None:
        """Mark deliveries as waiting for what will make them needless."""
        self._put(State.WAITING, deliveries)

    def _put(self, state: State, deliveries: Iterable[Delivery]) -> None:
        self._db.write_many(
            f"UPDATE delivery SET state = ?, {_FREE} "
            "WHERE event_seq = ? AND handler = ? AND state <> 'done'",
            ((state.value, *_key(one)) for one in deliveries),
        )

    def fail(
        self, delivery: Delivery, *, error_name: str, error_code: int, next_attempt_at: str | None
    ) -> None:
        """Count a failed attempt; without a next one the delivery is dead."""
        state = State.DEAD if next_attempt_at is None else State.READY
        self._db.write(
            "UPDATE delivery SET state = ?, attempts = attempts + 1, next_attempt_at = ?, "
            f"last_error_name = ?, last_error_code = ?, {_FREE} "
            "WHERE event_seq = ? AND handler = ? AND state <> 'done'",
            (state.value, next_attempt_at or "", error_name, error_code, *_key(delivery)),
        )

    def built(self, speakers: Collection[str] | None) -> None:
        """Mark the builds as done that a build of these speakers, or of all, made needless."""
        self.route()
        done = f"UPDATE delivery SET state = 'done', {_FREE} WHERE handler = 'build' "
        if speakers is None:
            self._db.write(f"{done} AND state <> 'done'")
        else:
            self._db.write_many(
                f"{done} AND state <> 'done' AND speaker = ?", ((ref,) for ref in speakers)
            )

    def generated(self, draft_ids: Iterable[str]) -> None:
        """Mark the generations as done that notes for these drafts made needless."""
        self.route()
        self._db.write_many(
            f"UPDATE delivery SET state = 'done', {_FREE} WHERE handler = 'generate' "
            "AND state <> 'done' AND event_seq IN "
            "(SELECT seq FROM event WHERE aggregate = ? AND type = 'draft.ingested')",
            ((draft_id,) for draft_id in draft_ids),
        )

    def scored(self, speaker: str, *, seen: int) -> None:
        """Mark as done what scoring a speaker's notes and settling the bucket made needless."""
        self.route()
        self._db.write(
            f"UPDATE delivery SET state = 'done', {_FREE} WHERE speaker = ? "
            "AND (handler = 'bucket' OR handler = 'evaluate' AND event_seq <= ?) "
            f"AND state <> 'done' AND NOT {_STILL_WAITS}",
            (speaker, seen),
        )

    def tidy(self, *, before: str) -> None:
        """Drop what is done of events before an instant, and free what waits for no more."""
        self._db.write(
            f"UPDATE delivery SET state = 'ready' WHERE state = 'waiting' AND NOT {_STILL_WAITS} "
            "AND state <> 'done'"
        )
        self._db.write(
            "DELETE FROM delivery WHERE state = 'done' AND event_seq <= "
            "(SELECT coalesce(max(seq), 0) FROM event WHERE at < ?)",
            (before,),
        )

    def list(self, query: DeliveryQuery, page: Page | None = None) -> list[Delivery]:
        """Deliveries by event and handler; all of them without a page."""
        tests, params = _tests(query)
        rows = self._db.rows(
            f"{_DELIVERY} WHERE {tests} ORDER BY d.event_seq, d.handler LIMIT ? OFFSET ?",
            (*params, *limits(page)),
        )
        return [_delivery(row) for row in rows]

    def count(self, query: DeliveryQuery) -> int:
        """How many `list` would give without a page."""
        tests, params = _tests(query)
        return int(self._db.value(f"SELECT count(*) FROM delivery d WHERE {tests}", params))

    def counts(self) -> dict[State, int]:
        """How many deliveries are in each state, of the events routed so far."""
        rows: dict[str, int] = dict(
            self._db.rows("SELECT state, count(*) FROM delivery GROUP BY state")
        )
        return {state: rows.get(state.value, 0) for state in State}

    def again(self, delivery: Delivery) -> None:
        """Make a delivery due now, with no attempt counted."""
        self._db.write(
            "UPDATE delivery SET state = 'ready', attempts = 0, holders_lost = 0, "
            f"next_attempt_at = '', {_FREE} WHERE event_seq = ? AND handler = ?",
            _key(delivery),
        )

    def replay(self, query: EventQuery) -> int:
        """Make every delivery of the events due again, those forgotten too; how many that is."""
        self.route()
        tests, params = event_tests(query)
        events = f"SELECT seq FROM event WHERE {tests}"
        words = [word for route in _ROUTES for word in route]
        self._db.write(f"{_ROUTE} AND e.seq IN ({events})", (*words, 0, MAX_INTEGER, *params))
        return self._db.write(
            "UPDATE delivery SET state = 'ready', attempts = 0, holders_lost = 0, "
            f"next_attempt_at = '', {_FREE} WHERE state <> 'leased' AND event_seq IN ({events})",
            params,
        )

    def next_due(self) -> str | None:
        """When a drain is worth while next; the empty string is now, None when nothing is left."""
        routed = "SELECT event_seq < (SELECT coalesce(max(seq), 0) FROM event) FROM routing"
        if self._db.value(routed):
            return ""
        # What stands behind a failed delivery of its speaker is due no sooner than that.
        due: str | None = self._db.value(
            "SELECT min(due) FROM (SELECT max(next_attempt_at) AS due FROM delivery "
            "WHERE state = 'ready' AND state <> 'done' GROUP BY speaker)"
        )
        return due


def _key(delivery: Delivery) -> tuple[int, str]:
    return delivery.seq, delivery.handler.value


def _tests(query: DeliveryQuery) -> tuple[str, builtins.list[Any]]:
    tests: builtins.list[str] = []
    params: builtins.list[Any] = []
    for column, value in (
        ("event_seq", query.seq),
        ("handler", query.handler and query.handler.value),
        ("state", query.state and query.state.value),
        ("speaker", query.speaker),
    ):
        if value is not None:
            tests.append(f"d.{column} = ?")
            params.append(value)
    return where(tests), params


def _delivery(row: Row) -> Delivery:
    values = [*row]
    values[1] = Handler(values[1])
    values[3] = EventType(values[3])
    values[6] = State(values[6])
    return Delivery(*values)

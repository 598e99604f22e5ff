"""The log of the store: events and the audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from draftgenie.domain.event import Event, EventType
    from draftgenie.ports.query import EventQuery, Page


class LogStore(Protocol):
    """Events and the audit trail; both are only ever appended to."""

    def emit(
        self,
        type: EventType,  # noqa: A002 - the envelope's word
        *,
        aggregate: str,
        payload: dict[str, Any],
        causation_id: str | None = None,
    ) -> str:
        """Write one event in the current transaction; its id."""
        ...

    def events(self, *, aggregate: str | None = None, after: int = 0) -> Iterator[Event]:
        """Events in order, after a sequence number."""
        ...

    def find(self, query: EventQuery, page: Page | None = None) -> list[Event]:
        """The newest events that the query names, those of a page, oldest first."""
        ...

    def count(self, query: EventQuery) -> int:
        """How many events the query names."""
        ...

    def event(self, name: str) -> Event | None:
        """The event with this id or sequence number."""
        ...

    def last_seq(self) -> int:
        """The sequence number of the newest event; 0 before the first."""
        ...

    def cause(self, type: EventType, *, aggregate: str) -> str | None:  # noqa: A002
        """The id of the newest event of a type and an aggregate, as the cause of what follows."""
        ...

    def audit(self, action: str, *, subject: str, detail: dict[str, Any] | None = None) -> None:
        """Write one audit row in the current transaction."""
        ...

    def verify_audit(self) -> int | None:
        """The first sequence number at which the hash chain is broken; None when it is whole."""
        ...

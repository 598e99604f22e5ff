"""The part of the store that remembers what the automatic loop still owes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from draftgenie.domain.delivery import Delivery, Handler, Holder, State
    from draftgenie.ports.query import EventQuery, Page


@dataclass(frozen=True, slots=True)
class DeliveryQuery:
    """Which deliveries; None means any."""

    seq: int | None = None
    handler: Handler | None = None
    state: State | None = None
    speaker: str | None = None


class DeliveryStore(Protocol):
    """Deliveries; every change is part of the current transaction."""

    def route(self) -> None:
        """Make a delivery for every handler of every event that came since the last time."""
        ...

    def take(
        self,
        handler: Handler,
        *,
        holder: Holder,
        now: str,
        is_alive: Callable[[Holder], bool],
    ) -> list[Delivery]:
        """Lease all that is due to a handler, in the order of events.

        Left out is what belongs to a speaker of whom another living process holds something,
        and what stands behind an earlier delivery of the same speaker, to the same or an earlier
        handler, that waits to be tried again. What a process held that is gone is free again.
        """
        ...

    def release(self, holder: Holder) -> None:
        """Give back what a process holds, as if it had never been taken."""
        ...

    def finish(self, deliveries: Iterable[Delivery]) -> None:
        """Mark deliveries as done."""
        ...

    def park(self, deliveries: Iterable[Delivery]) -> None:
        """Mark deliveries as waiting for what will make them needless."""
        ...

    def fail(
        self, delivery: Delivery, *, error_name: str, error_code: int, next_attempt_at: str | None
    ) -> None:
        """Count a failed attempt; without a next one the delivery is dead."""
        ...

    def built(self, speakers: Collection[str] | None) -> None:
        """Mark the builds as done that a build of these speakers, or of all, made needless."""
        ...

    def generated(self, draft_ids: Iterable[str]) -> None:
        """Mark the generations as done that notes for these drafts made needless."""
        ...

    def scored(self, speaker: str, *, seen: int) -> None:
        """Mark as done what scoring a speaker's notes and settling the bucket made needless.

        `seen` is the newest event whose facts were looked at; what came later stays due.
        """
        ...

    def tidy(self, *, before: str) -> None:
        """Drop what is done of events before an instant, and free what waits for no more."""
        ...

    def list(self, query: DeliveryQuery, page: Page | None = None) -> list[Delivery]:
        """Deliveries by event and handler; all of them without a page."""
        ...

    def count(self, query: DeliveryQuery) -> int:
        """How many `list` would give without a page."""
        ...

    def counts(self) -> dict[State, int]:
        """How many deliveries are in each state, of the events routed so far."""
        ...

    def again(self, delivery: Delivery) -> None:
        """Make a delivery due now, with no attempt counted."""
        ...

    def replay(self, query: EventQuery) -> int:
        """Make every delivery of the events due again, those forgotten too; how many that is."""
        ...

    def next_due(self) -> str | None:
        """When a drain is worth while next; the empty string is now, None when nothing is left."""
        ...

"""Deliveries that were given up, and events that are delivered again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from draftgenie.domain.delivery import Handler, State
from draftgenie.errors import NotFoundError, UsageError
from draftgenie.ports.delivery import DeliveryQuery
from draftgenie.ports.query import EventQuery
from draftgenie.services.event import show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from draftgenie.domain.delivery import Delivery
    from draftgenie.ports import Store
    from draftgenie.ports.query import Page


def list_(*, store: Store, query: DeliveryQuery, page: Page) -> tuple[list[Delivery], int]:
    """The deliveries of a page, and how many there are on all pages."""
    return store.deliveries.list(query, page), store.deliveries.count(query)


def states(*, store: Store, seq: int) -> list[Delivery]:
    """The deliveries of one event, by handler; none before it was routed."""
    found = store.deliveries.list(DeliveryQuery(seq=seq))
    return sorted(found, key=lambda d: list(Handler).index(d.handler))


def retry(*, store: Store, names: Sequence[str], everything: bool) -> int:
    """Make dead deliveries due now, as if they had never failed; how many.

    Raises:
        NotFoundError: one of the events is not there, or has no dead delivery.
        UsageError: no event is named and not all are meant, or both.
    """
    with store.atomic():
        chosen = _dead(store, names, everything=everything)
        for one in chosen:
            store.deliveries.again(one)
        _audit(store, "event.retry", chosen)
    return len(chosen)


def drop(*, store: Store, names: Sequence[str], everything: bool) -> int:
    """Give dead deliveries up for good; how many.

    Raises:
        NotFoundError: one of the events is not there, or has no dead delivery.
        UsageError: no event is named and not all are meant, or both.
    """
    with store.atomic():
        chosen = _dead(store, names, everything=everything)
        store.deliveries.finish(chosen)
        _audit(store, "event.drop", chosen)
    return len(chosen)


def replay(*, store: Store, names: Sequence[str], query: EventQuery) -> int:
    """Make the deliveries of some events due again; how many.

    What an event called for is done already, so delivering it again changes nothing; an effect
    that was undone since is made anew.

    Raises:
        NotFoundError: one of the events is not there.
    """
    with store.atomic():
        if not names:
            n = store.deliveries.replay(query)
        else:
            found = [show(name, store=store) for name in names]
            n = sum(store.deliveries.replay(EventQuery(id=event.id)) for event in found)
        if n:
            store.log.audit("event.replay", subject="events", detail={"deliveries": n})
    return n


def _dead(store: Store, names: Sequence[str], *, everything: bool) -> list[Delivery]:
    if everything == bool(names):
        msg = "name the events, or say --all"
        raise UsageError(msg, hint="draftgenie event dead-letter list")
    if everything:
        return store.deliveries.list(DeliveryQuery(state=State.DEAD))
    chosen = []
    for name in names:
        seq = show(name, store=store).seq
        dead = store.deliveries.list(DeliveryQuery(seq=seq, state=State.DEAD))
        if not dead:
            msg = f"event {name!r} has no dead delivery"
            raise NotFoundError(msg, hint="draftgenie event dead-letter list")
        chosen += dead
    return chosen


def _audit(store: Store, action: str, chosen: Sequence[Delivery]) -> None:
    if chosen:
        store.log.audit(action, subject="deliveries", detail={"deliveries": len(chosen)})

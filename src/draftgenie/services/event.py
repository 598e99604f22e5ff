"""Events as people look at them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from draftgenie.errors import NotFoundError

if TYPE_CHECKING:
    from draftgenie.domain.event import Event
    from draftgenie.ports import Store
    from draftgenie.ports.query import EventQuery, Page


def list_(*, store: Store, query: EventQuery, page: Page) -> tuple[list[Event], int]:
    """The events of a page, the newest page first and each oldest first; how many in all."""
    return store.log.find(query, page), store.log.count(query)


def show(name: str, *, store: Store) -> Event:
    """The event with this id or sequence number.

    Raises:
        NotFoundError: there is no such event.
    """
    found = store.log.event(name)
    if found is None:
        msg = f"no event {name!r} in this store"
        raise NotFoundError(msg, hint="draftgenie event list")
    return found

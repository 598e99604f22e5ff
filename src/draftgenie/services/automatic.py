"""The loop that runs by itself: whatever events call for is done, each effect exactly once.

A delivery is leased, its effect is made, and it is done. Every effect can be made twice without
harm (its rows are named by their content), and marks its own deliveries in the transaction that
stores it, so it does not matter where a process is killed. What fails is tried again later, and
dead after so many times.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from draftgenie.domain.delivery import MOST_ATTEMPTS, Handler, State, later, retry_delay_s
from draftgenie.errors import DraftGenieError, Exit, StoreError, StoreLockedError
from draftgenie.services._due import Due, Effects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from draftgenie.domain.delivery import Delivery, Holder

__all__ = ["Drained", "Effects", "Loop", "drain"]

KEPT_DAYS = 30
"""How long done deliveries are remembered."""

_SHARED = {int(Exit.STORE), int(Exit.MODEL)}
"""Exit codes of failures that are no single record's fault."""


@dataclass(frozen=True, slots=True)
class Drained:
    """What was done: pairs read, notes generated, notes scored and speakers moved.

    `delivered`, `failed` and `dead` count attempts at deliveries; `later` those that are to be
    tried again, `waiting` the generated notes that have no final yet, as they now stand.
    """

    pulled: int = 0
    pairs: int = 0
    notes: int = 0
    scored: int = 0
    moved: int = 0
    delivered: int = 0
    failed: int = 0
    dead: int = 0
    later: int = 0
    waiting: int = 0

    @property
    def did_something(self) -> bool:
        """Whether there was anything to deliver."""
        return bool(self.delivered or self.failed)


@dataclass(frozen=True, slots=True)
class Loop:
    """What the automatic loop works with.

    `on_bug` is told of an error that nobody expected; the delivery counts as failed.
    """

    effects: Effects
    holder: Holder
    is_alive: Callable[[Holder], bool]
    on_bug: Callable[[Exception], None]
    counts: Counter[str] = field(default_factory=Counter)


def drain(loop: Loop) -> Drained:
    """Do everything that is due, until nothing is left but what waits or is tried later.

    Raises:
        StoreError: the store cannot be written, or another process writes for too long; what
            was not delivered stays due.
    """
    store, counts = loop.effects.store, loop.counts
    try:
        while any(_step(loop, handler) for handler in Handler):
            pass
        with store.atomic():
            store.deliveries.tidy(before=later(loop.effects.clock.now(), -86400.0 * KEPT_DAYS))
    finally:
        # What is held still is free again at once; a store that cannot be written frees it when
        # this process has ended.
        with contextlib.suppress(StoreError), store.atomic():
            store.deliveries.release(loop.holder)
    now = store.deliveries.counts()
    return Drained(**counts, later=now[State.READY], waiting=now[State.WAITING])


def _step(loop: Loop, handler: Handler) -> bool:
    """Whether something was due to a handler; it was attempted."""
    store = loop.effects.store
    with store.atomic():
        taken = store.deliveries.take(
            handler,
            holder=loop.holder,
            now=loop.effects.clock.now(),
            is_alive=loop.is_alive,
        )
    for group in _groups(handler, taken):
        _attempt(loop, handler, group)
    return bool(taken)


def _groups(handler: Handler, taken: Sequence[Delivery]) -> Iterator[list[Delivery]]:
    """What is attempted together: all that is new at once, and what failed before by itself.

    So one build reads the pairs of a whole ingest, and one bad record holds up no other.
    """
    together = [d for d in taken if not d.attempts or d.error_code in _SHARED]
    if together:
        yield together
    alone: dict[str | int, list[Delivery]] = {}
    for one in taken:
        if one.attempts and one.error_code not in _SHARED:
            key = one.seq if handler is Handler.GENERATE else one.speaker
            alone.setdefault(key, []).append(one)
    yield from alone.values()


def _attempt(loop: Loop, handler: Handler, group: Sequence[Delivery]) -> None:
    due = Due(loop.effects, loop.counts)
    try:
        due.deliver(handler, group)
    except StoreLockedError:
        # Nothing can be written down either; the deliveries stay due.
        raise
    except DraftGenieError as error:
        _fail(loop, group, type(error).__name__, int(error.exit_code))
    except Exception as error:  # noqa: BLE001 - one bad record must not hold up all others
        loop.on_bug(error)
        _fail(loop, group, type(error).__name__, int(Exit.BUG))
    else:
        loop.counts["delivered"] += len(group)


def _fail(loop: Loop, group: Sequence[Delivery], error_name: str, error_code: int) -> None:
    store, now = loop.effects.store, loop.effects.clock.now()
    with store.atomic():
        for one in group:
            attempts = one.attempts + 1
            is_dead = attempts >= MOST_ATTEMPTS
            wait_s = retry_delay_s(one.event_id, attempts)
            store.deliveries.fail(
                one,
                error_name=error_name,
                error_code=error_code,
                next_attempt_at=None if is_dead else later(now, wait_s),
            )
            loop.counts["dead" if is_dead else "failed"] += 1

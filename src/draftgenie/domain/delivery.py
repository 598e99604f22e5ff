"""What the automatic loop owes an event: to which handlers it goes, and how far that is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from draftgenie.domain.event import EventType

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_ATTEMPTS = 8
"""Failed attempts after which a delivery is dead."""

MOST_HOLDERS_LOST = 20
"""Processes that may end in the middle of a delivery before it is dead."""

FIRST_DELAY_S = 2.0
LONGEST_DELAY_S = 3600.0


class Handler(StrEnum):
    """What is done about an event, in the order in which it is done for one speaker."""

    PULL = "pull"
    BUILD = "build"
    GENERATE = "generate"
    EVALUATE = "evaluate"
    BUCKET = "bucket"


HANDLERS: Mapping[EventType, tuple[Handler, ...]] = {
    EventType.SPEAKER_ONBOARDED: (Handler.PULL,),
    EventType.DRAFT_INGESTED: (Handler.BUILD, Handler.GENERATE),
    EventType.FINAL_INGESTED: (Handler.BUILD, Handler.EVALUATE),
    EventType.PAIR_RELEASED: (Handler.BUILD, Handler.EVALUATE),
    EventType.NOTE_GENERATED: (Handler.EVALUATE,),
    EventType.EVALUATION_CREATED: (Handler.BUCKET,),
}


class State(StrEnum):
    """How far a delivery is. `waiting` is for something that has not come yet, as a final note."""

    READY = "ready"
    LEASED = "leased"
    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Holder:
    """A process, told apart from a later one with the same number.

    `boot_id` is the machine's since it started, `started` the process's start since then; both
    are empty where the system does not tell.
    """

    pid: int
    boot_id: str = ""
    started: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one handler.

    `attempts` counts failures; `holders_lost` processes that ended in the middle. A delivery is
    due from `next_attempt_at` on. `error_name` and `error_code` say how it last failed: the name
    of the error and its exit code, never its message.
    """

    seq: int
    handler: Handler
    event_id: str
    type: EventType
    aggregate: str
    speaker: str
    state: State
    attempts: int = 0
    holders_lost: int = 0
    next_attempt_at: str = ""
    error_name: str | None = None
    error_code: int | None = None
    holder_pid: int | None = None


def retry_delay_s(event_id: str, attempts: int) -> float:
    """Seconds to wait after so many failed attempts: doubling, with jitter, up to an hour.

    The jitter is a half to the whole of the delay, and the same for the same event and attempt.

    >>> [round(retry_delay_s("e1", n)) for n in (1, 2, 3)]
    [2, 3, 4]
    >>> retry_delay_s("e1", 50) <= LONGEST_DELAY_S
    True
    """
    delay_s = min(FIRST_DELAY_S * 2.0 ** min(attempts - 1, 20), LONGEST_DELAY_S)
    seed = hashlib.blake2b(f"{event_id} {attempts}".encode(), digest_size=4).digest()
    return delay_s * (0.5 + int.from_bytes(seed, "big") / 2**33)


def later(now: str, seconds: float) -> str:
    """The instant so many seconds after another, both in UTC with milliseconds and a Z.

    >>> later("2026-03-01T23:59:59.500Z", 1.5)
    '2026-03-02T00:00:01.000Z'
    """
    instant = datetime.fromisoformat(now) + timedelta(seconds=seconds)
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")

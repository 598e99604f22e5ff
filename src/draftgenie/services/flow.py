"""How speakers spread over the buckets from period to period, by the source system and by us."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from draftgenie.domain.bucket import Unit
from draftgenie.ports.store import SpeakerQuery
from draftgenie.services.bucket import BY_HAND

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from draftgenie.domain.bucket import Move, Policy
    from draftgenie.domain.speaker import Speaker
    from draftgenie.ports import Store

NO_BUCKET = "none"
"""What stands for no bucket where a bucket is named."""


@dataclass(frozen=True, slots=True)
class Span:
    """The newest `n` periods, the last of which holds `now` (ISO 8601 in UTC)."""

    now: str
    unit: Unit = Unit.WEEK
    n: int = 8


@dataclass(frozen=True, slots=True)
class Crossing:
    """How many speakers the source system has in one bucket and DraftGenie in another."""

    assumed: str
    assigned: str
    speakers: int


@dataclass(frozen=True, slots=True)
class Passage:
    """Moves from one bucket to another; `by_hand` of them were made by people."""

    before: str
    after: str
    moves: int
    by_hand: int


@dataclass(frozen=True, slots=True)
class Period:
    """One week or month.

    `assigned` is how many speakers each bucket held at its end, `moves` what happened inside it,
    in the order of the buckets. `starts_on` is its first day, `ends_before` the day after its
    last. `crossings` stand at its end with the assumed buckets of now: older ones are not kept.
    """

    name: str
    starts_on: str
    ends_before: str
    assigned: dict[str, int]
    moves: tuple[Passage, ...]
    crossings: tuple[Crossing, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """The periods, oldest first, and the two distributions crossed as they are now.

    `buckets` are those of the scheme, best first, then others that are or were in use, `none`
    last; everything else is in that order. Crossings without speakers are left out.
    """

    unit: Unit
    buckets: tuple[str, ...]
    periods: tuple[Period, ...]
    crossings: tuple[Crossing, ...]


def over_time(*, store: Store, policy: Policy, span: Span) -> Flow:
    """How many speakers were where, and which moves led there.

    Speakers count from the day they were added until they are removed. Where a speaker was is
    told backwards from the present bucket by the moves that are stored.
    """
    people = store.speakers.list(SpeakerQuery(removed=True))
    moves: dict[str, list[Move]] = defaultdict(list)
    for move in store.evaluations.moves():
        moves[move.speaker].append(move)
    buckets = _buckets(people, moves, policy)
    past = _Past(people, moves, buckets)
    periods = tuple(_period(first, end, span.unit, past) for first, end in _periods(span))
    return Flow(span.unit, buckets, periods, periods[-1].crossings)


def name_of(bucket: str | None) -> str:
    """The bucket's name, or what stands for none."""
    return bucket or NO_BUCKET


def _buckets(
    people: Sequence[Speaker], moves: Mapping[str, Sequence[Move]], policy: Policy
) -> tuple[str, ...]:
    used = {name_of(b) for p in people for b in (p.assigned_bucket, p.assumed_bucket)}
    used |= {name_of(b) for own in moves.values() for m in own for b in (m.before, m.after)}
    return (*policy.scheme.names, *sorted(used - {*policy.scheme.names, NO_BUCKET}), NO_BUCKET)


def _periods(span: Span) -> list[tuple[date, date]]:
    """First day and day after the last of each period, oldest first."""
    today = datetime.fromisoformat(span.now).astimezone(UTC).date()
    first = today.replace(day=1)
    if span.unit is Unit.WEEK:
        first = today - timedelta(days=today.weekday())
    found = [(first, _next(first, span.unit))]
    while len(found) < span.n:
        end = found[-1][0]
        found.append((_before(end, span.unit), end))
    return found[::-1]


def _next(first: date, unit: Unit) -> date:
    if unit is Unit.WEEK:
        return first + timedelta(days=7)
    # Four days after the 28th is in the next month, whatever the month.
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def _before(first: date, unit: Unit) -> date:
    if unit is Unit.WEEK:
        return first - timedelta(days=7)
    return (first - timedelta(days=1)).replace(day=1)


@dataclass(frozen=True, slots=True)
class _Past:
    """The people with their moves, from which earlier states are told."""

    people: Sequence[Speaker]
    moves: Mapping[str, Sequence[Move]]
    buckets: tuple[str, ...]

    def at(self, end: str) -> Iterable[tuple[Speaker, str]]:
        """Everyone who was there just before `end`, with their bucket."""
        for person in self.people:
            if person.created_at >= end or (person.removed_at or end) < end:
                continue
            later = (m.before for m in self.moves.get(person.ref, ()) if m.at >= end)
            yield person, name_of(next(later, person.assigned_bucket))

    def place(self, *names: str) -> tuple[int, ...]:
        """What sorts by the order of the buckets."""
        return tuple(self.buckets.index(name) for name in names)


def _period(first: date, end: date, unit: Unit, past: _Past) -> Period:
    crossed = Counter((name_of(p.assumed_bucket), b) for p, b in past.at(end.isoformat()))
    held: Counter[str] = Counter()
    for (_, assigned), n in crossed.items():
        held[assigned] += n
    year, week, _ = first.isocalendar()
    name = f"{year}-W{week:02}" if unit is Unit.WEEK else f"{first:%Y-%m}"
    return Period(
        name=name,
        starts_on=first.isoformat(),
        ends_before=end.isoformat(),
        assigned={bucket: held[bucket] for bucket in past.buckets},
        moves=_passages(first.isoformat(), end.isoformat(), past),
        crossings=tuple(
            Crossing(*pair, crossed[pair])
            for pair in sorted(crossed, key=lambda p: past.place(*p))
        ),
    )


def _passages(start: str, end: str, past: _Past) -> tuple[Passage, ...]:
    """The moves from `start` until before `end`, removed speakers' too, pooled by their ends."""
    n: Counter[tuple[str, str]] = Counter()
    by_hand: Counter[tuple[str, str]] = Counter()
    for own in past.moves.values():
        for move in own:
            if start <= move.at < end:
                pair = name_of(move.before), name_of(move.after)
                n[pair] += 1
                by_hand[pair] += move.made_by == BY_HAND
    return tuple(
        Passage(*pair, n[pair], by_hand[pair]) for pair in sorted(n, key=lambda p: past.place(*p))
    )

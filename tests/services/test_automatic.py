"""The loop that runs by itself: effects, their order, retries, and dead letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from draftgenie.domain.delivery import MOST_ATTEMPTS, MOST_HOLDERS_LOST, Handler, Holder, State
from draftgenie.errors import InputError
from draftgenie.ports.delivery import DeliveryQuery
from draftgenie.ports.query import EventQuery
from draftgenie.services import dead_letter, evaluate, learning, rag, speaker, wanted
from draftgenie.services.automatic import Drained
from tests.histories import a_draft, a_history, take_in, texts
from tests.looping import HandClock, a_loop, facts, work

if TYPE_CHECKING:
    from pathlib import Path

    from draftgenie.adapters.sqlite import SqliteStore

GONE = Holder(2**22 + 1, "another boot", "1")


@pytest.fixture
def hand_clock() -> HandClock:
    return HandClock()


@pytest.fixture
def idle(learned: SqliteStore, home: Path, hand_clock: HandClock) -> SqliteStore:
    """A store with two learned histories, and nothing that is due."""
    work(learned, home, hand_clock)
    return learned


def new_drafts(first: int, n: int, **more: Any) -> list[dict[str, Any]]:
    return [a_draft(i, dictated_at=f"2026-11-{1 + i % 28:02}T09:00:00Z", **more)
            for i in range(first, first + n)]  # fmt: skip


def finals(first: int, n: int) -> list[dict[str, Any]]:
    return [
        {"speaker": "dr-okafor", "item": f"visit-{i:04}", "kind": "final", "text": texts(i)[1]}
        for i in range(first, first + n)
    ]


def deliveries(store: SqliteStore, **query: Any) -> list[tuple[str, str]]:
    return [(d.handler, d.state) for d in store.deliveries.list(DeliveryQuery(**query))]


def failing(_speakers: set[str]) -> int:
    msg = "the source does not answer"
    raise InputError(msg)


def onboard(store: SqliteStore, clock: HandClock, *refs: str) -> None:
    for ref in refs:
        take_in(store, clock, *a_history(2, speaker=ref))  # type: ignore[arg-type]


def test_the_loop_closes_from_drafts_to_the_bucket(
    idle: SqliteStore, home: Path, hand_clock: HandClock
) -> None:
    take_in(idle, hand_clock, *new_drafts(100, 6))
    noted = work(idle, home, hand_clock)
    take_in(idle, hand_clock, *finals(100, 6))
    closed = work(idle, home, hand_clock)

    assert noted == Drained(notes=6, delivered=18, waiting=6)
    assert closed == Drained(pairs=6, scored=6, moved=1, delivered=12)
    (moved,) = idle.evaluations.moves("dr-okafor")
    assert (moved.before, moved.after) == (None, "no_touch")
    assert set(idle.deliveries.counts().items()) >= {(State.READY, 0), (State.WAITING, 0)}


def test_effects_tell_their_causes(idle: SqliteStore, home: Path, hand_clock: HandClock) -> None:
    before = idle.log.last_seq()
    take_in(idle, hand_clock, *new_drafts(100, 5))
    work(idle, home, hand_clock)
    take_in(idle, hand_clock, *finals(100, 5))
    work(idle, home, hand_clock)

    events = list(idle.log.events(after=before))
    type_of = {event.id: event.type.value for event in events}
    causes = {e.type.value: type_of.get(e.causation_id or "") for e in events}
    assert causes == {
        "draft.ingested": None,
        "note.generated": "draft.ingested",
        "final.ingested": None,
        "corrections.updated": None,
        "evaluation.created": "final.ingested",
        "speaker.bucket_reassigned": "evaluation.created",
    }


def test_a_second_worker_finds_nothing_to_do(
    idle: SqliteStore, home: Path, hand_clock: HandClock
) -> None:
    assert work(idle, home, hand_clock) == Drained()


def test_events_delivered_again_change_nothing(
    idle: SqliteStore, home: Path, hand_clock: HandClock
) -> None:
    take_in(idle, hand_clock, *new_drafts(100, 3))
    work(idle, home, hand_clock)
    take_in(idle, hand_clock, *finals(100, 3))
    work(idle, home, hand_clock)
    before = facts(idle)

    n = dead_letter.replay(store=idle, names=(), query=EventQuery())
    again = work(idle, home, hand_clock)

    assert n > 100
    assert again == Drained(delivered=again.delivered)
    assert facts(idle) == before


def test_one_ingest_is_one_build(store: SqliteStore, home: Path, hand_clock: HandClock) -> None:
    take_in(store, hand_clock, *a_history(8), *a_history(8, speaker="dr-chen"))

    done = work(store, home, hand_clock)

    builds = store._db.value("SELECT count(*) FROM audit WHERE action = 'corrections.build'")
    assert (done.pairs, builds) == (16, 1)


def test_what_commands_do_is_not_done_again(
    idle: SqliteStore, home: Path, hand_clock: HandClock
) -> None:
    take_in(idle, hand_clock, *new_drafts(100, 3), *a_history(3, first=40))
    with_ = a_loop(idle, home, hand_clock).effects
    learning.build(store=idle, arrays=with_.arrays, progress=with_.progress)
    drafts, _ = wanted.choose_drafts(wanted.Wanted(pending=True), store=idle)
    notes = list(
        rag.generate(
            drafts, store=idle, arrays=with_.arrays, clock=hand_clock, limits=with_.limits
        )
    )
    take_in(idle, hand_clock, *finals(100, 3))
    learning.build(store=idle, arrays=with_.arrays, progress=with_.progress)
    evaluate.run(
        evaluate.NoteQuery(),
        store=idle,
        clock=hand_clock,
        progress=with_.progress,
        method=with_.method,
    )
    before = facts(idle)

    left = idle.deliveries.counts()
    done = work(idle, home, hand_clock)

    assert len(notes) == 3
    # Of the pairs that came whole nobody evaluated a note or generated one: there is none.
    assert (left[State.READY], left[State.WAITING]) == (3, 0)
    assert done == Drained(delivered=3)
    assert facts(idle) == before


def test_a_failure_holds_up_its_speaker_and_nobody_else(
    idle: SqliteStore, home: Path, hand_clock: HandClock
) -> None:
    onboard(idle, hand_clock, "dr-adams")
    failed = work(idle, home, hand_clock, pull=failing)
    take_in(idle, hand_clock, *new_drafts(100, 1), *new_drafts(101, 1, speaker="dr-adams"))

    others = work(idle, home, hand_clock, pull=failing)

    assert (failed.failed, failed.pairs, failed.later) == (1, 0, 9)
    assert (others.notes, others.failed) == (1, 0)
    ready = {d.speaker for d in idle.deliveries.list(DeliveryQuery(state=State.READY))}
    assert ready == {"dr-adams"}

    hand_clock.sleep(2)
    assert work(idle, home, hand_clock).pairs == 2


def test_attempts_are_further_and_further_apart_and_end_in_a_dead_letter(
    idle: SqliteStore, home: Path, hand_clock: HandClock
) -> None:
    onboard(idle, hand_clock, "dr-adams")
    waits = []
    while not (done := work(idle, home, hand_clock, pull=failing)).dead:
        due = idle.deliveries.next_due() or ""
        assert work(idle, home, hand_clock, pull=failing) == Drained(later=done.later)
        n = 0
        while hand_clock.now() < due:
            hand_clock.sleep(1)
            n += 1
        waits.append(n)

    (dead,) = idle.deliveries.list(DeliveryQuery(state=State.DEAD))
    assert len(waits) == MOST_ATTEMPTS - 1
    assert waits == sorted(waits)
    assert (dead.handler, dead.speaker, dead.attempts) == ("pull", "dr-adams", MOST_ATTEMPTS)
    assert (dead.error_name, dead.error_code) == ("InputError", 3)
    # What came behind it is done now.
    assert (done.pairs, done.later) == (2, 0)


def test_a_dead_letter_is_tried_again_or_dropped(
    idle: SqliteStore, home: Path, hand_clock: HandClock
) -> None:
    onboard(idle, hand_clock, "dr-adams", "dr-brown")
    for _ in range(MOST_ATTEMPTS):
        work(idle, home, hand_clock, pull=failing)
        hand_clock.sleep(3600)
    one, other = idle.deliveries.list(DeliveryQuery(state=State.DEAD))
    pulled: list[set[str]] = []

    dead_letter.retry(store=idle, names=[str(one.seq)], everything=False)
    dead_letter.drop(store=idle, names=[other.event_id], everything=False)
    work(idle, home, hand_clock, pull=lambda refs: pulled.append(refs) or 1)

    assert pulled == [{"dr-adams"}]
    assert deliveries(idle, state=State.DEAD) == []


def test_a_bug_counts_as_a_failure_and_is_reported(
    idle: SqliteStore, home: Path, hand_clock: HandClock
) -> None:
    def broken(_speakers: set[str]) -> int:
        raise ZeroDivisionError

    bugs: list[Exception] = []
    onboard(idle, hand_clock, "dr-adams")

    done = work(idle, home, hand_clock, pull=broken, on_bug=bugs.append)

    assert [type(bug) for bug in bugs] == [ZeroDivisionError]
    assert done.failed == 1


def test_what_a_dead_process_held_is_taken_over(
    idle: SqliteStore, home: Path, hand_clock: HandClock
) -> None:
    take_in(idle, hand_clock, *new_drafts(100, 1))
    other = a_loop(idle, home, hand_clock, holder=GONE)
    with idle.atomic():
        held = idle.deliveries.take(
            Handler.GENERATE, holder=GONE, now=hand_clock.now(), is_alive=other.is_alive
        )

    assert len(held) == 1
    assert work(idle, home, hand_clock).notes == 1


def test_what_ends_every_process_is_given_up(
    idle: SqliteStore, home: Path, hand_clock: HandClock
) -> None:
    take_in(idle, hand_clock, *new_drafts(100, 1))
    for n in range(MOST_HOLDERS_LOST):
        gone = Holder(GONE.pid, GONE.boot_id, str(n))
        with idle.atomic():
            idle.deliveries.take(
                Handler.GENERATE, holder=gone, now=hand_clock.now(), is_alive=lambda _: False
            )

    done = work(idle, home, hand_clock)

    (dead,) = idle.deliveries.list(DeliveryQuery(state=State.DEAD))
    assert done.notes == 0
    assert (dead.error_name, dead.holders_lost) == ("holder lost", MOST_HOLDERS_LOST)


def test_a_speaker_in_the_hands_of_a_living_process_is_left_alone(
    idle: SqliteStore, home: Path, hand_clock: HandClock
) -> None:
    take_in(idle, hand_clock, *new_drafts(100, 1), *new_drafts(101, 1, speaker="dr-chen"))
    with idle.atomic():
        taken = idle.deliveries.take(
            Handler.BUILD, holder=GONE, now=hand_clock.now(), is_alive=lambda _: True
        )
        idle.deliveries.finish(d for d in taken if d.speaker == "dr-chen")
    loop = a_loop(idle, home, hand_clock)

    object.__setattr__(loop, "is_alive", lambda _: True)
    from draftgenie.services.automatic import drain

    done = drain(loop)

    assert done.notes == 1
    assert {d.speaker for d in idle.deliveries.list(DeliveryQuery(state=State.LEASED))} == {
        "dr-okafor"
    }


def test_a_removed_speaker_gets_no_notes(
    idle: SqliteStore, home: Path, hand_clock: HandClock
) -> None:
    take_in(idle, hand_clock, *new_drafts(100, 2))
    speaker.remove(store=idle, clock=hand_clock, ref="dr-okafor")

    done = work(idle, home, hand_clock)

    assert (done.notes, done.later) == (0, 0)


def test_a_note_whose_draft_was_replaced_waits_no_more(
    idle: SqliteStore, home: Path, hand_clock: HandClock
) -> None:
    take_in(idle, hand_clock, *new_drafts(100, 1))
    work(idle, home, hand_clock)
    other = {**new_drafts(100, 1)[0], "draft": texts(101)[0]}
    take_in(idle, hand_clock, other)

    work(idle, home, hand_clock)
    work(idle, home, hand_clock)

    assert work(idle, home, hand_clock) == Drained(waiting=1)

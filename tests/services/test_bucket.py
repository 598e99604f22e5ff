from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from draftgenie.adapters.sqlite import SqliteStore
from draftgenie.cli.progress import Silent
from draftgenie.domain.draft import content_id
from draftgenie.ports.store import NoteQuery
from draftgenie.services import bucket, evaluate
from tests.builders import DRAFT, FINAL, TickingClock
from tests.noted import add_noted
from tests.services.measured import METHOD, add_many, add_speaker, bucket_of, runner, traces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.services.measured import Run


@pytest.fixture
def run(store: SqliteStore, clock: TickingClock) -> Run:
    return runner(store, clock)


def test_one_bad_note_does_not_move_a_speaker(store: SqliteStore, run: Run) -> None:
    add_speaker(store, assigned_bucket="no_touch")
    add_many(store, 6, note=FINAL)
    run()
    add_noted(store, "visit-9999", note="quite something else")

    one = run().speakers[0]

    assert (one.bucket_before, one.bucket_after) == ("no_touch", "no_touch")
    assert "its 99.9% interval" in one.reason
    assert store.evaluations.moves() == []


def test_a_speaker_without_a_bucket_is_placed_where_the_notes_lie(
    store: SqliteStore, run: Run
) -> None:
    add_many(store, 5)

    one = run().speakers[0]

    assert (one.bucket_before, one.bucket_after) == (None, "medium_touch")
    assert bucket_of(store) == "medium_touch"
    (move,) = store.evaluations.moves()
    assert (move.made_by, move.policy, move.reason) == ("policy", "policy-2", one.reason)
    assert move.numbers["n_notes"] == 5


def test_the_same_notes_scored_anew_take_no_further_step(store: SqliteStore, run: Run) -> None:
    add_speaker(store, assigned_bucket="no_touch")
    add_many(store, 20, note=DRAFT)
    run()

    later = run(replace(METHOD, signature="wer|norm:later")).speakers[0]
    run(last=5)

    assert (later.bucket_before, later.bucket_after) == ("low_touch", "low_touch")
    assert later.reason.endswith("; the last move was 0 notes ago, the policy waits for 10")
    assert len(store.evaluations.moves()) == 1


def test_the_next_step_waits_for_new_notes(store: SqliteStore, run: Run) -> None:
    add_speaker(store, assigned_bucket="no_touch")
    add_many(store, 20, note=DRAFT)
    run()
    add_many(store, 9, first=21, note=DRAFT)
    early = run().speakers[0]
    add_noted(store, "visit-9999", note=DRAFT)
    run()

    assert early.reason.endswith("; the last move was 9 notes ago, the policy waits for 10")
    first, second = store.evaluations.moves()
    assert [first.after, second.after] == ["low_touch", "medium_touch"]
    assert (first.numbers["n_since_move"], second.numbers["n_since_move"]) == (None, 10)


def test_a_move_by_hand_stands_for_as_long(
    store: SqliteStore, run: Run, clock: TickingClock
) -> None:
    add_many(store, 20, note=DRAFT)
    run()
    bucket.set_by_hand(
        store=store,
        clock=clock,
        ref="dr-okafor",
        bucket="no_touch",
        reason="a new template",
        buckets=METHOD.policy.scheme.names,
    )
    add_many(store, 5, first=21, note=DRAFT)

    assert run().speakers[0].bucket_after == "no_touch"
    add_many(store, 5, first=26, note=DRAFT)
    assert run().speakers[0].bucket_after == "low_touch"


def test_a_locked_speaker_stays(store: SqliteStore, run: Run) -> None:
    add_speaker(store, assigned_bucket="no_touch", bucket_locked=True)
    add_many(store, 20, note=DRAFT)

    one = run().speakers[0]

    assert (one.bucket_after, one.reason) == ("no_touch", "the bucket is locked by hand")
    assert store.evaluations.moves() == []


def test_notes_of_one_speaker_never_move_another(store: SqliteStore, run: Run) -> None:
    add_speaker(store, "dr-chen", assigned_bucket="no_touch")
    add_many(store, 20, speaker="dr-chen", note=FINAL)
    add_many(store, 20, note=DRAFT)
    run(speaker="dr-okafor")

    assert bucket_of(store, "dr-chen") == "no_touch"
    assert {key.speaker for key in store.evaluations.current(METHOD.signature)} == {"dr-okafor"}


@settings(max_examples=8)
@given(errors=st.lists(st.sampled_from([DRAFT, FINAL]), min_size=1, max_size=30))
def test_whatever_notes_one_speaker_gets_nobody_else_moves(errors: list[str]) -> None:
    with TemporaryDirectory() as folder:
        clock = TickingClock()
        with SqliteStore.open(
            Path(folder), clock=clock, actor="test", command="test", wait_s=5.0, create=True
        ) as store:
            for ref in ("dr-chen", "dr-novak"):
                add_speaker(store, ref, assigned_bucket="low_touch")
                add_many(store, 6, speaker=ref, note=FINAL)
            run = runner(store, clock)
            run()
            before = [move for move in store.evaluations.moves() if move.speaker != "dr-okafor"]
            for i, note in enumerate(errors):
                add_noted(store, f"visit-{i:04}", note=note)
            run()

            moves = [move for move in store.evaluations.moves() if move.speaker != "dr-okafor"]
            assert moves == before
            assert {bucket_of(store, ref) for ref in ("dr-chen", "dr-novak")} == {"low_touch"}


def test_the_last_notes_give_the_figures_and_all_notes_the_bucket(
    store: SqliteStore, run: Run
) -> None:
    add_many(store, 8, note=DRAFT)
    add_many(store, 2, first=9, note=FINAL)

    done = run(last=2)

    assert (done.items, done.note_wer, done.scope) == (2, 0.0, "all speakers, last 2 notes each")
    assert done.speakers[0].reason.startswith("note error rate 0.267 over 10 notes")
    assert len(store.evaluations.known(METHOD.signature)) == 10


def test_two_runs_at_a_time_settle_a_speaker_once(
    store: SqliteStore, run: Run, home: Path, clock: TickingClock
) -> None:
    class Overtaken(Silent):
        """Another process measures the same notes before the first is scored."""

        def track(self, items: Iterable[Any], **_: Any) -> Iterator[Any]:
            with SqliteStore.open(
                home, clock=clock, actor="other", command="test", wait_s=5.0, create=False
            ) as other:
                evaluate.run(
                    NoteQuery(), store=other, clock=clock, progress=Silent(), method=METHOD
                )
            yield from items

    add_speaker(store, assigned_bucket="no_touch")
    add_many(store, 20, note=DRAFT)

    done = run(progress=Overtaken())

    types = [event.type.value for event in store.log.events()]
    assert types.count("evaluation.created") == 1
    assert types.count("evaluation.completed") == 1
    assert [move.after for move in store.evaluations.moves()] == ["low_touch"]
    assert done.speakers[0].bucket_before == "no_touch"


def test_explaining_says_what_the_policy_would_do_and_does_nothing(
    store: SqliteStore, run: Run, clock: TickingClock
) -> None:
    add_speaker(store, assigned_bucket="no_touch", bucket_locked=True)
    add_many(store, 20, note=DRAFT)
    run()
    bucket.set_lock(store=store, clock=clock, ref="dr-okafor", locked=False)
    left = traces(store)

    said = bucket.explain(
        store=store, ref="dr-okafor", policy=METHOD.policy, signature=METHOD.signature
    )

    keys = store.evaluations.known(METHOD.signature)
    assert (said.before, said.after) == ("no_touch", "low_touch")
    assert said.numbers["n_notes"] == 20
    assert said.numbers["window"] == content_id("win", *sorted(" ".join(key) for key in keys))
    assert traces(store) == left

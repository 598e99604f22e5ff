"""Replay: every past item as it would have been, from what came before it and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from draftgenie.adapters.sqlite import SqliteStore
from draftgenie.cli.progress import Silent
from draftgenie.domain.correction import CorrectionStatus
from draftgenie.domain.draft import Kind, Pair
from draftgenie.domain.event import EventType
from draftgenie.pipeline.generate import Limits
from draftgenie.ports.store import NoteQuery
from draftgenie.services import _learned, decision, evaluate, replay
from draftgenie.services._past import moment
from draftgenie.services._retrace import Retrace
from draftgenie.services._timeline import cut
from tests.builders import TickingClock
from tests.histories import a_history, build, dated, take_in, texts
from tests.services.measured import METHOD, traces

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from draftgenie.services.evaluate import Evaluated

EAGER = Limits(min_confidence=0.3, min_gain=0.0, max_harm=0.5)
"""Makes every edit that has anything for it, so that a leak would show."""


def walk(store: SqliteStore, **more: Any) -> Evaluated:
    given = {"clock": TickingClock(), "progress": Silent(), "method": METHOD, "limits": EAGER}
    return replay.replay(store=store, **{**given, **more})


def edits_made(store: SqliteStore) -> dict[tuple[str, str], int]:
    return {(e.source, e.target): e.applied for e in store.baselines.effects()}


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    """A store in which nobody decided anything."""
    with SqliteStore.open(
        tmp_path_factory.mktemp("bare"),
        clock=TickingClock(),
        actor="tester",
        command="test",
        wait_s=5.0,
        create=True,
    ) as opened:
        yield opened


def a_past(n: int, *, speakers: int = 2, with_dates: bool = True) -> list[Pair]:
    """The first pairs of a history in which speakers take turns."""
    pairs = []
    for seq in range(n):
        draft, final = texts(seq // speakers)
        ref = f"dr-{seq % speakers}"
        name = f"visit-{seq}"
        at = dated(seq // speakers) if with_dates else None
        pairs.append(
            Pair(
                f"drf_{seq:016x}", f"fin_{seq}", f"itm_{name}", ref, name,
                Kind.ASR, draft, final, at, None, seq,
            )
        )  # fmt: skip
    return sorted(pairs, key=lambda p: (moment(p), p.seq))


def notes_of(pairs: list[Pair], store: SqliteStore) -> dict[str, str]:
    """The replayed note of each pair's draft."""
    refs = {p.speaker for p in pairs}
    made = replay.remake(cut(pairs), refs, store=store, limits=EAGER)
    return {one.pair.draft_id: one.note for one in made}


@settings(max_examples=12)
@given(st.integers(8, 30), st.booleans(), st.data())
def test_an_items_note_does_not_change_with_its_own_final_nor_with_any_later_pair(
    bare: SqliteStore, n: int, with_dates: bool, data: st.DataObject
) -> None:
    pairs = a_past(n, with_dates=with_dates)
    at = moment(pairs[data.draw(st.integers(0, n - 1))])
    changed = [
        p if moment(p) < at else replace(p, final="The patient takes nothing every morning.")
        for p in pairs
    ]

    before, after = notes_of(pairs, bare), notes_of(changed, bare)

    until = [p.draft_id for p in pairs if moment(p) <= at]
    assert [after[id_] for id_ in until] == [before[id_] for id_ in until]
    # Something was learned at all, where there was enough to learn from.
    if n > 20:
        assert any(before[p.draft_id] != p.draft for p in pairs)


@settings(max_examples=6)
@given(st.integers(1, 24), st.integers(1, 10))
def test_later_items_that_come_in_leave_the_notes_before_them_as_they_were(
    bare: SqliteStore, n: int, n_more: int
) -> None:
    # One a day, so that the new ones are later than all others.
    pairs = a_past(n + n_more, speakers=1)

    before, after = notes_of(pairs[:n], bare), notes_of(pairs, bare)

    assert {id_: after[id_] for id_ in before} == before


def test_an_empty_history_changes_nothing(bare: SqliteStore) -> None:
    pairs = a_past(3, speakers=1)

    assert notes_of(pairs, bare) == {p.draft_id: p.draft for p in pairs}


def test_a_second_draft_of_an_item_learns_nothing_from_the_first(bare: SqliteStore) -> None:
    pairs = a_past(24, speakers=1, with_dates=False)
    # As unlike all others as can be: only its own first draft could tell.
    odd = replace(pairs[5], draft="the zxqv was fine", final="the spleen was fine")
    pairs[5] = odd
    again = replace(odd, draft_id="drf_again0000000000", kind=Kind.LLM, seq=99)

    notes = notes_of([*pairs, again], bare)

    assert notes[again.draft_id] == again.draft


def test_a_replay_learns_as_it_goes_and_says_so_in_its_curve(
    store: SqliteStore, clock: TickingClock
) -> None:
    take_in(store, clock, *a_history(60))

    done = walk(store)

    assert (done.kind, done.items, done.scope) == ("replay", 60, "all speakers")
    assert [(p.own_from, p.own_to, p.items) for p in done.curve] == [
        (0, 0, 3),
        (1, 9, 9),
        (10, 29, 18),
        (30, 99, 30),
    ]
    assert done.curve[0].relative_gain == 0.0
    gains = [p.relative_gain or 0.0 for p in done.curve]
    assert gains == sorted(gains)
    assert gains[-1] > 0.5
    assert sum(p.words for p in done.curve) == done.words
    assert (done.better, done.worse) == (
        sum(p.better for p in done.curve),
        sum(p.worse for p in done.curve),
    )
    assert edits_made(store)["milligrams", "mg"] > 20


def test_a_replay_again_writes_nothing_and_gives_the_same(
    store: SqliteStore, clock: TickingClock
) -> None:
    take_in(store, clock, *a_history(20))
    first = walk(store)
    before = traces(store), store.baselines.list(), store.baselines.effects()

    again = walk(store, clock=TickingClock())

    assert again == first
    assert (traces(store), store.baselines.list(), store.baselines.effects()) == before


def test_two_stores_with_one_history_replay_to_the_same_figures(
    store: SqliteStore, clock: TickingClock, tmp_path: Path
) -> None:
    take_in(store, clock, *a_history(20))
    with SqliteStore.open(
        tmp_path / "other", clock=clock, actor="x", command="test", wait_s=5.0, create=True
    ) as other:
        take_in(other, clock, *a_history(20))
        theirs = walk(other)
        effects = other.baselines.effects()

    ours = walk(store)

    assert replace(ours, created_at="") == replace(theirs, created_at="")
    assert store.baselines.effects() == effects


def test_a_replay_moves_nobody_and_leaves_notes_and_what_was_learned_alone(
    store: SqliteStore, clock: TickingClock, home: Path
) -> None:
    take_in(store, clock, *a_history(40))
    build(store, home)
    person = store.speakers.get("dr-okafor")
    assert person is not None
    with store.atomic():
        store.speakers.put(replace(person, assigned_bucket="high_touch"))
    learned = store.learned()

    done = walk(store)

    assert [(s.bucket_before, s.bucket_after, s.reason) for s in done.speakers] == [
        ("high_touch", "high_touch", "a replay moves nobody")
    ]
    assert store.evaluations.moves() == []
    assert store.notes.count(NoteQuery()) == 0
    assert store.learned() == learned
    assert store.evaluations.known(METHOD.signature) == {}
    assert store.evaluations.get_run("latest") is None


def test_what_was_learned_before_makes_no_difference(
    store: SqliteStore, clock: TickingClock, home: Path, tmp_path: Path
) -> None:
    take_in(store, clock, *a_history(20))
    with SqliteStore.open(
        tmp_path / "other", clock=clock, actor="x", command="test", wait_s=5.0, create=True
    ) as other:
        take_in(other, clock, *a_history(20))
        build(other, tmp_path / "other")
        after_a_build = walk(other)

    assert replace(walk(store), created_at="") == replace(after_a_build, created_at="")


def test_one_speakers_replay_gives_the_figures_that_all_speakers_give(
    store: SqliteStore, clock: TickingClock
) -> None:
    take_in(store, clock, *a_history(20), *a_history(12, speaker="dr-chen"))
    everybody = walk(store)
    chen = everybody.speakers[0]

    alone = walk(store, speaker="dr-chen")

    assert (chen.speaker, chen.items) == ("dr-chen", 12)
    assert alone.speakers == (chen,)
    assert (alone.scope, alone.items, alone.curve) == ("speaker 'dr-chen'", 12, chen.curve)
    runs = {b.speaker: b.run_id for b in store.baselines.list()}
    assert runs == {"dr-chen": alone.run_id, "dr-okafor": everybody.run_id}
    # They differ in name alone, so the older run still tells everybody's baseline.
    assert walk(store) == everybody
    assert {b.speaker: b.run_id for b in store.baselines.list()} == runs


def test_other_limits_are_another_replay_and_the_old_ones_bring_the_old_baseline_back(
    store: SqliteStore, clock: TickingClock
) -> None:
    take_in(store, clock, *a_history(30))
    eager = walk(store)
    effects = store.baselines.effects()

    never = walk(store, limits=Limits(min_confidence=1.0))

    assert never.run_id != eager.run_id
    assert (never.better, store.baselines.effects()) == (0, [])
    assert walk(store) == eager
    assert store.baselines.effects() == effects
    baseline = store.baselines.get("dr-okafor")
    assert baseline is not None
    assert baseline.run_id == eager.run_id


def test_the_baseline_holds_the_figures_of_the_run(
    store: SqliteStore, clock: TickingClock
) -> None:
    take_in(store, clock, *a_history(30))

    (one,) = walk(store).speakers

    baseline = store.baselines.get("dr-okafor")
    assert baseline is not None
    for name in ("items", "words", "note_wer", "relative_gain", "ci95", "better", "curve"):
        assert getattr(baseline, name) == getattr(one, name)
    assert baseline.note_errors / baseline.words == baseline.note_wer
    assert baseline.note_errors_formatted / baseline.words_formatted == baseline.note_wer_formatted


def test_a_blocked_correction_is_blocked_in_a_replay_too(
    store: SqliteStore, clock: TickingClock, home: Path
) -> None:
    take_in(store, clock, *a_history(40))
    build(store, home)
    free = walk(store)
    mg = next(e for e in store.baselines.effects() if e.source == "milligrams")

    decision.decide(
        mg.correction_id,
        CorrectionStatus.BLOCKED,
        store=store,
        speaker="dr-okafor",
    )
    held = walk(store)

    assert held.run_id != free.run_id
    assert ("milligrams", "mg") not in edits_made(store)
    assert ("metroprolol", "metoprolol") in edits_made(store)


def test_effects_add_up_to_what_the_notes_gained(store: SqliteStore, clock: TickingClock) -> None:
    # Only one habit, so that no edit leans on another.
    rows = [
        {"speaker": "dr-a", "item": f"v{n}", "dictated_at": dated(n), "draft": d, "final": f}
        for n, (d, f) in enumerate(
            [("takes metroprolol daily", "takes metoprolol daily")] * 30
            + [("asked about metroprolol", "asked about metroprolol")] * 5
        )
    ]
    take_in(store, clock, *rows)

    done = walk(store)

    (effect,) = store.baselines.effects()
    assert (effect.source, effect.target) == ("metroprolol", "metoprolol")
    assert effect.applied == effect.items == effect.right + effect.harmful
    assert (effect.words_won, effect.words_lost) == (effect.right, effect.harmful)
    assert effect.right > 20
    assert effect.harmful > 0
    assert done.draft_wer is not None
    assert done.note_wer is not None
    saved = round((done.draft_wer - done.note_wer) * done.words)
    assert effect.errors_without == saved == effect.right - effect.harmful


def test_one_event_and_one_audit_row_tell_of_a_replay_in_figures(
    store: SqliteStore, clock: TickingClock
) -> None:
    take_in(store, clock, *a_history(12))

    done = walk(store)

    told = [e for e in store.log.events() if e.type is EventType.EVALUATION_COMPLETED]
    assert [(e.aggregate, e.payload["kind"], e.payload["notes"]) for e in told] == [
        (done.run_id, "replay", 12)
    ]
    assert evaluate.show(done.run_id or "", store=store) == done
    assert [line.kind for line in evaluate.list_(store=store)[0]] == ["replay"]


def test_without_pairs_nothing_is_stored(store: SqliteStore, clock: TickingClock) -> None:
    done = walk(store)

    assert (done.run_id, done.items, done.kind) == (None, 0, "replay")
    assert done.warnings == ("no item has both a draft and a final note yet",)
    assert store.evaluations.count_runs() == 0


def test_a_purged_speaker_takes_the_baseline_along(
    store: SqliteStore, clock: TickingClock
) -> None:
    take_in(store, clock, *a_history(12))
    walk(store)

    with store.atomic():
        store.speakers.purge("dr-okafor")

    assert (store.baselines.list(), store.baselines.effects()) == ([], [])
    assert list(store.damage()) == []


@pytest.mark.slow
def test_gates_fitted_on_the_way_have_seen_nothing_later_either(bare: SqliteStore) -> None:
    pairs = a_past(150, speakers=3)
    at = moment(pairs[120])
    changed = [p if moment(p) < at else replace(p, final=p.draft) for p in pairs]
    past = Retrace()
    for chunk in cut([p for p in pairs if moment(p) < at]):
        past.learn(chunk.learned)

    before, after = notes_of(pairs, bare), notes_of(changed, bare)

    fitted = past.history(pairs[120:]).gate
    assert not np.array_equal(fitted.weights, _learned.fit(_learned.no_rows()).weights)
    until = [p.draft_id for p in pairs if moment(p) <= at]
    assert [after[id_] for id_ in until] == [before[id_] for id_ in until]
    assert after != before

"""Building: what is read, what it leaves behind, and what it never forgets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from draftgenie.adapters.sqlite import SqliteStore
from draftgenie.domain.correction import CorrectionStatus
from draftgenie.ports.store import CorrectionQuery
from draftgenie.services import _learned, decision, speaker
from draftgenie.services.learning import Built, SpeakerBuilt, chunks_of
from tests.histories import a_history, arrays, build, take_in, texts

if TYPE_CHECKING:
    from pathlib import Path

    from draftgenie.domain.correction import Correction
    from tests.builders import TickingClock


def corrections(store: SqliteStore, speaker: str | None = None) -> list[Correction]:
    return store.corrections.list(CorrectionQuery(speaker=speaker))


def counted(store: SqliteStore, home: Path) -> dict[int, float]:
    """Every key that was counted, with its count."""
    learned = _learned.load(store, arrays(home))
    assert learned is not None
    keys = np.unique(np.concatenate([s.keys for s in learned.counts.segments]))
    values = learned.counts.get(keys)
    return {int(k): float(v) for k, v in zip(keys, values, strict=True) if v}


def files(home: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (home / "learned").iterdir()}


def by_sides(store: SqliteStore) -> dict[tuple[str, str], tuple[int, int]]:
    return {(c.source, c.target): (c.n_applied, c.n_left_alone) for c in corrections(store)}


@pytest.fixture
def other(tmp_path: Path, clock: TickingClock) -> Any:
    """A second store, in a home of its own."""
    with SqliteStore.open(
        tmp_path / "other", clock=clock, actor="tester", command="test", wait_s=5.0, create=True
    ) as opened:
        yield opened


def test_a_build_counts_what_was_made_and_what_was_left_alone(
    store: SqliteStore, clock: TickingClock, home: Path
) -> None:
    take_in(store, clock, *a_history(30))

    built = build(store, home)

    assert built == Built(
        pairs=30,
        pairs_known=0,
        edits=30 + 30 + 15 + 10,
        rows=built.rows,
        rebuilt=False,
        speakers=(SpeakerBuilt("dr-okafor", pairs=30, edits=85, corrections=4, new=4, changed=0),),
    )
    assert by_sides(store) == {
        ("metroprolol", "metoprolol"): (30, 0),
        ("milligrams", "mg"): (30, 0),
        ("um", ""): (15, 0),
        ("ilium", "ileum"): (10, 6),
    }
    ileum = next(c for c in corrections(store) if c.target == "ileum")
    assert (ileum.first_seen, ileum.last_seen) == (
        "2026-01-01T09:00:00.000Z",
        "2026-01-28T09:00:00.000Z",
    )


def test_a_second_build_reads_nothing_and_changes_nothing(
    store: SqliteStore, clock: TickingClock, home: Path
) -> None:
    take_in(store, clock, *a_history(30))
    build(store, home)
    before = corrections(store), files(home), list(store.log.events()), store.learned()

    built = build(store, home)

    assert (built.pairs, built.pairs_known, built.speakers) == (0, 30, ())
    assert (corrections(store), files(home), list(store.log.events()), store.learned()) == before


def test_two_stores_with_one_history_learn_the_same_bytes(
    store: SqliteStore, other: SqliteStore, clock: TickingClock, home: Path, tmp_path: Path
) -> None:
    for one, folder in ((store, home), (other, tmp_path / "other")):
        take_in(one, clock, *a_history(30), *a_history(12, speaker="dr-chen"))
        build(one, folder)

    assert files(home) == files(tmp_path / "other")


def test_learning_in_two_steps_counts_what_learning_at_once_counts(
    store: SqliteStore, other: SqliteStore, clock: TickingClock, home: Path, tmp_path: Path
) -> None:
    take_in(store, clock, *a_history(20), *a_history(8, speaker="dr-chen"))
    build(store, home)
    take_in(store, clock, *a_history(10, first=20))
    second = build(store, home)
    take_in(other, clock, *a_history(30), *a_history(8, speaker="dr-chen"))
    build(other, tmp_path / "other")

    assert [(s.speaker, s.pairs, s.new) for s in second.speakers] == [("dr-okafor", 10, 0)]
    assert corrections(store) == corrections(other)
    assert counted(store, home) == counted(other, tmp_path / "other")


def test_a_replaced_final_is_read_again_and_the_old_one_forgotten(
    store: SqliteStore, other: SqliteStore, clock: TickingClock, home: Path, tmp_path: Path
) -> None:
    history = a_history(20)
    take_in(store, clock, *history)
    build(store, home)
    history[3] = {**history[3], "final": history[3]["final"].replace("metoprolol", "bisoprolol")}
    take_in(store, clock, history[3])

    built = build(store, home)

    take_in(other, clock, *history)
    build(other, tmp_path / "other")
    assert (built.rebuilt, built.pairs) == (True, 20)
    assert by_sides(store)["metroprolol", "bisoprolol"] == (1, 0)
    assert by_sides(store)["metroprolol", "metoprolol"] == (19, 0)
    assert corrections(store) == corrections(other)
    assert counted(store, home) == counted(other, tmp_path / "other")


def test_what_a_removed_speaker_taught_is_gone_and_comes_back_with_the_speaker(
    store: SqliteStore, clock: TickingClock, home: Path
) -> None:
    take_in(store, clock, *a_history(12), *a_history(12, speaker="dr-chen"))
    build(store, home)
    before = corrections(store), counted(store, home)

    speaker.remove(store=store, clock=clock, ref="dr-chen")
    gone = build(store, home)
    without = corrections(store)
    speaker.restore(store=store, clock=clock, ref="dr-chen")
    back = build(store, home)

    assert (gone.rebuilt, gone.pairs) == (True, 12)
    assert {c.speaker for c in without} == {"dr-okafor"}
    assert store.corrections.get(without[0].id, speaker="dr-chen")
    assert (back.rebuilt, back.pairs) == (False, 12)
    assert (corrections(store), counted(store, home)) == before


def test_decisions_survive_a_rebuild_with_their_counts(
    store: SqliteStore, clock: TickingClock, home: Path
) -> None:
    take_in(store, clock, *a_history(15))
    build(store, home)
    mg, um = (next(c for c in corrections(store) if c.source == s) for s in ("milligrams", "um"))
    decision.decide(mg.id, CorrectionStatus.BLOCKED, store=store, speaker="dr-okafor")
    decision.decide(um.id, CorrectionStatus.APPROVED, store=store, speaker="dr-okafor")
    added = decision.add(
        store=store, speaker="dr-okafor", source="bis a prolol", target="bisoprolol"
    ).correction
    before = corrections(store)

    built = build(store, home, rebuild=True)

    assert built.rebuilt
    assert corrections(store) == before
    assert replace(mg, status=CorrectionStatus.BLOCKED) in before
    assert replace(um, status=CorrectionStatus.APPROVED) in before
    assert added in before


def test_a_decision_about_what_is_not_seen_any_more_keeps_no_counts(
    store: SqliteStore, clock: TickingClock, home: Path
) -> None:
    take_in(store, clock, *a_history(6), *a_history(6, speaker="dr-chen"))
    build(store, home)
    mg = next(c for c in corrections(store) if c.source == "milligrams")
    decision.decide(mg.id, CorrectionStatus.BLOCKED, store=store, speaker="dr-chen")
    with store.atomic():
        for item in list(store.drafts.items(speaker="dr-chen")):
            store.drafts.remove_item(item.id)

    build(store, home)

    (left,) = corrections(store, "dr-chen")
    assert left == replace(
        mg,
        speaker="dr-chen",
        n_applied=0,
        n_left_alone=0,
        first_seen=None,
        last_seen=None,
        status=CorrectionStatus.BLOCKED,
    )


def test_building_for_one_speaker_reads_that_speaker_alone(
    store: SqliteStore, clock: TickingClock, home: Path
) -> None:
    take_in(store, clock, *a_history(6), *a_history(6, speaker="dr-chen"))

    first = build(store, home, speaker="dr-chen")
    rest = build(store, home)

    assert [s.speaker for s in first.speakers] == ["dr-chen"]
    assert [s.speaker for s in rest.speakers] == ["dr-okafor"]


def test_building_for_one_speaker_never_loses_what_others_taught(
    store: SqliteStore, clock: TickingClock, home: Path
) -> None:
    take_in(store, clock, *a_history(6), *a_history(6, speaker="dr-chen"))
    build(store, home)
    before = corrections(store)

    built = build(store, home, speaker="dr-chen", rebuild=True)

    assert (built.rebuilt, built.pairs) == (True, 12)
    assert corrections(store) == before


def test_deleted_files_are_made_again(store: SqliteStore, clock: TickingClock, home: Path) -> None:
    take_in(store, clock, *a_history(12))
    build(store, home)
    before = files(home)
    for path in (home / "learned").iterdir():
        path.unlink()

    built = build(store, home)

    assert (built.rebuilt, built.pairs) == (True, 12)
    assert files(home) == before


def test_no_text_gets_into_events_or_the_audit_trail(
    store: SqliteStore, clock: TickingClock, home: Path
) -> None:
    take_in(store, clock, *a_history(6))

    build(store, home)

    made = [e for e in store.log.events() if e.type.value.startswith("corrections.")]
    assert [(e.type.value, e.aggregate, e.payload) for e in made] == [
        ("corrections.created", "dr-okafor", {"corrections": 4, "pairs": 6})
    ]
    assert store.log.verify_audit() is None
    words = {word for n in range(6) for text in texts(n) for word in text.split() if len(word) > 6}
    assert not any(word in str(e) for word in words for e in store.log.events())


def test_every_speaker_has_something_in_every_chunk(
    store: SqliteStore, clock: TickingClock
) -> None:
    take_in(store, clock, *a_history(20), *a_history(10, speaker="dr-chen"))
    pairs = list(store.drafts.pairs())

    chunks = chunks_of(pairs, n_known=0)

    assert [len({p.speaker for p in chunk}) for chunk in chunks] == [2] * 10
    assert sorted(p.draft_id for chunk in chunks for p in chunk) == sorted(
        p.draft_id for p in pairs
    )

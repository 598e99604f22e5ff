"""Speakers whose edits are suggested only: their own replay shows harm, or nothing is known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from draftgenie.domain.correction import CorrectionStatus
from draftgenie.domain.note import Verdict
from draftgenie.pipeline.generate import Limits
from draftgenie.ports.store import StoredRun
from draftgenie.services import decision, rag
from draftgenie.services._standing import held_back
from tests.adapters.test_sqlite_baselines import BASELINE, NOW
from tests.histories import a_draft, a_history, arrays, build, take_in, texts
from tests.services.test_rag import TERM

if TYPE_CHECKING:
    from pathlib import Path

    from draftgenie.adapters.sqlite import SqliteStore
    from tests.builders import TickingClock

SPEAKER = "dr-okafor"


def replayed(store: SqliteStore, *, items: int, worse: int, gain: float | None) -> None:
    """A replay of the speaker that came out so."""
    found = replace(
        BASELINE, items=items, worse=worse, relative_gain=gain, better=0, same=items - worse
    )
    with store.atomic():
        store.evaluations.add_run(StoredRun(found.run_id, "wer", "all", {}, NOW, "replay"))
        store.baselines.put(found, [])


@pytest.mark.parametrize(
    ("items", "worse", "gain", "why"),
    [
        (40, 0, 0.2, None),
        (40, 1, 0.2, None),
        (40, 0, None, None),
        (8, 2, 0.2, "the replay made 2 of 8 notes worse, over the speaker's harm budget of 0.02"),
        (40, 0, -0.1, "the replay of 40 notes lost words"),
    ],
)
def test_a_speaker_is_held_back_by_the_own_replay(
    learned: SqliteStore, items: int, worse: int, gain: float | None, why: str | None
) -> None:
    replayed(learned, items=items, worse=worse, gain=gain)

    held = held_back([SPEAKER], store=learned, limits=Limits())

    assert held == ({} if why is None else {SPEAKER: why})


def test_a_speaker_held_back_gets_suggestions_that_say_why(
    learned: SqliteStore, home: Path
) -> None:
    draft, final = texts(101)

    def note(limits: Limits) -> rag.GeneratedNote:
        return rag.correct_text(
            draft, speaker=SPEAKER, store=learned, arrays=arrays(home), limits=limits
        )

    before = note(Limits())
    replayed(learned, items=8, worse=2, gain=0.2)
    held = note(Limits())
    decision.decide(TERM, CorrectionStatus.APPROVED, store=learned, speaker=SPEAKER)
    approved = note(Limits())

    assert before.text == final
    assert held.text == draft
    assert {(e.start, e.end, e.after) for e in held.edits} == {
        (e.start, e.end, e.after) for e in before.edits
    }
    assert {(e.verdict, "harm budget" in e.reason) for e in held.edits} == {
        (Verdict.SUGGESTED, True)
    }
    assert {e.correction_id for e in approved.applied} == {TERM}
    assert note(Limits(max_speaker_harm=0.5)).text == final


def test_one_other_speaker_is_no_evidence_for_somebody_new(
    store: SqliteStore, home: Path, clock: TickingClock
) -> None:
    take_in(store, clock, *a_history(30), a_draft(101, speaker="dr-new"))
    build(store, home)
    draft, final = texts(101)

    def note() -> rag.GeneratedNote:
        return rag.correct_text(
            draft, speaker="dr-new", store=store, arrays=arrays(home), limits=Limits()
        )

    alone = note()
    take_in(store, clock, *a_history(12, speaker="dr-chen"))
    build(store, home)
    of_two = note()

    assert alone.text == draft
    assert {e.verdict for e in alone.edits} == {Verdict.SUGGESTED}
    assert all("no history of this speaker's own" in e.reason for e in alone.edits)
    assert of_two.text == final

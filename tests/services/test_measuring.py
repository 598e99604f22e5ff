from __future__ import annotations

from typing import TYPE_CHECKING

from draftgenie.domain.term import EVERYONE
from draftgenie.ports.store import NoteQuery
from draftgenie.services import _measuring
from draftgenie.services._measuring import measuring
from draftgenie.services._watched import read_lists
from tests.noted import GOOD, add_noted, an_edit
from tests.services.measured import runner

if TYPE_CHECKING:
    import pytest

    from draftgenie.adapters.sqlite import SqliteStore
    from draftgenie.domain.note import NoteEdit
    from draftgenie.services._measuring import Work
    from tests.builders import TickingClock

N_NOTES = 60


def works(store: SqliteStore) -> list[Work]:
    edits = store.notes.edits(NoteQuery(has_final=True))
    return [(case, edits.get(case.note_id, ())) for case in store.notes.evaluable(NoteQuery())]


def fill(store: SqliteStore) -> None:
    told: tuple[NoteEdit, ...] = (an_edit("know", "known", 0.9),)
    for n in range(N_NOTES):
        note = f"{GOOD} and {n} mg" if n % 3 else GOOD
        add_noted(store, f"visit-{n:04}", speaker=f"dr-{n % 4}", note=note, edits=told)


def test_other_processes_give_the_same_scores_in_the_same_order(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)
    with store.atomic():
        store.terms.put(EVERYONE, {"known": "known"})
    lists = read_lists(store)
    with measuring(1, lists) as measure:
        here = list(measure(works(store)))
    monkeypatch.setattr(_measuring, "_n_processors", lambda: 2)
    with measuring(_measuring.WORTH_PROCESSES, lists) as measure:
        elsewhere = list(measure(works(store)))
    assert elsewhere == here
    assert here[0].safety["term"].total > 0
    assert [score.item for score in here] == [case.item for case, _ in works(store)]


def test_few_notes_or_one_processor_start_no_process(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    lists = read_lists(store)
    monkeypatch.setattr(_measuring, "_start", None)
    with measuring(_measuring.WORTH_PROCESSES - 1, lists) as measure:
        assert list(measure([])) == []
    monkeypatch.setattr(_measuring, "_n_processors", lambda: 1)
    with measuring(_measuring.WORTH_PROCESSES, lists) as measure:
        assert list(measure([])) == []


def test_a_run_is_the_same_whoever_measured_it(
    store: SqliteStore, clock: TickingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)
    monkeypatch.setattr(_measuring, "WORTH_PROCESSES", N_NOTES)
    monkeypatch.setattr(_measuring, "_n_processors", lambda: 2)
    done = runner(store, clock)()
    assert (done.items, len(done.speakers)) == (N_NOTES, 4)
    assert done.calibration is not None
    assert done.calibration.n_applied == N_NOTES

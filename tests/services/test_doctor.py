from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from draftgenie.adapters import records
from draftgenie.adapters.arrays import ArrayFiles
from draftgenie.adapters.lance import LanceIndex
from draftgenie.cli.progress import Silent
from draftgenie.errors import Exit, ModelError, StoreError
from draftgenie.ports.surroundings import Surroundings
from draftgenie.services import doctor, ingest, learning
from draftgenie.services.doctor import Check, Parts, State
from draftgenie.services.embedding import embed
from tests.doubles import HashEmbedder

if TYPE_CHECKING:
    from draftgenie.adapters.sqlite import SqliteStore
    from tests.builders import TickingClock

HISTORY = Path(__file__).parents[1] / "data" / "tiny" / "history.jsonl"


def parts_of(store: SqliteStore, home: Path, embedder: HashEmbedder) -> Parts:
    return Parts(
        store=store,
        arrays=ArrayFiles(home / "learned"),
        check_model=lambda: embedder.identity,
        embedder=lambda: embedder,
        index=lambda: LanceIndex(
            home / "index", embedder=embedder, lock=store.lock, warn=lambda _: None
        ),
        progress=Silent(),
    )


@pytest.fixture
def parts(store: SqliteStore, home: Path, clock: TickingClock) -> Parts:
    """A store whose pairs are read and embedded."""
    sources = records.find_sources([str(HISTORY)], records.DRAFTS)
    ingest.ingest(
        store=store,
        clock=clock,
        rows=records.read(sources, records.DRAFTS),
        options=ingest.Options(create_speakers=True),
    )
    made = parts_of(store, home, HashEmbedder())
    learning.build(store=store, arrays=made.arrays, progress=made.progress)
    embed(store=store, index=made.index(), embedder=made.embedder(), progress=made.progress)
    return made


def wrong(parts: Parts) -> dict[str, str]:
    return {c.code: c.message for c in doctor.check_parts(parts) if c.state is not State.OK}


def mend(parts: Parts) -> None:
    doctor.mend(parts, list(doctor.check_parts(parts)))


def test_what_is_in_order_stays_as_it_is(parts: Parts) -> None:
    before = parts.store.learned(), parts.index().ids()

    assert wrong(parts) == {}
    mend(parts)
    assert (parts.store.learned(), parts.index().ids()) == before


def test_learned_files_that_are_gone_are_made_again_as_they_were(parts: Parts, home: Path) -> None:
    before = parts.store.learned()
    shutil.rmtree(home / "learned")

    assert list(wrong(parts)) == ["DG008"]
    mend(parts)

    assert wrong(parts) == {}
    after = parts.store.learned()
    assert before is not None
    assert after is not None
    assert after["detail"] == before["detail"]


def test_an_index_that_is_gone_is_filled_again(parts: Parts, home: Path) -> None:
    before = parts.index().ids()
    shutil.rmtree(home / "index")

    assert list(wrong(parts)) == ["DG013"]
    mend(parts)

    assert wrong(parts) == {}
    assert parts.index().ids() == before


def test_vectors_of_a_deleted_item_are_removed(parts: Parts) -> None:
    item = next(parts.store.drafts.items())
    with parts.store.atomic():
        parts.store.drafts.remove_item(item.id)

    assert "DG013" in wrong(parts)
    mend(parts)

    wanted = {context[0] for context in parts.store.corrections.contexts()}
    assert parts.index().ids() <= wanted
    assert "DG013" not in wrong(parts)


def test_an_index_of_another_model_is_a_fault_of_the_model_until_it_is_rebuilt(
    parts: Parts, store: SqliteStore, home: Path
) -> None:
    other = parts_of(store, home, HashEmbedder(name="another"))

    found = list(doctor.check_parts(other))
    error = doctor.verdict(found)
    mend(other)

    assert isinstance(error, ModelError)
    assert error.message == "1 fault: DG012"
    assert wrong(other) == {}


def test_faults_of_the_store_weigh_more_than_those_of_the_model() -> None:
    model = Check("DG011", "model", State.FAULT, "gone", "install it", Exit.MODEL)
    store = Check("DG006", "database", State.FAULT, "damaged", "restore a backup")

    assert doctor.verdict([]) is None
    assert isinstance(doctor.verdict([model]), ModelError)
    assert isinstance(doctor.verdict([model, store]), StoreError)


@pytest.mark.parametrize(
    ("changes", "code", "state"),
    [
        ({}, None, None),
        ({"fault": "SQLite 3.40.1 can lose committed data"}, "DG001", State.FAULT),
        ({"open_to_others": (".",)}, "DG002", State.FAULT),
        ({"is_there": False}, "DG002", State.WARNING),
        ({"free_bytes": 1000}, "DG003", State.WARNING),
        ({"free_bytes": None}, "DG003", State.WARNING),
        ({"holder": "another process is writing"}, "DG004", State.WARNING),
    ],
)
def test_surroundings_are_judged_one_by_one(
    changes: dict[str, object], code: str | None, state: State | None
) -> None:
    sound = {"python": "3.13", "sqlite": "3.53.4", "home": "/h", "is_there": True}
    seen = Surroundings(**{**sound, "free_bytes": 10**10, **changes})  # type: ignore[arg-type]

    found = {c.code: c.state for c in doctor.check_surroundings(seen) if c.state is not State.OK}

    assert found == ({} if code is None else {code: state})

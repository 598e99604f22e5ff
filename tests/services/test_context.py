"""What a model is told of the history: what is like the draft, from before it, never its own."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from draftgenie.adapters.lance import LanceIndex
from draftgenie.adapters.sqlite import SqliteStore
from draftgenie.cli.progress import Silent
from draftgenie.domain.correction import CorrectionStatus, Layer, correction_id
from draftgenie.services import _learned
from draftgenie.services._context import Shelf, retrieve
from draftgenie.services.embedding import embed
from draftgenie.services.wanted import Wanted, choose_drafts
from tests.doubles import HashEmbedder
from tests.histories import a_draft, arrays, take_in

if TYPE_CHECKING:
    from pathlib import Path

    from draftgenie.services._case import Context
    from tests.builders import TickingClock

TERM = correction_id(source="metroprolol", target="metoprolol", layer=Layer.WORDS)


@pytest.fixture(scope="module")
def indexed_home(learned_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The learned home with its index filled; to be copied, not used."""
    home = tmp_path_factory.mktemp("indexed") / "home"
    shutil.copytree(learned_home, home)
    with an_open(home) as store:
        embed(store=store, index=index_of(home, store), embedder=HashEmbedder(), progress=Silent())
    return home


def an_open(home: Path, clock: TickingClock | None = None) -> SqliteStore:
    from tests.builders import TickingClock as Clock

    return SqliteStore.open(
        home, clock=clock or Clock(), actor="t", command="t", wait_s=5.0, create=False
    )


def index_of(home: Path, store: SqliteStore) -> LanceIndex:
    return LanceIndex(home / "index", embedder=HashEmbedder(), lock=store.lock, warn=print)


def context_of(store: SqliteStore, home: Path, item: str, n_similar: int = 6) -> Context:
    drafts, _ = choose_drafts(Wanted(item=item, speaker="dr-okafor"), store=store)
    shelf = Shelf(store, index_of(home, store), HashEmbedder(), n_similar)
    return retrieve(list(drafts), shelf, learned=_learned.load(store, arrays(home)))[0]


def test_a_draft_gets_the_corrections_of_its_words_and_places_like_its_lines(
    indexed_home: Path, home: Path, clock: TickingClock
) -> None:
    shutil.copytree(indexed_home, home)
    with an_open(home) as store:
        take_in(store, clock, a_draft(101))

        found = context_of(store, home, "visit-0101")

        assert {(c.source, c.target, c.n_applied) for c in found.corrections[:3]} == {
            ("metroprolol", "metoprolol", 30),
            ("milligrams", "mg", 30),
            ("um", "", 15),
        }
        assert (found.n_pairs, found.why_none_similar) == (30, None)
        assert found.similar
        assert len({one.item for one in found.similar}) <= 3
        assert all(one.before != one.after for one in found.similar)
        assert context_of(store, home, "visit-0101", n_similar=0).similar == ()


def test_an_item_of_the_past_is_told_nothing_of_itself_or_of_what_came_later(
    indexed_home: Path, home: Path
) -> None:
    shutil.copytree(indexed_home, home)
    with an_open(home) as store:
        found = context_of(store, home, "visit-0003")

        assert (found.n_pairs, {c.n_applied for c in found.corrections}) == (3, {1, 3})
        assert {one.item for one in found.similar} <= {"visit-0000", "visit-0001", "visit-0002"}
        assert all(one.n_left_alone is None for one in found.corrections)
        assert context_of(store, home, "visit-0000").similar == ()


def test_what_a_person_has_blocked_is_not_told(
    indexed_home: Path, home: Path, clock: TickingClock
) -> None:
    shutil.copytree(indexed_home, home)
    with an_open(home) as store:
        take_in(store, clock, a_draft(101))
        with store.atomic():
            store.corrections.set_status(TERM, CorrectionStatus.BLOCKED, speaker="dr-okafor")

        assert TERM not in {c.id for c in context_of(store, home, "visit-0101").corrections}


def test_without_an_index_nothing_similar_is_told_and_why(
    learned_home: Path, home: Path, clock: TickingClock
) -> None:
    shutil.copytree(learned_home, home)
    with an_open(home) as store:
        take_in(store, clock, a_draft(101))

        found = context_of(store, home, "visit-0101")

    assert found.similar == ()
    assert "the index is empty" in (found.why_none_similar or "")
    assert found.corrections

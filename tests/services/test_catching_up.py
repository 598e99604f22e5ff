"""Vectors are always those of the store's contexts, whatever a kill or a power cut left."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from draftgenie.adapters.lance import LanceIndex
from draftgenie.cli.progress import Silent
from draftgenie.domain.correction import Layer
from draftgenie.services.embedding import catch_up, embed
from tests.doubles import HashEmbedder
from tests.histories import a_history, build, take_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from draftgenie.adapters.sqlite import SqliteStore
    from draftgenie.ports.index import Vectors
    from tests.builders import TickingClock


class KilledEmbedder(HashEmbedder):
    """A model that is loading when the power goes."""

    def embed(self, texts: Sequence[str]) -> Vectors:  # noqa: ARG002 - the port's signature
        raise KeyboardInterrupt


def index_of(store: SqliteStore, home: Path, said: list[str]) -> LanceIndex:
    return LanceIndex(home / "index", embedder=HashEmbedder(), lock=store.lock, warn=said.append)


def wanted(store: SqliteStore) -> set[str]:
    return {context[0] for context in store.corrections.contexts(layer=Layer.WORDS)}


@pytest.fixture
def embedded(learned: SqliteStore, home: Path) -> SqliteStore:
    """A store whose contexts all have their vectors."""
    index = index_of(learned, home, [])
    embed(store=learned, index=index, embedder=HashEmbedder(), progress=Silent())
    assert index.ids() == wanted(learned)
    return learned


def test_a_build_killed_after_its_commit_leaves_no_vector_missing_for_good(
    embedded: SqliteStore, home: Path, clock: TickingClock
) -> None:
    take_in(embedded, clock, *a_history(9, speaker="dr-new"))
    build(embedded, home)
    index = index_of(embedded, home, [])
    with pytest.raises(KeyboardInterrupt):
        embed(store=embedded, index=index, embedder=KilledEmbedder(), progress=Silent())
    assert index.ids() < wanted(embedded)

    done = catch_up(store=embedded, index=index, embedder=HashEmbedder(), progress=Silent())

    assert done is not None
    assert (done.new > 0, done.removed) == (True, 0)
    assert index.ids() == wanted(embedded)
    again = catch_up(store=embedded, index=index, embedder=KilledEmbedder(), progress=Silent())
    assert again is None


def empty_the_manifests(home: Path) -> None:
    for path in (home / "index").glob("*/_versions/*.manifest"):
        path.write_bytes(b"")


def empty_every_file(home: Path) -> None:
    # Lance syncs nothing, so this is what a power cut may leave.
    for path in (home / "index").rglob("*"):
        if path.is_file():
            path.write_bytes(b"")


def lose_the_data(home: Path) -> None:
    for path in (home / "index").glob("*/data"):
        shutil.rmtree(path)


@pytest.mark.parametrize("spoil", [empty_the_manifests, empty_every_file, lose_the_data])
def test_a_spoilt_index_is_made_again_by_itself_with_one_line_said(
    embedded: SqliteStore, home: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(home)
    said: list[str] = []
    index = index_of(embedded, home, said)

    catch_up(store=embedded, index=index, embedder=HashEmbedder(), progress=Silent())

    assert index.ids() == wanted(embedded)
    assert list(index.check()) == []
    assert len(said) == 1

"""What an encrypted data folder keeps beside its database: arrays and vectors."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import numpy as np
import pytest

from draftgenie.adapters.keys import Key
from draftgenie.adapters.lance import LanceIndex
from draftgenie.adapters.lock import Lock
from draftgenie.adapters.sqlite.sealed import SealedArrays
from draftgenie.adapters.sqlite.vectors import VECTORS_FILE, SealedVectors
from draftgenie.errors import ModelError, StoreError
from tests.adapters.test_arrays import ARRAYS
from tests.adapters.test_lance import EMBEDDER, HOSTILE, some_rows, texts_of
from tests.builders import TickingClock
from tests.doubles import HashEmbedder

if TYPE_CHECKING:
    from pathlib import Path

    from draftgenie.ports.index import Vectors

KEY, OTHER_KEY = Key("ab" * 32), Key("cd" * 32)
ROWS = some_rows(60)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "home" / "learned"


class Home:
    """A folder for a sealed index, and what was said about it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "index" / VECTORS_FILE
        self.said: list[str] = []

    def index(self, key: Key = KEY, embedder: HashEmbedder = EMBEDDER) -> SealedVectors:
        lock = Lock(self.folder / "write.lock", clock=TickingClock(), command="test", wait_s=1.0)
        return SealedVectors(
            self.folder / "index", key=key, embedder=embedder, lock=lock, warn=self.said.append
        )

    def filled(self) -> tuple[SealedVectors, Vectors]:
        index, vectors = self.index(), EMBEDDER.embed(texts_of(ROWS))
        assert index.add(ROWS, vectors) == len(ROWS)
        return index, vectors


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.mark.parametrize("array", ARRAYS, ids=[f"{a.dtype}{list(a.shape)}" for a in ARRAYS])
def test_a_sealed_array_comes_back_and_cannot_be_written(folder: Path, array: np.ndarray) -> None:
    name = SealedArrays(folder, KEY).put(array)

    found = SealedArrays(folder, KEY).get(name)

    assert (found.dtype, found.shape) == (array.dtype, array.shape)
    assert found.tobytes() == np.ascontiguousarray(array).tobytes()
    assert not found.flags.writeable
    assert [p.name for p in folder.iterdir()] == [f"{name}.sealed"]
    assert stat.S_IMODE((folder / f"{name}.sealed").stat().st_mode) == 0o600


def test_a_sealed_array_is_read_with_its_key_only_and_not_at_all_when_damaged(
    folder: Path,
) -> None:
    words = np.array(["metoprolol", "ileum"])
    name = SealedArrays(folder, KEY).put(words)
    path = folder / f"{name}.sealed"
    whole = path.read_bytes()
    assert b"metoprolol" not in whole
    assert words.tobytes()[:16] not in whole

    with pytest.raises(StoreError, match=r"\.sealed is missing or damaged"):
        SealedArrays(folder, OTHER_KEY).get(name)
    for at in range(0, len(whole), 701):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert SealedArrays(folder, KEY).check([name]) == [name]
    path.write_bytes(whole)
    assert SealedArrays(folder, KEY).check([name]) == []


def test_a_sealed_array_in_the_place_of_another_is_noticed(folder: Path) -> None:
    arrays = SealedArrays(folder, KEY)
    one, other = arrays.put(np.arange(5)), arrays.put(np.arange(6))
    (folder / f"{one}.sealed").replace(folder / f"{other}.sealed")

    with pytest.raises(StoreError, match="is not what was written"):
        arrays.get(other)


def test_only_arrays_that_are_named_are_kept(folder: Path) -> None:
    arrays = SealedArrays(folder, KEY)
    kept, gone = arrays.put(np.arange(5)), arrays.put(np.arange(6))

    assert arrays.keep_only([kept]) == 1
    assert arrays.names() == [kept]
    assert arrays.check([kept, gone]) == [gone]


def test_sealed_vectors_answer_as_lancedb_does(home: Home, tmp_path: Path) -> None:
    index, vectors = home.filled()
    lock = Lock(tmp_path / "lance.lock", clock=TickingClock(), command="test", wait_s=1.0)
    plain = LanceIndex(tmp_path / "lance", embedder=EMBEDDER, lock=lock, warn=home.said.append)
    plain.add(ROWS, vectors)

    assert index.ids() == plain.ids()
    for wanted in ({}, {"speaker": "dr-3"}, {"category": "number"}, {"speaker": "dr-none"}):
        for i in (0, 17, 59):
            ours = index.search(vectors[i], n=5, **wanted)
            assert ours == plain.search(vectors[i], n=5, **wanted)
    for hostile in HOSTILE:
        assert index.search(vectors[0], n=5, speaker=hostile) == []
    assert (index.remove(["ctx_0001", "nobody"]), plain.remove(["ctx_0001"])) == (1, 1)
    assert index.ids() == plain.ids()
    assert (list(index.check()), home.said) == ([], [])


def test_a_row_is_added_once_and_removed_for_good(home: Home) -> None:
    index, vectors = home.filled()

    assert index.add(ROWS, vectors) == 0
    assert home.index().remove(row.id for row in ROWS) == len(ROWS)
    size = home.path.stat().st_size
    index.compact(purge=True)
    assert home.path.stat().st_size < size
    assert (index.ids(), index.search(vectors[0], n=3)) == (set(), [])
    index.clear()
    assert not home.path.parent.exists()


def test_no_reference_and_no_vector_lies_on_the_disk(home: Home) -> None:
    _, vectors = home.filled()
    raw = home.path.read_bytes()

    assert not any(text.encode() in raw for text in ("dr-3", "ctx_0003", "spelling"))
    assert not any(vector.tobytes()[:16] in raw for vector in vectors)
    assert stat.S_IMODE(home.path.stat().st_mode) == 0o600


def test_an_index_that_cannot_be_read_is_named_and_starts_anew(home: Home) -> None:
    _, vectors = home.filled()
    raw = bytearray(home.path.read_bytes())
    raw[len(raw) // 2] ^= 1
    home.path.write_bytes(raw)

    assert list(home.index().check()) == ["the vector index cannot be read"]
    assert home.index().search(vectors[0], n=3) == []
    assert [said.split(";")[0] for said in home.said] == [
        "the vector index could not be read and starts empty"
    ]
    assert home.index().add(ROWS, vectors) == len(ROWS)


def test_another_embedders_vectors_are_not_compared(home: Home) -> None:
    _, vectors = home.filled()
    other = HashEmbedder(name="other")

    with pytest.raises(ModelError, match="another embedder"):
        home.index(embedder=other).search(vectors[0], n=1)
    assert home.index(embedder=other).ids() == set()

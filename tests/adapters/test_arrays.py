"""Arrays in files named by their content."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import numpy as np
import pytest

from draftgenie.adapters.arrays import ArrayFiles
from draftgenie.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ARRAYS: list[np.ndarray] = [
    np.arange(12, dtype=np.uint64).reshape(3, 4),
    np.array([[1.5, -0.0], [np.inf, 2.0]], dtype=np.float32),
    np.array([-1, 2], dtype=np.int8),
    np.empty((0, 57), dtype=np.float32),
    np.array(3.0),
    np.arange(12, dtype=np.float64).reshape(3, 4).T[1:],
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "home" / "learned"


@pytest.fixture
def _no_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def damage(path: Path) -> None:
    """Turn the bits of the last byte."""
    content = bytearray(path.read_bytes())
    content[-1] ^= 0xFF
    path.write_bytes(content)


@pytest.mark.parametrize("array", ARRAYS, ids=[f"{a.dtype}{list(a.shape)}" for a in ARRAYS])
def test_an_array_comes_back_as_it_was_put_and_cannot_be_written(
    folder: Path, array: np.ndarray
) -> None:
    name = ArrayFiles(folder).put(array)

    found = ArrayFiles(folder).get(name)

    assert (found.dtype, found.shape) == (array.dtype, array.shape)
    assert found.tobytes() == np.ascontiguousarray(array).tobytes()
    assert not found.flags.writeable
    assert names(folder) == [f"{name}.npy"]


def test_the_same_content_is_one_file_that_is_written_once(folder: Path) -> None:
    arrays = ArrayFiles(folder)
    name = arrays.put(np.arange(5))
    [path] = folder.iterdir()
    os.utime(path, ns=(1, 1))

    assert arrays.put(np.arange(5)) == name
    assert ArrayFiles(folder).put(np.arange(10)[:5]) == name
    assert arrays.put(arrays.get(name)) == name
    assert path.stat().st_mtime_ns == 1


def test_content_of_another_type_or_shape_is_another_array(folder: Path) -> None:
    arrays = ArrayFiles(folder)
    zeros = np.zeros(8, dtype=np.uint8)
    ids = {arrays.put(a) for a in (zeros, zeros.reshape(2, 4), zeros.view(np.int8))}
    assert len(ids) == len(names(folder)) == 3


def test_an_array_read_from_here_and_deleted_meanwhile_is_written_again(folder: Path) -> None:
    arrays = ArrayFiles(folder)
    found = arrays.get(arrays.put(np.arange(5)))
    arrays.keep_only([])

    name = arrays.put(found)

    assert ArrayFiles(folder).get(name).tolist() == [0, 1, 2, 3, 4]


def test_every_array_that_is_not_named_is_deleted_with_what_a_crash_left(folder: Path) -> None:
    arrays = ArrayFiles(folder)
    kept, *others = (arrays.put(np.arange(n)) for n in (3, 4, 5))
    (folder / f"{others[0]}.99.new").write_bytes(b"half")
    (folder / "notes.txt").write_text("mine")

    assert arrays.keep_only([kept, "0" * 32]) == 3
    assert names(folder) == [f"{kept}.npy", "notes.txt"]
    assert ArrayFiles(folder / "nowhere").keep_only([]) == 0


def test_a_check_names_arrays_that_are_missing_cut_off_or_changed(folder: Path) -> None:
    arrays = ArrayFiles(folder)
    sound, cut, small, missing = (arrays.put(np.arange(100, 100 + n)) for n in (3, 40, 50, 60))
    changed = arrays.put(np.zeros(8 * 2**20 + 1, dtype=np.int8))
    os.truncate(folder / f"{cut}.npy", 150)
    damage(folder / f"{small}.npy")
    damage(folder / f"{changed}.npy")
    (folder / f"{missing}.npy").unlink()
    ids = [missing, sound, cut, small, changed, sound]

    assert arrays.check(ids) == sorted([missing, cut, small, changed])
    assert arrays.check(ids, deep=False) == sorted([missing, cut, small])
    assert arrays.check([]) == []


@pytest.mark.parametrize("spoil", ["delete", "cut", "empty", "pickle"])
def test_a_missing_or_damaged_array_is_refused_with_the_mend(folder: Path, spoil: str) -> None:
    name = ArrayFiles(folder).put(np.arange(40))
    path = folder / f"{name}.npy"
    if spoil == "delete":
        path.unlink()
    elif spoil == "pickle":
        np.save(path, np.array([{}], dtype=object), allow_pickle=True)
    else:
        os.truncate(path, 150 if spoil == "cut" else 0)

    with pytest.raises(StoreError) as caught:
        ArrayFiles(folder).get(name)

    assert caught.value.message == (
        f"what was learned is incomplete: {name}.npy is missing or damaged"
    )
    assert caught.value.hint == "draftgenie doctor --fix"


@pytest.mark.usefixtures("_no_umask")
def test_only_the_owner_can_read_folder_and_files_whatever_the_umask(folder: Path) -> None:
    name = ArrayFiles(folder).put(np.arange(5))

    modes = {
        path: stat.S_IMODE(path.stat().st_mode)
        for path in (folder.parent, folder, folder / f"{name}.npy")
    }
    assert list(modes.values()) == [0o700, 0o700, 0o600]


def test_a_folder_that_cannot_be_written_is_told(folder: Path) -> None:
    folder.parent.mkdir(parents=True)
    folder.write_text("a file in the way")

    with pytest.raises(StoreError) as caught:
        ArrayFiles(folder).put(np.arange(5))

    assert str(folder) in caught.value.message

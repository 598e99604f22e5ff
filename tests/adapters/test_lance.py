"""The index: exact, free of text, safe against hostile ids, and never in the way."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from draftgenie.adapters.clock import SystemClock
from draftgenie.adapters.lance import LanceIndex
from draftgenie.adapters.lock import Lock
from draftgenie.errors import ModelError, StoreError, StoreLockedError
from draftgenie.ports.index import Hit, IndexRow
from tests.doubles import HashEmbedder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from draftgenie.ports.index import Vectors

EMBEDDER = HashEmbedder()
CATEGORIES = ("number", "spelling", "casing")
HOSTILE = [
    "",
    "'",
    "' OR '1'='1",
    "''; --",
    '"',
    "`id`",
    "%",
    "\\",
    "\\'",
    "é\u202e",
    "a\x00b",
    "\n",
]


@dataclass
class Home:
    """A folder for an index, what was said about it, and new handles on it."""

    folder: Path
    said: list[str] = field(default_factory=list)

    def index(
        self, *, embedder: HashEmbedder = EMBEDDER, max_held_rows: int = 50_000
    ) -> LanceIndex:
        return LanceIndex(
            self.folder / "index",
            embedder=embedder,
            lock=threading.RLock(),
            warn=self.said.append,
            max_held_rows=max_held_rows,
        )

    def files(self, pattern: str) -> list[Path]:
        return sorted(p for p in (self.folder / "index").glob(pattern) if p.is_file())


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def some_rows(n: int, *, prefix: str = "ctx") -> list[IndexRow]:
    return [
        IndexRow(f"{prefix}_{i:04d}", f"dr-{i % 7}", f"cor_{i % 11}", CATEGORIES[i % 3])
        for i in range(n)
    ]


def texts_of(rows: Sequence[IndexRow]) -> list[str]:
    return [f"context {row.id} of {row.speaker}" for row in rows]


def fill(index: LanceIndex, rows: Sequence[IndexRow]) -> Vectors:
    vectors = EMBEDDER.embed(texts_of(rows))
    assert index.add(rows, vectors) == len(rows)
    return vectors


def random_units(n: int, *, seed: int) -> Vectors:
    vectors = np.random.default_rng(seed).normal(size=(n, EMBEDDER.dim))
    units: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return units


def test_an_index_nobody_built_is_empty_and_makes_no_folder(home: Home) -> None:
    index = home.index()

    assert index.ids() == set()
    assert index.search(EMBEDDER.embed(["a"])[0], n=3) == []
    assert index.remove(["ctx_1"]) == 0
    assert list(index.check()) == []
    index.compact(purge=True)
    index.clear()
    assert not (home.folder / "index").exists()
    assert home.said == []


def test_adding_twice_adds_nothing(home: Home) -> None:
    index, rows = home.index(), some_rows(20)
    vectors = fill(index, rows)

    assert index.add(rows, vectors) == 0
    assert index.add(some_rows(25), EMBEDDER.embed(texts_of(some_rows(25)))) == 5
    assert index.add([rows[0], rows[0]], vectors[[0, 0]]) == 0
    assert index.ids() == {row.id for row in some_rows(25)}
    assert list(index.check()) == []


def test_of_several_new_rows_with_one_id_the_first_counts(home: Home) -> None:
    index = home.index()
    rows = [IndexRow("x", "dr-a", "c1", "number"), IndexRow("x", "dr-b", "c2", "number")]

    assert index.add(rows, EMBEDDER.embed(["a", "b"])) == 1
    (hit,) = index.search(EMBEDDER.embed(["a"])[0], n=5)
    assert hit == Hit("x", "dr-a", "c1", hit.similarity)
    assert hit.similarity == pytest.approx(1)


def test_removed_rows_are_found_no_more_and_can_come_back(home: Home) -> None:
    index, rows = home.index(), some_rows(12)
    vectors = fill(index, rows)

    assert index.remove(["ctx_0003", "ctx_0003", "nobody"]) == 1
    assert index.remove(["ctx_0003"]) == 0
    assert "ctx_0003" not in index.ids()
    assert "ctx_0003" not in {hit.id for hit in index.search(vectors[3], n=12)}
    assert index.add(rows, vectors) == 1
    assert index.search(vectors[3], n=1)[0].id == "ctx_0003"


@pytest.mark.parametrize("max_held_rows", [50_000, 0], ids=["in memory", "on disk"])
def test_search_equals_brute_force(home: Home, max_held_rows: int) -> None:
    rows = some_rows(500)
    vectors = random_units(500, seed=1)
    vectors[100:140] = vectors[100]
    index = home.index(max_held_rows=max_held_rows)
    index.add(rows, vectors)
    queries = np.concatenate([random_units(6, seed=2), vectors[[100, 7]]])
    filters = [
        (None, None),
        ("dr-3", None),
        (None, "spelling"),
        ("dr-2", "number"),
        ("dr-9", None),
    ]

    exact = vectors.astype(np.float64)
    exact /= np.linalg.norm(exact, axis=1, keepdims=True)
    for query in queries:
        cosine = (exact * query).sum(axis=1) / np.linalg.norm(query.astype(np.float64))
        for speaker, category in filters:
            expected = sorted(
                (-round(float(cosine[i]), 9), row.id)
                for i, row in enumerate(rows)
                if speaker in {None, row.speaker} and category in {None, row.category}
            )[:10]
            hits = index.search(query, n=10, speaker=speaker, category=category)
            assert [(-round(hit.similarity, 9), hit.id) for hit in hits] == expected


def test_rows_in_memory_and_rows_on_disk_give_the_very_same_hits(home: Home) -> None:
    fill(home.index(), some_rows(200))
    held, read = home.index(), home.index(max_held_rows=0)

    for query in random_units(5, seed=3):
        assert held.search(query, n=7) == read.search(query, n=7)
        assert held.search(query, n=300) == read.search(query, n=300)
        assert held.search(query, n=0) == []


def test_a_handle_sees_what_another_one_commits(home: Home) -> None:
    reader, writer = home.index(), home.index()
    vectors = fill(writer, some_rows(5))
    assert len(reader.search(vectors[0], n=50)) == 5

    fill(writer, some_rows(5, prefix="more"))
    assert len(reader.search(vectors[0], n=50)) == 10
    writer.remove(["ctx_0001"])
    assert len(reader.search(vectors[0], n=50)) == 9
    writer.compact(purge=True)
    assert len(reader.search(vectors[0], n=50)) == 9
    writer.clear()
    fill(writer, some_rows(3, prefix="again"))
    assert {hit.id for hit in reader.search(vectors[0], n=50)} == writer.ids()
    assert reader.ids() == writer.ids()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_hostile_strings_filter_as_they_do_in_python(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    word = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=6))
    ids = data.draw(st.lists(word, min_size=1, max_size=8, unique=True))
    speakers = data.draw(st.lists(word, min_size=len(ids), max_size=len(ids)))
    asked = data.draw(st.one_of(st.sampled_from(speakers), word))
    gone = data.draw(st.lists(st.one_of(st.sampled_from(ids), word), max_size=3))
    rows = [IndexRow(i, s, "cor", s) for i, s in zip(ids, speakers, strict=True)]
    index = Home(tmp_path_factory.mktemp("hostile")).index()
    vectors = fill(index, rows)

    def found(**wanted: str) -> set[str]:
        return {hit.id for hit in index.search(vectors[0], n=100, **wanted)}

    assert found(speaker=asked) == {r.id for r in rows if r.speaker == asked}
    assert found(category=asked) == {r.id for r in rows if r.category == asked}
    assert index.remove(gone) == len(set(gone) & set(ids))
    assert index.ids() == set(ids) - set(gone)


def test_the_table_holds_no_text_and_belongs_to_one_embedder(home: Home) -> None:
    import lancedb

    index = home.index()
    index.add([IndexRow("ctx_1", "dr-a", "cor_1", "number")], EMBEDDER.embed(["warfarin daily"]))
    db = lancedb.connect(home.folder / "index")
    (name,) = db.list_tables().tables
    schema = db.open_table(name).schema

    assert schema.names == ["id", "speaker", "correction_id", "category", "checksum", "vector"]
    assert schema.metadata == {b"identity": b"hash:64"}
    assert not any(b"warfarin" in path.read_bytes() for path in home.files("**/*"))


def test_another_embedder_is_refused_until_the_index_is_built_with_it(home: Home) -> None:
    vectors = fill(home.index(), some_rows(4))
    other = HashEmbedder(dim=32, name="other")
    index = home.index(embedder=other)

    for ask in (lambda: index.search(other.embed(["a"])[0], n=1), lambda: list(index.check())):
        with pytest.raises(ModelError, match="made by another embedder") as caught:
            ask()
        assert caught.value.hint == "draftgenie doctor --fix"
    assert index.ids() == set()

    assert index.add(some_rows(2), other.embed(["a", "b"])) == 2
    assert len(index.search(other.embed(["a"])[0], n=9)) == 2
    assert len(home.index().search(vectors[0], n=9)) == 4
    assert index.remove(["ctx_0000"]) == 1
    assert home.index().ids() == {"ctx_0001", "ctx_0002", "ctx_0003"}
    index.compact(purge=True)
    assert home.index().ids() == set()
    assert home.said == []


def test_another_dimension_under_the_same_name_is_refused(home: Home) -> None:
    fill(home.index(), some_rows(4))
    longer = HashEmbedder(dim=128)
    longer.identity = EMBEDDER.identity
    index = home.index(embedder=longer)

    for ask in (
        lambda: index.search(longer.embed(["a"])[0], n=1),
        lambda: list(index.check()),
        index.ids,
        lambda: index.add(some_rows(1), longer.embed(["a"])),
    ):
        with pytest.raises(ModelError, match="made by another embedder"):
            ask()
    assert len(home.index().ids()) == 4


@pytest.mark.parametrize(
    "vectors",
    [np.ones((1, 3), np.float32), np.zeros((1, 64), np.float32), np.full((1, 64), np.nan)],
    ids=["of another length", "zero", "not numbers"],
)
def test_vectors_that_are_not_unit_vectors_are_refused(home: Home, vectors: Vectors) -> None:
    with pytest.raises(ModelError):
        home.index().add(some_rows(1), vectors)

    assert home.index().ids() == set()


def test_a_folder_deleted_under_an_open_index_starts_empty_with_one_warning(home: Home) -> None:
    index = home.index()
    vectors = fill(index, some_rows(6))
    shutil.rmtree(home.folder / "index")

    assert index.ids() == set()
    assert index.search(vectors[0], n=3) == []
    fill(index, some_rows(6))
    assert len(index.ids()) == 6
    assert len(home.said) == 1


def spoil_nothing_but_the_newest_manifest(home: Home) -> None:
    home.files("*/_versions/*.manifest")[0].write_bytes(b"")


def spoil_half_of_the_newest_manifest(home: Home) -> None:
    path = home.files("*/_versions/*.manifest")[0]
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def spoil_all_manifests(home: Home) -> None:
    for path in home.files("*/_versions/*"):
        path.unlink()


def spoil_the_rows(home: Home) -> None:
    for path in home.files("*/data/*"):
        path.write_bytes(b"")


def spoil_everything(home: Home) -> None:
    for path in home.files("**/*"):
        path.write_bytes(b"\x93garbage" * 200)


def spoil_the_folder(home: Home) -> None:
    shutil.rmtree(home.folder / "index")
    (home.folder / "index").write_text("a file")


def spoil_a_vector(home: Home) -> None:
    vector = EMBEDDER.embed(texts_of(some_rows(1)))[0].tobytes()
    for path in home.files("*/data/*"):
        raw = path.read_bytes()
        path.write_bytes(raw.replace(vector, vector[:-4] + np.float32(0.5).tobytes()))


SPOILERS = [
    spoil_nothing_but_the_newest_manifest,
    spoil_half_of_the_newest_manifest,
    spoil_all_manifests,
    spoil_the_rows,
    spoil_everything,
    spoil_the_folder,
    spoil_a_vector,
]


@pytest.mark.parametrize("spoil", SPOILERS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("opened", [False, True], ids=["new", "open"])
def test_a_damaged_index_starts_empty_with_one_warning_and_is_usable_again(
    home: Home, spoil: object, *, opened: bool
) -> None:
    index = home.index()
    vectors = fill(index, some_rows(6))
    fill(index, some_rows(6, prefix="more"))
    spoil(home)  # type: ignore[operator]
    index = index if opened else home.index()

    assert index.search(vectors[0], n=3) == []
    assert index.ids() == set()
    assert index.add(some_rows(6), vectors) == 6
    assert index.search(vectors[0], n=1)[0].id == "ctx_0000"
    assert len(home.said) == 1
    assert "draftgenie correction build" in home.said[0]
    assert list(index.check()) == []


def test_adding_to_a_damaged_index_keeps_what_is_added(home: Home) -> None:
    fill(home.index(), some_rows(6))
    spoil_nothing_but_the_newest_manifest(home)
    index = home.index()

    fill(index, some_rows(3, prefix="more"))

    assert index.ids() == {"more_0000", "more_0001", "more_0002"}
    assert len(home.said) == 1


def test_check_tells_of_damage_and_mends_nothing(home: Home) -> None:
    fill(home.index(), some_rows(6))
    spoil_a_vector(home)
    assert list(home.index().check()) == ["the vector index holds 1 damaged rows"]

    spoil_nothing_but_the_newest_manifest(home)
    assert list(home.index().check()) == ["the vector index is damaged: it cannot be read"]
    assert home.files("**/*")
    assert home.said == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_index_that_may_not_be_read_is_left_alone(home: Home) -> None:
    fill(home.index(), some_rows(3))
    for path in home.files("**/*"):
        path.chmod(0)

    with pytest.raises(StoreError, match="permission denied"):
        home.index().ids()
    assert home.files("**/*")


def test_a_bug_or_a_string_that_is_no_unicode_does_not_clear_the_index(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = home.index()
    vectors = fill(index, some_rows(3))

    with pytest.raises(UnicodeEncodeError):
        index.search(vectors[0], n=1, speaker="\ud800")
    with pytest.raises(UnicodeEncodeError):
        index.add([IndexRow("\ud800", "dr-a", "cor_1", "number")], vectors[:1])
    with pytest.raises(UnicodeEncodeError):
        index.remove(["\ud800"])
    monkeypatch.setattr("draftgenie.adapters.lance.rows._LITERALS_PER_FILTER", 0)
    with pytest.raises(ValueError, match="must not be zero"):
        index.remove(["ctx_0001"])
    assert len(index.ids()) == 3
    assert home.said == []


def test_a_query_of_another_length_is_refused(home: Home) -> None:
    index = home.index(max_held_rows=0)
    fill(index, some_rows(3))

    with pytest.raises(ModelError):
        index.search(np.ones(3, np.float32), n=1)
    assert len(index.ids()) == 3


NO_ROOM = """
import resource, signal, sys, threading
from pathlib import Path
from draftgenie.adapters.lance import LanceIndex
from draftgenie.errors import StoreError
from draftgenie.ports.index import IndexRow
from tests.doubles import HashEmbedder

embedder = HashEmbedder()
index = LanceIndex(
    Path(sys.argv[1]) / "index", embedder=embedder, lock=threading.RLock(), warn=print
)
names = [f"big_{i}" for i in range(500)]
rows = [IndexRow(name, "dr-a", "cor_1", "number") for name in names]
index.add(rows[:5], embedder.embed(names[:5]))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    index.add(rows, embedder.embed(names))
except StoreError as error:
    print(type(error).__name__, error.message)
print(len(index.ids()))
"""


def test_a_full_disk_is_an_error_and_costs_no_row(home: Home) -> None:
    answer = subprocess.run(
        [sys.executable, "-c", NO_ROOM, str(home.folder)],
        check=True, capture_output=True, text=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip

    assert answer.stdout == "StoreError cannot use the vector index: file too large\n5\n"
    assert answer.stderr == ""


def test_a_search_in_an_empty_index_of_this_embedder_finds_nothing(home: Home) -> None:
    index = home.index()
    vectors = fill(index, some_rows(2))
    index.remove(index.ids())

    assert index.search(vectors[0], n=5) == []
    assert list(index.check()) == []


def test_purging_leaves_no_trace_of_removed_rows_on_the_disk(home: Home) -> None:
    index, rows = home.index(), some_rows(30)
    vectors = fill(index, rows)
    fill(index, some_rows(30, prefix="kept"))
    index.remove([row.id for row in rows[:3]])
    assert any(b"ctx_0000" in path.read_bytes() for path in home.files("**/*"))

    index.compact(purge=True)

    left = [path.read_bytes() for path in home.files("**/*")]
    for row, vector in zip(rows[:3], vectors, strict=False):
        assert not any(row.id.encode() in raw or vector.tobytes() in raw for raw in left)
    assert len(index.ids()) == 57
    assert index.search(vectors[5], n=1)[0].id == "ctx_0005"
    assert list(index.check()) == []

    index.remove(index.ids())
    index.compact(purge=True)
    assert not (home.folder / "index").exists()
    assert home.said == []


def test_many_small_adds_are_joined_and_stay_complete(home: Home) -> None:
    index, rows = home.index(), some_rows(45)
    vectors = EMBEDDER.embed(texts_of(rows))
    for i, row in enumerate(rows):
        index.add([row], vectors[[i]])

    assert len(home.files("*/data/*")) >= 2
    index.compact(purge=True)
    assert len(home.files("*/data/*")) == 1
    assert index.ids() == {row.id for row in rows}
    assert index.search(vectors[44], n=1)[0].id == "ctx_0044"
    assert home.said == []


def test_a_large_index_gets_an_index_on_speakers_and_stays_exact(home: Home) -> None:
    import lancedb

    rows, vectors = some_rows(5_000), random_units(5_000, seed=4)
    index = home.index(max_held_rows=0)
    index.add(rows, vectors)
    index.compact()
    late = some_rows(50, prefix="late")
    index.add(late, random_units(50, seed=5))
    db = lancedb.connect(home.folder / "index")
    table = db.open_table(db.list_tables().tables[0])

    assert [i.index_type for i in table.list_indices()] == ["Bitmap"]
    for query in random_units(3, seed=6):
        of_speaker = [i for i, row in enumerate(rows) if row.speaker == "dr-3"]
        best = max(of_speaker, key=lambda i: float(vectors[i] @ query))
        hits = index.search(query, n=900, speaker="dr-3")
        assert len(hits) == len(of_speaker) + sum(row.speaker == "dr-3" for row in late)
        assert rows[best].id in {hit.id for hit in hits[:3]}
    index.compact(purge=True)
    assert len(index.ids()) == 5_050


def test_files_are_for_their_owner_alone_under_any_umask(home: Home) -> None:
    before = os.umask(0)
    try:
        index = home.index()
        fill(index, some_rows(6))
        fill(index, some_rows(6, prefix="more"))
        index.remove(["ctx_0001"])
        index.compact()
        index.compact(purge=True)
        index.search(EMBEDDER.embed(["a"])[0], n=2)
        assert os.umask(0) == 0
    finally:
        os.umask(before)

    modes = {p.stat().st_mode & 0o777 for p in (home.folder / "index").rglob("*") if p.is_file()}
    folders = [home.folder / "index", *(home.folder / "index").rglob("*")]
    assert modes == {0o600}
    assert {p.stat().st_mode & 0o777 for p in folders if p.is_dir()} == {0o700}


def test_writing_waits_for_the_lock_and_reading_does_not(home: Home) -> None:
    def lock(wait_s: float) -> Lock:
        path = home.folder / "lock"
        return Lock(path, clock=SystemClock(), command="test", wait_s=wait_s)

    index = LanceIndex(
        home.folder / "index", embedder=EMBEDDER, lock=lock(0), warn=home.said.append
    )
    vectors = fill(index, some_rows(3))

    with lock(0):
        for write in (
            lambda: index.add(some_rows(9), EMBEDDER.embed(texts_of(some_rows(9)))),
            lambda: index.remove(["ctx_0000"]),
            index.compact,
            index.clear,
        ):
            with pytest.raises(StoreLockedError):
                write()
        assert len(index.search(vectors[0], n=9)) == 3
    assert len(index.ids()) == 3


ADD_THE_SAME = """
import sys
from pathlib import Path
from draftgenie.adapters.clock import SystemClock
from draftgenie.adapters.lance import LanceIndex
from draftgenie.adapters.lock import Lock
from draftgenie.ports.index import IndexRow
from tests.doubles import HashEmbedder

home = Path(sys.argv[1])
lock = Lock(home / "lock", clock=SystemClock(), command="test", wait_s=60)
embedder = HashEmbedder()
index = LanceIndex(home / "index", embedder=embedder, lock=lock, warn=print)
n = 0
for start in range(0, 60, 5):
    rows = [IndexRow(f"ctx_{i}", "dr-a", "cor_1", "number") for i in range(start, start + 10)]
    n += index.add(rows, embedder.embed([row.id for row in rows]))
print(n)
"""


def test_two_processes_that_add_the_same_rows_leave_no_row_twice(home: Home) -> None:
    command = [sys.executable, "-c", ADD_THE_SAME, str(home.folder)]
    root = Path(__file__).parents[2]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=root)
        for _ in range(2)
    ]
    answers = [process.communicate(timeout=120) for process in running]

    assert [stderr for _, stderr in answers] == [b"", b""]
    assert sum(int(stdout) for stdout, _ in answers) == 65
    assert home.index().ids() == {f"ctx_{i}" for i in range(65)}
    assert list(home.index().check()) == []


def test_nothing_is_printed(home: Home, capfd: pytest.CaptureFixture[str]) -> None:
    index = home.index()
    vectors = fill(index, some_rows(30))
    index.search(vectors[0], n=3, speaker="dr-1")
    home.index(max_held_rows=0).search(vectors[0], n=3, category="number")
    index.remove(["ctx_0002"])
    index.compact()
    index.compact(purge=True)
    list(index.check())
    spoil_nothing_but_the_newest_manifest(home)
    home.index().ids()

    assert capfd.readouterr() == ("", "")


def test_opening_is_light() -> None:
    probe = (
        "import sys, pathlib, contextlib; from draftgenie.adapters.lance import LanceIndex;"
        "from draftgenie.adapters.embedder import open_embedder;"
        "index = LanceIndex(pathlib.Path('/nowhere/index'), embedder=open_embedder('minilm'),"
        "                   lock=contextlib.nullcontext(), warn=print);"
        "index.ids(); list(index.check());"
        "print(sorted({'lancedb', 'pyarrow', 'torch', 'numpy'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", probe], check=True, capture_output=True)

    assert answer.stdout == b"[]\n"

"""The vector index of an encrypted data folder: vectors in a database with the store's key.

LanceDB has no encryption, so every search reads what it compares into memory and compares all of
it. The rows can be made again from the store, as those of LanceDB can.
"""

from __future__ import annotations

import shutil
from contextlib import closing
from typing import TYPE_CHECKING, TypeVar

from draftgenie.adapters.files import file_fault, private_file, private_folder
from draftgenie.adapters.lance.nearest import Block, check_vectors, checksum, misfit, nearest
from draftgenie.adapters.sqlite._connection import Connection
from draftgenie.adapters.sqlite._faults import is_damage
from draftgenie.errors import StoreError
from draftgenie.ports.index import IndexRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from draftgenie.adapters.keys import Key
    from draftgenie.adapters.lock import Lock
    from draftgenie.ports.index import Embedder, Hit, Index, Vectors

T = TypeVar("T")

VECTORS_FILE = "vectors.db"
_WAIT_S = 10.0
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS vector(embedder TEXT NOT NULL, id TEXT NOT NULL, "
    "speaker TEXT NOT NULL, correction_id TEXT NOT NULL, category TEXT NOT NULL, "
    "checksum BLOB NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (embedder, id))"
)
_COLUMNS = "id, speaker, correction_id, category, checksum, vector"


class SealedVectors:
    """One encrypted file in a folder that belongs to this class alone.

    A file that cannot be read is deleted, and `warn` is given one sentence about that, once.

    Args:
        folder: made at the first write, mode 0700.
        key: the store's.
        embedder: whose vectors these are; only `identity` and `dim` are asked.
        lock: the writer lock of the store.
        warn: takes one sentence for people.
    """

    def __init__(
        self,
        folder: Path,
        *,
        key: Key,
        embedder: Embedder,
        lock: Lock,
        warn: Callable[[str], None],
    ) -> None:
        self._folder = folder
        self._path = folder / VECTORS_FILE
        self._key = key
        self._embedder = embedder
        self._lock = lock
        self._warn = warn
        self._warned = False

    def ids(self) -> set[str]:
        """The ids of all rows; empty when nothing was indexed by this embedder yet."""
        return self._read(self._ids, otherwise=set())

    def add(self, rows: Sequence[IndexRow], vectors: Vectors) -> int:
        """Add rows whose id is not there yet, under the writer lock; the number added.

        Args:
            rows: of several with one id, the first counts.
            vectors: shape (len(rows), dim), unit length.

        Raises:
            ModelError: the vectors are not unit vectors of this embedder's dimension.
            StoreLockedError: another process is writing.
        """
        check_vectors(vectors, n=len(rows), embedder=self._embedder)
        return self._write(lambda db: self._add(db, rows, vectors)) if rows else 0

    def remove(self, ids: Iterable[str]) -> int:
        """Remove rows by id, under the writer lock, other embedders' as well; how many of ours.

        Until `compact(purge=True)` the disk may still hold what was removed, encrypted.
        """
        wanted = sorted(set(ids))
        if not wanted or not self._path.exists():
            return 0
        return self._write(lambda db: self._remove(db, wanted))

    def search(
        self, vector: Vectors, *, n: int, speaker: str | None = None, category: str | None = None
    ) -> list[Hit]:
        """The `n` nearest rows by exact cosine, nearest first, ties by id.

        Args:
            vector: shape (dim,), unit length.
            n: at most this many hits; none for 0 or less.
            speaker: rows of this speaker only.
            category: rows of this category only.

        Raises:
            ModelError: the index or the vector was made by another embedder.
        """
        if n <= 0:
            return []
        check_vectors(vector[None], n=1, embedder=self._embedder)
        block = self._read(lambda db: self._block(db, speaker, category), otherwise=None)
        if block is None:
            return []
        found = nearest(block, vector, n=n)
        if not all(block.is_sound(i) for i, _ in found):
            msg = "the vector index is damaged: a row is not what was added"
            raise StoreError(msg, hint="draftgenie doctor --fix")
        return [hit for _, hit in found]

    def check(self) -> Iterator[str]:
        """Faults of the index, one sentence each; nothing when it is sound or not built yet.

        Raises:
            ModelError: the index was made by another embedder.
        """
        if not self._path.exists():
            return
        try:
            with closing(self._opened()) as db:
                block = self._block(db, None, None)
                said = [str(row[0]) for row in db.rows("PRAGMA integrity_check")]
        except StoreError as error:
            if not is_damage(error):
                raise
            yield "the vector index cannot be read"
            return
        n_wrong = sum(not block.is_sound(i) for i in range(len(block.rows))) if block else 0
        if n_wrong:
            yield f"the vector index holds {n_wrong} damaged rows"
        if said != ["ok"]:
            yield "the file of the vector index is damaged"

    def compact(self, *, purge: bool = False) -> None:
        """With `purge`, write the rows anew, under the writer lock: none removed is left."""
        if purge and self._path.exists():
            self._write(lambda db: db.scrub(rewrite=True))

    def clear(self) -> None:
        """Delete the folder; the next build makes it anew."""
        with self._lock:
            try:
                if self._folder.is_dir():
                    shutil.rmtree(self._folder)
            except OSError as error:
                raise file_fault(error, self._folder) from error

    def _read(self, look: Callable[[Connection], T], *, otherwise: T) -> T:
        """What a look finds; `otherwise` when there is no file, or none that can be read."""
        if not self._path.exists():
            return otherwise
        try:
            with closing(self._opened()) as db:
                return look(db)
        except StoreError as error:
            if not is_damage(error):
                raise
            self._start_anew()
            return otherwise

    def _write(self, act: Callable[[Connection], T]) -> T:
        with self._lock:
            try:
                return self._written(act)
            except StoreError as error:
                if not is_damage(error):
                    raise
                self._start_anew()
                return self._written(act)

    def _written(self, act: Callable[[Connection], T]) -> T:
        private_folder(self._folder)
        private_file(self._path)
        with closing(self._opened()) as db, db.atomic(hashed=False):
            db.write(_SCHEMA)
            return act(db)

    def _start_anew(self) -> None:
        self.clear()
        if not self._warned:
            self._warned = True
            self._warn(
                "the vector index could not be read and starts empty; "
                "draftgenie correction build fills it again"
            )

    def _opened(self) -> Connection:
        return Connection(self._path, lock=self._lock, wait_s=_WAIT_S, key=self._key)

    def _ids(self, db: Connection) -> set[str]:
        if not _has_table(db):
            return set()
        found = db.rows("SELECT id FROM vector WHERE embedder = ?", (self._embedder.identity,))
        return {row[0] for row in found}

    def _add(self, db: Connection, rows: Sequence[IndexRow], vectors: Vectors) -> int:
        there = self._ids(db)
        first = {row.id: i for i, row in reversed(list(enumerate(rows)))}
        new = sorted(i for row_id, i in first.items() if row_id not in there)
        db.write_many(
            f"INSERT INTO vector(embedder, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",
            ((self._embedder.identity, *_values(rows[i], vectors[i])) for i in new),
        )
        return len(new)

    def _remove(self, db: Connection, ids: Sequence[str]) -> int:
        there = self._ids(db)
        db.write_many("DELETE FROM vector WHERE id = ?", ((row_id,) for row_id in ids))
        return len(there & set(ids))

    def _block(self, db: Connection, speaker: str | None, category: str | None) -> Block | None:
        """The rows with this speaker and category; None when nothing was indexed yet."""
        import numpy as np

        if not _has_table(db):
            return None
        found = db.rows(
            f"SELECT {_COLUMNS} FROM vector WHERE embedder = ? AND coalesce(speaker = ?, 1) "
            "AND coalesce(category = ?, 1) ORDER BY id",
            (self._embedder.identity, speaker, category),
        )
        if not found:
            self._refuse_misfit(db)
            return None
        raw = b"".join(row[5] for row in found)
        dim = self._embedder.dim
        if len(raw) != len(found) * dim * 4:
            raise misfit(self._embedder)
        vectors = np.frombuffer(raw, dtype="<f4").reshape(len(found), dim)
        return Block([IndexRow(*row[:4]) for row in found], vectors, [row[4] for row in found])

    def _refuse_misfit(self, db: Connection) -> None:
        held = {row[0] for row in db.rows("SELECT DISTINCT embedder FROM vector")}
        if held and self._embedder.identity not in held:
            raise misfit(self._embedder)


def _has_table(db: Connection) -> bool:
    return bool(db.rows("SELECT 1 FROM sqlite_schema WHERE name = 'vector'"))


def _values(row: IndexRow, vector: Vectors) -> tuple[str | bytes, ...]:
    import numpy as np

    exact = np.ascontiguousarray(vector, dtype="<f4")
    place = (row.id, row.speaker, row.correction_id, row.category)
    return (*place, checksum(row, exact), exact.tobytes())


def _fulfils(index: SealedVectors) -> Index:
    return index

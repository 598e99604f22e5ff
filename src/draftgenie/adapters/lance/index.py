"""The index itself: one folder, one table per embedder, one writer at a time."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from draftgenie.adapters.files import file_fault, private_folder
from draftgenie.adapters.lance.faults import DamagedError, Faults, private_files
from draftgenie.adapters.lance.nearest import Block, check_vectors, misfit, nearest
from draftgenie.adapters.lance.rows import (
    condition_of,
    delete_rows,
    index_speakers,
    nearest_on_disk,
    present,
    schema_of,
    to_arrow,
    to_block,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    import pyarrow as pa
    from lancedb import DBConnection
    from lancedb.expr import Expr
    from lancedb.table import Table

    from draftgenie.ports.index import Embedder, Hit, IndexRow, Vectors

T = TypeVar("T")

_VERSIONS_PER_COMPACTION = 20
_KEPT_FOR_READERS = timedelta(minutes=10)
# Zero would be warned about; no older version can be this young.
_KEPT_FOR_NOBODY = timedelta(milliseconds=1)
_MAX_HELD_ROWS = 50_000
_FOLDER_MODE = 0o700


class LanceIndex:
    """One folder with one table per embedder; opened at first use, light to construct.

    The folder belongs to this class alone. When it cannot be read, it is emptied, and `warn` is
    given one sentence about that, once per object.

    Args:
        folder: made at the first write, mode 0700, its files 0600.
        embedder: whose vectors these are; only `identity` and `dim` are asked.
        lock: the writer lock; the same thread enters it again while holding it.
        warn: takes one sentence for people.
        max_held_rows: how many rows of one filter are kept in memory between searches; above
            that LanceDB reads them from disk each time. The hits are the same.
    """

    def __init__(
        self,
        folder: Path,
        *,
        embedder: Embedder,
        lock: AbstractContextManager[object],
        warn: Callable[[str], None],
        max_held_rows: int = _MAX_HELD_ROWS,
    ) -> None:
        self._folder = folder
        self._embedder = embedder
        self._lock = lock
        self._warn = warn
        self._warned = False
        self._max_held_rows = max_held_rows
        self._db: DBConnection | None = None
        self._open: Table | None = None
        self._held: dict[tuple[str | None, str | None], Block | None] = {}
        self._held_stamp: object = None

    def ids(self) -> set[str]:
        """The ids of all rows; empty when nothing was indexed by this embedder yet.

        Raises:
            ModelError: the table was made with other vectors under this embedder's name.
        """
        return self._read(self._ids)

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
        return self._alone(lambda: self._add(rows, vectors)) if rows else 0

    def remove(self, ids: Iterable[str]) -> int:
        """Remove rows by id, under the writer lock; the number removed.

        Rows of these ids go from other embedders' tables as well, uncounted. Until
        `compact(purge=True)` the disk may still hold what was removed.
        """
        wanted = sorted(set(ids))
        if not wanted or not self._folder.exists():
            return 0
        return self._alone(lambda: self._remove(wanted))

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
        return self._read(lambda: self._search(vector, n, (speaker, category)))

    def check(self) -> Iterator[str]:
        """Faults of the index, one sentence each; nothing when it is sound or not built yet.

        Reads every row, under the writer lock, and mends nothing.

        Raises:
            ModelError: the index was made by another embedder.
        """
        with self._lock:
            self._forget()
            try:
                with Faults():
                    faults = self._check()
            except DamagedError as fault:
                faults = [fault.message]
        yield from faults

    def compact(self, *, purge: bool = False) -> None:
        """Join small files and drop old versions, under the writer lock.

        Args:
            purge: write the rows anew and drop everything else, tables of other embedders
                included, so that no removed row is left on the disk.
        """
        if self._folder.exists():
            self._alone(self._purge if purge else self._compact)

    def clear(self) -> None:
        """Delete the folder; the next build makes it anew."""
        with self._lock:
            self._delete()

    def _read(self, scan: Callable[[], T]) -> T:
        try:
            with Faults():
                return scan()
        except DamagedError:
            # A process that compacts takes files from under a reader: look again, alone.
            return self._alone(scan)

    def _alone(self, action: Callable[[], T]) -> T:
        with self._lock, private_files():
            was_there = self._open is not None
            self._forget()
            if was_there and not self._table_path.is_dir():
                self._say("the vector index is gone and starts empty")
            try:
                with Faults():
                    return action()
            except DamagedError:
                self._delete()
                self._say("the vector index could not be read and starts empty")
            with Faults():
                return action()

    def _say(self, what: str) -> None:
        if not self._warned:
            self._warned = True
            self._warn(f"{what}; draftgenie correction build fills it again")

    def _forget(self) -> None:
        self._db = None
        self._open = None
        self._held.clear()

    def _delete(self) -> None:
        self._forget()
        try:
            if self._folder.is_dir() and not self._folder.is_symlink():
                shutil.rmtree(self._folder)
            else:
                self._folder.unlink(missing_ok=True)
        except OSError as error:
            raise file_fault(error, self._folder) from error

    @property
    def _name(self) -> str:
        identity = self._embedder.identity
        digest = hashlib.blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=4)
        return f"{re.sub(r'[^a-z0-9]+', '-', identity.lower())[:60]}-{digest.hexdigest()}"

    @property
    def _table_path(self) -> Path:
        return self._folder / f"{self._name}.lance"

    def _others(self) -> list[str]:
        if not self._folder.is_dir():
            return []
        return sorted(p.stem for p in self._folder.glob("*.lance") if p != self._table_path)

    def _database(self) -> DBConnection:
        if self._db is None:
            os.environ["LANCE_LOG"] = "error"
            import lancedb

            # Zero: another process's commit is seen by the next read.
            self._db = lancedb.connect(self._folder, read_consistency_interval=timedelta(0))
        return self._db

    def _table(self) -> Table | None:
        if self._open is None:
            if self._folder.exists() and not self._folder.is_dir():
                reason = "a file has the name of its folder"
                raise DamagedError(reason)
            if not self._table_path.is_dir():
                return None
            table = self._database().open_table(self._name)
            self._check_fit(table.schema)
            self._open = table
        return self._open

    def _check_fit(self, schema: pa.Schema) -> None:
        wanted = self._schema()
        if schema.names != wanted.names:
            reason = "its columns are not the ones expected"
            raise DamagedError(reason)
        if schema.types != wanted.types or schema.metadata != wanted.metadata:
            raise misfit(self._embedder)

    def _schema(self) -> pa.Schema:
        return schema_of(identity=self._embedder.identity, dim=self._embedder.dim)

    def _ids(self) -> set[str]:
        table = self._table()
        if table is None:
            return set()
        return set(table.search().select(["id"]).limit(None).to_arrow()["id"].to_pylist())

    def _add(self, rows: Sequence[IndexRow], vectors: Vectors) -> int:
        first = {row.id: i for i, row in reversed(list(enumerate(rows)))}
        table = self._table()
        there = present(table, sorted(first)) if table is not None else set()
        new = sorted(i for row_id, i in first.items() if row_id not in there)
        if not new:
            return 0
        data = to_arrow([rows[i] for i in new], vectors[new], schema=self._schema())
        if table is None:
            private_folder(self._folder)
            self._folder.chmod(_FOLDER_MODE)
            self._open = self._database().create_table(self._name, data=data)
            return len(new)
        before = table.version
        table.add(data)
        self._compact_in_turn(table, since=before)
        return len(new)

    def _remove(self, ids: Sequence[str]) -> int:
        for name in self._others():
            delete_rows(self._database().open_table(name), ids)
        table = self._table()
        if table is None:
            return 0
        before = table.version
        there = sorted(present(table, ids))
        delete_rows(table, there)
        self._compact_in_turn(table, since=before)
        return len(there)

    def _compact_in_turn(self, table: Table, *, since: int) -> None:
        # Counted in versions, which commands share, and not in writes of this process.
        if table.version // _VERSIONS_PER_COMPACTION > since // _VERSIONS_PER_COMPACTION:
            self._compact()

    def _compact(self) -> None:
        table = self._table()
        if table is not None:
            table.optimize(cleanup_older_than=_KEPT_FOR_READERS)
            index_speakers(table)

    def _purge(self) -> None:
        table = self._table()
        if table is None or not table.count_rows():
            self._delete()
            return
        for name in self._others():
            shutil.rmtree(self._folder / f"{name}.lance")
        rows = table.search().limit(None).to_batches()
        table = self._database().create_table(
            self._name, data=rows, schema=table.schema, mode="overwrite"
        )
        self._open = table
        index_speakers(table)
        table.optimize(cleanup_older_than=_KEPT_FOR_NOBODY, delete_unverified=True)
        self._check_purged()

    def _check_purged(self) -> None:
        n_versions = len(list((self._table_path / "_versions").glob("*.manifest")))
        deletions = self._table_path / "_deletions"
        if n_versions != 1 or (deletions.is_dir() and any(deletions.iterdir())):
            reason = "removed rows are still on the disk"
            raise DamagedError(reason)

    def _check(self) -> list[str]:
        table = self._table_to_search()
        if table is None:
            return []
        seen: Counter[str] = Counter()
        n_wrong = 0
        for batch in table.search().limit(None).to_batches():
            block = to_block(batch)
            seen.update(row.id for row in block.rows)
            n_wrong += sum(not block.is_sound(i) for i in range(len(block.rows)))
        faults = []
        if n_wrong:
            faults.append(f"the vector index holds {n_wrong} damaged rows")
        if n_twice := sum(n > 1 for n in seen.values()):
            faults.append(f"the vector index holds {n_twice} rows more than once")
        return faults

    def _table_to_search(self) -> Table | None:
        table = self._table()
        if table is None and self._others():
            raise misfit(self._embedder)
        return table

    def _search(self, vector: Vectors, n: int, wanted: tuple[str | None, str | None]) -> list[Hit]:
        table = self._table_to_search()
        if table is None:
            return []
        block = self._hold(table, wanted)
        if block is None:
            block = nearest_on_disk(table, vector, n=n, condition=condition_of(*wanted))
        found = nearest(block, vector, n=n)
        if not all(block.is_sound(i) for i, _ in found):
            reason = "a row is not what was added"
            raise DamagedError(reason)
        return [hit for _, hit in found]

    def _hold(self, table: Table, wanted: tuple[str | None, str | None]) -> Block | None:
        status = (self._table_path / "_versions").stat()
        # The version alone would repeat after another process cleared and rebuilt the table.
        stamp = (table.version, status.st_ino, status.st_mtime_ns)
        if stamp != self._held_stamp:
            self._held.clear()
            self._held_stamp = stamp
        if wanted not in self._held:
            self._held[wanted] = self._load(table, condition_of(*wanted))
        return self._held[wanted]

    def _load(self, table: Table, condition: Expr | None) -> Block | None:
        query = table.search().limit(self._max_held_rows + 1)
        found = (query if condition is None else query.where(condition)).to_arrow()
        n_held = sum(len(block.rows) for block in self._held.values() if block is not None)
        if n_held + found.num_rows > self._max_held_rows and found.num_rows:
            self._held = {key: None for key, block in self._held.items() if block is None}
        return to_block(found) if found.num_rows <= self._max_held_rows else None

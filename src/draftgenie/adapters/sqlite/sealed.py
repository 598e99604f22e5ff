"""Arrays in encrypted files of their own, each a small database with the store's key."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as driver

from draftgenie.adapters.arrays import ArrayFiles
from draftgenie.adapters.files import private_file
from draftgenie.adapters.sqlite._faults import DatabaseError, explain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from draftgenie.adapters.keys import Key
    from draftgenie.ports.learned import Array

_CHUNK_BYTES = 16 << 20


class SealedArrays(ArrayFiles):
    """Arrays that nobody reads without the key.

    They are read whole into memory: what is encrypted cannot be mapped.
    """

    suffix = ".sealed"

    def __init__(self, folder: Path, key: Key) -> None:
        super().__init__(folder)
        self._key = key

    def write(self, path: Path, array: Array) -> None:
        """Write an array into an encrypted file of its own."""
        path.unlink(missing_ok=True)
        private_file(path)
        try:
            with closing(self._opened(path)) as db:
                # The file has no name until it is whole and synced.
                db.execute("PRAGMA journal_mode = OFF")
                db.execute("PRAGMA synchronous = OFF")
                db.execute("CREATE TABLE array(dtype TEXT, shape TEXT, n_bytes INTEGER)")
                db.execute("CREATE TABLE chunk(seq INTEGER PRIMARY KEY, bytes BLOB)")
                shape = ",".join(map(str, array.shape))
                db.execute(
                    "INSERT INTO array VALUES (?, ?, ?)", (array.dtype.str, shape, array.nbytes)
                )
                db.execute("BEGIN")
                db.executemany("INSERT INTO chunk(bytes) VALUES (?)", _chunks(array))
                db.execute("COMMIT")
        except DatabaseError as error:
            path.unlink(missing_ok=True)
            raise explain(error, path, key=self._key) from error

    def read(self, path: Path) -> Array:
        """The array in an encrypted file, in memory and read-only."""
        import numpy as np

        path.stat()
        try:
            with closing(self._opened(path)) as db:
                dtype, shape, n_bytes = db.execute("SELECT * FROM array").fetchone()
                content = bytearray(n_bytes)
                at = 0
                for (chunk,) in db.execute("SELECT bytes FROM chunk ORDER BY seq"):
                    content[at : at + len(chunk)] = chunk
                    at += len(chunk)
        except DatabaseError as error:
            raise explain(error, path, key=self._key) from error
        sizes = [int(n) for n in shape.split(",") if n]
        array: Array = np.ndarray(sizes, dtype=np.dtype(dtype), buffer=content)
        array.flags.writeable = False
        return array

    def _opened(self, path: Path) -> Any:
        db = driver.connect(str(path), isolation_level=None)
        db.execute(f'PRAGMA key = "{self._key.raw}"')
        db.execute("PRAGMA cipher_log_level = NONE")
        return db


def _chunks(array: Array) -> Iterator[tuple[memoryview]]:
    content = array.reshape(-1).view("u1").data if array.size else memoryview(b"")
    for start in range(0, len(content), _CHUNK_BYTES):
        yield (content[start : start + _CHUNK_BYTES],)

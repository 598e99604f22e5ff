"""One connection to the store: reads anywhere, writes only inside a transaction.

Every error of the driver is explained here and nowhere else.
"""

from __future__ import annotations

import contextlib
from array import array
from typing import TYPE_CHECKING, Any, TypeVar

import sqlcipher3.dbapi2 as driver

from draftgenie.adapters.sqlite._faults import DatabaseError, ProgramErrors, explain, rotten
from draftgenie.adapters.sqlite._hashes import RowHashes, hash_of
from draftgenie.errors import InputError, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from draftgenie.adapters.keys import Key
    from draftgenie.adapters.lock import Lock
    from draftgenie.ports.store import Page

T = TypeVar("T")
Row = tuple[Any, ...]

SQLITE_VERSION: tuple[int, ...] = driver.sqlite_version_info
MAX_INTEGER = 2**63 - 1
_MAX_WAIT_MS = 2**31 - 1
_BATCH = 10_000
# The driver's 8 MB spill into the log again and again within one ingest.
_CACHE_KIB = 64 * 1024
# The driver keeps so few that an ingest would prepare every statement again for each record.
_STATEMENTS = 256


class Connection:
    """The driver's connection with our rules; used by the thread that opened it.

    With `unchanging` the file is only read, as it lies there, and nothing is made beside it. With
    `key` it is encrypted, and made so.
    """

    def __init__(
        self,
        path: Path,
        *,
        lock: Lock,
        wait_s: float,
        unchanging: bool = False,
        key: Key | None = None,
    ) -> None:
        self.path = path
        self.lock = lock
        self.key = key
        self._file = _identity(path)
        self._depth = 0
        self._scrub = False
        self._rewrite = False
        self.hashes = RowHashes(self.rows)
        name = f"{path.absolute().as_uri()}?immutable=1" if unchanging else str(path)
        self._raw: Any = self.guard(
            lambda: driver.connect(
                name, uri=unchanging, isolation_level=None, cached_statements=_STATEMENTS
            )
        )
        try:
            self.set_up(wait_s)
        except BaseException:
            self.close()
            raise

    def set_up(self, wait_s: float) -> None:
        """What holds for this connection only; nothing of it is kept in the file."""
        if self.key is not None:
            # Before all else: the first statement that reads the file needs it.
            self.pragma(f'key = "{self.key.raw}"')
            # Else SQLCipher prints lines of its own on stderr.
            self.pragma("cipher_log_level = NONE")
        self._raw.create_function("holds", -1, _holds, deterministic=True)
        self._raw.create_function("hash_of", -1, hash_of, deterministic=True)
        for setting in (
            f"busy_timeout = {min(int(wait_s * 1000), _MAX_WAIT_MS)}",
            "foreign_keys = ON",
            # Else a row that is replaced would go without its trigger.
            "recursive_triggers = ON",
            "synchronous = FULL",
            "secure_delete = ON",
            "trusted_schema = OFF",
            "cell_size_check = ON",
            f"cache_size = -{_CACHE_KIB}",
        ):
            self.pragma(setting)

    def guard(self, call: Callable[[], T]) -> T:
        """The result of the call.

        Raises:
            StoreError: the driver failed for a reason outside the program.
            InputError: a text that is no Unicode was to be stored.
        """
        try:
            return call()
        except UnicodeEncodeError:
            # Not chained: the original carries the whole text.
            msg = "a text holds characters that are not Unicode (a lone surrogate)"
            raise InputError(msg, hint="save the input as UTF-8") from None
        except ProgramErrors:
            raise
        except DatabaseError as error:
            raise explain(error, self.path, key=self.key) from error

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query."""
        return self.guard(lambda: self._raw.execute(sql, params).fetchall())

    def sound(self, rows: list[Row], *, what: str) -> list[Row]:
        """Rows whose last column is `hashes.is_sound`, without that column.

        Raises:
            StoreError: one of them is not what was written.
        """
        if not all(row[-1] for row in rows):
            raise rotten(what, self.path)
        return [row[:-1] for row in rows]

    def row(self, sql: str, params: Sequence[Any] = ()) -> Row | None:
        """The first row of a query, or None."""
        rows = self.rows(sql, params)
        return rows[0] if rows else None

    def value(self, sql: str, params: Sequence[Any] = ()) -> Any:
        """The first column of the first row of a query that has one."""
        return self.rows(sql, params)[0][0]

    def keys(self, sql: str, params: Sequence[Any] = ()) -> array[int]:
        """The integers of a query, row after row.

        Eight bytes each: the keys of a whole store stay small while its texts are read one by
        one.
        """
        found = array("q")
        cursor = self.guard(lambda: self._raw.execute(sql, params))
        while batch := self.guard(lambda: cursor.fetchmany(_BATCH)):
            for row in batch:
                found.extend(row)
        return found

    def pragma(self, text: str) -> Any:
        """The first value a pragma gives, or None."""
        row = self.row(f"PRAGMA {text}")
        return row[0] if row else None

    def write(self, sql: str, params: Sequence[Any] = ()) -> int:
        """The number of rows a change touched."""
        self._must_write()
        return int(self.guard(lambda: self._raw.execute(sql, params).rowcount))

    def write_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Make one change for each row of values."""
        self._must_write()
        self.guard(lambda: self._raw.executemany(sql, rows))

    def lend(self, call: Callable[[Any], T]) -> T:
        """The result of a call with the driver's own connection, for a library that wants it."""
        return self.guard(lambda: call(self._raw))

    def copy_into(self, path: Path) -> None:
        """Write a copy, as it is at one moment, into a file that is new or empty; not synced."""
        self.rows("VACUUM main INTO ?", (str(path),))

    @property
    def is_replaced(self) -> bool:
        """Whether another file has the name since this connection was opened."""
        return self._file != _identity(self.path)

    @property
    def in_block(self) -> bool:
        """Whether a block of `atomic` is open."""
        return self._depth > 0

    def scrub(self, *, rewrite: bool = False) -> None:
        """After the commit, leave nothing of what was deleted in the write-ahead log.

        With `rewrite` nor in the file: `secure_delete` overwrites what is deleted, but not what
        was copied from page to page before. The whole file is written anew, in memory first.
        """
        self._scrub = True
        self._rewrite = self._rewrite or rewrite

    @property
    def is_log_empty(self) -> bool:
        """Whether the write-ahead log holds nothing; a reader may keep it from being emptied."""
        log = self.path.with_name(self.path.name + "-wal")
        return not log.exists() or not log.stat().st_size

    @contextlib.contextmanager
    def atomic(self, *, hashed: bool = True) -> Iterator[None]:
        """All writes of the block or none; inside another block, all or none of this one's.

        Args:
            hashed: keep the hash of every row that is written; a change of the schema does
                without, and has to hash all rows anew.

        Raises:
            StoreLockedError: another process writes for longer than the wait.
        """
        if self._depth:
            with self._nested():
                yield
            return
        with self.lock:
            # Before the transaction, which would take the triggers back with all else.
            (self.hashes.watch if hashed else self.hashes.rest)()
            self.rows("BEGIN IMMEDIATE")
            self._depth = 1
            try:
                yield
                self._must_write()
                self.hashes.seal()
                self.rows("COMMIT")
            except BaseException:
                self._undo("ROLLBACK")
                self._scrub = self._rewrite = False
                raise
            finally:
                self._depth = 0
            self._empty_log()

    @contextlib.contextmanager
    def _nested(self) -> Iterator[None]:
        name = f"nested_{self._depth}"
        self.rows(f"SAVEPOINT {name}")
        self._depth += 1
        try:
            yield
            self._must_write()
            self.rows(f"RELEASE {name}")
        except BaseException:
            self._undo(f"ROLLBACK TO {name}", f"RELEASE {name}")
            raise
        finally:
            self._depth -= 1

    def close(self) -> None:
        """Close the connection; what was not committed is gone."""
        self._raw.close()

    def _must_write(self) -> None:
        if not self._depth:
            msg = "a write outside atomic()"
            raise RuntimeError(msg)
        if not self._raw.in_transaction:
            # SQLite ends a transaction by itself after some failures; what follows it in the
            # block must not be written alone.
            msg = f"the change was given up after an earlier failure: {str(self.path)!r}"
            raise StoreError(msg, hint="run the command again")

    def _undo(self, *statements: str) -> None:
        for statement in statements:
            if self._raw.in_transaction:
                with contextlib.suppress(driver.Error):
                    self._raw.execute(statement)

    def _empty_log(self) -> None:
        if self._rewrite:
            self._rewrite = False
            self.rows("VACUUM")
        if self._scrub:
            self._scrub = False
            # A reader may hold the log; it is emptied when the last one closes.
            with contextlib.suppress(StoreError):
                self.pragma("wal_checkpoint(TRUNCATE)")


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def limits(page: Page | None) -> tuple[int, int]:
    """LIMIT and OFFSET of a page; of everything without one."""
    if page is None:
        return -1, 0
    limit = min(max(page.limit, 0), MAX_INTEGER)
    return limit, min(max(page.number - 1, 0) * limit, MAX_INTEGER)


def where(tests: Iterable[str]) -> str:
    """The conditions joined; true when there are none."""
    return " AND ".join(tests) or "1"


def _holds(needle: str, *texts: str | None) -> bool:
    # SQLite's lower() knows ASCII only; names do not.
    return any(needle in text.casefold() for text in texts if text)

"""Opening a store: its folder and file, its version, its lock, and its parts."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from draftgenie.adapters.files import close_to_others, file_fault, private_file, private_folder
from draftgenie.adapters.lock import Lock
from draftgenie.adapters.sqlite import migrations
from draftgenie.adapters.sqlite._connection import SQLITE_VERSION, Connection
from draftgenie.adapters.sqlite._json import dump, load
from draftgenie.adapters.sqlite.audits import Audits
from draftgenie.adapters.sqlite.baselines import Baselines
from draftgenie.adapters.sqlite.corrections import Corrections
from draftgenie.adapters.sqlite.deliveries import Deliveries
from draftgenie.adapters.sqlite.drafts import Drafts
from draftgenie.adapters.sqlite.evaluations import Evaluations
from draftgenie.adapters.sqlite.figures import Figures
from draftgenie.adapters.sqlite.log import Log
from draftgenie.adapters.sqlite.notes import Notes
from draftgenie.adapters.sqlite.operations import Operations
from draftgenie.adapters.sqlite.privacy import Consents
from draftgenie.adapters.sqlite.quarantine import Quarantine
from draftgenie.adapters.sqlite.retention import Retention
from draftgenie.adapters.sqlite.sources import Sources
from draftgenie.adapters.sqlite.speakers import Speakers
from draftgenie.adapters.sqlite.terms import Terms
from draftgenie.domain.damage import Damage, Part
from draftgenie.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path
    from types import TracebackType

    from draftgenie.adapters.keys import Key
    from draftgenie.ports import Clock, Store

STORE_FILE = "draftgenie.db"
LOCK_FILE = "write.lock"
SCHEMA_VERSION = len(migrations.STEPS)

_LEARNED = "name, version, digest, n_pairs, max_dictated_at, created_at"


class SqliteStore:
    """A store on disk, for one thread; close it, or use it as a context manager.

    `lock` is the writer lock, for whatever else in the data folder is written with the store.
    `correlation_id` is on every event and audit row that this object writes.
    """

    def __init__(
        self, db: Connection, *, clock: Clock, actor: str, command: str, correlation_id: str
    ) -> None:
        self._db = db
        self._clock = clock
        self.lock = db.lock
        self.correlation_id = correlation_id
        self.speakers = Speakers(db)
        self.drafts = Drafts(db, clock)
        self.corrections = Corrections(db)
        self.notes = Notes(db, clock)
        self.evaluations = Evaluations(db, clock)
        self.baselines = Baselines(db)
        self.terms = Terms(db)
        self.quarantine = Quarantine(db, clock)
        self.audits = Audits(db)
        self.retention = Retention(db)
        self.figures = Figures(db)
        self.operations = Operations(
            db, clock=clock, actor=actor, command=command, correlation_id=correlation_id
        )
        self.deliveries = Deliveries(db)
        self.sources = Sources(db)
        self.consents = Consents(db, clock=clock, actor=actor)
        self.log = Log(
            db, clock=clock, actor=actor, command=command, correlation_id=correlation_id
        )

    @classmethod
    def open(  # noqa: PLR0913 - everything a store must know of who opens it, named
        cls,
        home: Path,
        *,
        clock: Clock,
        actor: str,
        command: str,
        wait_s: float,
        create: bool,
        correlation_id: str | None = None,
        keep: Callable[[Callable[[Path], None]], object] | None = None,
        key: Key | None = None,
    ) -> Self:
        """The store in the data folder `home`, brought to this program's schema.

        Args:
            home: the data folder.
            clock: the time.
            actor: who acts, for the audit trail.
            command: what runs, for the audit trail and the lock's holder.
            wait_s: seconds to wait for another writer.
            create: make the folder and the store when they are not there.
            correlation_id: shared by all that one command does; made when not given.
            keep: called before an older store is changed, with what copies it to a path.
            key: of an encrypted store; a new one is made encrypted with it.

        Raises:
            StoreError: there is no store, it is damaged or no store of ours, it cannot be
                written, a newer version wrote it, or the SQLite library is unsafe.
            StoreLockedError: another process writes for longer than the wait.
        """
        refuse_unsafe(SQLITE_VERSION)
        # Absolute, because SQLite would take a relative path that starts with "file:" as a URI.
        home = home.absolute()
        path = home / STORE_FILE
        _prepare_files(home, path, create=create)
        lock = Lock(home / LOCK_FILE, clock=clock, command=command, wait_s=wait_s)
        db = Connection(path, lock=lock, wait_s=wait_s, key=key)
        try:
            _bring_up_to_date(db, create=create, keep=keep)
        except BaseException:
            db.close()
            raise
        return cls(
            db,
            clock=clock,
            actor=actor,
            command=command,
            correlation_id=correlation_id or uuid4().hex,
        )

    @property
    def path(self) -> Path:
        """The store's file."""
        return self._db.path

    @property
    def schema_version(self) -> int:
        """How many steps of the schema this store has."""
        return int(self._db.pragma("user_version"))

    @property
    def data_version(self) -> int:
        """A number that changes when another connection writes to the store."""
        return int(self._db.pragma("data_version"))

    def atomic(self) -> AbstractContextManager[None]:
        """Hold the writer lock and one transaction: all of the block's writes, or none.

        A block inside a block is all or nothing by itself; the outermost commits. A write
        outside any block is a `RuntimeError`.

        Raises:
            StoreLockedError: another process holds the lock for longer than the wait.
        """
        return self._recorded() if self.operations.records else self._db.atomic()

    @contextmanager
    def _recorded(self) -> Iterator[None]:
        if self._db.in_block:
            with self._db.atomic():
                yield
            return
        self.operations.prepare()
        with self._db.atomic():
            self.operations.begin()
            yield
            changed = self.operations.end()
        if changed:
            self.operations.committed()

    def learned(self) -> dict[str, Any] | None:
        """The newest state of what was derived from the pairs; None before the first.

        Keys: name, version, digest, n_pairs, max_dictated_at, created_at, detail.
        """
        row = self._db.row(
            f"SELECT {_LEARNED}, detail_json FROM learned ORDER BY seq DESC LIMIT 1"
        )
        if row is None:
            return None
        return {**dict(zip(_LEARNED.split(", "), row, strict=False)), "detail": load(row[-1])}

    def put_learned(
        self,
        *,
        name: str,
        version: str,
        digest: str,
        n_pairs: int,
        max_dictated_at: str | None,
        detail: dict[str, Any],
    ) -> None:
        """Point at a new derived state; a name that was there before becomes the newest."""
        self._db.write(
            f"INSERT OR REPLACE INTO learned({_LEARNED}, detail_json) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (name, version, digest, n_pairs, max_dictated_at, self._clock.now(), dump(detail)),
        )

    def damage(self) -> Iterator[str]:
        """Faults of the database and between its tables, one sentence each."""
        try:
            for (said,) in self._db.rows("PRAGMA quick_check"):
                if said != "ok":
                    yield f"the database file is damaged: {said}"
            for table, row, parent, _ in self._db.rows("PRAGMA foreign_key_check"):
                yield f"row {row} of table {table} belongs to a row of {parent} that is gone"
        except StoreError as error:
            yield error.message

    def verify(self, *, deep: bool) -> Iterator[Damage]:
        """What in the database is not as it was written.

        Without `deep` only how pages, references and the audit trail hang together; with it,
        every row and every entry of an index as well.
        """
        try:
            yield from self._verify_pages("integrity_check" if deep else "quick_check")
            for table, row, parent, _ in self._db.rows("PRAGMA foreign_key_check"):
                said = f"belongs to a row of {parent} that is gone"
                yield Damage(Part.ROW, table, str(row), said)
            if deep:
                for table, key, what in self._db.hashes.faults():
                    yield Damage(Part.ROW, table, key, what)
            broken = self.log.verify_audit()
            if broken is not None:
                yield Damage(Part.AUDIT, "audit", str(broken), "the chain is broken here")
        except StoreError as error:
            yield Damage(Part.DATABASE, STORE_FILE, None, error.message)

    def _verify_pages(self, check: str) -> Iterator[Damage]:
        for (said,) in self._db.rows(f"PRAGMA {check}"):
            if said != "ok":
                yield Damage(Part.DATABASE, check, None, said.replace("\n", "; "))

    def rehash(self) -> None:
        """Take every row as it stands now for what was written."""
        with self.atomic():
            self._db.hashes.renew()

    def take_rows(self, copy: Path, wanted: Sequence[Damage]) -> int:
        """Put back those rows that a copy of the store has as they were written; how many."""
        from draftgenie.adapters.sqlite._mend import take_rows

        return take_rows(self._db, copy, wanted)

    def copy_into(self, path: Path) -> None:
        """Write a copy of the store, as it is at one moment, into a file that is new or empty.

        Others may write meanwhile. What was deleted is not in the copy.
        """
        self._db.copy_into(path)

    def reindex(self) -> None:
        """Make the database's own indexes anew from its tables."""
        with self.atomic():
            self._db.rows("REINDEX")

    def integrity(self) -> Iterator[str]:
        """Faults of the store and of its audit trail; nothing when both are sound."""
        yield from self.damage()
        try:
            broken = self.log.verify_audit()
            if broken is not None:
                yield f"the audit trail is broken at row {broken}"
        except StoreError as error:
            yield error.message

    def close(self) -> None:
        """Close the store; a second time does nothing."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def refuse_unsafe(version: tuple[int, ...] = SQLITE_VERSION) -> None:
    """Refuse a SQLite library that can lose what was committed.

    Raises:
        StoreError: the version is such a one.
    """
    # The WAL-reset race loses commits (https://sqlite.org/wal.html, section 11).
    safe = (
        version >= (3, 51, 3)
        or (3, 50, 7) <= version < (3, 51)
        or ((3, 44, 6) <= version < (3, 45))
    )
    if not safe:
        name = ".".join(map(str, version))
        msg = f"SQLite {name} can lose committed data when two processes use one store"
        raise StoreError(msg, hint="pip install --upgrade sqlcipher3")


def _prepare_files(home: Path, path: Path, *, create: bool) -> None:
    if create:
        private_folder(home)
        private_file(path)
        return
    try:
        there = path.is_file()
    except OSError as error:
        raise file_fault(error, path) from error
    if not there:
        raise _no_store(path)
    close_to_others(path)


def _no_store(path: Path) -> StoreError:
    return StoreError(
        f"no store in {str(path.parent)!r}",
        hint="draftgenie speaker add NAME starts one, draftgenie demo shows one at work; "
        "--home names another folder",
    )


def _bring_up_to_date(
    db: Connection,
    *,
    create: bool,
    keep: Callable[[Callable[[Path], None]], object] | None,
) -> None:
    """Migrate an older store, a copy of which is kept; make a new one only with `create`."""
    if _is_current(db):
        return
    with db.lock:
        if db.is_replaced:
            msg = f"the store was replaced while it was opened: {str(db.path)!r}"
            raise StoreError(msg, hint="run the command again")
        # A process that was killed while it made the store leaves an empty file.
        if _is_empty(db) and not create:
            raise _no_store(db.path)
        # A restored copy is not in WAL mode.
        if db.pragma("journal_mode = WAL") != "wal":
            msg = f"the file system cannot share a database: {str(db.path.parent)!r}"
            raise StoreError(msg, hint="keep the data folder on a local disk")
        if not _is_current(db):
            if keep is not None and db.pragma("user_version"):
                keep(db.copy_into)
            with db.atomic(hashed=False):
                db.lend(migrations.apply_steps)
                db.hashes.renew()


def _is_current(db: Connection) -> bool:
    if db.pragma("application_id") != migrations.APPLICATION_ID:
        if _is_empty(db):
            return False
        msg = f"the database is no store of draftgenie: {str(db.path)!r}"
        raise StoreError(msg, hint="move it away, or name another folder with --home")
    version = int(db.pragma("user_version"))
    if version > SCHEMA_VERSION:
        msg = f"the store was written by a newer version of draftgenie: {str(db.path)!r}"
        raise StoreError(msg, hint="pip install --upgrade draftgenie")
    return version == SCHEMA_VERSION and db.pragma("journal_mode") == "wal"


def _is_empty(db: Connection) -> bool:
    return not db.value("SELECT count(*) FROM sqlite_schema")


def _fulfils(store: SqliteStore) -> Store:
    return store

"""Looking into a copy of a store that lies still: a backup."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from draftgenie.adapters.lock import Lock
from draftgenie.adapters.sqlite import migrations
from draftgenie.adapters.sqlite._connection import Connection
from draftgenie.adapters.sqlite._faults import is_plain
from draftgenie.domain.backup import Contents
from draftgenie.errors import StoreError, StoreLockedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from draftgenie.adapters.keys import Key
    from draftgenie.ports import Clock


def contents_of(path: Path, *, clock: Clock, key: Key | None = None) -> Contents:
    """What a copy holds, counted; `key` is for one that is encrypted.

    Raises:
        StoreError: it cannot be read, or is no store of ours.
    """
    with closing(_opened(path, clock, key)) as db:
        if db.pragma("application_id") != migrations.APPLICATION_ID:
            msg = f"no copy of a store: {str(path)!r}"
            raise StoreError(msg, hint="draftgenie backup list")
        tables = db.hashes.tables()
        end = None
        if "audit" in tables:
            end = db.row("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")
        return Contents(
            int(db.pragma("user_version")),
            {t: int(db.value(f"SELECT count(*) FROM {t}")) for t in tables},
            *(end or (0, "")),
        )


def faults_of(path: Path, *, clock: Clock, key: Key | None = None) -> Iterator[str]:
    """What is wrong with a copy: its pages, references and rows, each one read."""
    try:
        with closing(_opened(path, clock, key)) as db:
            for (said,) in db.rows("PRAGMA integrity_check"):
                if said != "ok":
                    yield f"its database is damaged: {said}"
            for table, row, parent, _ in db.rows("PRAGMA foreign_key_check"):
                yield f"row {row} of table {table} belongs to a row of {parent} that is gone"
            for table, row, what in db.hashes.faults():
                yield f"row {row} of table {table} is {what}"
    except StoreError as error:
        yield error.message


def is_encrypted(path: Path) -> bool:
    """Whether a copy is encrypted, as far as its first bytes say."""
    return not is_plain(path)


def _opened(path: Path, clock: Clock, key: Key | None) -> Connection:
    if not path.is_file():
        msg = f"no such file: {str(path)!r}"
        raise StoreError(msg, hint="draftgenie backup list")
    lock = Lock(path.with_suffix(".lock"), clock=clock, command="backup", wait_s=0)
    # Backups from before the folder was encrypted stay readable.
    fitting = None if is_plain(path) else key
    return Connection(path, lock=lock, wait_s=0, unchanging=True, key=fitting)


def leave_log(path: Path, *, clock: Clock, wait_s: float, key: Key | None = None) -> None:
    """Bring everything of a store into its one file, so that the file can be replaced.

    A store that is too damaged for that is left as it is.

    Raises:
        StoreLockedError: another process has it open.
    """
    lock = Lock(path.with_suffix(".lock"), clock=clock, command="backup restore", wait_s=wait_s)
    try:
        with closing(Connection(path, lock=lock, wait_s=wait_s, key=key)) as db:
            db.pragma("journal_mode = DELETE")
    except StoreLockedError:
        raise
    except StoreError:
        return

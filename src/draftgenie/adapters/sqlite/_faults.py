"""The driver's errors in our words; never a statement or a value.

Errors of a statement that could only be wrong in the program stay as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlcipher3.dbapi2 as driver

from draftgenie.errors import StoreError, StoreLockedError

if TYPE_CHECKING:
    from pathlib import Path

    from draftgenie.adapters.keys import Key

DatabaseError: type[Exception] = driver.DatabaseError
ProgramErrors: tuple[type[Exception], ...] = (driver.ProgrammingError, driver.NotSupportedError)

_RESTORE = "draftgenie doctor says what is left; draftgenie backup restore brings a copy back"
_RIGHTS = "see who owns the data folder and its files, or name another folder with --home"

# By primary result code (https://sqlite.org/rescode.html): message and mend.
_FAULTS: dict[int, tuple[str, str]] = {
    driver.SQLITE_FULL: (
        "the disk is full; nothing was written",
        "make room and run the command again",
    ),
    driver.SQLITE_IOERR: (
        "the disk refused to read or write; nothing was written",
        "see whether the disk has room and is sound, then run the command again",
    ),
    driver.SQLITE_READONLY: ("the store is read-only", _RIGHTS),
    driver.SQLITE_CANTOPEN: ("the store cannot be opened", _RIGHTS),
    driver.SQLITE_PERM: ("the store cannot be opened", _RIGHTS),
    driver.SQLITE_CORRUPT: ("the store is damaged", _RESTORE),
    driver.SQLITE_NOTADB: ("the store's file is not a database", _RESTORE),
    driver.SQLITE_CONSTRAINT: (
        "the store refused a row that does not fit what it holds; nothing was written",
        "draftgenie doctor",
    ),
}
_DAMAGE = (driver.SQLITE_CORRUPT, driver.SQLITE_NOTADB)
_LOCKED = (driver.SQLITE_BUSY, driver.SQLITE_LOCKED)


_MAGIC = b"SQLite format 3\0"
_ALIKE = 8
"""So many bytes of the head tell a damaged plain file from an encrypted one."""
_PAGE_BYTES = 4096
_RANDOM = 200
"""So many of the 256 bytes stand in a page that is as good as random."""


def explain(error: Exception, path: Path, *, key: Key | None = None) -> StoreError:
    """What happened to the store at `path`, opened with `key`, and what mends it."""
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    if primary in _LOCKED:
        return StoreLockedError(
            f"another program has the store locked: {str(path)!r}",
            hint="close it and run the command again",
        )
    if primary == driver.SQLITE_NOTADB and (refusal := _not_fitting(path, key)) is not None:
        return refusal
    if primary in _FAULTS:
        message, hint = _FAULTS[primary]
        return StoreError(f"{message}: {str(path)!r}", hint=hint)
    name = getattr(error, "sqlite_errorname", None) or type(error).__name__
    return StoreError(f"the store failed with {name}: {str(path)!r}", hint="draftgenie doctor")


def is_plain(path: Path) -> bool:
    """Whether a file is, or was before it was damaged, a database without encryption.

    Not for a file that this process has open: closing a second handle drops its locks.
    """
    try:
        with path.open("rb") as file:
            head = file.read(len(_MAGIC))
    except OSError:
        return False
    return sum(a == b for a, b in zip(head, _MAGIC, strict=False)) > _ALIKE


def is_damage(error: StoreError) -> bool:
    """Whether it says that the file is not what was written, and nothing of the disk or rights."""
    code = getattr(error.__cause__, "sqlite_errorcode", None)
    return isinstance(code, int) and code & 0xFF in _DAMAGE


def _is_random(path: Path) -> bool:
    with path.open("rb") as file:
        page = file.read(_PAGE_BYTES)
    return len(page) == _PAGE_BYTES and len(set(page)) > _RANDOM


def _not_fitting(path: Path, key: Key | None) -> StoreError | None:
    if key is None and _is_random(path):
        return StoreError(
            f"the store is encrypted, and no key is set: {str(path)!r}",
            hint="name the key file with DRAFTGENIE_KEY_FILE or config set key_file; "
            "key_command and key_keyring are the other ways",
        )
    if key is not None and is_plain(path):
        return StoreError(
            f"a key is set and the store is not encrypted: {str(path)!r}",
            hint="draftgenie store encrypt encrypts it, draftgenie config set key_file '' "
            "goes without (or key_command, key_keyring)",
        )
    if key is not None:
        return StoreError(
            f"the key is not the one of the store, or its file is damaged: {str(path)!r}",
            hint="set the key that the store was encrypted with (draftgenie config show names "
            "where it comes from); draftgenie backup restore brings a copy back",
        )
    return None


def rotten(what: str, path: Path) -> StoreError:
    """The refusal of a row that is not what was written: `what` is its table or its id."""
    return StoreError(
        f"{what} is not what was stored, and was not used: {str(path)!r}",
        hint="draftgenie store verify --deep names what is damaged, draftgenie store repair "
        "mends it",
    )

"""The driver's errors in our words; never a statement or a value.

Errors of a statement that could only be wrong in the program stay as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlcipher3.dbapi2 as driver

from draftgenie.errors import StoreError, StoreLockedError

if TYPE_CHECKING:
    from pathlib import Path

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
_LOCKED = (driver.SQLITE_BUSY, driver.SQLITE_LOCKED)


def explain(error: Exception, path: Path) -> StoreError:
    """What happened to the store at `path`, and what mends it."""
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    if primary in _LOCKED:
        return StoreLockedError(
            f"another program has the store locked: {str(path)!r}",
            hint="close it and run the command again",
        )
    if primary in _FAULTS:
        message, hint = _FAULTS[primary]
        return StoreError(f"{message}: {str(path)!r}", hint=hint)
    name = getattr(error, "sqlite_errorname", None) or type(error).__name__
    return StoreError(f"the store failed with {name}: {str(path)!r}", hint="draftgenie doctor")


def rotten(what: str, path: Path) -> StoreError:
    """The refusal of a row that is not what was written: `what` is its table or its id."""
    return StoreError(
        f"{what} is not what was stored, and was not used: {str(path)!r}",
        hint="draftgenie store verify --deep names what is damaged, draftgenie store repair "
        "mends it",
    )

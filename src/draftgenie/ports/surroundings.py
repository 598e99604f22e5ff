"""What is known of a data folder and its machine before the store in it is opened."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A data folder as the operating system sees it.

    `fault` says why the SQLite library must not be used, and `mend` what to do then; both are
    None when it may. `open_to_others` are the files and folders that somebody else may read or
    write, as paths below the folder, `.` for itself. `holder` says who writes now. `free_bytes`
    is what its disk has left; None when that cannot be told.
    """

    python: str
    sqlite: str
    home: str
    is_there: bool
    fault: str | None = None
    mend: str | None = None
    open_to_others: tuple[str, ...] = ()
    free_bytes: int | None = None
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class Upkeep:
    """How a data folder is looked after.

    `unable` is what its file system failed at: rename, link, sync. `newest_backup_at` is an
    instant, None without a backup that can be read. Sizes are in bytes on the disk.
    """

    unable: tuple[str, ...] = ()
    newest_backup_at: str | None = None
    database_bytes: int = 0
    index_bytes: int = 0
    n_vectors: int = 0

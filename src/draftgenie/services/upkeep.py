"""Checks of how a store is looked after: its file system, backups, events, and size.

They go on where `doctor` stops, with the codes DG014 to DG017. None of them is a fault but a
file system that cannot keep what is written.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from draftgenie.domain.delivery import State as Delivered
from draftgenie.services.doctor import Check, State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from draftgenie.ports import Store
    from draftgenie.ports.surroundings import Upkeep

MAX_BACKUP_AGE = timedelta(days=7)
MAX_DUE = 1_000
MAX_BYTES_A_TEXT = 200_000
MAX_BYTES_A_VECTOR = 40_000

BACKUP = "draftgenie backup create"


def check_upkeep(seen: Upkeep, store: Store, *, now: str) -> Iterator[Check]:
    """The file system, the newest backup, the events to be dealt with, and bytes per row."""
    if seen.unable:
        said = f"the file system cannot {', '.join(seen.unable)}"
        mend = "keep the data folder on a local disk"
        yield Check("DG014", "file system", State.FAULT, said, mend)
    else:
        yield Check("DG014", "file system", State.OK, "renames, links and syncs as it should")
    yield _backup(seen, store, now)
    yield _events(store)
    yield _size(seen, store)


def _backup(seen: Upkeep, store: Store, now: str) -> Check:
    newest = seen.newest_backup_at
    since = newest or next((event.at for event in store.log.events()), now)
    age = datetime.fromisoformat(now) - datetime.fromisoformat(since)
    days = f"{age.days} day{'' if age.days == 1 else 's'}"
    said = f"the newest is {days} old" if newest else f"there is none, after {days}"
    if age > MAX_BACKUP_AGE:
        return Check("DG015", "backup", State.WARNING, said, BACKUP)
    return Check("DG015", "backup", State.OK, said)


def _events(store: Store) -> Check:
    counts = store.deliveries.counts()
    n_dead = counts.get(Delivered.DEAD, 0)
    n_due = counts.get(Delivered.READY, 0) + counts.get(Delivered.LEASED, 0)
    said = f"{n_due} wait for the worker, {n_dead} were given up"
    if n_dead:
        return Check("DG016", "events", State.WARNING, said, "draftgenie event dead-letter list")
    if n_due > MAX_DUE:
        return Check("DG016", "events", State.WARNING, said, "draftgenie worker run --once")
    return Check("DG016", "events", State.OK, said)


def _size(seen: Upkeep, store: Store) -> Check:
    counts = store.drafts.stats()
    a_text = seen.database_bytes // max(1, counts["drafts"] + counts["finals"])
    a_vector = seen.index_bytes // max(1, seen.n_vectors) if seen.n_vectors else 0
    said = f"{seen.database_bytes / 1e6:.1f} MB of database, {a_text:,} bytes a text"
    if seen.n_vectors:
        said += f"; {seen.index_bytes / 1e6:.1f} MB of vectors, {a_vector:,} bytes each"
    # A small store is mostly empty pages and the heads of files.
    is_small = seen.database_bytes + seen.index_bytes < 100 * MAX_BYTES_A_TEXT
    if is_small or (a_text <= MAX_BYTES_A_TEXT and a_vector <= MAX_BYTES_A_VECTOR):
        return Check("DG017", "size", State.OK, said)
    mend = "draftgenie store prune, draftgenie correction build --rebuild"
    return Check("DG017", "size", State.WARNING, said, mend)

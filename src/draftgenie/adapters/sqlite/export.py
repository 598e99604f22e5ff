"""A copy of a store under another key, or under none."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from draftgenie.adapters.files import private_file
from draftgenie.adapters.sqlite._connection import Connection

if TYPE_CHECKING:
    from pathlib import Path

    from draftgenie.adapters.keys import Key
    from draftgenie.adapters.lock import Lock

# What stands in the head of the file and in no table.
_IN_HEAD = ("user_version", "application_id")


def export(path: Path, into: Path, *, lock: Lock, key: Key | None, new_key: Key | None) -> None:
    """Write all of a store into a new file; not synced.

    Args:
        path: the store.
        into: a file that is not there.
        lock: the writer lock, held.
        key: the store's; None when it is not encrypted.
        new_key: the copy's; None for one that is not encrypted.

    Raises:
        StoreError: the store cannot be read with its key, or the disk refuses.
    """
    private_file(into)
    with closing(Connection(path, lock=lock, wait_s=0, key=key)) as db:
        db.rows("ATTACH DATABASE ? AS copy KEY ?", (str(into), new_key.raw if new_key else ""))
        db.rows("SELECT sqlcipher_export('copy')")
        for name in _IN_HEAD:
            db.pragma(f"copy.{name} = {int(db.pragma(name))}")
        db.rows("DETACH DATABASE copy")

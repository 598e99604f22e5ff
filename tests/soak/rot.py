"""Flipping single bits of a data folder, and telling whether it says the same as before."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as driver  # type: ignore[import-untyped]

from draftgenie import settings
from draftgenie.adapters.arrays import ArrayFiles
from draftgenie.adapters.lance import LanceIndex
from draftgenie.adapters.sqlite import SqliteStore
from draftgenie.cli.progress import Silent
from draftgenie.errors import DraftGenieError
from draftgenie.services import verify
from draftgenie.services.doctor import Parts
from tests.builders import TickingClock
from tests.doubles import HashEmbedder

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator
    from pathlib import Path


def parts_of(store: SqliteStore, home: Path) -> Parts:
    """What `store verify` looks at, with a model that needs no files."""
    embedder = HashEmbedder()
    return Parts(
        store=store,
        arrays=ArrayFiles(home / "learned"),
        check_model=lambda: embedder.identity,
        embedder=lambda: embedder,
        index=lambda: LanceIndex(
            home / "index", embedder=embedder, lock=store.lock, warn=lambda _: None
        ),
        progress=Silent(),
    )


def opened(home: Path) -> SqliteStore:
    """The store of a data folder."""
    return SqliteStore.open(
        home, clock=TickingClock(), actor="tester", command="test", wait_s=5.0, create=False
    )


def is_found(home: Path) -> bool:
    """Whether `store verify --deep` says that something is not as it was written."""
    try:
        settings.load(home)
        with opened(home) as store:
            parts = parts_of(store, home)
            found = verify.verify(parts, deep=True, settings_fault=lambda: settings.fault(home))
            return any(True for _ in found)
    except DraftGenieError:
        return True


def told(home: Path) -> Any:
    """Everything a data folder says: settings, every row of every table, arrays and vectors."""
    connection = driver.connect(str(home / "draftgenie.db"))
    tables = connection.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall()
    rows = {
        name: sorted(map(repr, connection.execute(f"SELECT * FROM {name}")))
        for name, sql in tables
        if sql and sql.startswith("CREATE TABLE")
    }
    connection.close()
    arrays = ArrayFiles(home / "learned")
    learned = {
        path.stem: arrays.get(path.stem).tolist()
        for path in sorted((home / "learned").glob("*.npy"))
    }
    with opened(home) as store:
        vectors = parts_of(store, home).index().ids()
    return settings.load(home), tables, rows, learned, vectors


def stored_files(home: Path) -> list[Path]:
    """The files with something in them, but logs, which nothing is read from."""
    there = sorted(path for path in home.rglob("*") if path.is_file() and path.stat().st_size)
    return [path for path in there if "logs" not in path.parts]


@contextlib.contextmanager
def flipped(path: Path, chance: random.Random) -> Iterator[str]:
    """One bit of a file is another inside the block; says which."""
    before = path.read_bytes()
    at, bit = chance.randrange(len(before)), chance.randrange(8)
    rotten = bytearray(before)
    rotten[at] ^= 1 << bit
    path.write_bytes(rotten)
    try:
        yield f"byte {at}, bit {bit} of {path.name}"
    finally:
        path.write_bytes(before)

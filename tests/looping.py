"""The automatic loop in tests: a clock that is set by hand, and what a store holds after it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from draftgenie.adapters.arrays import ArrayFiles
from draftgenie.adapters.processes import is_alive, this_process
from draftgenie.cli.progress import Silent
from draftgenie.domain.bucket import Policy
from draftgenie.pipeline.bucket import read_scheme
from draftgenie.pipeline.generate import Limits
from draftgenie.services.automatic import Drained, Effects, Loop, drain
from draftgenie.services.evaluate import Method
from draftgenie.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from draftgenie.adapters.sqlite import SqliteStore
    from draftgenie.domain.delivery import Holder

FACTS = (
    "draft",
    "final_note",
    "pair_read",
    "correction",
    "occurrence",
    "generated_note",
    "note_edit",
    "evaluation",
    "bucket_move",
    "event",
)


class HandClock:
    """A clock that stands until it is moved on."""

    def __init__(self) -> None:
        self._at = datetime.fromisoformat("2026-12-01T12:00:00+00:00")

    def now(self) -> str:
        return self._at.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def sleep(self, seconds: float) -> None:
        """Move on; nobody waits."""
        self._at += timedelta(seconds=seconds)


def a_loop(
    store: SqliteStore,
    home: Path,
    clock: HandClock,
    *,
    pull: Callable[[set[str]], int] = lambda _speakers: 0,
    holder: Holder | None = None,
    on_bug: Callable[[Exception], None] | None = None,
) -> Loop:
    """The loop of a process on a store, with the settings' defaults."""
    known = Settings()
    limits = Limits(**{name: getattr(known, name) for name in Limits.__dataclass_fields__})
    policy = Policy(read_scheme("touch"), window=20, min_notes=5, margin=0.1)
    effects = Effects(
        store,
        ArrayFiles(home / "learned"),
        clock,
        Silent(),
        limits,
        Method(policy, "sig-test"),
        pull,
    )
    return Loop(effects, holder or this_process(), is_alive, on_bug or _no_bugs)


def _no_bugs(error: Exception) -> None:
    raise error


def work(store: SqliteStore, home: Path, clock: HandClock, **how: Any) -> Drained:
    """Do everything that is due."""
    return drain(a_loop(store, home, clock, **how))


def facts(store: SqliteStore) -> dict[str, list[Any]]:
    """Everything a store holds but deliveries and the audit trail."""
    return {table: store._db.rows(f"SELECT * FROM {table}") for table in FACTS}

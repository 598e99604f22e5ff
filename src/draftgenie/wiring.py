"""Settings to adapters: the only module that knows both sides."""

from __future__ import annotations

import getpass
import os
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from draftgenie import settings as settings_module
from draftgenie.adapters.clock import SystemClock
from draftgenie.adapters.sqlite import SqliteStore

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from draftgenie.ports import Clock, Embedder, Index, Progress
    from draftgenie.settings import Settings

_BUCKETS = {
    "touch": ("no_touch", "low_touch", "medium_touch", "high_touch"),
    "five": ("EXCELLENT", "GOOD", "AVERAGE", "POOR", "NEEDS_IMPROVEMENT"),
    "abc": ("A", "B", "C"),
}


@dataclass
class App:
    """Everything a command needs, opened on one data folder; heavy parts open when first used."""

    home: Path
    settings: Settings
    store: SqliteStore
    clock: Clock
    progress: Progress

    @cached_property
    def buckets(self) -> tuple[str, ...]:
        """The names that a bucket may have, best first."""
        return _BUCKETS[self.settings.bucket_scheme]

    @cached_property
    def signature(self) -> str:
        """The settings behind the scores that an evaluation stores now."""
        from draftgenie import __version__
        from draftgenie.pipeline.evaluate.scores import evaluation_signature

        return str(evaluation_signature(version=__version__))

    @cached_property
    def embedder(self) -> Embedder:
        """The embedding model of the settings; it loads when it first embeds."""
        from draftgenie.adapters.embedder import open_embedder

        return open_embedder(self.settings.embedder)

    @cached_property
    def index(self) -> Index:
        """The vector index of the embedder."""
        from draftgenie.adapters.lance import LanceIndex

        return LanceIndex(
            self.home / "index",
            identity=self.embedder.identity,
            dim=self.embedder.dim,
            lock=self.store.lock,
            warn=self.progress.say,
        )

    def __enter__(self) -> App:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.store.close()


def open_app(
    home: Path, *, command: str, progress: Progress, create: bool, **overrides: Any
) -> App:
    """The application on a data folder.

    Args:
        home: the data folder.
        command: what is being run, for the audit trail and the lock's holder.
        progress: where long jobs tell how far they are.
        create: make the folder and the store when they are not there.
        overrides: settings that the command line gives.
    """
    from dataclasses import replace

    settings = replace(settings_module.load(home), **overrides)
    clock = SystemClock()
    store = SqliteStore.open(
        home,
        clock=clock,
        actor=_actor(),
        command=command,
        wait_s=settings.lock_wait_s,
        create=create,
    )
    return App(home, settings, store, clock, progress)


def _actor() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # In a container the user often has a number and no name.
        return f"uid-{os.getuid()}"

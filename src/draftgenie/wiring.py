"""Settings to adapters: the only module that knows both sides."""

from __future__ import annotations

import getpass
import os
import shutil
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from draftgenie import settings as settings_module
from draftgenie.adapters.clock import SystemClock
from draftgenie.adapters.sqlite import SqliteStore
from draftgenie.domain.bucket import Policy
from draftgenie.errors import ModelError, StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from draftgenie.adapters.backups import Backups
    from draftgenie.domain.backup import Backup
    from draftgenie.domain.bucket import Scheme
    from draftgenie.pipeline.generate import Limits
    from draftgenie.ports import ArrayStore, Clock, Embedder, Index, Progress
    from draftgenie.services.automatic import Loop
    from draftgenie.settings import Settings


@dataclass
class App:
    """Everything a command needs, opened on one data folder; heavy parts open when first used."""

    home: Path
    settings: Settings
    store: SqliteStore
    clock: Clock
    progress: Progress

    @cached_property
    def policy(self) -> Policy:
        """When speakers move between which buckets, as the settings have it.

        Raises:
            UsageError: the scheme of the settings is no scheme.
        """
        return Policy(
            _read_scheme(self.settings.bucket_scheme),
            window=self.settings.bucket_window,
            min_notes=self.settings.bucket_min_notes,
            margin=self.settings.bucket_margin,
        )

    @property
    def buckets(self) -> tuple[str, ...]:
        """The names that a bucket may have, best first."""
        return self.policy.scheme.names

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

    def check_model(self) -> str:
        """The identity of the embedding model, whose files are the ones expected.

        Raises:
            ModelError: they are absent or others.
        """
        from draftgenie.adapters.embedder import open_embedder

        embedder = open_embedder(self.settings.embedder)
        embedder.check()
        return embedder.identity

    @cached_property
    def index(self) -> Index:
        """The vector index of the embedder."""
        from draftgenie.adapters.lance import LanceIndex

        return LanceIndex(
            self.home / "index",
            embedder=self.embedder,
            lock=self.store.lock,
            warn=self.progress.say,
        )

    @cached_property
    def arrays(self) -> ArrayStore:
        """Where counts, rows and gate are kept."""
        from draftgenie.adapters.arrays import ArrayFiles

        return ArrayFiles(self.home / "learned")

    @property
    def settings_path(self) -> Path:
        """The data folder's own settings file, which need not be there."""
        return self.home / settings_module.CONFIG_NAME

    @property
    def backups(self) -> list[str]:
        """The names of what stands in the folder of backups, sorted."""
        folder = self.home / "backups"
        return sorted(p.name for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []

    def backups_in(self, folder: Path | None = None) -> Backups:
        """The backups in a folder; by default in the data folder."""
        return open_backups(self.home, folder)

    @property
    def n_vectors(self) -> int:
        """How many vectors the index holds; 0 when it cannot be read."""
        if not (self.home / "index").exists():
            return 0
        try:
            return len(self.index.ids())
        except (ModelError, StoreError):
            return 0

    def forget_vectors(self) -> None:
        """Delete vectors whose contexts are gone; the whole index when it cannot be opened."""
        if not (self.home / "index").exists():
            return
        from draftgenie.services.retention import forget_vectors

        try:
            forget_vectors(store=self.store, index=self.index)
        except ModelError:
            shutil.rmtree(self.home / "index")
            self.progress.say("the vector index was deleted; draftgenie correction build fills it")

    def limits(self, **given: float | None) -> Limits:
        """What an edit must reach: the settings, with what the command line gives instead.

        Raises:
            UsageError: a value out of its range.
        """
        from dataclasses import fields

        from draftgenie.pipeline.generate import Limits

        names = [f.name for f in fields(Limits)]
        known: dict[str, float] = {name: getattr(self.settings, name) for name in names}
        for name, value in given.items():
            if value is not None:
                known[name] = settings_module.parse_value(name, value)
        return Limits(**known)

    def loop(self, *, progress: Progress, on_bug: Callable[[Exception], None]) -> Loop:
        """The automatic loop on this data folder; `on_bug` is told of errors nobody expected."""
        from draftgenie.adapters.processes import is_alive, this_process
        from draftgenie.services.automatic import Effects, Loop
        from draftgenie.services.evaluate import Method

        effects = Effects(
            self.store,
            self.arrays,
            self.clock,
            progress,
            self.limits(),
            Method(self.policy, self.signature),
            pull=lambda _speakers: 0,
        )
        return Loop(effects, this_process(), is_alive, on_bug)

    def __enter__(self) -> Self:
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
        keep=lambda copy_into: _keep(home, copy_into, progress),
    )
    return App(home, settings, store, clock, progress)


def open_backups(home: Path, folder: Path | None = None) -> Backups:
    """The backups in a folder, by default in the data folder; no store is opened."""
    from draftgenie import __version__
    from draftgenie.adapters.backups import FOLDER, Backups

    return Backups(
        home / FOLDER if folder is None else folder.expanduser().absolute(),
        clock=SystemClock(),
        program=f"draftgenie {__version__}",
        wait_s=settings_module.load(home).lock_wait_s,
    )


def restore_backup(backup: Backup, home: Path, *, force: bool) -> None:
    """Put a backup in the place of the store of a data folder.

    Raises:
        ConflictError: a store is there, and `force` is false.
        StoreError: a newer program made the backup, another process has the store open, or the
            disk refuses; what was there is there still.
    """
    from draftgenie.adapters.restore import restore

    wait_s = settings_module.load(home).lock_wait_s
    folder = Path(backup.path)
    restore(backup, folder, home=home, clock=SystemClock(), wait_s=wait_s, force=force)


def _keep(home: Path, copy_into: Callable[[Path], None], progress: Progress) -> None:
    """Make a backup before a store is brought to this program's schema."""
    made = open_backups(home).create(copy_into, settings=home / settings_module.CONFIG_NAME)
    progress.say(
        f"the store is brought up to date; as it was: draftgenie backup restore {made.id}"
    )


def _read_scheme(name: str) -> Scheme:
    from draftgenie.pipeline.bucket import read_scheme

    try:
        if not name.endswith(".toml"):
            return read_scheme(name)
        return read_scheme(tomllib.loads(Path(name).expanduser().read_text(encoding="utf-8")))
    except OSError as error:
        msg = f"the bucket scheme {name!r} cannot be read ({error.strerror})"
    except ValueError as error:
        msg = f"the setting bucket_scheme is wrong: {error}"
    raise UsageError(msg, hint="draftgenie config set bucket_scheme touch")


def _actor() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # In a container the user often has a number and no name.
        return f"uid-{os.getuid()}"

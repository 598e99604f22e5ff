"""Settings to adapters: the only module that knows both sides."""

from __future__ import annotations

import getpass
import os
import shutil
import tomllib
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from draftgenie import sealing
from draftgenie import settings as settings_module
from draftgenie.adapters.clock import SystemClock
from draftgenie.adapters.sqlite import SqliteStore
from draftgenie.errors import ModelError, StoreError, UsageError
from draftgenie.wiring._backups import keep, open_backups, restore_backup

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from draftgenie.adapters.backups import Backups
    from draftgenie.adapters.keys import Key
    from draftgenie.adapters.secrets import Secret
    from draftgenie.adapters.sources import Reader
    from draftgenie.domain.bucket import Policy
    from draftgenie.domain.source import Source
    from draftgenie.pipeline.generate import Limits
    from draftgenie.ports import ArrayStore, Embedder, Index, Progress
    from draftgenie.services._context import Shelf
    from draftgenie.services.automatic import Loop
    from draftgenie.services.llm import Model
    from draftgenie.settings import Settings

__all__ = ["App", "open_app", "open_backups", "restore_backup"]

TOUCH_HINT = "draftgenie config set bucket_scheme touch"


@dataclass
class App:
    """Everything a command needs, opened on one data folder; heavy parts open when first used."""

    home: Path
    settings: Settings
    store: SqliteStore
    clock: SystemClock
    progress: Progress
    last_event: int = 0
    key: Key | None = None
    """What the data folder is encrypted with."""
    on_close: Callable[[dict[str, int]], None] | None = None
    """Takes the events by type that were written through this store."""

    @cached_property
    def policy(self) -> Policy:
        """When speakers move between which buckets, as the settings have it.

        Raises:
            UsageError: the settings make no policy.
        """
        return _read_policy(self.settings)

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

    def api_key(self) -> Secret:
        """The key of a provider, from where the settings say.

        Raises:
            DeniedError: it stands where others can read it.
            ModelError: there is none.
        """
        from draftgenie.adapters.secrets import read_key

        return read_key(
            file=self.settings.api_key_file,
            keyring_user=self.settings.api_key_keyring,
            variable=self.settings.api_key_variable,
        )

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
        """The vector index of the embedder; in a file of its own where nothing may be readable."""
        folder, lock, warn = self.home / "index", self.store.lock, self.progress.say
        if self.key is not None:
            from draftgenie.adapters.sqlite.vectors import SealedVectors

            return SealedVectors(
                folder, key=self.key, embedder=self.embedder, lock=lock, warn=warn
            )
        from draftgenie.adapters.lance import LanceIndex

        return LanceIndex(folder, embedder=self.embedder, lock=lock, warn=warn)

    @cached_property
    def arrays(self) -> ArrayStore:
        """Where counts, rows and gate are kept."""
        from draftgenie.adapters.encryption import arrays_of

        return arrays_of(self.home, self.key)

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
        return open_backups(self.home, folder, key=self.key)

    @property
    def has_index(self) -> bool:
        """Whether vectors were made once; what is left of them may be damaged."""
        return (self.home / "index").exists()

    @property
    def n_vectors(self) -> int:
        """How many vectors the index holds; 0 when it cannot be read."""
        if not self.has_index:
            return 0
        try:
            return len(self.index.ids())
        except (ModelError, StoreError):
            return 0

    def forget_vectors(self) -> None:
        """Delete vectors whose contexts are gone; the whole index when it cannot be opened."""
        if not self.has_index:
            return
        from draftgenie.services.retention import forget_vectors

        try:
            forget_vectors(store=self.store, index=self.index)
        except ModelError:
            shutil.rmtree(self.home / "index")
            self.progress.say("the vector index was deleted; draftgenie correction build fills it")

    def shelf(self) -> Shelf:
        """Where context for a language model is looked for."""
        from draftgenie.services._context import Shelf

        n = self.settings.llm_similar
        if not n:
            return Shelf(self.store)
        return Shelf(self.store, self.index, self.embedder, n)

    def model(self, **given: Any) -> Model:
        """The language model of the settings, with what the command line gives instead.

        Args:
            given: `model` and `base_url` of the endpoint; `instruction`, `critique`, `strict`,
                and `dry_run` when nothing is sent.

        Raises:
            ModelError: the extra is not installed.
            UsageError: no model is named, or a setting has a value it cannot take.
        """
        from draftgenie.services._case import Plan
        from draftgenie.services._prompts import read_prompts
        from draftgenie.services.llm import Model
        from draftgenie.services.outgoing import Outgoing
        from draftgenie.wiring._chat import open_chat

        known = self.settings
        chat = open_chat(
            self.settings, self._key(), base_url=given.get("base_url"), model=given.get("model")
        )
        plan = Plan(
            read_prompts(),
            critique=given.get("critique") is not False,
            n_rounds=known.llm_rounds,
            instruction=given.get("instruction") or "",
            most_prompt_tokens=known.llm_max_prompt_tokens,
        )
        names = ("temperature", "seed", "max_tokens", "format")
        return Model(
            chat,
            Outgoing(self.store, chat, dry_run=bool(given.get("dry_run"))),
            plan,
            {name: getattr(known, f"llm_{name}") for name in names},
            n_at_once=known.llm_at_once,
            strict=bool(given.get("strict")),
        )

    def _key(self) -> Secret | None:
        """The provider's key; None where the settings name no place and the environment has none.

        A server on this machine seldom asks for one.
        """
        named = self.settings.api_key_file or self.settings.api_key_keyring
        in_environment = os.environ.get(self.settings.api_key_variable)
        return self.api_key() if named or in_environment else None

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
            pull=self._pull_past,
        )
        return Loop(effects, this_process(), is_alive, on_bug)

    def reader(self, source: Source) -> Reader:
        """What reads a source; nothing is opened before it reads."""
        from draftgenie.adapters.sources import open_reader

        return open_reader(
            source, clock=self.clock, sleep=self.clock.sleep, warn=self.progress.say
        )

    def _pull_past(self, speakers: set[str]) -> int:
        from draftgenie.services.pull import pull_past

        return pull_past(speakers, store=self.store, clock=self.clock, open_reader=self.reader)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(StoreError):
            if self.on_close is not None:
                self.on_close(self.store.figures.events(after=self.last_event))
        self.store.close()


def open_app(
    home: Path,
    *,
    command: str,
    progress: Progress,
    create: bool,
    correlation_id: str | None = None,
    **overrides: Any,
) -> App:
    """The application on a data folder.

    Args:
        home: the data folder.
        command: what is being run, for the audit trail and the lock's holder.
        progress: where long jobs tell how far they are.
        create: make the folder and the store when they are not there.
        correlation_id: shared by all that is done; made when not given.
        overrides: settings that the command line gives.
    """
    from dataclasses import replace

    if sealing.is_converting(home):
        sealing.finish(home)
    settings = replace(settings_module.load(home), **overrides)
    clock = SystemClock()
    key = sealing.read_key(settings)
    store = SqliteStore.open(
        home,
        clock=clock,
        actor=_actor(),
        command=command,
        wait_s=settings.lock_wait_s,
        create=create,
        correlation_id=correlation_id,
        keep=lambda copy_into: keep(home, copy_into, progress, key),
        key=key,
    )
    return App(home, settings, store, clock, progress, store.figures.last_event(), key)


def _read_policy(settings: Settings) -> Policy:
    from draftgenie.pipeline.bucket import FIGURES, read_policy, read_scheme

    name = settings.bucket_scheme
    try:
        scheme: Any = name
        if name.endswith(".toml"):
            scheme = tomllib.loads(Path(name).expanduser().read_text(encoding="utf-8"))
        read_scheme(scheme)
    except OSError as error:
        msg = f"the bucket scheme {name!r} cannot be read ({error.strerror})"
        raise UsageError(msg, hint=TOUCH_HINT) from None
    except ValueError as error:
        msg = f"the setting bucket_scheme is wrong: {error}"
        raise UsageError(msg, hint=TOUCH_HINT) from None
    figures = {figure: getattr(settings, f"bucket_{figure}") for figure in FIGURES}
    try:
        return read_policy({"scheme": scheme, **figures})
    except ValueError as error:
        raise UsageError(str(error), hint="draftgenie config show --origin") from None


def _actor() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # In a container the user often has a number and no name.
        return f"uid-{os.getuid()}"

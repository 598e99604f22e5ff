"""Settings to adapters: the only module that knows both sides."""

from __future__ import annotations

import getpass
import os
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from draftgenie import settings as settings_module
from draftgenie.adapters.clock import SystemClock
from draftgenie.adapters.sqlite import SqliteStore
from draftgenie.domain.bucket import Policy
from draftgenie.errors import UsageError

if TYPE_CHECKING:
    from types import TracebackType

    from draftgenie.adapters.chat import HttpChat
    from draftgenie.adapters.secrets import Secret
    from draftgenie.domain.bucket import Scheme
    from draftgenie.pipeline.generate import Limits
    from draftgenie.ports import ArrayStore, Clock, Embedder, Index, Progress
    from draftgenie.services._context import Shelf
    from draftgenie.services.llm import Model
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

        known = self.settings
        chat = self._chat(given.get("base_url"), given.get("model"))
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

    def _chat(self, base_url: str | None, model: str | None) -> HttpChat:
        from draftgenie.adapters.chat import FORMATS, HttpChat, Options

        known = self.settings
        name = model or known.llm_model
        if not name:
            msg = "which language model is not said"
            raise UsageError(msg, hint="--model NAME, or draftgenie config set llm_model NAME")
        if known.llm_format not in FORMATS:
            msg = f"the setting llm_format takes {', '.join(FORMATS)}"
            raise UsageError(msg, hint="draftgenie config set llm_format json_schema")
        options = Options(
            temperature=known.llm_temperature,
            seed=known.llm_seed,
            max_tokens=known.llm_max_tokens,
            timeout_s=known.llm_timeout_s,
            n_tries=known.llm_tries,
            format=known.llm_format,
            prompt_price=known.llm_prompt_price,
            answer_price=known.llm_answer_price,
        )
        url = base_url or known.llm_base_url
        return HttpChat(url, name, key=self._key(), options=options)

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
    )
    return App(home, settings, store, clock, progress)


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

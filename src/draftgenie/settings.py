"""One frozen set of settings, and where each value comes from.

A value is taken from the environment, then the data folder's `config.toml`, then the user's own
`config.toml`, then the default. Options on the command line stand above all of them.
"""

from __future__ import annotations

import hashlib
import os
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from draftgenie.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

CONFIG_NAME = "config.toml"

KEY_KINDS = {"key_file": "file", "key_command": "command", "key_keyring": "keyring"}
"""The settings that say where the key is; never the key itself."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set. Every field has its default, its unit and its meaning in its metadata."""

    embedder: str = field(
        default="minilm",
        metadata={"help": "embedding model: minilm, or st:FOLDER for one of your own"},
    )
    bucket_scheme: str = field(
        default="touch", metadata={"help": "bucket scheme: touch, five, abc, or a TOML file"}
    )
    bucket_window: int = field(
        default=30, metadata={"help": "evaluated notes that a bucket decision looks at", "min": 1}
    )
    bucket_min_notes: int = field(
        default=5, metadata={"help": "evaluated notes needed before a speaker moves", "min": 1}
    )
    bucket_margin: float = field(
        default=0.1,
        metadata={
            "help": "how far past a bucket's edge, as a share of it",
            "min": 0.0,
            "max": 0.99,
        },
    )
    bucket_confidence: float = field(
        default=0.999,
        metadata={
            "help": "level of the interval that must lie past a bucket's edge",
            "min": 0.5,
            "max": 0.999999,
        },
    )
    bucket_cooldown: int = field(
        default=10,
        metadata={"help": "newly evaluated notes between a speaker's moves", "min": 1},
    )
    bucket_correlation: float = field(
        default=0.03,
        metadata={
            "help": "how much a note's words are right or wrong together, for the interval",
            "min": 0.0,
            "max": 1.0,
        },
    )
    min_confidence: float = field(
        default=0.5,
        metadata={"help": "least probability of being right for an edit", "min": 0.0, "max": 1.0},
    )
    min_gain: float = field(
        default=0.2, metadata={"help": "least expected words saved by an edit", "min": 0.0}
    )
    max_harm: float = field(
        default=0.12,
        metadata={"help": "most probability of harm for an edit", "min": 0.0, "max": 1.0},
    )
    max_note_harm: float = field(
        default=0.12,
        metadata={
            "help": "most probability that a note's edits together leave it worse",
            "min": 0.0,
            "max": 1.0,
        },
    )
    max_speaker_harm: float = field(
        default=0.02,
        metadata={
            "help": "share of a speaker's replayed notes made worse that stops edits",
            "min": 0.0,
            "max": 1.0,
        },
    )
    automatic: bool = field(
        default=False,
        metadata={"help": "after each command that writes, do what its events call for: yes, no"},
    )
    llm_base_url: str = field(
        default="http://127.0.0.1:11434/v1",
        metadata={"help": "where the language model is: any chat-completions endpoint"},
    )
    llm_model: str = field(
        default="", metadata={"help": "the language model's name, as its endpoint knows it"}
    )
    llm_format: str = field(
        default="json_schema",
        metadata={"help": "how answers are asked for: json_schema, json_object or text"},
    )
    llm_temperature: float = field(
        default=0.0, metadata={"help": "how freely the model chooses", "min": 0.0, "max": 2.0}
    )
    llm_seed: int = field(default=0, metadata={"help": "seed that the model is given"})
    llm_timeout_s: float = field(
        default=120.0, metadata={"help": "seconds for one whole answer", "min": 0.1}
    )
    llm_tries: int = field(
        default=3, metadata={"help": "how often a request is sent before it failed", "min": 1}
    )
    llm_at_once: int = field(
        default=2, metadata={"help": "requests under way at one time", "min": 1, "max": 64}
    )
    llm_max_tokens: int = field(
        default=2048, metadata={"help": "most tokens of one answer", "min": 16}
    )
    llm_max_prompt_tokens: int = field(
        default=6000,
        metadata={"help": "most tokens of one request, at four characters each", "min": 1500},
    )
    llm_rounds: int = field(
        default=1, metadata={"help": "how often edits may be refined", "min": 0, "max": 5}
    )
    llm_similar: int = field(
        default=6,
        metadata={"help": "places of similar past notes that the model is shown", "min": 0},
    )
    llm_prompt_price: float = field(
        default=0.0, metadata={"help": "price of a million tokens sent", "min": 0.0}
    )
    llm_answer_price: float = field(
        default=0.0, metadata={"help": "price of a million tokens answered", "min": 0.0}
    )
    api_key_variable: str = field(
        default="DRAFTGENIE_API_KEY",
        metadata={"help": "environment variable that holds the key of a provider"},
    )
    api_key_file: str = field(
        default="",
        metadata={"help": "file of mode 0600 that holds the key, instead of the environment"},
    )
    api_key_keyring: str = field(
        default="", metadata={"help": "name of the key in the system's keyring, instead of both"}
    )
    lock_wait_s: float = field(
        default=60.0, metadata={"help": "seconds to wait for another writer", "min": 0.0}
    )

    key_file: str = field(
        default="", metadata={"help": "file with the key of an encrypted data folder"}
    )
    key_command: str = field(
        default="", metadata={"help": "command that prints the key of an encrypted data folder"}
    )
    key_keyring: str = field(
        default="", metadata={"help": "keyring entry with the key of an encrypted data folder"}
    )

    @property
    def key_source(self) -> tuple[str, str] | None:
        """Where the key is, as `file`, `command` or `keyring` and its name; None without one.

        Raises:
            UsageError: more than one place is named.
        """
        named = [(kind, getattr(self, key)) for key, kind in KEY_KINDS.items()]
        given = [one for one in named if one[1]]
        if len(given) > 1:
            msg = f"only one of {', '.join(KEY_KINDS)} can be set"
            raise UsageError(msg, hint="draftgenie config show --origin names where they are set")
        return given[0] if given else None


@dataclass(frozen=True, slots=True)
class Origin:
    """A setting's value and where it was found."""

    key: str
    value: Any
    source: str
    help: str


def find_home(option: Path | None = None) -> Path:
    """The data folder: the option, `DRAFTGENIE_HOME`, or the user's data folder."""
    if option is not None:
        return option.expanduser()
    named = os.environ.get("DRAFTGENIE_HOME")
    if named:
        return Path(named).expanduser()
    from platformdirs import user_data_path

    return user_data_path("draftgenie")


def user_config_path() -> Path:
    """The user's own settings file."""
    from platformdirs import user_config_path as folder

    return folder("draftgenie") / CONFIG_NAME


def parse_value(key: str, raw: object) -> Any:
    """A value for a setting, of the setting's own type and within its range.

    Raises:
        UsageError: no such setting, or a value it cannot take.
    """
    known = {f.name: f for f in fields(Settings)}
    if key not in known:
        msg = f"no setting {key!r}"
        raise UsageError(msg, hint="draftgenie config show lists the settings")
    spec = known[key]
    kind: Any = type(spec.default)
    value = _converted(kind, raw)
    if value is None:
        msg = f"setting {key!r} takes {_KIND_NAMES[kind]}"
        raise UsageError(msg, hint=spec.metadata["help"])
    low, high = spec.metadata.get("min"), spec.metadata.get("max")
    if (low is not None and not value >= low) or (high is not None and not value <= high):
        span = f"from {low}" + (f" to {high}" if high is not None else " up")
        msg = f"setting {key!r} takes a value {span}"
        raise UsageError(msg, hint=spec.metadata["help"])
    return value


def _converted(kind: Any, raw: object) -> Any:
    """The value as one of the kind; None when it is no such value."""
    if kind is bool:
        return raw if isinstance(raw, bool) else _TRUTHS.get(str(raw).strip().casefold())
    if isinstance(raw, bool) or (kind is int and isinstance(raw, float)):
        return None
    try:
        return kind(raw)
    except (TypeError, ValueError):
        return None


_KIND_NAMES = {str: "a text", int: "a whole number", float: "a number", bool: "yes or no"}
_TRUTHS = {
    **dict.fromkeys(("yes", "true", "on", "1"), True),
    **dict.fromkeys(("no", "false", "off", "0"), False),
}


def load(home: Path, environ: Mapping[str, str] | None = None) -> Settings:
    """The settings in force for a data folder."""
    return Settings(**{o.key: o.value for o in origins(home, environ)})


def origins(home: Path, environ: Mapping[str, str] | None = None) -> list[Origin]:
    """Every setting with its value and source, in the order of `Settings`.

    Raises:
        InputError: a settings file that cannot be read.
        UsageError: an unknown setting or a value out of range.
    """
    env = os.environ if environ is None else environ
    files = [home / CONFIG_NAME, user_config_path()]
    layers: list[tuple[str, Mapping[str, Any]]] = [
        (
            "environment",
            {
                f.name: env[f"DRAFTGENIE_{f.name.upper()}"]
                for f in fields(Settings)
                if env.get(f"DRAFTGENIE_{f.name.upper()}")
            },
        ),
        *((str(path), _read(path)) for path in files),
    ]
    for _, layer in layers:
        for key, raw in layer.items():
            parse_value(key, raw)
    found = []
    for spec in fields(Settings):
        source, raw = next(
            ((name, layer[spec.name]) for name, layer in layers if spec.name in layer),
            ("default", spec.default),
        )
        value = parse_value(spec.name, raw)
        found.append(Origin(spec.name, value, source, spec.metadata["help"]))
    return found


def write(home: Path, key: str, raw: str) -> Any:
    """Set one value in the data folder's file; the value as it was understood."""
    value = parse_value(key, raw)
    write_all(home, {**_read(home / CONFIG_NAME), key: value})
    return value


def write_key_source(home: Path, source: tuple[str, str] | None) -> None:
    """Set where the key is, durably, in place of what was set before; nowhere without one."""
    kept = {k: v for k, v in _read(home / CONFIG_NAME).items() if k not in KEY_KINDS}
    kind, name = source or ("", "")
    # One that is empty stands above the user's own file; one that is absent does not.
    wanted = {key: name if KEY_KINDS[key] == kind else "" for key in KEY_KINDS}
    there = _read(user_config_path())
    write_all(home, {**kept, **{k: v for k, v in wanted.items() if v or k in there}})


def write_all(home: Path, values: Mapping[str, Any]) -> None:
    """Write the data folder's file anew with these values, durably."""
    path = home / CONFIG_NAME
    lines = [f"{k} = {_toml(v)}" for k, v in sorted(values.items())]
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_suffix(".new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(_sealed("".join(f"{line}\n" for line in lines)))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def fault(home: Path) -> str | None:
    """What is wrong with the data folder's settings file; None when nothing is.

    A file that was never written by `config set`, or whose last line was taken out by whoever
    wrote in it by hand, is only read.
    """
    path = home / CONFIG_NAME
    try:
        _read(path)
    except InputError as error:
        return error.message
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    body, mark, _ = text.rpartition(_SEAL)
    if mark and text != _sealed(body):
        return "not as `config set` wrote it: look at it, then set one of its values again"
    return None


_SEAL = "# Hash of the lines above; take it out after editing by hand: "


def _sealed(body: str) -> str:
    return f"{body}{_SEAL}{hashlib.blake2b(body.encode(), digest_size=8).hexdigest()}\n"


def _toml(value: object) -> str:
    import json

    # A JSON string is a TOML basic string, and numbers are written alike.
    return json.dumps(value, ensure_ascii=False)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        msg = f"{path} cannot be read as TOML ({type(error).__name__})"
        raise InputError(msg, hint="mend the file or delete it") from error

"""The key of an encrypted data folder: read from a file, a command or a keyring, or made anew.

A key is 32 random bytes, written as 64 hexadecimal digits. It is never an argument, a setting, or
part of a message; what is set is where it comes from.
"""

from __future__ import annotations

import os
import re
import secrets
import shlex
import stat
import subprocess
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from draftgenie.adapters.files import FILE_MODE, sync
from draftgenie.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

COMMAND_WAIT_S = 60
KEYRING_SERVICE = "draftgenie"
_N_BYTES = 32
_HEX = re.compile(rf"[0-9a-fA-F]{{{2 * _N_BYTES}}}")
_LOST = "bring your copy of the key back: without it nobody can read the store"
_FORM = f"a key is {2 * _N_BYTES} hexadecimal digits and nothing else"


@dataclass(frozen=True, slots=True)
class Key:
    """A key that shows itself nowhere.

    >>> Key("ab" * 32)
    Key()
    """

    _digits: str = field(repr=False)

    @property
    def raw(self) -> str:
        """The key as SQLCipher takes one that needs no derivation."""
        return f"x'{self._digits}'"


class Kind(StrEnum):
    """Where a key can be kept."""

    FILE = "file"
    COMMAND = "command"
    KEYRING = "keyring"


@dataclass(frozen=True, slots=True)
class KeySource:
    """Where the key is: a path, a command line, or the name of an entry in the keyring."""

    kind: Kind
    name: str


def read_key(source: KeySource) -> Key:
    """The key.

    Raises:
        StoreError: it is not there, no key, or open to others.
    """
    return _READERS[source.kind](source.name)


def read_or_make_key(source: KeySource) -> tuple[Key, bool]:
    """The key, and whether it was made now because its file or entry was not there.

    Raises:
        StoreError: it cannot be read or kept.
    """
    if source.kind is Kind.FILE and not os.path.lexists(source.name):
        _write_file(Path(source.name), secrets.token_hex(_N_BYTES))
        return read_key(source), True
    if source.kind is Kind.KEYRING and _from_keyring("get_password", source.name) is None:
        _from_keyring("set_password", source.name, secrets.token_hex(_N_BYTES))
        return read_key(source), True
    return read_key(source), False


def _read_file(name: str) -> Key:
    try:
        with Path(name).expanduser().open("rb") as file:
            status = os.fstat(file.fileno())
            raw = file.read(4 * _N_BYTES)
    except FileNotFoundError:
        msg = f"the key file {name!r} is not there"
        raise StoreError(msg, hint=_LOST) from None
    except OSError as error:
        msg = f"the key file {name!r} cannot be read ({error.strerror})"
        raise StoreError(msg, hint="see who owns it and where it leads") from None
    if stat.S_IMODE(status.st_mode) & 0o077:
        msg = f"the key file {name!r} is open to others and is not used"
        raise StoreError(msg, hint=f"chmod 600 {shlex.quote(name)}")
    return _parsed(raw.decode("ascii", "replace"), f"the key file {name!r} holds no key")


def _write_file(path: Path, digits: str) -> None:
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, FILE_MODE)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            os.fchmod(handle, FILE_MODE)
            file.write(f"{digits}\n")
            file.flush()
            os.fsync(handle)
        sync(path.parent)
    except OSError as error:
        msg = f"the key file {str(path)!r} cannot be made ({error.strerror})"
        raise StoreError(msg, hint="name a file in a folder that you may write to") from None


def _run_command(line: str) -> Key:
    name = "the key command"
    hint = "run it yourself to see what it says: draftgenie config show has it"
    try:
        done = subprocess.run(  # noqa: S603 - the user's own command, and no shell
            shlex.split(line),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=COMMAND_WAIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        msg = f"{name} did not end within {COMMAND_WAIT_S} s"
        raise StoreError(msg, hint=hint) from None
    except (OSError, ValueError, IndexError):
        msg = f"{name} cannot be run"
        raise StoreError(msg, hint=hint) from None
    if done.returncode:
        msg = f"{name} failed with exit code {done.returncode}"
        raise StoreError(msg, hint=hint)
    return _parsed(done.stdout.decode("ascii", "replace"), f"{name} printed no key")


def _read_keyring(name: str) -> Key:
    digits = _from_keyring("get_password", name)
    if digits is None:
        msg = f"the keyring has no key for {name!r}"
        raise StoreError(msg, hint=_LOST)
    return _parsed(digits, f"the keyring's entry for {name!r} is no key")


def _from_keyring(call: str, *values: str) -> Any:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        msg = "the package for keyrings is not installed"
        raise StoreError(msg, hint="pip install 'draftgenie[keyring]'") from None
    try:
        return getattr(keyring, call)(KEYRING_SERVICE, *values)
    except KeyringError as error:
        # Its text is not shown: some backends put into it what they were given.
        msg = f"the keyring cannot be used ({type(error).__name__})"
        hint = "unlock it; without a desktop, keep the key in a file: --key-file"
        raise StoreError(msg, hint=hint) from None


def _parsed(text: str, otherwise: str) -> Key:
    digits = text.strip()
    if not _HEX.fullmatch(digits):
        raise StoreError(otherwise, hint=_FORM)
    return Key(digits.lower())


_READERS: Mapping[Kind, Callable[[str], Key]] = {
    Kind.FILE: _read_file,
    Kind.COMMAND: _run_command,
    Kind.KEYRING: _read_keyring,
}

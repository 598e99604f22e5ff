"""A provider's key: from a file, a keyring or the environment, and never shown again."""

from __future__ import annotations

import os
import re
import stat
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from draftgenie.errors import DeniedError, ModelError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

MASK = "****"
KEYRING_SERVICE = "draftgenie"
_MAX_BYTES = 8192
_KEY = re.compile(r"[\x21-\x7e]{8,4096}")
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{0,63}")
_TO_OTHERS = 0o077


class Secret:
    """A key that no print, log, error or pickle has: only `reveal` gives it.

    >>> Secret("sk-0123456789")
    Secret('****')
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The key itself, for the header of a request and nothing else."""
        return self._value

    def mask(self, text: str) -> str:
        """The text without the key, since a provider's refusal may repeat it.

        >>> Secret("sk-0123456789").mask("invalid key: sk-0123456789")
        'invalid key: ****'
        """
        return text.replace(self._value, MASK)

    def __repr__(self) -> str:
        return f"Secret({MASK!r})"

    __str__ = __repr__

    def __reduce__(self) -> NoReturn:
        msg = "a secret is not written down"
        raise TypeError(msg)


def read_key(
    *,
    file: str = "",
    keyring_user: str = "",
    variable: str,
    environ: Mapping[str, str] | None = None,
) -> Secret:
    """The key, from the first of these places that is named: file, keyring, environment.

    Args:
        file: path of a file with the key alone on its first line; it must be ours, mode 0600.
        keyring_user: the name that the key has in the system's keyring.
        variable: the name of an environment variable.
        environ: the environment; this process's own when not given.

    Raises:
        DeniedError: others can read the file, or it is not ours.
        ModelError: there is no key in that place, or what is there is none.
        UsageError: the name of the variable is none.
    """
    if file:
        return _checked(_from_file(Path(file).expanduser()), f"the file {file!r}")
    if keyring_user:
        return _checked(_from_keyring(keyring_user), f"the keyring for {keyring_user!r}")
    if not _VARIABLE.fullmatch(variable):
        # Not quoted: somebody may have set the key where its variable's name belongs.
        msg = "the setting api_key_variable is no name of an environment variable"
        raise UsageError(msg, hint="draftgenie config set api_key_variable DRAFTGENIE_API_KEY")
    found = (os.environ if environ is None else environ).get(variable, "")
    return _checked(found, f"the environment variable {variable}")


def _checked(value: str, place: str) -> Secret:
    key = value.strip()
    if not key:
        msg = f"there is no key in {place}"
        raise ModelError(
            msg, hint="put it in a file of mode 0600 and set api_key_file to its path"
        )
    if not _KEY.fullmatch(key):
        msg = f"what is in {place} is no key: one word of 8 characters or more"
        raise ModelError(msg, hint="the key alone, on one line")
    return Secret(key)


def _from_file(path: Path) -> str:
    shown = repr(str(path))
    try:
        # Without waiting, in case it is a pipe.
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        msg = f"the key file {shown} cannot be read ({(error.strerror or 'fault').lower()})"
        raise ModelError(msg, hint="draftgenie config show names it as api_key_file") from error
    try:
        # Of what was opened, not of what may stand there by now.
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid():
            msg = f"the key file {shown} is no file of yours"
            raise DeniedError(msg, hint=f"chown $USER {path}")
        if stat.S_IMODE(status.st_mode) & _TO_OTHERS:
            msg = f"others can read the key file {shown}"
            raise DeniedError(msg, hint=f"chmod 600 {path}")
        return os.read(handle, _MAX_BYTES).decode("ascii", "replace")
    finally:
        os.close(handle)


def _from_keyring(user: str) -> str:
    try:
        keyring: Any = import_module("keyring")
    except ImportError:
        msg = "the setting api_key_keyring needs the package keyring"
        raise ModelError(msg, hint="pip install keyring, or set api_key_file instead") from None
    try:
        return keyring.get_password(KEYRING_SERVICE, user) or ""
    except keyring.errors.KeyringError as error:
        msg = f"the keyring gave no key ({type(error).__name__})"
        raise ModelError(msg, hint="unlock it, or set api_key_file instead") from None

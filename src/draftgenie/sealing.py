"""The key of a data folder, as its settings have it; and locking and unlocking the folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from draftgenie import settings as settings_module

if TYPE_CHECKING:
    from pathlib import Path

    from draftgenie.adapters.encryption import Folder
    from draftgenie.adapters.keys import Key
    from draftgenie.settings import Settings

_CONVERTING = ".convert"


def is_converting(home: Path) -> bool:
    """Whether a data folder is being encrypted or decrypted, or was when that was killed."""
    return (home / _CONVERTING).exists()


def is_plain(home: Path) -> bool:
    """Whether there is a store that is not encrypted; for a process that has it not open."""
    from draftgenie.adapters.sqlite._faults import is_plain as is_plain_file
    from draftgenie.adapters.sqlite.store import STORE_FILE

    return is_plain_file(home / STORE_FILE)


def read_key(settings: Settings) -> Key | None:
    """The key that the settings lead to; None when they name none.

    Raises:
        StoreError: it cannot be read.
        UsageError: the settings name more than one place.
    """
    named = settings.key_source
    if named is None:
        return None
    from draftgenie.adapters.keys import KeySource, Kind
    from draftgenie.adapters.keys import read_key as read

    kind, name = named
    return read(KeySource(Kind(kind), name))


def encrypt(home: Path, kind: str, name: str) -> bool:
    """Encrypt a data folder with the key in a place; whether the key was made now.

    Raises:
        StoreError: the key cannot be had, the store is damaged, or somebody has it open.
    """
    from draftgenie.adapters.encryption import convert
    from draftgenie.adapters.keys import KeySource, Kind, read_or_make_key

    key, made = read_or_make_key(KeySource(Kind(kind), name))
    convert(
        _folder(home),
        key=None,
        new_key=key,
        set_key=lambda: settings_module.write_key_source(home, (kind, name)),
        unset_key=lambda: settings_module.write_key_source(home, None),
    )
    return made


def decrypt(home: Path) -> None:
    """Take the encryption of a data folder away.

    Raises:
        StoreError: the key is not there, the store is damaged, or somebody has it open.
    """
    from draftgenie.adapters.encryption import convert

    def unset_key() -> None:
        settings_module.write_key_source(home, None)

    key = read_key(settings_module.load(home))
    convert(_folder(home), key=key, new_key=None, set_key=unset_key, unset_key=unset_key)


def finish(home: Path) -> None:
    """Bring a conversion that was killed to its end; wait for one that runs."""
    from draftgenie.adapters.encryption import finish as tidy

    tidy(_folder(home), lambda: settings_module.write_key_source(home, None))


def _folder(home: Path) -> Folder:
    from draftgenie.adapters.clock import SystemClock
    from draftgenie.adapters.encryption import Folder

    home = home.absolute()
    return Folder(home, SystemClock(), settings_module.load(home).lock_wait_s)

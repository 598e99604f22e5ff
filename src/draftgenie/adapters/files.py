"""Folders and files that only their owner can read, whatever the umask says."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from draftgenie.errors import InputError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER_MODE = 0o700
FILE_MODE = 0o600


def file_fault(error: OSError, path: Path) -> StoreError:
    """The operating system's refusal of a path in the data folder, in our words."""
    reason = (error.strerror or type(error).__name__).lower()
    return StoreError(
        f"cannot use {str(path)!r}: {reason}",
        hint="see who owns the data folder and whether its disk has room, "
        "or name another folder with --home",
    )


def private_folder(path: Path) -> None:
    """Make the folder, and the ones above it, unless it is there; new ones are mode 0700.

    A folder that exists keeps its mode: it may be shared on purpose.

    Raises:
        StoreError: it cannot be made, or a file has its name.
    """
    try:
        missing = [p for p in (path, *path.parents) if not p.exists()]
        for folder in reversed(missing):
            folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
            folder.chmod(FOLDER_MODE)
        if not path.is_dir():
            raise NotADirectoryError(20, "is not a folder", str(path))
    except OSError as error:
        raise file_fault(error, path) from error


def private_file(path: Path) -> None:
    """Make the file, empty and mode 0600, or take other people's rights away from it.

    An existing file is never opened here: closing a second handle on a database would drop the
    locks that this process holds on it.

    Raises:
        StoreError: it cannot be made.
    """
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, FILE_MODE)
    except FileExistsError:
        close_to_others(path)
    except OSError as error:
        raise file_fault(error, path) from error
    else:
        os.fchmod(handle, FILE_MODE)
        os.close(handle)


def close_to_others(path: Path) -> None:
    """Take the rights of group and others away from a file that is there and ours."""
    try:
        status = path.stat()
        if stat.S_IMODE(status.st_mode) & 0o077 and status.st_uid == os.geteuid():
            path.chmod(FILE_MODE)
    except OSError as error:
        raise file_fault(error, path) from error


@contextmanager
def replacing(name: str) -> Iterator[BinaryIO]:
    """A file that a person named, to be written whole; mode 0600, there only once it is complete.

    What had the name before stays as it was until then, and for good if anything fails. A link
    keeps leading where it leads, and a device or a pipe is written to as it is.

    Raises:
        InputError: it cannot be written.
    """
    path = Path(os.path.realpath(name))
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            with path.open("wb") as stream:
                yield stream
            return
        if path.is_dir():
            raise IsADirectoryError(21, "is a folder")
        with _beside(path) as stream:
            yield stream
    except OSError as error:
        # A refusal of the named file; whatever else fails while it is written has its own class.
        reason = (error.strerror or type(error).__name__).lower()
        msg = f"{name!r} cannot be written ({reason})"
        raise InputError(msg, hint="name a file in a folder that you may write to") from error


@contextmanager
def _beside(path: Path) -> Iterator[BinaryIO]:
    """A file beside the path that takes its name when everything was written."""
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:80]}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            os.fchmod(stream.fileno(), FILE_MODE)
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(temporary).unlink()
        raise


def sync(path: Path) -> None:
    """Make sure that a file's content, or a folder's list of names, outlasts a power cut.

    Raises:
        OSError: the disk refuses.
    """
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

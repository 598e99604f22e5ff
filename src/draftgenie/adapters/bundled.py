"""The corpus that comes with the program, and the data folder that the demo plays it in."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import draftgenie
from draftgenie.adapters.files import file_fault, private_file, private_folder
from draftgenie.adapters.lock import Lock
from draftgenie.adapters.sqlite.store import LOCK_FILE, STORE_FILE
from draftgenie.errors import ConflictError, InputError

if TYPE_CHECKING:
    from draftgenie.ports import Clock

SPEAKERS, HISTORY = "speakers.jsonl", "history.jsonl"
NEW_DRAFTS, NEW_FINALS = "new-drafts.jsonl", "new-finals.jsonl"

MARK = "made-by-draftgenie-demo"
"""The empty file that says whose a data folder is."""

_OURS = (STORE_FILE, f"{STORE_FILE}-wal", f"{STORE_FILE}-shm", "index", "learned", "logs")


def corpus_folder() -> Path:
    """Where the four files of the corpus stand: beside the program, or in its checkout.

    Raises:
        InputError: the program was installed without them.
    """
    package = Path(draftgenie.__file__).parent
    for folder in (package / "data" / "demo", package.parents[1] / "examples" / "corpus"):
        if all((folder / n).is_file() for n in (SPEAKERS, HISTORY, NEW_DRAFTS, NEW_FINALS)):
            return folder
    msg = "the bundled corpus is not among the program's files"
    raise InputError(msg, hint="pip install --force-reinstall draftgenie")


def demo_home() -> Path:
    """The folder that the demo plays in when none is named: below the user's cache."""
    from platformdirs import user_cache_path

    return user_cache_path() / "draftgenie-demo"


def claim_demo_home(home: Path, *, fresh: bool, clock: Clock) -> None:
    """Make `home` the demo's, or see that it is; with `fresh`, delete the store in it.

    Raises:
        ConflictError: the folder holds something that the demo did not make.
        StoreError: it cannot be written, or another process is writing in it.
    """
    mark = home / MARK
    try:
        if home.exists() and not mark.exists() and (not home.is_dir() or any(home.iterdir())):
            msg = f"{str(home)!r} holds something that the demo did not make"
            raise ConflictError(msg, hint="name a new folder with --home")
        private_folder(home)
        private_file(mark)
        if fresh:
            with Lock(home / LOCK_FILE, clock=clock, command="demo --fresh", wait_s=0):
                _empty(home)
    except OSError as error:
        raise file_fault(error, home) from error


def _empty(home: Path) -> None:
    for name in _OURS:
        path = home / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)

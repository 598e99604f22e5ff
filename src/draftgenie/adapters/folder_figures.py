"""What a data folder takes on the disk, and when each command last ended well in it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from draftgenie.adapters.journal import DONE_FOLDER
from draftgenie.adapters.sqlite.store import STORE_FILE
from draftgenie.ports.figures import FolderFigures

if TYPE_CHECKING:
    from pathlib import Path

_FOLDERS = ("index", "learned", "logs", "backups")


def folder_figures(home: Path) -> FolderFigures:
    """The figures of a data folder; files that go while it is looked at count nothing."""
    done = home / "logs" / DONE_FOLDER
    files = sorted(done.iterdir()) if done.is_dir() else []
    try:
        free: int | None = shutil.disk_usage(home).free
    except OSError:
        free = None
    sizes = {"database": sum(_size(path) for path in home.glob(f"{STORE_FILE}*"))}
    for name in _FOLDERS:
        sizes[name] = sum(_size(path) for path in (home / name).rglob("*"))
    return FolderFigures(sizes, free, {path.name: path.stat().st_mtime for path in files})


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0

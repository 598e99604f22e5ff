"""Where backups are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from draftgenie.domain.backup import Backup


class BackupStore(Protocol):
    """The backups of one folder."""

    def create(self, copy_into: Callable[[Path], None], *, settings: Path | None) -> Backup:
        """Make a backup, checked and synced.

        Raises:
            StoreError: the disk refuses, or the store is damaged.
        """
        ...

    def all(self) -> list[Backup]:
        """The backups that are there, newest first; their files are not read."""
        ...

    def get(self, name: str) -> Backup:
        """The backup with this id, `latest`, or the one in the folder that is named.

        Raises:
            NotFoundError: there is none.
        """
        ...

    def faults(self, backup: Backup) -> Iterator[str]:
        """What is wrong with a backup, each of its files and rows read."""
        ...

    def remove(self, backup: Backup) -> None:
        """Delete a backup."""
        ...

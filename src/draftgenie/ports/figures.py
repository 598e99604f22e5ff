"""Figures of the store and of its folder, for monitoring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


class FigureStore(Protocol):
    """Counts over whole tables."""

    def events(self, *, after: int = 0) -> dict[str, int]:
        """Events by type, after a sequence number."""
        ...

    def deliveries(self) -> dict[str, int]:
        """Deliveries of events by state."""
        ...

    def set_aside(self) -> dict[str, int]:
        """Records set aside by code."""
        ...

    def rows(self) -> dict[str, int]:
        """Rows by table, of the tables that grow with use."""
        ...


@dataclass(frozen=True, slots=True)
class FolderFigures:
    """What the data folder takes, and when each command last ended well.

    `bytes_of` is by part: database, index, learned, logs, backups; `succeeded` is command to
    seconds since 1970.
    """

    bytes_of: Mapping[str, int]
    free_bytes: int | None
    succeeded: Mapping[str, float]

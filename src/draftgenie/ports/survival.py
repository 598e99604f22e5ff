"""What a store does to outlast the disk it lies on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from draftgenie.domain.damage import Damage


class Survival(Protocol):
    """Looking at everything that was written, and putting it right."""

    def verify(self, *, deep: bool) -> Iterator[Damage]:
        """What in the database is not as it was written; with `deep`, row by row."""
        ...

    def rehash(self) -> None:
        """Take every row as it stands now for what was written."""
        ...

    def take_rows(self, copy: Path, wanted: Sequence[Damage]) -> int:
        """Put back those rows that a copy of the store has as they were written; how many."""
        ...

    def reindex(self) -> None:
        """Make the database's own indexes anew from its tables."""
        ...

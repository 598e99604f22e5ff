"""The part of the store that knows the sources and how far each was read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from draftgenie.domain.source import Source


class SourceStore(Protocol):
    """Sources; every change is part of the current transaction."""

    def get(self, name: str) -> Source | None:
        """The source with this name."""
        ...

    def list(self) -> list[Source]:
        """All sources by name."""
        ...

    def put(self, source: Source) -> None:
        """Insert or replace a source; its cursor stays."""
        ...

    def remove(self, name: str) -> None:
        """Delete a source with its cursor; the records it brought stay."""
        ...

    def cursor(self, name: str) -> dict[str, str]:
        """How far a source was read, in marks that its reader understands; empty at first."""
        ...

    def move(self, name: str, marks: Mapping[str, str | None]) -> None:
        """Set marks of a source's cursor; None takes one away."""
        ...

"""Where records that were set aside are kept until they are tried again or dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import builtins
    from collections.abc import Iterable

    from draftgenie.domain.setaside import SetAside
    from draftgenie.ports.query import Page


@dataclass(frozen=True, slots=True)
class SetAsideQuery:
    """Which records set aside; None means any. `source` is a part of the source's name."""

    code: str | None = None
    source: str | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """What a record set aside says: its bytes, and its named values where it could be read."""

    raw: bytes
    fields: dict[str, Any] | None


class QuarantineStore(Protocol):
    """Records that were set aside."""

    def add(self, record: SetAside, contents: Contents) -> None:
        """Keep a record; one that is there already gets the new reason and keeps its time."""
        ...

    def get(self, record_id: str) -> SetAside | None:
        """The record with this id."""
        ...

    def contents(self, record_id: str) -> Contents:
        """What the record with this id says; text of a patient."""
        ...

    def list(self, query: SetAsideQuery, page: Page | None = None) -> list[SetAside]:
        """Records in the order in which they were set aside; all of them without a page."""
        ...

    def count(self, query: SetAsideQuery) -> int:
        """How many `list` would give without a page."""
        ...

    def drop(self, ids: Iterable[str]) -> int:
        """Delete records by id, beyond recovery; how many were there."""
        ...

    def drop_before(self, at: str) -> int:
        """Delete records set aside before an instant, beyond recovery; how many were there."""
        ...

    def drop_of(self, ref: str) -> builtins.list[str]:
        """Delete every record of a speaker, beyond recovery; the ids of those that were there.

        A record is theirs when it says so; or, when whose it is could not be read, if its bytes
        or its source hold the reference as a word.
        """
        ...

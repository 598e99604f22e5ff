"""The audit trail as it is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from draftgenie.domain.audit import AuditRow, Head
    from draftgenie.ports.query import Page


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """Which rows; None means any.

    `since` is an instant in UTC; `command` and `action` also mean those that begin with the
    words given (`draft` means `draft ingest` and `draft.export`).
    """

    since: str | None = None
    actor: str | None = None
    command: str | None = None
    action: str | None = None
    subject: str | None = None


class AuditStore(Protocol):
    """Rows of the audit trail; writing those of changes is the log's."""

    def add_reading(self, action: str, *, subject: str, detail: dict[str, Any]) -> None:
        """Write that text of a note is handed out, without waiting for another writer.

        While there is one, the row is kept beside the trail, durably, and the next writer takes
        it in with the time it has now.
        """
        ...

    def list(self, query: AuditQuery, page: Page | None = None) -> list[AuditRow]:
        """Rows, newest first; all of them without a page."""
        ...

    def count(self, query: AuditQuery) -> int:
        """How many `list` would give without a page."""
        ...

    def head(self) -> Head | None:
        """The newest row; None when there is none."""
        ...

    def hash_at(self, seq: int) -> str | None:
        """The hash of a row; None when it is not there."""
        ...

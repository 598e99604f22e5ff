"""The log of operations, and taking them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import builtins

    from draftgenie.domain.operation import Operation, Reverted
    from draftgenie.ports.query import Page


class OperationStore(Protocol):
    """What commands changed. The store writes it in the transaction that changes."""

    def list(self, page: Page | None = None) -> list[Operation]:
        """Operations, newest first; all of them without a page."""
        ...

    def count(self) -> int:
        """How many there are."""
        ...

    def get(self, seq: int) -> Operation | None:
        """The operation with this number."""
        ...

    def last(self, *, undone: bool) -> Operation | None:
        """The newest operation that can be taken back; with `undone`, the newest undo."""
        ...

    def take_back(self, operation: Operation, *, cascade: bool) -> builtins.list[Reverted]:
        """Put every row back as it was, in the current transaction.

        With `cascade`, rows that came later and belong to rows that go are taken along.

        Raises:
            ConflictError: something that came later depends on it.
        """
        ...

    def forget(self) -> None:
        """Delete what taking back would need, of every operation."""
        ...

"""The clock and the progress display."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

T = TypeVar("T")

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Clock(Protocol):
    """The time, and who and what is acting."""

    def now(self) -> str:
        """This instant in UTC, ISO 8601 with milliseconds and a trailing Z."""
        ...


class Progress(Protocol):
    """Tells a person how far a long job has come; a script sees plain lines or nothing."""

    def track(self, items: Iterable[T], *, label: str, total: int | None = None) -> Iterator[T]:
        """The same items, shown as they pass."""
        ...

    def tell(self, remark: str) -> None:
        """What is going on just now, beside the count; the next remark takes its place.

        May be called from any thread. A log has no place for it.
        """
        ...

    def say(self, message: str) -> None:
        """One line for people, on stderr."""
        ...

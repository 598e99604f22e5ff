"""How far a long job has come: a bar with ETA on a terminal, plain lines in a log."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, TypeVar

from draftgenie.cli.output import note

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from draftgenie.ports import Progress

T = TypeVar("T")
LINE_EVERY_S = 10.0


class Silent:
    """Says nothing."""

    def track(
        self,
        items: Iterable[T],
        *,
        label: str,  # noqa: ARG002 - the port's signature
        total: int | None = None,  # noqa: ARG002
    ) -> Iterator[T]:
        """The same items."""
        return iter(items)

    def tell(self, remark: str) -> None:
        """Nothing."""

    def say(self, message: str) -> None:
        """Nothing."""


class Lines:
    """One line when a stage begins or ends, and now and then between: for logs."""

    def track(self, items: Iterable[T], *, label: str, total: int | None = None) -> Iterator[T]:
        """The same items; how many have passed is said every ten seconds and at the end."""
        begun = said = time.monotonic()
        n = 0
        for n, item in enumerate(items, 1):
            yield item
            if time.monotonic() - said >= LINE_EVERY_S:
                said = time.monotonic()
                note(f"{label}: {n}" + (f" of {total}" if total else ""))
        note(f"{label}: {n} in {time.monotonic() - begun:.1f} s")

    def tell(self, remark: str) -> None:
        """Nothing: a log keeps what it is told."""

    def say(self, message: str) -> None:
        """The message on stderr."""
        note(message)


class Bar:
    """A bar with count, rate and time left."""

    def __init__(self) -> None:
        self._tell: Callable[[str], None] | None = None

    def track(self, items: Iterable[T], *, label: str, total: int | None = None) -> Iterator[T]:
        """The same items, with a bar that goes away when they are through."""
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        # What is printed meanwhile goes above the bar where both are on one terminal, and
        # otherwise to stdout as ever.
        shares_terminal = sys.stdout.isatty()
        with Progress(
            *columns,
            console=Console(file=sys.stderr),
            transient=True,
            redirect_stdout=shares_terminal,
        ) as bar:
            task = bar.add_task(label, total=total)
            self._tell = lambda remark: bar.update(task, description=f"{label}: {remark}")
            try:
                yield from bar.track(items, total=total, task_id=task)
            finally:
                self._tell = None

    def tell(self, remark: str) -> None:
        """The remark before the bar, while there is one."""
        tell = self._tell
        if tell is not None:
            tell(remark)

    def say(self, message: str) -> None:
        """The message on stderr."""
        note(message)


def choose_progress(*, quiet: bool, as_json: bool) -> Progress:
    """A bar on a terminal, lines in a log, nothing when quiet or for JSON in a pipe."""
    if quiet:
        return Silent()
    if sys.stderr.isatty():
        return Bar()
    return Silent() if as_json else Lines()

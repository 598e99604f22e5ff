"""One line in the log for each command that ended, and its stages with -v."""

from __future__ import annotations

import os
import re
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

import typer

from draftgenie import __version__
from draftgenie.errors import DraftGenieError, Exit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from draftgenie.cli.run import Run
    from draftgenie.ports import Progress

T = TypeVar("T")

_LEVELS: dict[int, str] = {Exit.OK: "info", Exit.PARTIAL: "warning", Exit.GATE: "warning"}
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


def correlation_id() -> str:
    """The id that everything of this run shares: that of the caller's trace, if it has one."""
    found = _TRACEPARENT.fullmatch(os.environ.get("TRACEPARENT", ""))
    return found[1] if found else uuid4().hex


@contextmanager
def logged(run: Run) -> Iterator[None]:
    """Log the command that runs inside, once it has ended, however it ends."""
    begun = time.monotonic()
    code: int = Exit.BUG
    error_name = None
    try:
        yield
        code = Exit.OK
    except typer.Exit as ended:
        code = ended.exit_code
        cause = ended.__cause__
        error_name = type(cause).__name__ if cause is not None else None
        raise
    except BaseException as error:
        error_name = type(error).__name__
        code = int(error.exit_code) if isinstance(error, DraftGenieError) else Exit.BUG
        raise
    finally:
        _write(run, code=int(code), error=error_name, duration_s=time.monotonic() - begun)


def _write(run: Run, *, code: int, error: str | None, duration_s: float) -> None:
    # Without a command or a data folder nothing was done that anybody would look for.
    if not run.command or not run.home_path.is_dir():
        return
    from draftgenie.adapters.journal import Journal

    journal = Journal(run.home_path / "logs")
    line: dict[str, Any] = {
        "at": _now(),
        "level": _LEVELS.get(code, "error"),
        "run_id": run.run_id,
        "correlation_id": run.correlation_id,
        "command": run.command,
        "exit_code": code,
        "duration_ms": round(1000 * duration_s),
        "events": run.events,
        "pid": os.getpid(),
        "version": __version__,
    }
    if error is not None:
        line["error"] = error
    for stage in run.stages if run.verbose else ():
        journal.write({"at": line["at"], "level": "debug", "run_id": run.run_id, **stage})
    journal.write(line)
    if code in _LEVELS:
        journal.succeeded(run.command)


def _now() -> str:
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return now.replace("+00:00", "Z")


class Timed:
    """A progress display that also keeps how long each stage took, for the log."""

    def __init__(self, shown: Progress, stages: list[dict[str, Any]]) -> None:
        self._shown = shown
        self._stages = stages

    def track(self, items: Iterable[T], *, label: str, total: int | None = None) -> Iterator[T]:
        """The same items; when they are through, the stage is kept."""
        begun = time.monotonic()
        n = 0
        for n, item in enumerate(self._shown.track(items, label=label, total=total), 1):  # noqa: B007
            yield item
        elapsed_ms = round(1000 * (time.monotonic() - begun))
        self._stages.append({"stage": label, "n": n, "duration_ms": elapsed_ms})

    def tell(self, remark: str) -> None:
        """The remark, to people only."""
        self._shown.tell(remark)

    def say(self, message: str) -> None:
        """The message, to people only."""
        self._shown.say(message)

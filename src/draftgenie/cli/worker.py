"""`draftgenie worker …`."""

from __future__ import annotations

import signal
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from draftgenie.cli import output
from draftgenie.cli.automatic import drain, summary
from draftgenie.cli.pull import pull_due
from draftgenie.cli.run import Run, Verb, current, noun
from draftgenie.errors import PartialError, StoreLockedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from draftgenie.services.automatic import Drained
    from draftgenie.wiring import App

app = noun("Does what events call for, by itself: builds, notes, evaluations, buckets.")

POLL_S = 1.0


@app.callback()
def worker() -> None:
    """Does what events call for, by itself: builds, notes, evaluations, buckets."""
    # With a single verb and no callback, Typer would make the noun the command.


class _StoppedError(BaseException):
    """The process was asked to end; like Ctrl-C it passes every handler of errors."""


@app.command("run", cls=Verb)
def run_worker(
    ctx: typer.Context,
    once: Annotated[
        bool, typer.Option("--once", help="Do what is due and end; so it is without an option.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Then wait for more, until Ctrl-C or SIGTERM.")
    ] = False,
) -> None:
    """Do what is due: read new pairs, generate notes, evaluate, move speakers.

    With --watch, sources are pulled from as well, each as often as it says.

    What fails is tried again later, and given up after several times. A worker that is killed
    loses nothing, and several at once do nothing twice.

    Example: draftgenie worker run --once
    """
    run = current(ctx)
    if once and watch:
        msg = "--once and --watch do not go together"
        raise UsageError(msg, hint="leave one of them out")
    with _ending_well(), run.open(create=watch) as opened:
        run.newest_event = None
        done = drain(run, opened, opened.progress)
        if watch:
            _tell(run, done)
            _watch(run, opened)
    output.record(done, as_json=run.json)
    run.say(summary(done))
    _check(done)


@contextmanager
def _ending_well() -> Iterator[None]:
    """Let SIGTERM end the block at once and the program well; what was not finished stays due."""

    def stop(_signal: int, _frame: object) -> None:
        raise _StoppedError

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except _StoppedError:
        raise typer.Exit from None
    finally:
        signal.signal(signal.SIGTERM, before)


def _watch(run: Run, opened: App) -> None:
    """Do whatever comes, for ever."""
    seen = -1
    due: str | None = ""
    while True:
        if any(pulled.records for pulled in pull_due(run, opened)):
            seen = -1
        version = opened.store.data_version
        if version != seen:
            seen, due = version, opened.store.deliveries.next_due()
        if due is not None and due <= opened.clock.now():
            try:
                _tell(run, drain(run, opened, opened.progress))
            except StoreLockedError as error:
                run.say(error.message)
            seen = -1
        time.sleep(POLL_S)


def _tell(run: Run, done: Drained) -> None:
    if not done.did_something:
        return
    if run.json:
        output.json_line(done)
    else:
        output.text(f"{summary(done)}")


def _check(done: Drained) -> None:
    """Say by the exit code that some of it failed.

    Raises:
        PartialError: something failed; it is tried again later, or given up.
    """
    if done.failed or done.dead:
        msg = f"failed: {done.failed} to be tried again, {done.dead} given up; the rest is done"
        raise PartialError(msg, hint="draftgenie event dead-letter list")

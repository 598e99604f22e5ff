"""What the automatic loop did, for people; and its turn at the end of a writing command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from draftgenie.cli import output
from draftgenie.cli.progress import Silent
from draftgenie.errors import DraftGenieError

if TYPE_CHECKING:
    from collections.abc import Callable

    from draftgenie.cli.run import Run
    from draftgenie.ports import Progress
    from draftgenie.services.automatic import Drained
    from draftgenie.wiring import App

_SAID = {
    "pulled": "records pulled",
    "pairs": "pairs read",
    "notes": "notes generated",
    "scored": "notes evaluated",
    "moved": "speakers moved",
    "later": "to be done or tried later",
    "waiting": "waiting for a final",
    "dead": "given up (draftgenie event dead-letter list)",
}


def work_off(run: Run) -> None:
    """Do what the command's events call for; a failure is said, the command stays done."""
    before, run.newest_event = run.newest_event, None
    try:
        with run.open() as opened:
            run.newest_event = None
            if opened.store.log.last_seq() > (before or 0):
                run.say(f"automatic: {summary(drain(run, opened, Silent()))}")
    except DraftGenieError as error:
        run.say(f"automatic: not done ({error.message}); next: draftgenie worker run")


def drain(run: Run, opened: App, progress: Progress) -> Drained:
    """Do everything that is due; a bug on the way is reported as any other."""
    from draftgenie.services.automatic import drain as work

    return work(opened.loop(progress=progress, on_bug=_reporter(run)))


def _reporter(run: Run) -> Callable[[Exception], None]:
    def report(error: Exception) -> None:
        from draftgenie.cli import bug

        bug.report(error, home=run.home_path, as_json=run.json)

    return report


def summary(done: Drained) -> str:
    """The figures that are not 0, in words."""
    figures = output.plain(done)
    said = [f"{words} {figures[name]}" for name, words in _SAID.items() if figures[name]]
    return ", ".join(said) or "nothing to do"

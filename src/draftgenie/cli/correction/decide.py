"""`draftgenie correction add`, `approve` and `block`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from draftgenie.cli import output
from draftgenie.cli.correction.group import CorrectionId, app
from draftgenie.cli.options import SpeakerOption, one_or_all
from draftgenie.cli.run import Run, Verb, current
from draftgenie.domain.correction import CorrectionStatus, Severity

if TYPE_CHECKING:
    from draftgenie.domain.correction import Correction

Everyone = Annotated[bool, typer.Option("--all", help="For every speaker there is.")]
Reset = Annotated[bool, typer.Option("--reset", help="Take the decision back.")]


@app.command("add", cls=Verb)
def add_correction(
    ctx: typer.Context,
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="What drafts have.")],
    target: Annotated[
        str, typer.Argument(metavar="TARGET", help="What it should be; empty to take it out.")
    ],
    speaker: Annotated[
        str, typer.Option("--speaker", metavar="REF", help="The speaker's reference.")
    ],
) -> None:
    """Add a correction of your own.

    It is made wherever its source stands. Adding the same one again changes nothing.

    Example: draftgenie correction add "bis a prolol" bisoprolol --speaker dr-okafor
    """
    from draftgenie.services import correction as look
    from draftgenie.services import decision as service

    run = current(ctx)
    with run.open() as opened:
        done = service.add(store=opened.store, speaker=speaker, source=source, target=target)
    added = done.correction
    output.one(look.line(added), as_json=run.json, text=added.id)
    if added.severity is Severity.HIGH:
        run.say(f"careful: it changes a {added.category.value} wherever its source stands")
    change = "added" if done.changed else "unchanged"
    run.say(f"{change}: {added.id}; to undo: {_undo(added)}")


def _undo(c: Correction) -> str:
    return f"draftgenie correction approve --reset {c.id} --speaker {c.speaker}"


@app.command("approve", cls=Verb)
def approve_correction(
    ctx: typer.Context,
    correction_id: CorrectionId,
    speaker: SpeakerOption = None,
    everyone: Everyone = False,
    reset: Reset = False,
) -> None:
    """Have a correction made wherever it fits.

    Example: draftgenie correction approve cor_41f0… --speaker dr-okafor
    """
    status = CorrectionStatus.LEARNED if reset else CorrectionStatus.APPROVED
    _decide(current(ctx), correction_id, status, speaker=speaker, everyone=everyone)


@app.command("block", cls=Verb)
def block_correction(
    ctx: typer.Context,
    correction_id: CorrectionId,
    speaker: SpeakerOption = None,
    everyone: Everyone = False,
    reset: Reset = False,
) -> None:
    """Have a correction never made.

    Example: draftgenie correction block cor_41f0… --speaker dr-okafor
    """
    status = CorrectionStatus.LEARNED if reset else CorrectionStatus.BLOCKED
    _decide(current(ctx), correction_id, status, speaker=speaker, everyone=everyone)


def _decide(
    run: Run,
    correction_id: str,
    status: CorrectionStatus,
    *,
    speaker: str | None,
    everyone: bool,
) -> None:
    from draftgenie.services import correction as look
    from draftgenie.services import decision as service

    one_or_all(speaker, everyone=everyone)
    with run.open() as opened:
        done = service.decide(
            correction_id, status, store=opened.store, speaker=speaker, everyone=everyone
        )
    for one in done:
        c = one.correction
        output.one(look.line(c), as_json=run.json, text=f"{c.status.value}  {c.speaker}  {c.id}")
    n_changed = sum(one.changed for one in done)
    run.say(f"{status.value} for {n_changed} speakers" if n_changed else "unchanged")

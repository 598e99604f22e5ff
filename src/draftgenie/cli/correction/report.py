"""`draftgenie correction report`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from draftgenie.cli import output
from draftgenie.cli.correction.group import app, shown_side
from draftgenie.cli.options import SpeakerOption
from draftgenie.cli.output import Column, percent
from draftgenie.cli.run import Verb, current

if TYPE_CHECKING:
    from draftgenie.services.report import Report, ReportLine


@app.command("report", cls=Verb)
def report_corrections(
    ctx: typer.Context,
    speaker: SpeakerOption = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many.")] = 20,
) -> None:
    """Show which corrections won words and which lost some.

    Over the replayed history: first those that cost the notes more than they saved, marked with
    !, then by words lost. WITHOUT is the notes' WER if the correction had never been made.

    Example: draftgenie correction report --speaker dr-okafor
    """
    from draftgenie.services import report as service
    from draftgenie.services.speaker import find_speaker

    run = current(ctx)
    with run.open() as opened:
        ref = None if speaker is None else find_speaker(opened.store, speaker).ref
        found = service.report(store=opened.store, speaker=ref, limit=limit)
    if run.json:
        output.json_line(found)
        return
    _print(found)
    if found.total > len(found.items):
        output.note(f"{len(found.items)} of {found.total} shown; more with --limit")


def _print(found: Report) -> None:
    if found.items:
        output.table(found.items, _COLUMNS)
        output.text("")
    output.text(
        "R/N/H: edits right, neither, harmful; WON, LOST, WITHOUT: of words, of formatted words"
    )
    output.text(
        f"WER of the {found.notes} replayed notes: {percent(found.note_wer, 2)}, "
        f"formatted {percent(found.note_wer_formatted, 2)}"
    )
    if found.harmful:
        whose = found.speaker or "REF"
        output.text(
            output.visible(
                f"{found.harmful} of {found.total} corrections cost more than they saved (!); "
                f"to stop one: draftgenie correction block ID --speaker {whose}"
            )
        )
    for replay in found.replays:
        speakers = "1 speaker" if replay.speakers == 1 else f"{replay.speakers} speakers"
        output.text(f"replay {replay.run_id} of {replay.created_at[:16]}, {speakers}")


def _won(line: ReportLine) -> str:
    return f"{line.words_won}, {line.formatted_won}"


def _lost(line: ReportLine) -> str:
    return f"{line.words_lost}, {line.formatted_lost}"


def _without(line: ReportLine) -> str:
    rates = (line.note_wer_without, line.note_wer_formatted_without)
    return ", ".join("–" if rate is None else f"{100 * rate:.2f}" for rate in rates)


_COLUMNS = (
    Column("", lambda r: "!" if r.is_harmful else ""),
    Column("SOURCE", lambda r: shown_side(r.source), wrap=True),
    Column(
        "BECOMES", lambda r: shown_side(r.surface if r.target else r.surface.strip()), wrap=True
    ),
    Column("MADE", lambda r: r.applied, right=True),
    Column("R/N/H", lambda r: f"{r.right}/{r.neither}/{r.harmful}", right=True),
    Column("WON", _won, right=True),
    Column("LOST", _lost, right=True),
    Column("WITHOUT %", _without, right=True),
    Column("CATEGORY", lambda r: r.category.value),
    Column("STATUS", lambda r: "" if r.status is None else r.status.value),
    Column("ID", lambda r: r.id),
)

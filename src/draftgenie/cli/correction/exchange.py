"""`draftgenie correction export` and `import`."""

from __future__ import annotations

from typing import Annotated

import typer

from draftgenie.cli import output
from draftgenie.cli.correction.group import app
from draftgenie.cli.options import OnError, OnErrorOption, SpeakerOption
from draftgenie.cli.run import Verb, current
from draftgenie.cli.tables import FileArgument, FormatOption, choose_format, export_table
from draftgenie.domain.correction import CorrectionStatus
from draftgenie.errors import PartialError


@app.command("export", cls=Verb)
def export_corrections(
    ctx: typer.Context,
    file: FileArgument = "-",
    speaker: SpeakerOption = None,
    decided: Annotated[
        bool, typer.Option("--decided", help="Only what people approved, blocked or brought in.")
    ] = False,
    form: FormatOption = None,
) -> None:
    """Write corrections to a file or to stdout: JSON lines, CSV or Parquet.

    JSON lines and CSV are what correction import takes back as they are.

    Example: draftgenie correction export okafor.csv --speaker dr-okafor
    """
    from draftgenie.services import exchange as service
    from draftgenie.services.speaker import find_speaker

    run = current(ctx)
    chosen = choose_format(file, form)
    with run.open() as opened:
        ref = None if speaker is None else find_speaker(opened.store, speaker).ref
        records = service.export(store=opened.store, speaker=ref, decided=decided)
        n = export_table(run, records, service.FIELDS, name=file, form=chosen)
    run.say(f"{n} corrections; they hold words of notes: keep them safe")


@app.command("import", cls=Verb)
def import_corrections(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="JSON lines or CSV; - is stdin.")],
    speaker: Annotated[
        str | None,
        typer.Option("--speaker", metavar="REF", help="Whose records are that name no speaker."),
    ] = None,
    status: Annotated[
        CorrectionStatus | None,
        typer.Option("--status", help="What records without a status are."),
    ] = None,
    on_error: OnErrorOption = OnError.STOP,
) -> None:
    """Take in corrections from a file.

    They were exported, or written by hand. Approvals and blocks are taken over; counts come
    from a store's own history only. Columns: speaker, source, target, and if wanted surface,
    layer, status.

    Example: draftgenie correction import drugs.csv --speaker dr-okafor --status approved
    """
    from draftgenie.adapters import records
    from draftgenie.services import exchange as service

    run = current(ctx)
    layout = records.CORRECTIONS.without("speaker") if speaker else records.CORRECTIONS
    sources = records.find_sources([run.input(file)], layout)
    options = service.Options(speaker, status, on_error is OnError.SKIP)
    with run.open() as opened:
        done = service.import_(
            store=opened.store, rows=records.read(sources, layout), options=options
        )
    output.record(done, as_json=run.json)
    run.say(f"imported: {done.added} added, {done.updated} updated")
    if done.rejected:
        msg = f"{done.rejected} records were left out, the rest is stored"
        raise PartialError(msg, hint="without --on-error skip each one is named")

"""`draftgenie draft …`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from draftgenie.cli import output
from draftgenie.cli.held import list_held, release_draft
from draftgenie.cli.notices import warn
from draftgenie.cli.options import (
    KindOption,
    Limit,
    OnError,
    OnErrorOption,
    PageNumber,
    SpeakerOption,
    Yes,
)
from draftgenie.cli.output import Column
from draftgenie.cli.pull import pull_drafts
from draftgenie.cli.run import Verb, confirm, current, noun
from draftgenie.cli.tables import FileArgument, FormatOption, choose_format, export_table
from draftgenie.domain.draft import Kind, read_kind
from draftgenie.errors import NotFoundError, PartialError, UsageError

if TYPE_CHECKING:
    from draftgenie.services.draft import Shown
    from draftgenie.services.ingest import Ingested

app = noun("Machine drafts and the final notes people signed.")
app.command("pull", cls=Verb)(pull_drafts)
app.command("release", cls=Verb)(release_draft)

Name = Annotated[str, typer.Argument(metavar="ITEM", help="An item, or the id of a draft.")]

Paths = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PATH…|-]", help="JSON lines, CSV, text or a folder; - is stdin."),
]
DefaultSpeaker = Annotated[
    str | None,
    typer.Option("--speaker", metavar="REF", help="Whose records are that name no speaker."),
]
DefaultKind = Annotated[
    Kind | None,
    typer.Option(
        "--kind", parser=read_kind, metavar="KIND", help="What texts without a kind are."
    ),
]
CreateSpeakers = Annotated[
    bool, typer.Option("--create-speakers", help="Add speakers that are not there yet.")
]
Replace = Annotated[
    bool, typer.Option("--replace", help="Take what differs as the new current text.")
]
Rejects = Annotated[
    Path | None,
    typer.Option("--rejects", metavar="FILE", help="Write bad records there, with reasons."),
]
Strict = Annotated[
    bool, typer.Option("--strict", help="Refuse records with fields that are not known.")
]
FixMojibake = Annotated[
    bool, typer.Option("--fix-mojibake", help="Mend text that was decoded wrongly once.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check everything and store nothing.")]


@app.command("ingest", cls=Verb)
def ingest_drafts(
    ctx: typer.Context,
    paths: Paths = None,
    speaker: DefaultSpeaker = None,
    kind: DefaultKind = None,
    create_speakers: CreateSpeakers = False,
    replace: Replace = False,
    on_error: OnErrorOption = OnError.STOP,
    rejects: Rejects = None,
    dry_run: DryRun = False,
    strict: Strict = False,
    fix_mojibake: FixMojibake = False,
) -> None:
    """Take in drafts and final notes.

    What is there already changes nothing. A folder holds SPEAKER/ITEM.asr.txt, ITEM.llm.txt
    and ITEM.final.txt. A pair that seems to be two different notes is held for review.

    Example: draftgenie draft ingest history.jsonl --create-speakers
    """
    from draftgenie.adapters import records
    from draftgenie.pipeline.ingest import Defaults
    from draftgenie.services import ingest as service

    run = current(ctx)
    layout = records.DRAFTS.without("speaker") if speaker else records.DRAFTS
    sources = records.find_sources([run.input(path) for path in paths or ["-"]], layout)
    options = service.Options(
        Defaults(speaker, kind),
        create_speakers,
        replace,
        on_error is OnError.SKIP,
        dry_run,
        strict,
        fix_mojibake,
    )
    with run.open(create=True) as opened, records.writing_rejects(rejects) as on_reject:
        done = service.ingest(
            store=opened.store,
            clock=opened.clock,
            rows=opened.progress.track(
                records.read(sources, layout), label="ingest", total=records.count(sources)
            ),
            options=options,
            on_reject=on_reject,
        )
    shown = {name: value for name, value in asdict(done).items() if name != "warnings"}
    output.record(done, as_json=run.json, shown=shown)
    warn(run, done.warnings)
    run.say(_what_next(done))
    if done.held:
        run.say(f"held for review: {done.held}; next: draftgenie draft list --held")
    if done.rejected:
        where = f"see {str(rejects)!r}" if rejects else "draftgenie quarantine list"
        msg = f"records set aside: {done.rejected}; the rest is stored"
        raise PartialError(msg, hint=where)


def _what_next(done: Ingested) -> str:
    if done.dry_run:
        return "dry run: nothing was stored"
    if not done.writes:
        return "unchanged: everything was there already"
    brought = f"drafts {done.drafts_added}, finals {done.finals_added}"
    if done.pairs_completed or not done.drafts_added:
        step = "draftgenie correction build --all"
    else:
        step = "draftgenie rag generate --pending"
    return f"stored: {brought}, pairs completed {done.pairs_completed}; next: {step}"


@app.command("list", cls=Verb)
def list_drafts(
    ctx: typer.Context,
    speaker: SpeakerOption = None,
    kind: KindOption = None,
    pending: Annotated[
        bool, typer.Option("--pending", help="Without a final note and a generated note.")
    ] = False,
    final: Annotated[
        bool | None, typer.Option("--final/--no-final", help="With, or without, a final note.")
    ] = None,
    held: Annotated[
        bool, typer.Option("--held", help="Only those whose final seems to be of another note.")
    ] = False,
    limit: Limit = 100,
    page: PageNumber = 1,
) -> None:
    """List current drafts, without their texts.

    Nothing is learned from a pair that is held until draft release lets it go.

    Example: draftgenie draft list --speaker dr-okafor --pending
    """
    from draftgenie.ports.store import DraftQuery, Page
    from draftgenie.services import draft as service
    from draftgenie.services.speaker import find_speaker

    run = current(ctx)
    if held:
        if kind is not None or pending or final is not None:
            msg = "--held goes with --speaker alone"
            raise UsageError(msg, hint="draftgenie draft list --held")
        list_held(run, speaker=speaker, page=Page(page, limit))
        return
    with run.open() as opened:
        ref = None if speaker is None else find_speaker(opened.store, speaker).ref
        query = DraftQuery(speaker=ref, kind=kind, pending=pending or None, has_final=final)
        drafts, total = service.list_(store=opened.store, query=query, page=Page(page, limit))
    columns = (
        Column("SPEAKER", lambda d: d.speaker),
        Column("ITEM", lambda d: d.item),
        Column("KIND", lambda d: d.kind.value),
        Column("DICTATED", lambda d: d.dictated_at),
        Column("WORDS", lambda d: d.n_words, right=True),
        Column("DRAFT", lambda d: d.id),
    )
    output.listing(drafts, total=total, columns=columns, as_json=run.json)


@app.command("show", cls=Verb)
def show_draft(
    ctx: typer.Context, name: Name, speaker: SpeakerOption = None, kind: KindOption = None
) -> None:
    """Show an item with its texts.

    With --kind it is that text alone, exactly as it is stored.

    Example: draftgenie draft show visit-0001 --kind final
    """
    from draftgenie.services import draft as service
    from draftgenie.services.audit import record_reading

    run = current(ctx)
    with run.open() as opened:
        shown = service.show(store=opened.store, name=name, speaker=speaker)
        record_reading(opened.store, "draft.show", shown.item.id)
    texts = _texts(shown)
    if run.json:
        output.json_line(shown)
    elif kind is not None:
        if kind not in texts:
            msg = f"item {shown.item.item!r} has no text of kind {kind.value}"
            raise NotFoundError(msg, hint=f"draftgenie draft show {shown.item.item}")
        output.exact(texts[kind])
    else:
        output.facts(asdict(shown.item))
        for heading, text in texts.items():
            output.block(f"{heading}:", text)


def _texts(shown: Shown) -> dict[str, str]:
    texts: dict[str, str] = {draft.kind: draft.text for draft in shown.drafts}
    if shown.final is not None:
        texts[Kind.FINAL] = shown.final.text
    kinds = {draft.id: draft.kind.value for draft in shown.drafts}
    return texts | {f"generated from {kinds[n.draft_id]}": n.text for n in shown.notes}


@app.command("diff", cls=Verb)
def diff_draft(
    ctx: typer.Context,
    name: Name,
    speaker: SpeakerOption = None,
    kind: KindOption = None,
    note: Annotated[
        bool, typer.Option("--note", help="The generated note instead of the draft.")
    ] = False,
) -> None:
    """Show how a draft differs from its final note.

    Words that went stand in [-…-], words that came in {+…+}.

    Example: draftgenie draft diff visit-0001
    """
    from draftgenie.cli.diff import render
    from draftgenie.services import draft as service
    from draftgenie.services.audit import record_reading

    run = current(ctx)
    if kind is Kind.FINAL:
        msg = "the final note is what drafts are compared with"
        raise UsageError(msg, hint="--kind asr or --kind llm")
    with run.open() as opened:
        found = service.diff(
            store=opened.store, name=name, speaker=speaker, kind=kind, of_note=note
        )
        record_reading(opened.store, "draft.diff", found.draft_id)
    if run.json:
        output.json_line(found)
    else:
        output.styled(render(found.pieces, colours=output.colours()))


@app.command("remove", cls=Verb)
def remove_draft(
    ctx: typer.Context, name: Name, speaker: SpeakerOption = None, yes: Yes = False
) -> None:
    """Delete an item for good.

    Its drafts, its final note, its generated notes and their evaluations all go.

    Example: draftgenie draft remove visit-0001 --speaker dr-okafor --yes
    """
    from draftgenie.services import draft as service

    run = current(ctx)
    with run.open() as opened:
        item = service.find_item(opened.store, name, speaker=speaker)
        confirm(f"delete item {item.item!r} of {item.speaker!r} for good?", yes=yes)
        item, counts = service.remove(store=opened.store, name=item.item, speaker=item.speaker)
    result = {"speaker": item.speaker, "item": item.item, **counts}
    output.one(result, as_json=run.json, text=item.item)
    run.say(f"removed: item {item.item!r}; next: draftgenie correction build --all")


@app.command("export", cls=Verb)
def export_drafts(
    ctx: typer.Context,
    file: FileArgument = "-",
    speaker: SpeakerOption = None,
    form: FormatOption = None,
) -> None:
    """Write drafts and final notes to a file or to stdout: JSON lines, CSV or Parquet.

    JSON lines and CSV are what draft ingest takes back as they are.

    Example: draftgenie draft export dr-okafor.jsonl --speaker dr-okafor
    """
    from draftgenie.services import draft as service
    from draftgenie.services.speaker import find_speaker

    run = current(ctx)
    chosen = choose_format(file, form)
    with run.open() as opened:
        ref = None if speaker is None else find_speaker(opened.store, speaker).ref
        records = service.export(store=opened.store, speaker=ref)
        n = export_table(run, records, service.FIELDS, name=file, form=chosen)
    run.say(f"{n} records; they hold note text: keep them safe")

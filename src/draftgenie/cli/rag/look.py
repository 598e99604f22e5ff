"""`draftgenie rag list`, `show`, `diff` and `session`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from draftgenie.cli import output
from draftgenie.cli.options import Limit, PageNumber, SpeakerOption
from draftgenie.cli.output import Column
from draftgenie.cli.rag.group import NoteName, app, note_body
from draftgenie.cli.run import Verb, current
from draftgenie.errors import UsageError

if TYPE_CHECKING:
    from draftgenie.domain.note import GeneratedNote


@app.command("list", cls=Verb)
def list_notes(
    ctx: typer.Context,
    speaker: SpeakerOption = None,
    item: Annotated[
        str | None, typer.Option("--item", metavar="ITEM", help="Only of this item.")
    ] = None,
    final: Annotated[
        bool | None, typer.Option("--final/--no-final", help="With, or without, a final note.")
    ] = None,
    last: Annotated[
        int | None, typer.Option("--last", min=1, help="The newest so many of each speaker.")
    ] = None,
    limit: Limit = 100,
    page: PageNumber = 1,
) -> None:
    """List current notes, without their texts.

    Example: draftgenie rag list --speaker dr-okafor --last 10
    """
    from draftgenie.ports.store import NoteQuery, Page
    from draftgenie.services import rag as service
    from draftgenie.services.speaker import find_speaker

    run = current(ctx)
    with run.open() as opened:
        ref = None if speaker is None else find_speaker(opened.store, speaker).ref
        query = NoteQuery(speaker=ref, item=item, has_final=final, last=last)
        notes, total = service.listing(store=opened.store, query=query, page=Page(page, limit))
    columns = (
        Column("SPEAKER", lambda n: n.speaker),
        Column("ITEM", lambda n: n.item),
        Column("CONFIDENCE", lambda n: output.percent(n.confidence), right=True),
        Column("MADE", lambda n: n.created_at),
        Column("NOTE", lambda n: n.id),
    )
    output.listing(notes, total=total, columns=columns, as_json=run.json, shape=_listed)


def _listed(note: GeneratedNote) -> dict[str, Any]:
    return {
        "note_id": note.id,
        "speaker": note.speaker,
        "item": note.item,
        "draft_id": note.draft_id,
        "confidence": note.confidence,
        "generator": note.generator,
        "created_at": note.created_at,
    }


@app.command("show", cls=Verb)
def show_note(
    ctx: typer.Context,
    name: NoteName,
    speaker: SpeakerOption = None,
    text_only: Annotated[
        bool, typer.Option("--text", help="The text alone, exactly as it is stored.")
    ] = False,
) -> None:
    """Show a note with its edits.

    Example: draftgenie rag show visit-0001 --speaker dr-okafor
    """
    from draftgenie.services import rag as service
    from draftgenie.services.audit import record_reading

    run = current(ctx)
    if text_only and run.json:
        msg = "--text and --json do not go together"
        raise UsageError(msg, hint="leave one of them out")
    with run.open() as opened:
        note = service.show(name, store=opened.store, speaker=speaker)
        record_reading(opened.store, "rag.show", note.id)
    if run.json:
        output.json_line({**note_body(note), "created_at": note.created_at})
    elif text_only:
        output.exact(note.text)
    else:
        output.facts({**_listed(note), "edits": len(note.applied)})
        output.block("text:", note.text)


@app.command("diff", cls=Verb)
def diff_note(
    ctx: typer.Context,
    name: NoteName,
    speaker: SpeakerOption = None,
    final: Annotated[
        bool, typer.Option("--final", help="What the final note has otherwise, instead.")
    ] = False,
) -> None:
    """Show what a note changed in its draft.

    Words that went stand in [-…-], words that came in {+…+}.

    Example: draftgenie rag diff visit-0001 --final
    """
    from draftgenie.cli.diff import render
    from draftgenie.services import explain as service
    from draftgenie.services.audit import record_reading

    run = current(ctx)
    with run.open() as opened:
        found = service.diff(name, store=opened.store, speaker=speaker, with_final=final)
        record_reading(opened.store, "rag.diff", found.note_id)
    if run.json:
        output.json_line(found)
    else:
        output.styled(render(found.pieces, colours=output.colours()))


@app.command("session", cls=Verb)
def show_session(
    ctx: typer.Context,
    name: NoteName,
    speaker: SpeakerOption = None,
    texts: Annotated[
        bool, typer.Option("--texts", help="With what a language model was sent and answered.")
    ] = False,
) -> None:
    """Show how a note came to be, step by step.

    Example: draftgenie rag session visit-0001
    """
    from draftgenie.services import rag as service

    run = current(ctx)
    with run.open() as opened:
        session = service.session(name, store=opened.store, speaker=speaker)
    facts = {
        "session": session.id,
        "note": session.note_id,
        "speaker": session.speaker,
        "generator": session.generator,
        "status": session.status,
        "created_at": session.created_at,
    }
    steps = [(step.name, f"{step.status}: {output.cell(step.detail)}") for step in session.steps]
    if run.json:
        record = session.record if texts else None
        output.json_line({**output.plain(replace(session, record=None)), "record": record})
        return
    output.facts([*facts.items(), *steps])
    for call in (session.record or {}).get("calls", []):
        _print_call(call, texts=texts)


def _print_call(call: dict[str, Any], *, texts: bool) -> None:
    figures = ("prompt_tokens", "answer_tokens", "cost", "tries")
    told = ", ".join(f"{name} {call[name]}" for name in figures if call.get(name) is not None)
    failed = call.get("error", {}).get("reason")
    said = f"call {call['step']}: {call['prompt']}, {f'failed: {failed}' if failed else told}"
    output.text(output.visible(said))
    if texts:
        for message in call.get("sent", []):
            output.block(f"  {message['role']}:", message["text"])
        output.block("  answer:", call.get("received", ""))

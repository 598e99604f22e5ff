"""`draftgenie quarantine …`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from draftgenie.cli import output
from draftgenie.cli.options import KindOption, Limit, PageNumber, SpeakerOption, Yes
from draftgenie.cli.output import Column
from draftgenie.cli.run import Verb, confirm, current, noun
from draftgenie.domain.setaside import CODES
from draftgenie.errors import PartialError, UsageError

if TYPE_CHECKING:
    from draftgenie.domain.setaside import SetAside
    from draftgenie.ports.quarantine import SetAsideQuery

app = noun("Records that were set aside: their reasons, another try, or the bin.")

Ids = Annotated[
    list[str] | None, typer.Argument(metavar="[RECORD]…", help="Ids, as list shows them.")
]
Code = Annotated[
    str | None, typer.Option("--code", metavar="CODE", help=f"Why: {', '.join(CODES)}.")
]
Source = Annotated[
    str | None, typer.Option("--source", metavar="PART", help="Part of the source's name.")
]
Everything = Annotated[bool, typer.Option("--all", help="All of them.")]


def _query(code: str | None, source: str | None, speaker: str | None) -> SetAsideQuery:
    from draftgenie.ports.quarantine import SetAsideQuery

    if code is not None and code not in CODES:
        msg = f"no reason has the code {code!r}"
        raise UsageError(msg, hint=f"codes are {', '.join(CODES)}")
    return SetAsideQuery(code, source, speaker)


@app.command("list", cls=Verb)
def list_records(
    ctx: typer.Context,
    code: Code = None,
    source: Source = None,
    speaker: SpeakerOption = None,
    limit: Limit = 100,
    page: PageNumber = 1,
) -> None:
    """List records that were set aside, oldest first, without what they say.

    Example: draftgenie quarantine list --code encoding
    """
    from draftgenie.ports.store import Page
    from draftgenie.services import quarantine as service

    run = current(ctx)
    with run.open() as opened:
        found, total = service.list_(
            store=opened.store, query=_query(code, source, speaker), page=Page(page, limit)
        )
    columns = (
        Column("RECORD", lambda r: r.id),
        Column("CODE", lambda r: r.code),
        Column("PLACE", _place, wrap=True),
        Column("REASON", lambda r: r.reason, wrap=True),
    )
    output.listing(found, total=total, columns=columns, as_json=run.json)


def _place(record: SetAside) -> str:
    return record.source if record.line is None else f"{record.source}:{record.line}"


@app.command("show", cls=Verb)
def show_record(
    ctx: typer.Context,
    record: Annotated[str, typer.Argument(metavar="RECORD", help="Its id, as list shows it.")],
    raw: Annotated[
        bool, typer.Option("--raw", help="The record as it came: text of a patient.")
    ] = False,
) -> None:
    """Show why a record was set aside.

    What it says is shown with --raw only, and that it was is written into the audit trail.

    Example: draftgenie quarantine show qua_0123456789abcdef0123
    """
    from draftgenie.services import quarantine as service

    run = current(ctx)
    with run.open() as opened:
        found = service.show(store=opened.store, record_id=record)
        body = service.reveal(store=opened.store, record_id=record) if raw else None
    shown: dict[str, Any] = output.plain(found)
    if body is None:
        output.record(shown, as_json=run.json)
    elif run.json:
        output.json_line({**shown, "raw": body.decode("utf-8", "backslashreplace")})
    else:
        output.exact(body.decode("utf-8", "backslashreplace"))


@app.command("retry", cls=Verb)
def retry_records(
    ctx: typer.Context,
    records: Ids = None,
    everything: Everything = False,
    code: Code = None,
    source: Source = None,
    speaker: Annotated[
        str | None,
        typer.Option("--speaker", metavar="REF", help="Whose records are that name no speaker."),
    ] = None,
    kind: KindOption = None,
    create_speakers: Annotated[
        bool, typer.Option("--create-speakers", help="Add speakers that are not there yet.")
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Take what differs as the new current text.")
    ] = False,
) -> None:
    """Try records again: a speaker may be there by now, or an option may mend them.

    Those that pass are stored and leave the quarantine; the others stay, exit 6.

    Example: draftgenie quarantine retry --code speaker --create-speakers
    """
    from draftgenie.adapters.records import read_again
    from draftgenie.pipeline.ingest import Defaults
    from draftgenie.services import ingest
    from draftgenie.services import quarantine as service

    run = current(ctx)
    _check_chosen(records, everything=everything, some=bool(code or source))
    options = ingest.Options(Defaults(speaker, kind), create_speakers, replace, skip=True)
    with run.open() as opened:
        found = service.chosen(
            store=opened.store, ids=records or [], query=_query(code, source, None)
        )
        done = service.retry(
            store=opened.store,
            clock=opened.clock,
            records=found,
            options=options,
            read_line=read_again,
        )
    output.record(done, as_json=run.json)
    if done.passed:
        run.say(f"passed: {done.passed}; next: draftgenie correction build --all")
    if done.kept:
        msg = f"records still set aside: {done.kept} of {done.tried}"
        raise PartialError(msg, hint="draftgenie quarantine list says why")


@app.command("drop", cls=Verb)
def drop_records(
    ctx: typer.Context,
    records: Ids = None,
    everything: Everything = False,
    code: Code = None,
    source: Source = None,
    yes: Yes = False,
) -> None:
    """Delete records that were set aside, for good.

    Example: draftgenie quarantine drop --code file --yes
    """
    from draftgenie.services import quarantine as service

    run = current(ctx)
    _check_chosen(records, everything=everything, some=bool(code or source))
    with run.open() as opened:
        found = service.chosen(
            store=opened.store, ids=records or [], query=_query(code, source, None)
        )
        if found:
            confirm(f"delete {len(found)} records for good?", yes=yes)
        n = service.drop(store=opened.store, ids=[record.id for record in found])
    output.one({"dropped": n}, as_json=run.json, text=str(n))
    run.say(f"dropped: {n}" if n else "unchanged: none was there")


def _check_chosen(ids: list[str] | None, *, everything: bool, some: bool) -> None:
    if bool(ids) + everything + some != 1:
        msg = "name records, or choose them with --code or --source, or take --all"
        raise UsageError(msg, hint="draftgenie quarantine list")

"""`draftgenie source …`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from draftgenie.cli import output
from draftgenie.cli.output import Column
from draftgenie.cli.run import Verb, current, noun
from draftgenie.domain.draft import Kind, read_kind
from draftgenie.domain.source import EVERY_S, Source, SourceKind
from draftgenie.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

app = noun("Where records are pulled from by themselves: folders, files, APIs, databases.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="The source's name.")]


def _option(flag: str, metavar: str, help: str) -> Any:  # noqa: A002 - Typer's word
    return typer.Option(flag, metavar=metavar, help=help)


@app.command("add", cls=Verb)
def add_source(
    ctx: typer.Context,
    name: Name,
    folder: Annotated[
        Path | None, _option("--folder", "DIR", "A folder of texts, JSON lines and CSV.")
    ] = None,
    lines: Annotated[
        Path | None, _option("--lines", "FILE", "A file of JSON lines that grows.")
    ] = None,
    url: Annotated[str | None, _option("--url", "URL", "An HTTP API that gives JSON.")] = None,
    sqlite: Annotated[Path | None, _option("--sqlite", "FILE", "A SQLite database.")] = None,
    module: Annotated[
        str | None, _option("--module", "NAME", "Another database's DB-API module.")
    ] = None,
    connect_file: Annotated[
        Path | None,
        _option("--connect-file", "FILE", "Holds that database's connection string; mode 0600."),
    ] = None,
    query: Annotated[
        str | None, _option("--query", "SQL", "SELECT … WHERE column > :cursor ORDER BY column.")
    ] = None,
    cursor_column: Annotated[
        str | None, _option("--cursor-column", "NAME", "The column that only rises.")
    ] = None,
    start: Annotated[
        str | None, _option("--start", "JSON", "The cursor's first value, such as 0.")
    ] = None,
    paging: Annotated[
        str | None, _option("--paging", "WAY", "page, cursor, link or none.")
    ] = None,
    page_param: Annotated[
        str | None, _option("--page-param", "NAME", "The parameter that asks for a page.")
    ] = None,
    first_page: Annotated[
        str | None, _option("--first-page", "N", "The number of the first page.")
    ] = None,
    next_field: Annotated[
        str | None, _option("--next-field", "PATH", "Where an answer names its next page.")
    ] = None,
    items: Annotated[
        str | None, _option("--items", "PATH", "Where an answer holds the list of records.")
    ] = None,
    since_param: Annotated[
        str | None, _option("--since-param", "NAME", "The parameter that asks for news only.")
    ] = None,
    since_field: Annotated[
        str | None, _option("--since-field", "PATH", "A record's field whose highest that is.")
    ] = None,
    token_file: Annotated[
        Path | None, _option("--token-file", "FILE", "Holds the API's token; mode 0600.")
    ] = None,
    token_header: Annotated[
        str | None, _option("--token-header", "NAME", "The header it goes into.")
    ] = None,
    timeout_s: Annotated[
        float | None, _option("--timeout", "S", "Seconds to wait for an answer.")
    ] = None,
    fields: Annotated[
        list[str] | None,
        _option("--map", "FIELD=PATH", "Where a record's field stands, as speaker=clinician.id."),
    ] = None,
    speaker: Annotated[
        str | None, _option("--speaker", "REF", "Whose records are that name no speaker.")
    ] = None,
    kind: Annotated[
        Kind | None,
        typer.Option(
            "--kind", parser=read_kind, metavar="KIND", help="What texts without a kind are."
        ),
    ] = None,
    create_speakers: Annotated[
        bool, typer.Option("--create-speakers", help="Add speakers that are not there yet.")
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Take what differs as the new current text.")
    ] = False,
    every_s: Annotated[
        int | None,
        typer.Option("--every", min=1, metavar="S", help="How often a watching worker looks."),
    ] = None,
) -> None:
    """Add a place that records are pulled from; nothing is read yet.

    Say one of --folder, --lines, --url, --sqlite and --module. Secrets are read from files when
    they are needed and never stored.

    Example: draftgenie source add inbox --folder /srv/inbox --create-speakers
    """
    from draftgenie.services import source as service

    run = current(ctx)
    given: dict[str, Any] = {
        "query": query,
        "cursor_column": cursor_column,
        "start": start,
        "paging": paging,
        "page_param": page_param,
        "first_page": first_page,
        "next_field": next_field,
        "items": items,
        "since_param": since_param,
        "since_field": since_field,
        "token_file": token_file and str(token_file.absolute()),
        "token_header": token_header,
        "timeout_s": timeout_s,
        "module": module,
    }
    kind_of, place = _place(folder, lines, url, sqlite, connect_file)
    options = {key: str(value) for key, value in given.items() if value is not None}
    _check_options(kind_of, options, with_module=connect_file is not None)
    source = Source(
        name,
        kind_of,
        place,
        options,
        dict(_mapped(fields or [])),
        speaker,
        kind,
        create_speakers,
        replace,
        every_s or EVERY_S[kind_of],
    )
    with run.open(create=True) as opened:
        added, is_new = service.add(store=opened.store, clock=opened.clock, source=source)
    output.record(added, as_json=run.json)
    run.say(f"next: draftgenie source test {name}" if is_new else "unchanged")


def _place(
    folder: Path | None,
    lines: Path | None,
    url: str | None,
    sqlite: Path | None,
    connect_file: Path | None,
) -> tuple[SourceKind, str]:
    """The kind and the place of a source, from the one option that says it."""
    said: list[tuple[SourceKind, str | Path]] = [
        (kind, place)
        for kind, place in (
            (SourceKind.FOLDER, folder),
            (SourceKind.LINES, lines),
            (SourceKind.HTTP, url),
            (SourceKind.SQL, sqlite),
            (SourceKind.SQL, connect_file),
        )
        if place is not None
    ]
    if len(said) != 1:
        msg = "say where the records are, in one way" if said else "say where the records are"
        hint = "--folder DIR, --lines FILE, --url URL, --sqlite FILE, or --module with its file"
        raise UsageError(msg, hint=hint)
    kind, place = said[0]
    return kind, str(place.absolute() if isinstance(place, Path) else place)


_HTTP = frozenset(
    "paging page_param first_page next_field items since_param since_field token_file "
    "token_header timeout_s".split()
)
_SQL = frozenset({"query", "cursor_column", "start", "module"})
_OF_KIND = {SourceKind.HTTP: _HTTP, SourceKind.SQL: _SQL}
_NEEDED = {SourceKind.SQL: ("query", "cursor_column")}
_PAGINGS = ("none", "page", "cursor", "link")


def _check_options(kind: SourceKind, options: dict[str, str], *, with_module: bool) -> None:
    """Check that the options are those of the kind, and go together.

    Raises:
        UsageError: they are not.
    """
    stray = sorted(options.keys() - _OF_KIND.get(kind, frozenset()))
    missing = [name for name in _NEEDED.get(kind, ()) if name not in options]
    if stray:
        fault: str | None = f"a source of kind {kind.value} has no {_flag(stray[0])}"
    elif missing:
        fault = f"a source of kind {kind.value} needs {_flag(missing[0])}"
    elif with_module != ("module" in options):
        fault = "--module and --connect-file go together"
    else:
        fault = _fault(options)
    if fault is not None:
        raise UsageError(fault, hint="draftgenie source add --help")


def _flag(name: str) -> str:
    return "--timeout" if name == "timeout_s" else f"--{name.replace('_', '-')}"


def _fault(options: dict[str, str]) -> str | None:
    """What is wrong with the values of the options."""
    paging = options.get("paging", "none")
    if paging not in _PAGINGS:
        return f"--paging is one of {', '.join(_PAGINGS)}"
    if paging == "cursor" and "next_field" not in options:
        return "--paging cursor needs --next-field"
    if not options.get("first_page", "1").isdecimal():
        return "--first-page is a whole number"
    if not _is_json(options.get("start", "null")):
        return "--start is a JSON value, such as 0 or '\"2026-01-01\"'"
    return None


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _mapped(fields: list[str]) -> Iterator[tuple[str, str]]:
    for said in fields:
        name, equals, path = said.partition("=")
        if not (name and equals and path):
            msg = "--map says where a field stands"
            raise UsageError(msg, hint="--map speaker=clinician.id")
        yield name, path


@app.command("list", cls=Verb)
def list_sources(ctx: typer.Context) -> None:
    """List sources, and when each was last pulled from.

    Example: draftgenie source list
    """
    run = current(ctx)
    with run.open() as opened:
        found = opened.store.sources.list()
    columns = (
        Column("SOURCE", lambda s: s.name),
        Column("KIND", lambda s: s.kind.value),
        Column("PULLED", lambda s: (s.pulled_at or "never")[:19]),
        Column("EVERY", lambda s: f"{s.every_s} s", right=True),
        Column("PLACE", lambda s: s.place, wrap=True),
    )
    output.listing(found, total=len(found), columns=columns, as_json=run.json)


@app.command("test", cls=Verb)
def test_source(ctx: typer.Context, name: Name) -> None:
    """Read the first records of a source and say what is wrong with them; nothing is stored.

    Example: draftgenie source test inbox
    """
    from draftgenie.services import pull
    from draftgenie.services import source as service

    run = current(ctx)
    with run.open() as opened:
        source = service.find(name, store=opened.store)
        tested = pull.test(source, opened.reader(source))
    output.record(tested, as_json=run.json, shown={**output.plain(tested), "faults": None})
    if not run.json:
        for fault in tested.faults:
            output.note(fault)
    if tested.faults:
        msg = f"{len(tested.faults)} of {tested.records} records cannot be taken"
        raise InputError(msg, hint="--map FIELD=PATH says where fields stand")
    run.say(f"next: draftgenie draft pull {name}")


@app.command("remove", cls=Verb)
def remove_source(ctx: typer.Context, name: Name) -> None:
    """Forget a source and how far it was read; the records it brought stay.

    Example: draftgenie source remove inbox
    """
    from draftgenie.services import source as service

    run = current(ctx)
    with run.open() as opened:
        gone = service.remove(name, store=opened.store)
    output.one(gone, as_json=run.json, text=gone.name)
    run.say("removed; the records it brought stay")

"""`draftgenie source …`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from draftgenie.cli import output
from draftgenie.cli.output import Column
from draftgenie.cli.run import Run, Verb, current, noun
from draftgenie.domain.draft import Kind, read_kind
from draftgenie.domain.source import EVERY_S, Source, SourceKind
from draftgenie.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

app = noun("Where records are pulled from by themselves: folders, files, APIs, databases.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="The source's name.")]


Folder = Annotated[
    Path | None,
    typer.Option("--folder", metavar="DIR", help="A folder of texts, JSON lines and CSV."),
]
LinesFile = Annotated[
    Path | None, typer.Option("--lines", metavar="FILE", help="A file of JSON lines that grows.")
]
Url = Annotated[
    str | None, typer.Option("--url", metavar="URL", help="An HTTP API that gives JSON.")
]
Sqlite = Annotated[
    Path | None, typer.Option("--sqlite", metavar="FILE", help="A SQLite database.")
]
Module = Annotated[
    str | None, typer.Option("--module", metavar="NAME", help="Another database's DB-API module.")
]
ConnectFile = Annotated[
    Path | None,
    typer.Option(
        "--connect-file",
        metavar="FILE",
        help="Holds that database's connection string; mode 0600.",
    ),
]
Query = Annotated[
    str | None,
    typer.Option(
        "--query", metavar="SQL", help="SELECT … WHERE column > :cursor ORDER BY column."
    ),
]
CursorColumn = Annotated[
    str | None, typer.Option("--cursor-column", metavar="NAME", help="The column that only rises.")
]
Start = Annotated[
    str | None,
    typer.Option("--start", metavar="JSON", help="The cursor's first value, such as 0."),
]
Paging = Annotated[
    str | None, typer.Option("--paging", metavar="WAY", help="page, cursor, link or none.")
]
PageParam = Annotated[
    str | None,
    typer.Option("--page-param", metavar="NAME", help="The parameter that asks for a page."),
]
FirstPage = Annotated[
    str | None, typer.Option("--first-page", metavar="N", help="The number of the first page.")
]
NextField = Annotated[
    str | None,
    typer.Option("--next-field", metavar="PATH", help="Where an answer names its next page."),
]
Items = Annotated[
    str | None,
    typer.Option("--items", metavar="PATH", help="Where an answer holds the list of records."),
]
SinceParam = Annotated[
    str | None,
    typer.Option("--since-param", metavar="NAME", help="The parameter that asks for news only."),
]
SinceField = Annotated[
    str | None,
    typer.Option("--since-field", metavar="PATH", help="A record's field whose highest that is."),
]
TokenFile = Annotated[
    Path | None,
    typer.Option("--token-file", metavar="FILE", help="Holds the API's token; mode 0600."),
]
TokenHeader = Annotated[
    str | None, typer.Option("--token-header", metavar="NAME", help="The header it goes into.")
]
Timeout = Annotated[
    float | None, typer.Option("--timeout", metavar="S", help="Seconds to wait for an answer.")
]
Speaker = Annotated[
    str | None,
    typer.Option("--speaker", metavar="REF", help="Whose records are that name no speaker."),
]
Fields = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="FIELD=PATH",
        help="Where a record's field stands, as speaker=clinician.id.",
    ),
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
Every = Annotated[
    int | None,
    typer.Option("--every", min=1, metavar="S", help="How often a watching worker looks."),
]


@app.command("add", cls=Verb)
def add_source(
    ctx: typer.Context,
    name: Name,
    folder: Folder = None,
    lines: LinesFile = None,
    url: Url = None,
    sqlite: Sqlite = None,
    module: Module = None,
    connect_file: ConnectFile = None,
    query: Query = None,
    cursor_column: CursorColumn = None,
    start: Start = None,
    paging: Paging = None,
    page_param: PageParam = None,
    first_page: FirstPage = None,
    next_field: NextField = None,
    items: Items = None,
    since_param: SinceParam = None,
    since_field: SinceField = None,
    token_file: TokenFile = None,
    token_header: TokenHeader = None,
    timeout_s: Timeout = None,
    fields: Fields = None,
    speaker: Speaker = None,
    kind: DefaultKind = None,
    create_speakers: CreateSpeakers = False,
    replace: Replace = False,
    every_s: Every = None,
) -> None:
    """Add a place that records are pulled from; nothing is read yet.

    Say one of --folder, --lines, --url, --sqlite and --module. Secrets are read from files when
    they are needed and never stored.

    Example: draftgenie source add inbox --folder /srv/inbox --create-speakers
    """
    run = current(ctx)
    kind_of, place = _place(folder, lines, url, sqlite, connect_file)
    options = _options(kind_of, ctx.params)
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
    _add(run, source)


def _add(run: Run, source: Source) -> None:
    from draftgenie.services import source as service

    with run.open(create=True) as opened:
        added, is_new = service.add(store=opened.store, clock=opened.clock, source=source)
    output.record(added, as_json=run.json)
    run.say(f"next: draftgenie source test {source.name}" if is_new else "unchanged")


def _options(kind: SourceKind, given: dict[str, Any]) -> dict[str, str]:
    """The options of the kind that were given, as they are stored."""
    options = {
        name: str(value.absolute() if isinstance(value, Path) else value)
        for name, value in given.items()
        if name in _HTTP | _SQL and value is not None
    }
    _check_options(kind, options, with_module=given.get("connect_file") is not None)
    return options


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

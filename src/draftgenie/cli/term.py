"""`draftgenie term …`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from draftgenie.cli import output
from draftgenie.cli.options import Limit, OnError, OnErrorOption, PageNumber, SpeakerOption, Yes
from draftgenie.cli.output import Column
from draftgenie.cli.run import Verb, confirm, current, noun
from draftgenie.errors import PartialError, UsageError

if TYPE_CHECKING:
    from draftgenie.domain.term import Term

app = noun("Your own lists of names and terms, such as the medicines you prescribe.")

SpecialtyOption = Annotated[
    str | None, typer.Option("--specialty", metavar="NAME", help="The list of a specialty.")
]
_NEXT = "next: draftgenie correction build"


@app.command("import", cls=Verb)
def import_terms(
    ctx: typer.Context,
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE|-",
            help="One term a line, or CSV or JSON lines with a column term; - is stdin.",
        ),
    ],
    speaker: SpeakerOption = None,
    specialty: SpecialtyOption = None,
    on_error: OnErrorOption = OnError.STOP,
) -> None:
    """Put terms on a list: everyone's, a specialty's or a speaker's.

    Each is kept as it is written, and put into notes so. A term that is on the list already
    changes nothing. The list is used from the next build on, which then reads the whole history
    again: how sure a guess is depends on what else is on the list.

    Example: draftgenie term import medicines.txt --specialty cardiology
    """
    from draftgenie.adapters import records
    from draftgenie.services import term as service

    run = current(ctx)
    sources = records.find_sources([run.input(file)], records.TERMS)
    with run.open(create=True) as opened:
        scope = service.find_scope(store=opened.store, speaker=speaker, specialty=specialty)
        done = service.import_(
            store=opened.store,
            rows=records.read(sources, records.TERMS),
            scope=scope,
            skip=on_error is OnError.SKIP,
        )
    output.record(done, as_json=run.json)
    run.say(_NEXT if done.added or done.changed else "unchanged")
    if done.rejected:
        msg = f"{done.rejected} records were left out, the rest is stored"
        raise PartialError(msg, hint="without --on-error skip each one is named")


@app.command("list", cls=Verb)
def list_terms(
    ctx: typer.Context,
    speaker: SpeakerOption = None,
    specialty: SpecialtyOption = None,
    search: Annotated[str | None, typer.Option("--search", help="Part of a term.")] = None,
    limit: Limit = 100,
    page: PageNumber = 1,
) -> None:
    """List terms, by their words.

    Without an option, those of all lists.

    Example: draftgenie term list --search olol
    """
    from draftgenie.ports.query import Page, TermQuery
    from draftgenie.services import term as service

    run = current(ctx)
    with run.open() as opened:
        one = speaker is not None or specialty is not None
        scope = service.find_scope(store=opened.store, speaker=speaker, specialty=specialty)
        query = TermQuery(scope if one else None, search)
        found, total = service.list_(store=opened.store, query=query, page=Page(page, limit))
    output.listing(found, total=total, columns=_COLUMNS, as_json=run.json, shape=_shape)


_COLUMNS = (
    Column("TERM", lambda t: t.surface, wrap=True),
    Column("LIST", lambda t: str(t.scope)),
)


def _shape(term: Term) -> dict[str, Any]:
    scope = term.scope
    return {
        "term": term.surface,
        "words": term.words,
        "speaker": scope.speaker,
        "specialty": scope.specialty,
    }


@app.command("remove", cls=Verb)
def remove_terms(
    ctx: typer.Context,
    terms: Annotated[
        list[str] | None, typer.Argument(metavar="[TERM]…", help="What to take off the list.")
    ] = None,
    speaker: SpeakerOption = None,
    specialty: SpecialtyOption = None,
    everything: Annotated[bool, typer.Option("--all", help="Empty the list.")] = False,
    yes: Yes = False,
) -> None:
    """Take terms off a list: everyone's, a specialty's or a speaker's.

    A term that is not on it changes nothing. What is gone is no longer used from the next build
    on.

    Example: draftgenie term remove Xarelto "St. John's wort"
    """
    from draftgenie.services import term as service

    run = current(ctx)
    if everything == bool(terms):
        msg = "name the terms, or empty the list with --all"
        raise UsageError(msg, hint="draftgenie term list")
    with run.open() as opened:
        scope = service.find_scope(store=opened.store, speaker=speaker, specialty=specialty)
        if everything:
            confirm(f"take all terms off the list of {scope}?", yes=yes)
        done = service.remove(store=opened.store, scope=scope, terms=terms or None)
    output.record(done, as_json=run.json)
    run.say(_NEXT if done.removed else "unchanged")

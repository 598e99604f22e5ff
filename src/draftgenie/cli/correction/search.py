"""`draftgenie correction search`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from draftgenie.cli import output
from draftgenie.cli.correction.group import app, columns, shown_side, shown_target
from draftgenie.cli.options import SpeakerOption
from draftgenie.cli.output import Column
from draftgenie.cli.run import Verb, current

if TYPE_CHECKING:
    from draftgenie.services.correction import Found

_MEANING_COLUMNS = (
    Column("NEAR", lambda f: f"{f.similarity:.2f}", right=True),
    Column("SPEAKER", lambda f: f.line.speaker),
    Column("SOURCE", lambda f: shown_side(f.line.source), wrap=True),
    Column("TARGET", lambda f: shown_target(f.line), wrap=True),
    Column("MADE", lambda f: f.line.n_applied, right=True),
    Column("LEFT", lambda f: f.line.n_left_alone, right=True),
    Column("CONTEXT", lambda f: f.context, wrap=True),
    Column("ID", lambda f: f.line.id),
)


@app.command("search", cls=Verb)
def search_corrections(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What to look for.")],
    meaning: Annotated[
        bool, typer.Option("--meaning", help="By the meaning of contexts, not by letters.")
    ] = False,
    speaker: SpeakerOption = None,
    n: Annotated[int, typer.Option("-n", "--limit", min=1, help="At most so many.")] = 20,
) -> None:
    """Find corrections by letters or by meaning.

    By letters: a part of the source or the target. By meaning: the text is compared with the
    places of the history where corrections were made; vectors that are missing are made first.

    Example: draftgenie correction search "shortness of breath" --meaning
    """
    from draftgenie.ports.store import CorrectionQuery, Page
    from draftgenie.services import correction as service
    from draftgenie.services.audit import record_reading
    from draftgenie.services.embedding import catch_up
    from draftgenie.services.speaker import find_speaker

    run = current(ctx)
    with run.open() as opened:
        ref = None if speaker is None else find_speaker(opened.store, speaker).ref
        if not meaning:
            query = CorrectionQuery(speaker=ref, text=text)
            lines, total = service.list_(store=opened.store, query=query, page=Page(1, n))
            output.listing(lines, total=total, columns=columns(), as_json=run.json)
            return
        if opened.has_index:
            catch_up(
                store=opened.store,
                index=opened.index,
                embedder=opened.embedder,
                progress=opened.progress,
            )
        found = service.search_meaning(
            text,
            store=opened.store,
            index=opened.index,
            embedder=opened.embedder,
            speaker=ref,
            n=n,
        )
        ids = sorted({one.line.id for one in found})
        record_reading(opened.store, "correction.search", ref or "corrections", found=ids)
    output.listing(
        found,
        total=len(found),
        columns=_MEANING_COLUMNS,
        as_json=run.json,
        shape=_flat,
    )


def _flat(found: Found) -> dict[str, Any]:
    body = output.plain(found)
    return {**body.pop("line"), **body}

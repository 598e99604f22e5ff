"""`draftgenie correction build`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from draftgenie.cli import output
from draftgenie.cli.correction.group import app
from draftgenie.cli.options import SpeakerOption, one_or_all
from draftgenie.cli.output import Column
from draftgenie.cli.run import Verb, current

if TYPE_CHECKING:
    from draftgenie.services.embedding import Embedded
    from draftgenie.services.learning import Built
    from draftgenie.wiring import App


@app.command("build", cls=Verb)
def build_corrections(
    ctx: typer.Context,
    speaker: SpeakerOption = None,
    everyone: Annotated[
        bool, typer.Option("--all", help="Every speaker; so it is without an option, too.")
    ] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Read the whole history again.")
    ] = False,
    no_embed: Annotated[
        bool,
        typer.Option("--no-embed", help="Leave the contexts for a later build to embed."),
    ] = False,
) -> None:
    """Learn from the pairs that are new.

    A pair is a draft with its final note. Only contexts that are new are embedded. What people
    decided about corrections stays.

    Example: draftgenie correction build --all
    """
    from draftgenie.ports.store import CorrectionQuery
    from draftgenie.services import learning
    from draftgenie.services.speaker import find_speaker

    run = current(ctx)
    one_or_all(speaker, everyone=everyone)
    with run.open() as opened:
        ref = None if speaker is None else find_speaker(opened.store, speaker).ref
        built = learning.build(
            store=opened.store,
            arrays=opened.arrays,
            progress=opened.progress,
            speaker=ref,
            rebuild=rebuild,
        )
        run.say(_what_was_read(built))
        embedded = None if no_embed else _embed(opened)
        total = opened.store.corrections.count(CorrectionQuery(speaker=ref))
    result = _result(built, embedded, total)
    if run.json:
        output.json_line(result)
    elif built.speakers:
        output.table(built.speakers, _COLUMNS)
    run.say(f"{_what_was_embedded(embedded)}; next: draftgenie rag generate --pending")


def _embed(opened: App) -> Embedded:
    from draftgenie.services import embedding

    return embedding.embed(
        store=opened.store,
        index=opened.index,
        embedder=opened.embedder,
        progress=opened.progress,
    )


_COLUMNS = (
    Column("SPEAKER", lambda s: s.speaker),
    Column("PAIRS", lambda s: s.pairs, right=True),
    Column("EDITS", lambda s: s.edits, right=True),
    Column("CORRECTIONS", lambda s: s.corrections, right=True),
    Column("NEW", lambda s: s.new, right=True),
    Column("CHANGED", lambda s: s.changed, right=True),
)


def _result(built: Built, embedded: Embedded | None, total: int) -> dict[str, Any]:
    return {
        "pairs": built.pairs,
        "pairs_known": built.pairs_known,
        "edits": built.edits,
        "corrections": total,
        "new": sum(s.new for s in built.speakers),
        "changed": sum(s.changed for s in built.speakers),
        "rebuilt": built.rebuilt,
        "speakers": [asdict(s) for s in built.speakers],
        "embedded": embedded,
    }


def _what_was_read(built: Built) -> str:
    if not built.pairs and not built.rebuilt:
        return f"nothing new: {built.pairs_known} pairs were read before"
    again = "; the history was read again from the start" if built.rebuilt else ""
    return f"read: {built.pairs} pairs with {built.edits} edits{again}"


def _what_was_embedded(embedded: Embedded | None) -> str:
    if embedded is None:
        return "contexts are not embedded yet"
    return f"contexts embedded: {embedded.new} new, {embedded.removed} gone, {embedded.kept} kept"

"""`draftgenie draft list --held` and `draftgenie draft release`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from draftgenie.cli import output
from draftgenie.cli.options import SpeakerOption
from draftgenie.cli.output import Column
from draftgenie.cli.run import current

if TYPE_CHECKING:
    from draftgenie.cli.run import Run
    from draftgenie.ports.store import Page

COLUMNS = (
    Column("SPEAKER", lambda p: p.speaker),
    Column("ITEM", lambda p: p.item),
    Column("KIND", lambda p: p.kind),
    Column("WER", lambda p: output.percent(p.wer), right=True),
    Column("SHARED", lambda p: output.percent(p.shared), right=True),
    Column("HELD", lambda p: p.held_at),
    Column("DRAFT", lambda p: p.draft_id),
)


def list_held(run: Run, *, speaker: str | None, page: Page) -> None:
    """The pairs that wait for a person, those with the fewest words in common first."""
    from draftgenie.services import held as service
    from draftgenie.services.speaker import find_speaker

    with run.open() as opened:
        ref = None if speaker is None else find_speaker(opened.store, speaker).ref
        pairs, total = service.list_(store=opened.store, speaker=ref, page=page)
    output.listing(pairs, total=total, columns=COLUMNS, as_json=run.json)
    if pairs:
        run.say("next: draftgenie draft diff ITEM; then draft release ITEM, or draft remove ITEM")


def release_draft(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ITEM", help="An item, or the id of a draft.")],
    speaker: SpeakerOption = None,
) -> None:
    """Let a pair that is held be learned from.

    Ingest holds a pair whose final seems to be of another note: draft list --held. One that is
    of another note is mended by ingesting the right final with --replace.

    Example: draftgenie draft release visit-0001 --speaker dr-okafor
    """
    from draftgenie.services import held as service

    run = current(ctx)
    with run.open() as opened:
        pairs = service.release(store=opened.store, name=name, speaker=speaker)
    if run.json:
        output.json_line({"released": pairs})
    else:
        output.table(pairs, COLUMNS)
    run.say(f"released: {len(pairs)}; next: draftgenie correction build --all")

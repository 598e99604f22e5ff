"""`draftgenie rag replay`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer  # noqa: TC002 - Typer reads the annotation

from draftgenie.cli import output
from draftgenie.cli.options import SpeakerOption
from draftgenie.cli.rag.group import NoteName, app, edit_body
from draftgenie.cli.run import Verb, current
from draftgenie.errors import GateError

if TYPE_CHECKING:
    from draftgenie.services.retold import Retold


@app.command("replay", cls=Verb)
def replay_note(ctx: typer.Context, name: NoteName, speaker: SpeakerOption = None) -> None:
    """Make a language model's note again, offline, from the record of its session.

    Exits 9 when the note comes out otherwise than it is stored.

    Example: draftgenie rag replay visit-0001
    """
    from draftgenie.services import retold as service

    run = current(ctx)
    with run.open() as opened:
        found = service.retell(name, store=opened.store, speaker=speaker)
    if run.json:
        output.json_line(_body(found))
    else:
        shown = {
            "note": found.note.id,
            "calls": found.n_calls,
            "edits": sum(e.verdict.value == "applied" for e in found.edits),
            "same": found.is_same,
        }
        output.facts(shown)
    if not found.is_same:
        msg = f"note {found.note.id!r} comes out otherwise from its record than it is stored"
        raise GateError(msg, hint="draftgenie rag session NOTE --texts")


def _body(found: Retold) -> dict[str, Any]:
    return {
        "note_id": found.note.id,
        "speaker": found.note.speaker,
        "item": found.note.item,
        "same": found.is_same,
        "calls": found.n_calls,
        "text": found.text,
        "edits": [{**edit_body(e), "verdict": e.verdict.value} for e in found.edits],
        "steps": output.plain(found.steps),
    }

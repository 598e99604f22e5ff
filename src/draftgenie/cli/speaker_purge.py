"""`draftgenie speaker remove --purge`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from draftgenie.cli import output
from draftgenie.cli.store_prune import tell_remains

if TYPE_CHECKING:
    from draftgenie.cli.run import Run
    from draftgenie.wiring import App


def purge_speaker(run: Run, opened: App, ref: str) -> None:
    """Delete a speaker for good, and say what went and what still holds text."""
    from draftgenie.services import retention as service

    done = service.purge(store=opened.store, arrays=opened.arrays, ref=ref)
    opened.forget_vectors()
    left = opened.backups
    told = {"ref": done.ref, "purged": True, **done.counts}
    result = {**told, "remains": done.remains, "backups": left}
    output.one(result, as_json=run.json, text=done.ref)
    run.say(f"purged: speaker {done.ref!r} with {done.counts['items']} items")
    if n_aside := done.counts["set_aside"]:
        run.say(f"records set aside that were theirs or held the reference: {n_aside}")
    tell_remains(run, done.remains, left)

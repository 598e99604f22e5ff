"""`draftgenie store …`."""

from __future__ import annotations

from draftgenie.cli.run import Verb, noun
from draftgenie.cli.store_prune import prune_store

app = noun("The store as a whole: what is too old to keep.")

app.command("prune", cls=Verb)(prune_store)


@app.callback()
def _store() -> None:
    # With a callback Typer keeps a single verb as a verb.
    pass

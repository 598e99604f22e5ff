"""The command group."""

from __future__ import annotations

from draftgenie.cli.run import noun

app = noun("Drafts and generated notes measured against the final notes.")

"""A day's work of a nightly batch: every kind of command that writes, in order."""

from __future__ import annotations

from tests.builders import a_pair, lines
from tests.histories import a_draft, a_history
from tests.soak.program import Command


def a_days_work(n: int = 12) -> tuple[Command, ...]:
    """Commands over two speakers with `n` pairs and four new drafts each."""
    pairs = [*a_history(n), *a_history(n, speaker="dr-chen")]
    drafts = [
        a_draft(100 + i, speaker=speaker, dictated_at=f"2026-09-{1 + i:02}T09:00:00Z")
        for speaker in ("dr-okafor", "dr-chen")
        for i in range(4)
    ]
    finals = [
        {"speaker": d["speaker"], "item": d["item"], "kind": "final", "text": d["draft"] + " Ok."}
        for d in drafts
    ]
    return (
        Command(("speaker", "add", "Dr. Okafor", "--id", "dr-okafor")),
        Command(("draft", "ingest", "-", "--create-speakers"), lines(*pairs)),
        Command(("correction", "build")),
        Command(("correction", "add", "bis a prolol", "bisoprolol", "--speaker", "dr-okafor")),
        Command(("term", "import", "-"), "ramipril\ntorasemide\n"),
        Command(("draft", "ingest", "-"), lines(*drafts)),
        Command(("rag", "generate", "--pending", "--json")),
        Command(("draft", "ingest", "-"), lines(*finals)),
        Command(("evaluate", "run", "--all")),
        Command(("speaker", "bucket", "dr-chen", "low_touch", "--reason", "a new microphone")),
        Command(("correction", "build")),
        Command(("draft", "ingest", "-", "--replace"), lines(a_pair("visit-0001", draft="um"))),
        Command(("correction", "build", "--rebuild")),
        Command(("draft", "remove", "visit-0002", "--speaker", "dr-chen", "--yes")),
        Command(("correction", "build")),
    )

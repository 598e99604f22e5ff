"""A small history with habits in it, and what is done with one before a test begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from draftgenie.adapters.arrays import ArrayFiles
from draftgenie.cli.progress import Silent
from draftgenie.services import ingest, learning
from tests.builders import rows

if TYPE_CHECKING:
    from pathlib import Path

    from draftgenie.adapters.sqlite import SqliteStore
    from draftgenie.services.learning import Built
    from tests.builders import TickingClock

OPENINGS = (
    "He was seen in clinic today.",
    "Her daughter came along.",
    "Six weeks after the operation he feels well.",
    "This is a routine review.",
    "She walked in without a stick.",
    "The scar has healed.",
    "There were no falls since spring.",
)
CLOSINGS = (
    "We will meet again in May.",
    "The family agreed with the plan.",
    "Bloods next week.",
    "No change to the inhalers.",
    "The practice nurse will call.",
)


def texts(n: int) -> tuple[str, str]:
    """Draft and final note number `n`.

    "metroprolol" always becomes "metoprolol" and "milligrams" "mg"; "ilium" becomes "ileum"
    in every third note and stays in every fifth; "um" goes from every second.
    """
    filler = "um " if n % 2 else ""
    draft = [
        OPENINGS[n % len(OPENINGS)],
        f"The patient {filler}takes metroprolol {25 + 25 * (n % 3)} milligrams every morning.",
    ]
    final = [
        OPENINGS[n % len(OPENINGS)],
        f"The patient takes metoprolol {25 + 25 * (n % 3)} mg every morning.",
    ]
    if n % 3 == 0:
        draft.append("The ilium looked healthy.")
        final.append("The ileum looked healthy.")
    if n % 5 == 0:
        draft.append("The bruise over the ilium is fading.")
        final.append("The bruise over the ilium is fading.")
    draft.append(CLOSINGS[n % len(CLOSINGS)])
    final.append(CLOSINGS[n % len(CLOSINGS)])
    return " ".join(draft), " ".join(final)


def dated(n: int) -> str:
    """The time at which item number `n` was dictated: one a day."""
    return f"2026-{1 + n // 28:02}-{1 + n % 28:02}T09:00:00.000Z"


def a_history(
    n: int = 30, *, speaker: str = "dr-okafor", first: int = 0, with_dates: bool = True
) -> list[dict[str, Any]]:
    """Pairs of one speaker, oldest first."""
    records = []
    for i in range(first, first + n):
        draft, final = texts(i)
        record = {"speaker": speaker, "item": f"visit-{i:04}", "draft": draft, "final": final}
        records.append(record | ({"dictated_at": dated(i)} if with_dates else {}))
    return records


def a_draft(n: int = 100, *, speaker: str = "dr-okafor", **more: Any) -> dict[str, Any]:
    """A draft without a final note, dictated after every history here."""
    return {"speaker": speaker, "item": f"visit-{n:04}", "draft": texts(n)[0], **more}


def take_in(store: SqliteStore, clock: TickingClock, *records: dict[str, Any]) -> None:
    """Ingest some records; what differs replaces what is there."""
    options = ingest.Options(create_speakers=True, replace=True)
    ingest.ingest(store=store, clock=clock, rows=rows(*records), options=options)


def build(store: SqliteStore, home: Path, **more: Any) -> Built:
    """Learn from what is new."""
    return learning.build(store=store, arrays=arrays(home), progress=Silent(), **more)


def arrays(home: Path) -> ArrayFiles:
    """Where a home keeps what was learned."""
    return ArrayFiles(home / "learned")

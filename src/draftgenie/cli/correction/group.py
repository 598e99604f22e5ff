"""The command group, and the options that several of its verbs share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from draftgenie.cli.output import Column, percent
from draftgenie.cli.run import noun

if TYPE_CHECKING:
    from draftgenie.services.correction import Line

app = noun("What was learned from a speaker's history of edits.")

CorrectionId = Annotated[str, typer.Argument(metavar="ID", help="The id of a correction.")]


def columns() -> tuple[Column, ...]:
    """The columns of a list of corrections."""
    return (
        Column("SPEAKER", lambda c: c.speaker),
        Column("SOURCE", lambda c: shown_side(c.source), wrap=True),
        Column("TARGET", shown_target, wrap=True),
        Column("MADE", lambda c: c.n_applied, right=True),
        Column("LEFT", lambda c: c.n_left_alone, right=True),
        Column("RATE", lambda c: percent(c.rate, 0), right=True),
        Column("CATEGORY", lambda c: c.category.value),
        Column("SEVERITY", lambda c: c.severity.value),
        Column("STATUS", _shown_status),
        Column("ID", lambda c: c.id),
    )


def shown_side(text: str) -> str:
    """One side of a correction as a person can see it, an empty one too."""
    if not text:
        return "∅"
    return text if text.strip() else repr(text)


def shown_target(c: Line) -> str:
    """What the source becomes: as it is written, or the marks that stand for dictated ones."""
    return shown_side(c.surface if c.target else c.surface.strip())


def _shown_status(c: Line) -> str:
    return c.status.value if c.origin.value == "mined" else f"{c.status.value} ({c.origin.value})"

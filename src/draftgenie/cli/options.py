"""Options that several commands share, declared and checked once."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from draftgenie.domain.draft import Kind, read_kind
from draftgenie.errors import UsageError


class OnError(StrEnum):
    """What to do when a record is bad."""

    STOP = "stop"
    SKIP = "skip"


OnErrorOption = Annotated[
    OnError,
    typer.Option(
        "--on-error",
        help="stop: report every bad record and store nothing; skip: leave bad ones out, exit 6.",
    ),
]
SpeakerOption = Annotated[
    str | None, typer.Option("--speaker", metavar="REF", help="The speaker's reference.")
]
KindOption = Annotated[
    Kind | None,
    typer.Option("--kind", parser=read_kind, metavar="KIND", help="asr, llm or final."),
]
HtmlOption = Annotated[
    str | None,
    typer.Option("--html", metavar="FILE", help="Write one page for a browser; - is stdout."),
]
Limit = Annotated[int, typer.Option("--limit", min=1, help="Rows on a page.")]
PageNumber = Annotated[int, typer.Option("--page", min=1, help="Which page, from 1.")]


def read_since(text: str) -> str:
    """The instant that an age or a day on the command line means."""
    from draftgenie.adapters.clock import SystemClock
    from draftgenie.domain.since import instant_of

    return instant_of(text, now=SystemClock().now())


Since = Annotated[
    str | None,
    typer.Option(
        "--since", parser=read_since, metavar="WHEN", help="From then on: 12h, 7d, 2026-02-03."
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def one_or_all(speaker: str | None, *, everyone: bool) -> None:
    """Check that one speaker is named or all are meant, not both.

    Raises:
        UsageError: both.
    """
    if everyone and speaker is not None:
        msg = "--all and --speaker do not go together"
        raise UsageError(msg, hint="leave one of them out")

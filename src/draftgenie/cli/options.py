"""Options that several commands share, declared once."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from draftgenie.domain.draft import Kind, read_kind


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
Limit = Annotated[int, typer.Option("--limit", min=1, help="Rows on a page.")]
PageNumber = Annotated[int, typer.Option("--page", min=1, help="Which page, from 1.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]

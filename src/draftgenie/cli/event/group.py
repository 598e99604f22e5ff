"""The noun `event`, and what its verbs share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from draftgenie.cli.output import Column, cell
from draftgenie.cli.run import noun
from draftgenie.domain.event import EventType
from draftgenie.errors import UsageError

if TYPE_CHECKING:
    from draftgenie.domain.event import Event

app = noun("State changes in order, and what the automatic loop did with them.")


def read_type(word: str) -> EventType:
    """The event type that a word names.

    Raises:
        UsageError: no type has this name.
    """
    try:
        return EventType(word)
    except ValueError:
        msg = f"no event type {word!r}"
        raise UsageError(msg, hint="draftgenie event schema lists the types") from None


TypeOption = Annotated[
    str | None,
    typer.Option("--type", metavar="TYPE", help="Of this type, such as note.generated."),
]
EventName = Annotated[
    str, typer.Argument(metavar="EVENT", help="The id or the sequence number of an event.")
]


def _payload(event: Event) -> str:
    return cell({k: v for k, v in event.payload.items() if v is not None})


EVENT_COLUMNS: tuple[Column, ...] = (
    Column("SEQ", lambda e: e.seq, right=True),
    Column("AT", lambda e: e.at[:19]),
    Column("TYPE", lambda e: e.type.value),
    Column("AGGREGATE", lambda e: e.aggregate),
    Column("PAYLOAD", _payload, wrap=True),
)


def event_line(event: Any) -> str:
    """One event on one line, for people."""
    return "  ".join(str(column.cell(event)) for column in EVENT_COLUMNS)

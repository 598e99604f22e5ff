"""What one command changed, kept so that it can be taken back."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Change(StrEnum):
    """What happened to one row."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Operation:
    """One run of a command that changed something.

    `rows` counts what it did by table and change, as in `{"draft": {"added": 3}}`. `undoes` is
    the operation that it took back, `undone_by` the one that took it back; only `kept` ones can
    be taken back.
    """

    seq: int
    at: str
    actor: str
    command: str
    correlation_id: str
    undoes: int | None = None
    undone_by: int | None = None
    kept: bool = True
    rows: dict[str, dict[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reverted:
    """One row of a table that an undo changed, with the few facts that its event tells."""

    table: str
    change: Change
    facts: dict[str, Any]

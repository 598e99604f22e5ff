"""What a check of the data folder found not to be as it was written."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """Where the damage is, and so what it can be mended from."""

    DATABASE = "database"
    ROW = "row"
    AUDIT = "audit"
    LEARNED = "learned"
    INDEX = "index"
    SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is not what was written.

    `name` is a table for a row, else a file or the check that failed; `key` is the row's key, a
    JSON list where it has several columns. Neither holds text of a note.
    """

    part: Part
    name: str
    key: str | None
    what: str

"""What tests are made of: valid by default, with one thing changed where the test looks."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from draftgenie.domain.speaker import Speaker
from draftgenie.pipeline.ingest import Row

if TYPE_CHECKING:
    from draftgenie.errors import Reject

DRAFT = "the patient has no know drug allergies and takes metroprolol 25 mg"
FINAL = "The patient has no known drug allergies and takes metoprolol 25 mg."


class TickingClock:
    """A clock that goes on by one second each time it is asked."""

    def __init__(self) -> None:
        self._at = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def now(self) -> str:
        """The next instant."""
        self._at += timedelta(seconds=1)
        return self._at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def a_speaker(ref: str = "dr-okafor", **changes: Any) -> Speaker:
    """A speaker as it is before it is stored."""
    return Speaker(ref=ref, **{"name": "Dr. Ngozi Okafor", **changes})


def a_pair(item: Any = "visit-0001", **changes: Any) -> dict[str, Any]:
    """A record with draft and final; a change to None leaves the field out."""
    fields = {"speaker": "dr-okafor", "item": item, "draft": DRAFT, "final": FINAL, **changes}
    return {key: value for key, value in fields.items() if value is not None}


def lines(*records: dict[str, Any]) -> str:
    """The records as JSON lines."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def a_row(fields: dict[str, Any] | Reject, line: int = 1, source: str = "in.jsonl") -> Row:
    """A record as a file gives it."""
    raw = b"" if not isinstance(fields, dict) else json.dumps(fields).encode()
    return Row(source, line, raw, fields)


def rows(*records: dict[str, Any]) -> list[Row]:
    """The records as a file gives them, line by line."""
    return [a_row(record, line) for line, record in enumerate(records, 1)]

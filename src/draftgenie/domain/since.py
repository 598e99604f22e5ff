"""How far back: an age such as `90d`, or an instant."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_AGE = re.compile(r"(\d{1,6})([hdwy])", re.ASCII)
_HOURS = {"h": 1, "d": 24, "w": 7 * 24, "y": 365 * 24}


def instant_of(text: str, *, now: str) -> str:
    """The instant that an age before `now`, a day or a time names, in UTC with milliseconds.

    A day begins at midnight UTC; a time without a zone is UTC.

    Raises:
        ValueError: it is none of these.

    >>> instant_of("90d", now="2026-04-01T00:00:00.000Z")
    '2026-01-01T00:00:00.000Z'
    >>> instant_of("2026-02-03", now="2026-04-01T00:00:00.000Z")
    '2026-02-03T00:00:00.000Z'
    """
    age = _AGE.fullmatch(text.strip())
    try:
        if age:
            at = datetime.fromisoformat(now) - timedelta(hours=int(age[1]) * _HOURS[age[2]])
        else:
            at = datetime.fromisoformat(text.strip().upper())
            at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        msg = "is neither an age such as 12h, 90d, 6w, 2y nor a day such as 2026-02-03"
        raise ValueError(msg) from None
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")

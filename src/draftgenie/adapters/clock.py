"""The real clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class SystemClock:
    """The time of the operating system."""

    def sleep(self, seconds: float) -> None:
        """Wait so long."""
        time.sleep(seconds)

    def now(self) -> str:
        """This instant in UTC, ISO 8601 with milliseconds and a trailing Z."""
        return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

"""What a speaker's items say of the speaker: kind of work, length of dictation, usage."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from draftgenie.domain.draft import Item
    from draftgenie.ports import Store

USAGE_WEEKS = 8
"""The newest weeks that usage is counted over."""

LEVELS = (("high", 25.0), ("medium", 5.0), ("low", 0.0))
"""Usage levels by the items a week that each begins above or, but for the last, at."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Of all items of a speaker, but for the usage.

    `worktype` is the commonest one, `mean_duration_s` over the items that have a duration; None
    where no item says. `items_per_week` is over the last 8 weeks, by the moment of dictation or,
    where that is not known, of arrival; `usage` names its level: high from 25 items a week,
    medium from 5, low below, none for nothing at all.
    """

    worktype: str | None
    mean_duration_s: float | None
    items_per_week: float
    usage: str


def facts_of(ref: str, *, store: Store, now: str) -> Facts:
    """The facts of a speaker's items at `now`, ISO 8601 in UTC."""
    items = list(store.drafts.items(speaker=ref))
    worktypes = Counter(sorted(item.worktype for item in items if item.worktype))
    durations = [item.duration_s for item in items if item.duration_s is not None]
    since = (datetime.fromisoformat(now) - timedelta(weeks=USAGE_WEEKS)).isoformat()
    rate = sum(since < _moment(item) <= now for item in items) / USAGE_WEEKS
    return Facts(
        worktype=worktypes.most_common(1)[0][0] if worktypes else None,
        mean_duration_s=fmean(durations) if durations else None,
        items_per_week=rate,
        usage=usage_level(rate),
    )


def _moment(item: Item) -> str:
    return item.dictated_at or item.created_at


def usage_level(items_per_week: float) -> str:
    """The name of a usage.

    >>> [usage_level(n) for n in (0, 0.1, 5, 24.9, 25)]
    ['none', 'low', 'medium', 'medium', 'high']
    """
    if not items_per_week:
        return "none"
    return next(name for name, least in LEVELS if items_per_week >= least)

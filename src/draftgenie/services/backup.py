"""Backups: which are sound, and which are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftgenie.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from draftgenie.domain.backup import Backup
    from draftgenie.ports import Progress
    from draftgenie.ports.backup import BackupStore


@dataclass(frozen=True, slots=True)
class Keep:
    """How many backups to keep: the newest, and the newest of so many days, weeks and months."""

    last: int = 0
    daily: int = 0
    weekly: int = 0
    monthly: int = 0


@dataclass(frozen=True, slots=True)
class Checked:
    """A backup and what is wrong with it."""

    backup: Backup
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pruned:
    """The ids of the backups that stayed and of those that went, newest first."""

    kept: list[str]
    removed: list[str]


def verify(backups: BackupStore, names: Sequence[str], *, progress: Progress) -> list[Checked]:
    """Each backup named, or every one, opened and read whole.

    Raises:
        NotFoundError: one that is named is not there.
    """
    wanted = [backups.get(name) for name in names] if names else backups.all()
    tracked = progress.track(wanted, label="backups", total=len(wanted)) if wanted else ()
    return [Checked(one, tuple(backups.faults(one))) for one in tracked]


def prune(backups: BackupStore, keep: Keep, *, dry_run: bool) -> Pruned:
    """Remove the backups that no rule keeps; damaged ones count for no rule and stay.

    Raises:
        UsageError: no rule is given, which would remove every backup.
    """
    if keep == Keep():
        msg = "nothing says which backups to keep"
        raise UsageError(msg, hint="draftgenie backup prune --keep-last 3 --keep-daily 7")
    there = backups.all()
    kept = chosen([one for one in there if one.fault is None], keep)
    gone = [one for one in there if one.fault is None and one.id not in kept]
    for one in () if dry_run else gone:
        backups.remove(one)
    removed = {one.id for one in gone}
    return Pruned([one.id for one in there if one.id not in removed], [one.id for one in gone])


def chosen(backups: Sequence[Backup], keep: Keep) -> set[str]:
    """The ids that the rules keep, of backups that stand newest first.

    >>> from draftgenie.domain.backup import Backup
    >>> days = [Backup(d, "", f"2026-03-{d}T02:00:00.000Z") for d in ("09", "08", "02", "01")]
    >>> sorted(chosen(days, Keep(last=1, weekly=2)))
    ['08', '09']
    """
    kept = {one.id for one in backups[: keep.last]}
    for n, period in ((keep.daily, _day), (keep.weekly, _week), (keep.monthly, _month)):
        newest: dict[object, str] = {}
        for one in backups:
            newest.setdefault(period(one.created_at), one.id)
        kept.update(list(newest.values())[:n])
    return kept


def _day(at: str) -> object:
    return at[:10]


def _week(at: str) -> object:
    from datetime import date

    return date.fromisoformat(at[:10]).isocalendar()[:2]


def _month(at: str) -> object:
    return at[:7]

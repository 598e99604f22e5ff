"""Warnings about an input, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from draftgenie.cli.run import Run
    from draftgenie.domain.notice import Notice


def warn(run: Run, notices: Iterable[Notice]) -> None:
    """Say each warning with the first place it holds for, and for how many records."""
    for notice in notices:
        many = f" ({notice.records} records)" if notice.records > 1 else ""
        run.say(f"warning: {notice.place}: {notice.message}{many}")

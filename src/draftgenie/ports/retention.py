"""Taking away what is too old to keep, or whose speaker goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence


class RetentionStore(Protocol):
    """Deleting texts beyond recovery."""

    def older(self, at: str) -> dict[str, int]:
        """How much is older than an instant: items, drafts, finals, notes, set_aside.

        An item is as old as its dictation, or as its arrival where that is not known.
        """
        ...

    def delete_older(self, at: str) -> dict[str, int]:
        """Delete what `older` counts, in the current transaction; how much that was.

        With the items goes what was counted and replayed of them: see `scrub`.
        """
        ...

    def scrub(self) -> None:
        """After the commit, write the whole file anew, so that no deleted text is left in it."""
        ...

    @property
    def remains(self) -> Sequence[str]:
        """What still holds deleted text after the commit, one sentence each."""
        ...

"""Pairs that no build learns from until a person has looked at them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import builtins

    from draftgenie.ports.query import Page


@dataclass(frozen=True, slots=True)
class HeldPair:
    """A current draft whose current final note seems to be of another note.

    `wer` is the error rate of the draft against the final, `shared` the share of the shorter
    text's words that the other has too.
    """

    draft_id: str
    final_id: str
    item_id: str
    speaker: str
    item: str
    kind: str
    wer: float
    shared: float
    held_at: str


class HeldStore(Protocol):
    """Pairs held for review."""

    def hold(self, draft_id: str, final_id: str, *, wer: float, shared: float) -> bool:
        """Hold a pair; false when it was held before, released since or not."""
        ...

    def release(self, item_id: str) -> builtins.list[HeldPair]:
        """Let the pairs of an item be learned from; those that were held."""
        ...

    def list(self, *, speaker: str | None = None, page: Page | None = None) -> list[HeldPair]:
        """Held pairs of speakers not removed, the furthest apart first."""
        ...

    def count(self, *, speaker: str | None = None) -> int:
        """How many `list` would give without a page."""
        ...

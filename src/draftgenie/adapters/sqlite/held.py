"""Pairs held for review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from draftgenie.adapters.sqlite._connection import limits
from draftgenie.ports.held import HeldPair

if TYPE_CHECKING:
    import builtins

    from draftgenie.adapters.sqlite._connection import Connection
    from draftgenie.ports import Clock
    from draftgenie.ports.query import Page

IS_HELD = (
    "EXISTS (SELECT 1 FROM held_pair h WHERE h.draft_id = d.id AND h.final_id = f.id "
    "AND h.released_at IS NULL)"
)
"""Whether draft d and final f are held."""

_FROM = (
    "FROM held_pair h JOIN draft d ON d.id = h.draft_id AND d.current = 1 "
    "JOIN final_note f ON f.id = h.final_id AND f.current = 1 "
    "JOIN item i ON i.id = d.item_id JOIN speaker s ON s.ref = i.speaker "
    "AND s.removed_at IS NULL WHERE h.released_at IS NULL"
)
_HELD = (
    "SELECT h.draft_id, h.final_id, i.id, i.speaker, i.item, d.kind, h.wer, h.shared, h.held_at "
    f"{_FROM}"
)


class Held:
    """The table held_pair."""

    def __init__(self, db: Connection, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    def hold(self, draft_id: str, final_id: str, *, wer: float, shared: float) -> bool:
        """Hold a pair; false when it was held before, released since or not."""
        return bool(
            self._db.write(
                "INSERT INTO held_pair(draft_id, final_id, wer, shared, held_at) "
                "VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (draft_id, final_id, wer, shared, self._clock.now()),
            )
        )

    def release(self, item_id: str) -> builtins.list[HeldPair]:
        """Let the pairs of an item be learned from; those that were held."""
        found = self._db.rows(f"{_HELD} AND i.id = ? ORDER BY d.seq", (item_id,))
        for draft_id, final_id, *_ in found:
            self._db.write(
                "UPDATE held_pair SET released_at = ? WHERE draft_id = ? AND final_id = ?",
                (self._clock.now(), draft_id, final_id),
            )
        return [HeldPair(*row) for row in found]

    def list(self, *, speaker: str | None = None, page: Page | None = None) -> list[HeldPair]:
        """Held pairs of speakers not removed, the furthest apart first."""
        rows = self._db.rows(
            f"{_HELD} AND (? IS NULL OR i.speaker = ?) ORDER BY h.shared, h.wer DESC, d.seq "
            "LIMIT ? OFFSET ?",
            (speaker, speaker, *limits(page)),
        )
        return [HeldPair(*row) for row in rows]

    def count(self, *, speaker: str | None = None) -> int:
        """How many `list` would give without a page."""
        sql = f"SELECT count(*) {_FROM} AND (? IS NULL OR i.speaker = ?)"
        return int(self._db.value(sql, (speaker, speaker)))

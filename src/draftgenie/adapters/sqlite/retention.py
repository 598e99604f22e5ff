"""Deleting texts beyond recovery."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from draftgenie.adapters.sqlite._connection import Connection

_OLD = "coalesce(i.dictated_at, i.created_at) < ?"
_COUNTS = {
    "items": f"SELECT count(*) FROM item i WHERE {_OLD}",
    "drafts": f"SELECT count(*) FROM draft d JOIN item i ON i.id = d.item_id WHERE {_OLD}",
    "finals": f"SELECT count(*) FROM final_note f JOIN item i ON i.id = f.item_id WHERE {_OLD}",
    "notes": (
        "SELECT count(*) FROM generated_note n JOIN draft d ON d.id = n.draft_id "
        f"JOIN item i ON i.id = d.item_id WHERE {_OLD}"
    ),
    "set_aside": "SELECT count(*) FROM quarantine WHERE at < ?",
}


class Retention:
    """What is too old, over all tables that hold text."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def older(self, at: str) -> dict[str, int]:
        """How much is older than an instant: items, drafts, finals, notes, set_aside.

        An item is as old as its dictation, or as its arrival where that is not known. Texts
        that were replaced count, too.
        """
        return {name: int(self._db.value(sql, (at,))) for name, sql in _COUNTS.items()}

    def delete_older(self, at: str) -> dict[str, int]:
        """Delete what `older` counts, in the current transaction; how much that was.

        What was replayed over the items of a speaker holds words of theirs and goes along.
        """
        counts = self.older(at)
        self._db.write(
            f"DELETE FROM baseline WHERE speaker IN (SELECT i.speaker FROM item i WHERE {_OLD})",
            (at,),
        )
        self._db.write(
            f"DELETE FROM item WHERE seq IN (SELECT i.seq FROM item i WHERE {_OLD})", (at,)
        )
        self._db.write("DELETE FROM quarantine WHERE at < ?", (at,))
        return counts

    def scrub(self) -> None:
        """After the commit, write the whole file anew, so that no deleted text is left in it."""
        self._db.scrub(rewrite=True)

    @property
    def remains(self) -> list[str]:
        """What still holds deleted text after the commit, one sentence each."""
        if self._db.is_log_empty:
            return []
        return ["another process reads the store; its log is emptied when that ends"]

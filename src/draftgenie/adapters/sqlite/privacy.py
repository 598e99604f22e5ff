"""Who allowed text to be sent where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from draftgenie.domain.privacy import Consent

if TYPE_CHECKING:
    import builtins

    from draftgenie.adapters.sqlite._connection import Connection, Row
    from draftgenie.ports import Clock

_COLUMNS = "provider, speaker, allowed, purpose, made_by, at"
_NEWEST = (
    f"SELECT {', '.join(f'c.{name}' for name in _COLUMNS.split(', '))} FROM consent c "
    "LEFT JOIN speaker s ON s.ref = c.speaker WHERE s.removed_at IS NULL AND c.seq = "
    "(SELECT max(seq) FROM consent n WHERE n.provider = c.provider AND n.speaker IS c.speaker)"
)


class Consents:
    """The table consent."""

    def __init__(self, db: Connection, *, clock: Clock, actor: str) -> None:
        self._db = db
        self._clock = clock
        self._actor = actor

    def get(self, *, provider: str, speaker: str | None) -> Consent | None:
        """The newest decision about a provider: a speaker's, or with None the workspace's."""
        row = self._db.row(
            f"SELECT {_COLUMNS} FROM consent WHERE provider = ? AND speaker IS ? "
            "ORDER BY seq DESC LIMIT 1",
            (provider, speaker),
        )
        return None if row is None else _consent(row)

    def list(self, *, speaker: str | None = None) -> builtins.list[Consent]:
        """The newest decisions, the workspace's first, then by speaker and provider.

        With `speaker`, the workspace's and that speaker's; those of removed speakers are left
        out.
        """
        one = "" if speaker is None else " AND (c.speaker IS NULL OR c.speaker = ?)"
        rows = self._db.rows(
            f"{_NEWEST}{one} ORDER BY c.speaker IS NOT NULL, c.speaker, c.provider",
            () if speaker is None else (speaker,),
        )
        return [_consent(row) for row in rows]

    def add(
        self, *, provider: str, speaker: str | None, allowed: bool, purpose: str | None
    ) -> Consent:
        """Record a decision of whoever runs the program now."""
        made = Consent(provider, speaker, allowed, purpose, self._actor, self._clock.now())
        self._db.write(
            f"INSERT INTO consent({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",
            (provider, speaker, int(allowed), purpose, made.by, made.at),
        )
        return made


def _consent(row: Row) -> Consent:
    provider, speaker, allowed, purpose, made_by, at = row
    return Consent(provider, speaker, bool(allowed), purpose, made_by, at)

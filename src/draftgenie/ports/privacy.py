"""Where it is kept who allowed text to be sent where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import builtins

    from draftgenie.domain.privacy import Consent


class ConsentStore(Protocol):
    """Decisions about sending text; only ever appended to, the newest counts."""

    def get(self, *, provider: str, speaker: str | None) -> Consent | None:
        """The newest decision about a provider: a speaker's, or with None the workspace's."""
        ...

    def list(self, *, speaker: str | None = None) -> builtins.list[Consent]:
        """The newest decisions, the workspace's first, then by speaker and provider.

        With `speaker`, the workspace's and that speaker's; those of removed speakers are left
        out.
        """
        ...

    def add(
        self, *, provider: str, speaker: str | None, allowed: bool, purpose: str | None
    ) -> Consent:
        """Record a decision of whoever runs the program now."""
        ...

"""The gate that every request to a language model passes: consent, redaction, audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from draftgenie.services._calls import Sent

if TYPE_CHECKING:
    from draftgenie.ports import Store
    from draftgenie.ports.chat import Chat, Request


class Outgoing:
    """Lets requests out to one endpoint."""

    def __init__(self, store: Store, chat: Chat, *, dry_run: bool = False) -> None:
        self._store = store
        self._chat = chat
        self._dry_run = dry_run

    def __call__(self, request: Request, *, speaker: str) -> Sent:
        """The request as it may be sent."""
        return Sent(request, str)

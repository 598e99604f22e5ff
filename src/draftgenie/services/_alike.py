"""Speakers whose references are different and look the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from draftgenie.domain.alike import likeness
from draftgenie.ports.store import SpeakerQuery

if TYPE_CHECKING:
    from draftgenie.ports import Store


class Likenesses:
    """The speakers of a store by what their references look like.

    Removed ones count too, since they can come back.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._refs: dict[str, list[str]] | None = None

    def other(self, ref: str) -> str | None:
        """Another speaker whose reference looks the same, the first by reference."""
        return next((one for one in self._known().get(likeness(ref), ()) if one != ref), None)

    def add(self, ref: str) -> None:
        """Know of a speaker who was added since."""
        self._known().setdefault(likeness(ref), []).append(ref)

    def _known(self) -> dict[str, list[str]]:
        # Read when it is first asked for: most inputs bring no new speaker.
        if self._refs is None:
            self._refs = {}
            for speaker in self._store.speakers.list(SpeakerQuery(removed=True)):
                self.add(speaker.ref)
        return self._refs

"""What replays found: each speaker's baseline, and what each correction did in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import builtins
    from collections.abc import Iterable

    from draftgenie.domain.evaluation import Baseline, Effect


class BaselineStore(Protocol):
    """The newest replay of each speaker."""

    def get(self, speaker: str) -> Baseline | None:
        """The baseline of a speaker; None before the first replay."""
        ...

    def list(self) -> list[Baseline]:
        """The baselines of all speakers not removed, by speaker."""
        ...

    def put(self, baseline: Baseline, effects: Iterable[Effect]) -> None:
        """Store a speaker's baseline with what corrections did; both replace the older ones."""
        ...

    def effects(self, *, speaker: str | None = None) -> builtins.list[Effect]:
        """What corrections did in the baselines of one speaker, or of all not removed.

        By correction id, then speaker.
        """
        ...

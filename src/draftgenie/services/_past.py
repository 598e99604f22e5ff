"""Correcting an item from its own past: what was learned, less everything from then on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftgenie.pipeline.retrieve.recent import without_recent
from draftgenie.services import _learned
from draftgenie.services.embedded import History
from draftgenie.services.learning import Read, keys_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from draftgenie.domain.draft import Draft, Pair
    from draftgenie.ports import Store
    from draftgenie.services._learned import Learned

UNDATED = "~"
"""Sorts after every date: items without one come last, in order of arrival."""

NEVER = 1 << 62
Moment = tuple[str, int]


def is_past(draft: Draft, *, store: Store, learned: Learned) -> bool:
    """Whether some of what was learned belongs to the draft's item or lies after it."""
    if draft.dictated_at and draft.dictated_at <= (learned.max_dictated_at or ""):
        return True
    return store.drafts.final(draft.item_id) is not None


@dataclass(frozen=True, slots=True)
class Past:
    """The pairs that were learned from, in the order of history."""

    learned: Learned
    pairs: tuple[Pair, ...]

    @classmethod
    def of(cls, store: Store, learned: Learned) -> Past:
        """Read the pairs that `learned` holds."""
        known = store.corrections.read_pairs()
        return cls(learned, tuple(p for p in store.drafts.pairs() if p.draft_id in known))

    def before(self, draft: Draft, *, store: Store) -> tuple[Pair, ...]:
        """The pairs that may be used for a draft, oldest first."""
        if not is_past(draft, store=store, learned=self.learned):
            return self.pairs
        bound = _bound(draft, self._own())
        return tuple(pair for pair in self.pairs if moment(pair) < bound)

    def _own(self) -> dict[str, Moment]:
        """Where the first pair of each item stands: a second draft of it is out of bounds too."""
        return {p.item_id: (UNDATED, p.seq) for p in reversed(self.pairs)}

    def walk_back(self, drafts: Iterable[Draft]) -> Iterator[tuple[Draft, History]]:
        """Each draft with the history before it, the latest draft first.

        Of an item with a date, everything dated at or after it is out of bounds; of one
        without, its own pair and what was learned after that. The gate is the one that comes
        with the program: the store's own has seen later items. Nothing is known of what the
        speaker did lately: those counts go by how many notes were read before a pair.
        """
        own = self._own()
        order = sorted(((_bound(draft, own), draft.id, draft) for draft in drafts), reverse=True)
        gate = _learned.fit(_learned.no_rows())
        counts = without_recent(self.learned.counts, (pair.speaker for pair in self.pairs))
        rest = list(self.pairs)
        for bound, _, draft in order:
            later: list[Pair] = []
            while rest and moment(rest[-1]) >= bound:
                later.append(rest.pop())
            counts = counts.minus(keys_of([Read.of(pair) for pair in later]))
            yield draft, History(counts, gate)


def _bound(draft: Draft, own: dict[str, Moment]) -> Moment:
    """The moment from which on nothing may be used for a draft."""
    if draft.dictated_at is not None:
        return (draft.dictated_at, -1)
    return own.get(draft.item_id, (UNDATED, NEVER))


def moment(pair: Pair) -> Moment:
    """Where a pair stands in the order of history: by date, then without one by arrival."""
    return (pair.dictated_at or UNDATED, pair.seq if pair.dictated_at is None else 0)

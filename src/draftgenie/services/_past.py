"""Correcting an item from its own past: what was learned, less everything from then on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftgenie.pipeline.retrieve import example_keys
from draftgenie.services import _learned
from draftgenie.services.embedded import History
from draftgenie.services.learning import Read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from draftgenie.domain.draft import Draft, Pair
    from draftgenie.ports import Store
    from draftgenie.services._learned import Learned

UNDATED = "~"
"""Sorts after every date: items without one come last, in order of arrival."""

Moment = tuple[str, int]


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

    def split(self, drafts: Iterable[Draft]) -> tuple[list[Draft], list[tuple[Moment, Draft]]]:
        """The drafts that all of history lies before, and the others with where they stand.

        Of an item with a date, everything dated at or after it is out of bounds; of one
        without, its own pair and what was learned after that.
        """
        newest = (self.learned.max_dictated_at or "", 0)
        own = {p.item_id: (UNDATED, p.seq) for p in self.pairs}
        now: list[Draft] = []
        past: list[tuple[Moment, Draft]] = []
        for draft in drafts:
            if draft.dictated_at is not None:
                moment = (draft.dictated_at, -1)
                is_past = moment <= newest or draft.item_id in own
            else:
                moment = own.get(draft.item_id, (UNDATED, 0))
                is_past = draft.item_id in own
            if is_past:
                past.append((moment, draft))
            else:
                now.append(draft)
        return now, past

    def walk_back(
        self, drafts: Iterable[tuple[Moment, Draft]]
    ) -> Iterator[tuple[Draft, History]]:
        """Each draft with the history before it, the latest draft first.

        The gate is the one that comes with the program: the store's own has seen later items.
        """
        gate = _learned.fit(_learned.no_rows())
        counts, rest = self.learned.counts, list(self.pairs)
        for moment, draft in sorted(drafts, key=lambda d: (d[0], d[1].id), reverse=True):
            later: list[Pair] = []
            while rest and _moment(rest[-1]) >= moment:
                later.append(rest.pop())
            counts = counts.minus(example_keys([Read.of(pair).example() for pair in later]))
            yield draft, History(counts, gate)


def _moment(pair: Pair) -> Moment:
    return (pair.dictated_at or UNDATED, pair.seq if pair.dictated_at is None else 0)

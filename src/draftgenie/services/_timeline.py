"""A whole history in chunks, each of which is corrected from the chunks before it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from draftgenie.services._past import moment
from draftgenie.services.learning import PAIRS_A_CHUNK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from draftgenie.domain.draft import Pair
    from draftgenie.services._past import Moment

FEWEST = 3
ALL_GROWTH = 10
OWN_GROWTH = 2
"""A chunk adds at most one part in so many to all pairs, or to one speaker's, before it."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Pairs to correct from what was learned before them, and pairs to learn afterwards.

    They are the same pairs, but for a later draft of an undated item: it is corrected together
    with the item's first, because that already tells the final note.
    """

    corrected: tuple[Pair, ...]
    learned: tuple[Pair, ...]


def cut(pairs: Sequence[Pair]) -> Iterator[Chunk]:
    """The chunks of a history given oldest first.

    Pairs of one moment are never parted. Where a chunk ends is told by what is in it and before
    it, so that more history at the end leaves the chunks before as they are. Chunks are as small
    as what is before them, of everybody and of each speaker, is little.
    """
    first = {pair.item_id: moment(pair) for pair in reversed(pairs)}
    corrected: dict[Moment, list[Pair]] = defaultdict(list)
    for pair in pairs:
        corrected[first[pair.item_id]].append(pair)
    room = _Room()
    chunk: list[Pair] = []
    judged: list[Pair] = []
    for at, group in groupby(pairs, key=moment):
        together = list(group)
        if chunk and not room.fits(together):
            yield Chunk(tuple(judged), tuple(chunk))
            room.close()
            chunk, judged = [], []
        room.take(together)
        chunk += together
        judged += corrected[at]
    if chunk:
        yield Chunk(tuple(judged), tuple(chunk))


class _Room:
    """How much more a chunk may hold."""

    def __init__(self) -> None:
        self._before: Counter[str] = Counter()
        self._inside: Counter[str] = Counter()

    def fits(self, pairs: Sequence[Pair]) -> bool:
        own = Counter(pair.speaker for pair in pairs)
        inside = self._inside.total() + len(pairs)
        return inside <= _most(self._before.total(), ALL_GROWTH) and all(
            self._inside[ref] + n <= _most(self._before[ref], OWN_GROWTH) for ref, n in own.items()
        )

    def take(self, pairs: Sequence[Pair]) -> None:
        self._inside.update(pair.speaker for pair in pairs)

    def close(self) -> None:
        self._before += self._inside
        self._inside = Counter()


def _most(n_before: int, growth: int) -> int:
    return min(PAIRS_A_CHUNK, max(FEWEST, n_before // growth))

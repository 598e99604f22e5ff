"""Which pairs of a history are replayed when it is too long to replay all."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from draftgenie.services.learning import Read

SPARE = 1.2
"""So many times the rows of a full log, since the ids of some pairs fall together."""


def some_of(reads: Sequence[Read], *, n_pairs: int, most: int, rows_a_word: float) -> list[Read]:
    """So many of the pairs that `n_pairs` like them give `most` rows, chosen by their ids."""
    n_words = sum(len(read.mined.draft) for read in reads) / len(reads) * n_pairs
    limit = int(min(1.0, SPARE * most / max(1.0, rows_a_word * n_words)) * 0xFFFF)
    return [r for r in reads if int(r.pair.draft_id[-4:], 16) <= limit]

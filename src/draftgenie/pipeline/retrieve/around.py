"""What stands around a candidate: how common its neighbours are, and what else is possible there.

A recogniser that lost the thread errs several times in a row. Many candidates and words that the
finals hardly have say so; several rules for one source say that none of them is sure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from draftgenie.pipeline._hash import mix
from draftgenie.pipeline.retrieve import keys as k

if TYPE_CHECKING:
    import numpy.typing as npt

    from draftgenie.pipeline.retrieve.candidates import Batch, Candidates, Floats, Ints
    from draftgenie.pipeline.retrieve.counts import Counts
    from draftgenie.pipeline.retrieve.english import English

NEAR = 4
AT_AN_EDGE = 9.0
"""Beyond a text's edge stands nothing unknown: as common as eight thousand sightings."""

NAMES = (
    "candidates_near",
    "rarest_of_two_before",
    "rarest_of_two_after",
    "before_in_english",
    "after_in_english",
    "rank_at_place",
    "rivals_rate",
)


def around(
    batch: Batch, found: Candidates, *, counts: Counts, english: English
) -> list[npt.NDArray[np.floating]]:
    """One column for each of `NAMES`. Nothing of another draft in the batch shows in them."""
    first, last = found.position, found.position + found.n_words
    asked = batch.flat[np.stack([first - 2, first - 1, last, last + 1])]
    is_word = batch.text[np.stack([first - 2, first - 1, last, last + 1])] >= 0
    common = np.log1p(counts.get(mix(asked, k.run_salt(k.FINAL, 1))))
    common = np.where(is_word, common, AT_AN_EDGE)
    in_english = english.log_count(asked[1:3])
    return [
        _near(batch, found),
        common[:2].min(axis=0),
        common[2:].min(axis=0),
        in_english[0],
        in_english[1],
        *_rivals(found),
    ]


def _near(batch: Batch, found: Candidates) -> Floats:
    """How many other candidates of the same draft begin within four words of each."""
    n_at = np.bincount(found.position, minlength=len(batch.flat))
    before = np.concatenate([[0], np.cumsum(n_at)])
    draft_start = batch.start[found.draft]
    draft_end = np.append(batch.start[1:], len(batch.flat))[found.draft]
    begin = np.maximum(found.position - NEAR, draft_start)
    end = np.minimum(found.position + found.n_words + NEAR, draft_end)
    return np.asarray(before[end] - before[begin] - 1, dtype=np.float32)


def _rivals(found: Candidates) -> tuple[Ints, Floats]:
    """Each candidate's rank among those for the same words, and the sum of the others' rates."""
    if not len(found):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
    rate = found.made / np.maximum(found.seen, 1)
    order = np.lexsort((-rate, found.n_words, found.position))
    place = np.stack([found.position[order], found.n_words[order]])
    opens = np.append(True, (place[:, 1:] != place[:, :-1]).any(axis=0))
    group = np.cumsum(opens) - 1
    rank, others = np.empty(len(found), dtype=np.int64), np.empty(len(found), dtype=np.float32)
    rank[order] = np.arange(len(found)) - np.flatnonzero(opens)[group]
    others[order] = np.bincount(group, weights=rate[order])[group] - rate[order]
    return rank, others

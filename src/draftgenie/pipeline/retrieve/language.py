"""How likely words are in the finals: a trigram with Dirichlet back-off, own speaker over pool.

Source: MacKay and Peto 1995, "A hierarchical Dirichlet language model"; the strengths were
chosen on real drafts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from draftgenie.pipeline._hash import mix
from draftgenie.pipeline.retrieve import keys as k

if TYPE_CHECKING:
    from draftgenie.pipeline._hash import Keys
    from draftgenie.pipeline.retrieve.counts import Counts, Values

STRENGTH = 3.0
OWN_WORD_STRENGTH = 50.0
LEAST_VOCABULARY = 1000.0
VOCABULARY_SHARE = 0.05


def log_probability(text: Keys, own: Keys, counts: Counts) -> tuple[Values, Values]:
    """The log probability of each row's words after its first two: for everyone, and for `own`.

    Args:
        text: shape (n, length), word numbers; the first two are context, zeros are nothing.
        own: shape (n,), whose text each row is.
        counts: the history.

    Returns:
        Two arrays of shape (n,), natural logarithms, at most 0.
    """
    one, two, three = (k.run_salt(k.FINAL, n) for n in (1, 2, 3))
    word, before, first = text[:, 2:], text[:, 1:-1], text[:, :-2]
    n_words = counts.get(np.array([k.WORDS], dtype=np.uint64))[0]
    vocabulary = max(LEAST_VOCABULARY, n_words * VOCABULARY_SHARE)
    pair, context = mix(before, word), mix(first, before)
    p1 = (counts.get(mix(word, one)) + 0.5) / (n_words + 0.5 * vocabulary)
    p2 = (counts.get(mix(pair, two)) + STRENGTH * p1) / (counts.get(mix(before, one)) + STRENGTH)
    p3 = (counts.get(mix(mix(context, word), three)) + STRENGTH * p2) / (
        counts.get(mix(context, two)) + STRENGTH
    )
    own1, own2 = (k.run_salt(k.FINAL_OWN, n) for n in (1, 2))
    who = own[:, None]
    n_own = counts.get(mix(own, k.WORDS_OWN))[:, None]
    q1 = (counts.get(mix(mix(word, who), own1)) + OWN_WORD_STRENGTH * p3) / (
        n_own + OWN_WORD_STRENGTH
    )
    q2 = (counts.get(mix(mix(pair, who), own2)) + STRENGTH * (q1 + p3) / 2) / (
        counts.get(mix(mix(before, who), own1)) + STRENGTH
    )
    there = word != 0
    return (
        np.where(there, np.log(p3), 0).sum(axis=1).astype(np.float32),
        np.where(there, np.log(q2), 0).sum(axis=1).astype(np.float32),
    )

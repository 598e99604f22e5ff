"""Whether a final note can be the signed form of a draft at all.

Nobody corrects four words in five: a final so far from its draft is most often of another note,
filed under the wrong item. But a draft that was written anew, its sentences moved and cut, is
as far from its final by counted errors, and has its words all the same. So a pair is unlike
when both hold: more errors than `MAX_WER`, and fewer words in common than `LEAST_SHARED`. On real
pairs put in another order that is one in a thousand; on finals of other notes, all but two in
a thousand (docs/bad-input.md).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from draftgenie.pipeline._align import count_errors
from draftgenie.pipeline._text import normalised_words

MAX_WER = 0.8
LEAST_SHARED = 0.6
LEAST_WORDS = 10
"""Of either text; a shorter one says too little to tell."""


@dataclass(frozen=True, slots=True)
class Unlike:
    """How far apart a draft and its final are: the error rate, and the share of common words.

    `shared` is of the shorter text's words, each as often as both have it, 0 to 1.
    """

    wer: float
    shared: float


def unlike(*, draft: str, final: str) -> Unlike | None:
    """How far apart the two are when they are unlike; None when they may belong together.

    >>> unlike(draft="he was seen for a follow up of his left knee pain today",
    ...        final="mammogram of the right breast shows no mass or suspicious calcification")
    Unlike(wer=1.1818181818181819, shared=0.09090909090909091)
    >>> unlike(draft="too short", final="to tell")
    """
    said, signed = normalised_words(draft), normalised_words(final)
    shorter = min(len(said), len(signed))
    if shorter < LEAST_WORDS:
        return None
    shared = (Counter(said) & Counter(signed)).total() / shorter
    # The cheap test comes first: aligning long notes is the work.
    if shared >= LEAST_SHARED:
        return None
    errors = count_errors(reference=signed, hypothesis=said)
    n_errors = errors.substitutions + errors.deletions + errors.insertions
    wer = n_errors / len(signed)
    return Unlike(wer, shared) if wer > MAX_WER else None

"""What kind of text a draft is: how it stands beside those its speaker had before."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One draft beside the `n_drafts` that its speaker had before.

    `marks` is its marks a word and `usual` the median of theirs; `n_as_few` and `n_as_many` of
    them are marked as sparsely and as densely or more so. Of its `n_words`, `n_unknown` stand
    in no final note and are no English word.
    """

    marks: float
    usual: float
    n_drafts: int
    n_as_few: int
    n_as_many: int
    n_words: int
    n_unknown: int

"""What kind of text a draft is, beside the drafts that its speaker had so far.

A recogniser that is set otherwise, another language, somebody else at the microphone: it shows
in how densely a draft is marked, and in how many of its words nobody has ever written. What a
history says of single edits says nothing of such a draft. Like all counts these look back only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from draftgenie.pipeline._form import Mark
from draftgenie.pipeline._hash import mix, word_key, word_keys
from draftgenie.pipeline._kind import Kind
from draftgenie.pipeline.retrieve import keys as k

if TYPE_CHECKING:
    from collections.abc import Sequence

    from draftgenie.pipeline._form import Form
    from draftgenie.pipeline._hash import Keys
    from draftgenie.pipeline.retrieve.counts import Counts
    from draftgenie.pipeline.retrieve.english import English
    from draftgenie.pipeline.retrieve.forms import FormExample, FormText

STEPS = np.array([0.005, 0.01, 0.02, 0.03, 0.045, 0.06, 0.08, 0.1, 0.13, 0.17, 0.22, 0.3])
"""Marks a word, cut into 13 steps."""

_MIDDLES = np.concatenate([[0.0], (STEPS[:-1] + STEPS[1:]) / 2, [0.4]])
_UNMARKED = (Mark.NONE, Mark.HYPHEN)
_SALT = np.uint64(word_key("#marks a word"))


def kind_keys(examples: Sequence[FormExample]) -> Keys:
    """The keys that count how densely each example's draft is marked, for its speaker."""
    steps = _steps([_marks(e.draft_form) for e in examples])
    own = np.array([k.who_key(e.speaker) for e in examples], dtype=np.uint64)
    return _keys(own, steps)


def kinds(drafts: Sequence[FormText], counts: Counts, english: English) -> list[Kind]:
    """What kind of text each draft is, in order."""
    own = np.array([k.who_key(draft.speaker) for draft in drafts], dtype=np.uint64)
    every = np.arange(len(STEPS) + 1)
    before = counts.get(_keys(own[:, None], every[None, :])).astype(np.int64)
    marks = [_marks(draft.form) for draft in drafts]
    n_unknown = _n_unknown([draft.words for draft in drafts], counts, english)
    return [
        Kind(
            marks=one,
            usual=_median(had),
            n_drafts=int(had.sum()),
            n_as_few=int(had[: step + 1].sum()),
            n_as_many=int(had[step:].sum()),
            n_words=len(draft.words),
            n_unknown=unknown,
        )
        for draft, one, step, had, unknown in zip(
            drafts, marks, _steps(marks).tolist(), before, n_unknown, strict=True
        )
    ]


def _marks(form: Form) -> float:
    """Marks a word of a text; hyphens are spelling."""
    return float(np.mean(~np.isin(form.marks, _UNMARKED))) if len(form.marks) else 0.0


def _steps(marks: Sequence[float]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.searchsorted(STEPS, np.array(marks, dtype=np.float64), side="right")


def _keys(own: Keys, steps: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> Keys:
    return mix(mix(own, _SALT), steps.astype(np.uint64))


def _median(had: np.ndarray[tuple[int], np.dtype[np.int64]]) -> float:
    half = int(np.searchsorted(np.cumsum(had), had.sum() / 2))
    return float(_MIDDLES[min(half, len(STEPS))])


def _n_unknown(drafts: Sequence[Sequence[str]], counts: Counts, english: English) -> list[int]:
    sizes = [len(words) for words in drafts]
    flat = word_keys([word for words in drafts for word in words])
    is_new = (counts.get(mix(flat, k.run_salt(k.FINAL, 1))) == 0) & (english.log_count(flat) == 0)
    ends = np.cumsum(sizes)
    return [int(is_new[end - n : end].sum()) for end, n in zip(ends, sizes, strict=True)]

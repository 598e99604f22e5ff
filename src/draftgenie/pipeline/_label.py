"""Whether an edit that was possible in a past draft would have been right, by its final note."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from draftgenie.pipeline._align import distance, matching_runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Label(IntEnum):
    """What an edit would have done to its note."""

    HARM = 0
    NEITHER = 1
    RIGHT = 2


@dataclass(frozen=True, slots=True)
class Change:
    """A possible edit as words: draft words `first` to `first + n_words` become `target`."""

    first: int
    n_words: int
    target: Sequence[str]


def label(*, draft: Sequence[str], final: Sequence[str], changes: Iterable[Change]) -> list[Label]:
    """What each change alone would have done.

    Right means that the place ends up right: the distance to the final note falls *and* all new
    words stand in one matched run (for a deletion: its neighbours meet). A change that only
    lowers the distance, such as dropping one word of a misheard name, is neither. Harm means
    that the distance grows.

    >>> label(draft=["kobe", "it", "test"], final=["covid", "test"],
    ...       changes=[Change(0, 2, ["covid"]), Change(1, 1, []), Change(2, 1, ["tests"])])
    [<Label.RIGHT: 2>, <Label.NEITHER: 1>, <Label.HARM: 0>]
    """
    before = distance(reference=final, hypothesis=draft)
    return [_label(draft, final, change, before) for change in changes]


def _label(draft: Sequence[str], final: Sequence[str], change: Change, before: int) -> Label:
    end = change.first + change.n_words
    edited = [*draft[: change.first], *change.target, *draft[end:]]
    after = distance(reference=final, hypothesis=edited)
    if after > before:
        return Label.HARM
    if after < before and _ends_up_right(edited, final, change):
        return Label.RIGHT
    return Label.NEITHER


def _ends_up_right(edited: Sequence[str], final: Sequence[str], change: Change) -> bool:
    first, last = change.first, change.first + len(change.target)
    for run in matching_runs(reference=final, hypothesis=edited):
        start, end = run.hypothesis_start, run.hypothesis_start + run.n_words
        if change.target:
            if start <= first and last <= end:
                return True
        elif start < first < end:
            return True
        elif first in {start, end}:
            at = run.reference_start + (first - start)
            if (first == 0 == at) or (first == len(edited) and at == len(final)):
                return True
    return not edited and not final

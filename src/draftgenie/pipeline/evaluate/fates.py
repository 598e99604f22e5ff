"""What became of each word of a draft in the note made of it, judged by the final note."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from draftgenie.domain.evaluation import EditFates
from draftgenie.pipeline._align import errors_by_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from draftgenie.pipeline._align import Errors

EDITS = "edits-1"
"""The name of these rules, part of the signature of every count."""

SEGMENT_GAP = 2
"""So many words in a row that both texts have right end a segment."""


def edit_fates(
    *, reference: Sequence[str], draft: Sequence[str], note: Sequence[str]
) -> EditFates:
    """The fates of the draft's words; draft and note are each aligned with the reference.

    >>> fates = edit_fates(reference="no chest pain today".split(),
    ...                    draft="no jest pane today".split(),
    ...                    note="know chest pains today".split())
    >>> fates.fixed, fates.kept, fates.changed, fates.right_kept, fates.broken, fates.added
    (1, 0, 1, 1, 1, 0)
    """
    before = errors_by_place(reference=reference, hypothesis=draft)
    after = before if note == draft else errors_by_place(reference=reference, hypothesis=note)
    fixed = kept = changed = added = 0
    for place, word in before.wrong.items():
        if place not in after.wrong:
            fixed += 1
        elif after.wrong[place] == word:
            kept += 1
        else:
            changed += 1
    for place in before.extra.keys() | after.extra.keys():
        had, has = before.extra.get(place, []), after.extra.get(place, [])
        n_same = sum((Counter(had) & Counter(has)).values())
        n_other = min(len(had), len(has)) - n_same
        kept += n_same
        changed += n_other
        fixed += len(had) - n_same - n_other
        added += len(has) - n_same - n_other
    broken = len(after.wrong.keys() - before.wrong.keys())
    right_kept = len(reference) - len(before.wrong) - broken
    gained = list(_gained_by_segment(before, after))
    return EditFates(
        fixed,
        kept,
        changed,
        right_kept,
        broken,
        added,
        n_segments=len(gained),
        sum_gained=sum(gained),
        sum_squared=sum(n * n for n in gained),
    )


def _gained_by_segment(before: Errors, after: Errors) -> Iterator[int]:
    """Of each segment with errors, how many fewer the second text has."""
    places = sorted({*before.wrong, *before.extra, *after.wrong, *after.extra})
    n_gained, last = 0, None
    for place in places:
        if last is not None and place - last > SEGMENT_GAP:
            yield n_gained
            n_gained = 0
        n_gained += _n_at(before, place) - _n_at(after, place)
        last = place
    if last is not None:
        yield n_gained


def _n_at(errors: Errors, place: int) -> int:
    return (place in errors.wrong) + len(errors.extra.get(place, ()))


def pool_fates(fates: Iterable[EditFates | None]) -> EditFates | None:
    """The sum of all; None when one is not known, or there is none."""
    totals = [0] * 9
    n = 0
    for one in fates:
        if one is None:
            return None
        n += 1
        for i, value in enumerate(_values(one)):
            totals[i] += value
    return EditFates(*totals) if n else None


def _values(f: EditFates) -> tuple[int, ...]:
    return (
        f.fixed,
        f.kept,
        f.changed,
        f.right_kept,
        f.broken,
        f.added,
        f.n_segments,
        f.sum_gained,
        f.sum_squared,
    )

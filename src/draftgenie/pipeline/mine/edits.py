"""The edits between a draft and its final note.

Words are aligned by true minimum edit distance on their normalised forms, so that `pain.` and
`Pain` are one word; a changed block is one edit, or several where its words pair up by spelling.
Case and marks of words that stay are layers of their own. All edits of one pair are disjoint,
and making every one of them turns the draft into the final note, character by character.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from draftgenie.domain.correction import (
    LONGEST_SOURCE,
    LONGEST_TARGET,
    Category,
    Edit,
    Layer,
    Severity,
)
from draftgenie.pipeline._align import Tag, align
from draftgenie.pipeline._text import Words, split_words
from draftgenie.pipeline.mine.categories import SPOKEN_MARKS, categorise
from draftgenie.pipeline.mine.refine import Segment, pair_up

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

N_CONTEXT = 5
LONGEST_SPOKEN = 2


@dataclass(frozen=True, slots=True)
class Mined:
    """What one pair teaches.

    `edits` are disjoint, in draft order, and turn the draft into the final note. `parts` are
    finer word edits inside those of `edits` that replace several words at once: they are
    learned from as well, because a part may come back without the rest. `kept` names for each
    draft word the final's word that it was kept as, -1 where it was changed.
    """

    draft: Words
    final: Words
    edits: tuple[Edit, ...]
    parts: tuple[Edit, ...]
    kept: tuple[int, ...]


def mine(*, draft: str, final: str) -> Mined:
    """The edits that turn `draft` into `final`.

    >>> mined = mine(draft="take bis a prolol five mg, daily", final="Take bisoprolol 5 mg daily")
    >>> [(e.before, e.after, e.layer.value) for e in mined.edits]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('take', 'Take', 'case'), ('bis a prolol', 'bisoprolol', 'words'), ('five', '5', 'words'),
     (', ', ' ', 'marks')]
    """
    ours, theirs = split_words(draft), split_words(final)
    units = list(_units(ours, theirs))
    edits: list[Edit] = []
    kept = [-1] * len(ours)
    at = at_final = 0
    for unit in units:
        start, end, a, b = _characters(ours, theirs, unit)
        edits += _gap_edit(ours, unit.draft_start, (at, start), theirs, (at_final, a))
        if _is_kept(ours, theirs, unit):
            edits += _form_edits(ours, theirs, unit)
            kept[unit.draft_start : unit.draft_end] = range(unit.final_start, unit.final_end)
        else:
            edits.append(_word_edit(ours, theirs, unit))
        at, at_final = end, b
    edits += _gap_edit(ours, len(ours), (at, len(draft)), theirs, (at_final, len(final)))
    parts = [
        part
        for unit in units
        if unit.is_paired and kept[unit.draft_start] < 0
        for part in _parts(ours, theirs, unit)
    ]
    return Mined(ours, theirs, tuple(edits), tuple(parts), tuple(kept))


def _units(draft: Words, final: Words) -> Iterator[Segment]:
    """Runs of kept words, and changed blocks as whole as they are learned, in order."""
    block: Segment | None = None
    for op in align(reference=final.norm, hypothesis=draft.norm):
        span = Segment(
            op.hypothesis_start, op.hypothesis_end, op.reference_start, op.reference_end
        )
        if op.tag is not Tag.EQUAL:
            block = span if block is None else _join(block, span)
            continue
        if block is not None:
            yield from _split(draft, final, block)
            block = None
        yield span
    if block is not None:
        yield from _split(draft, final, block)


def _join(a: Segment, b: Segment) -> Segment:
    return Segment(a.draft_start, b.draft_end, a.final_start, b.final_end)


def _split(draft: Words, final: Words, block: Segment) -> list[Segment]:
    """The block as its pairs, or whole where words would be left over on either side.

    A dictated mark at its end is an edit of its own: the mark belongs to the gap, not to the
    word that was dictated before it.
    """
    if not block.is_paired:
        return [block]
    spoken = _spoken_at_end(draft.norm[block.draft_start : block.draft_end])
    if spoken:
        cut = block.draft_end - spoken
        front = Segment(block.draft_start, cut, block.final_start, block.final_end)
        mark = Segment(cut, block.draft_end, block.final_end, block.final_end)
        return _join_left_over([*_split(draft, final, front), mark])
    pairs = _pairs(draft, final, block)
    fits = (
        block.draft_end - block.draft_start <= LONGEST_SOURCE
        and block.final_end - block.final_start <= LONGEST_TARGET
    )
    if fits and not all(pair.is_paired for pair in pairs):
        return [block]
    return _join_left_over(pairs)


def _spoken_at_end(words: Sequence[str]) -> int:
    """How many words at the end, but not all of them, are one dictated mark; 0 for none."""
    longest = min(LONGEST_SPOKEN, len(words) - 1)
    return next((n for n in range(longest, 0, -1) if " ".join(words[-n:]) in SPOKEN_MARKS), 0)


def _join_left_over(pairs: list[Segment]) -> list[Segment]:
    """The same, with neighbouring words that have no partner made one segment."""
    joined: list[Segment] = []
    for pair in pairs:
        if joined and not pair.is_paired and not joined[-1].is_paired:
            joined[-1] = _join(joined[-1], pair)
        else:
            joined.append(pair)
    return joined


def _pairs(draft: Words, final: Words, block: Segment) -> list[Segment]:
    i, j = block.draft_start, block.final_start
    found = pair_up(draft=draft.norm[i : block.draft_end], final=final.norm[j : block.final_end])
    return [
        Segment(i + s.draft_start, i + s.draft_end, j + s.final_start, j + s.final_end)
        for s in found
    ]


def _parts(draft: Words, final: Words, unit: Segment) -> list[Edit]:
    """The edits inside a unit that may come back without the rest of it.

    One that changes a fact which the whole does not is no such part: "five" did not become "25"
    where "twenty five" did.
    """
    pairs = _pairs(draft, final, unit)
    if len(pairs) == 1:
        return []
    whole = _word_edit(draft, final, unit).category
    parts = [
        _word_edit(draft, final, pair)
        for pair in pairs
        if pair.is_paired and not _is_kept(draft, final, pair)
    ]
    return [p for p in parts if p.category is whole or p.severity is not Severity.HIGH]


def _is_kept(draft: Words, final: Words, unit: Segment) -> bool:
    return (
        draft.norm[unit.draft_start : unit.draft_end]
        == final.norm[unit.final_start : unit.final_end]
    )


def _form_edits(draft: Words, final: Words, unit: Segment) -> list[Edit]:
    """The changes of case and marks within a run of words that stay."""
    edits: list[Edit] = []
    shift = unit.final_start - unit.draft_start
    ours, theirs = draft.text, final.text
    end = b = -1
    for i in range(unit.draft_start, unit.draft_end):
        j = i + shift
        start, a = draft.starts[i], final.starts[j]
        if end >= 0 and ours[end:start] != theirs[b:a]:
            edits += _gap_edit(draft, i, (end, start), final, (b, a))
        end, b = draft.ends[i], final.ends[j]
        if ours[start:end] != theirs[a:b]:
            edits.append(_case_edit(draft, i, theirs[a:b]))
    return edits


def _case_edit(draft: Words, i: int, after: str) -> Edit:
    before = draft.raw(i)
    left, right = _context(draft, i, i + 1)
    return Edit(
        start=draft.starts[i],
        end=draft.ends[i],
        before=before,
        after=after,
        source=before,
        target=after,
        layer=Layer.CASE,
        category=Category.CASING,
        left=left,
        right=right,
        surface=after,
    )


def _word_edit(draft: Words, final: Words, unit: Segment) -> Edit:
    start, end, a, b = _characters(draft, final, unit)
    source = " ".join(draft.norm[unit.draft_start : unit.draft_end])
    target = " ".join(final.norm[unit.final_start : unit.final_end])
    left, right = _context(draft, unit.draft_start, unit.draft_end)
    return Edit(
        start=start,
        end=end,
        before=draft.text[start:end],
        after=final.text[a:b],
        source=source,
        target=target,
        layer=Layer.WORDS,
        category=categorise(source, target),
        left=left,
        right=right,
        surface=_surface(draft, final, unit),
    )


def _surface(draft: Words, final: Words, unit: Segment) -> str:
    if unit.final_start == unit.final_end:
        return final.gap(unit.final_start)
    after = final.text[final.starts[unit.final_start] : final.ends[unit.final_end - 1]]
    if unit.draft_start == unit.draft_end:
        return after
    # A capital on both sides came from the place, not from the word.
    capital = draft.text[draft.starts[unit.draft_start]].isupper()
    inherited = capital and after[:1].isupper() and after[1:2].islower()
    return after[:1].lower() + after[1:] if inherited else after


def _span(words: Words, first: int, last: int, *, other_side: int) -> tuple[int, int]:
    """The characters of words `first` to `last`; see below for one-sided edits.

    Words with nothing on the other side take the gap behind them along (or the one before, at
    the end of the text), so that one gap stands between two neighbours on either side.
    """
    n = len(words)
    if first == last:
        at = words.starts[first] if first < n else (words.ends[-1] if n else 0)
        return at, at
    start, end = words.starts[first], words.ends[last - 1]
    if other_side == 0:
        if last < n:
            end = words.starts[last]
        elif first:
            start = words.ends[first - 1]
    return start, end


def _gap_edit(
    draft: Words, i: int, ours: tuple[int, int], final: Words, theirs: tuple[int, int]
) -> list[Edit]:
    """The change of the characters before draft word `i`, if they changed."""
    old, new = draft.text[ours[0] : ours[1]], final.text[theirs[0] : theirs[1]]
    if old == new:
        return []
    left, right = _context(draft, i, i)
    return [
        Edit(
            start=ours[0],
            end=ours[1],
            before=old,
            after=new,
            source=marks_of(old),
            target=marks_of(new),
            layer=Layer.MARKS,
            category=Category.PUNCTUATION,
            left=left,
            right=right,
            surface=marks_of(new),
        )
    ]


@lru_cache(maxsize=1 << 12)
def marks_of(gap: str) -> str:
    r"""The marks in a gap between two words; a line break counts as one, spaces do not.

    >>> marks_of(", "), marks_of(".\n\n"), marks_of(" ")
    (',', '.¶', '')
    """
    lines = gap.replace("\r\n", "\n")
    marks = "".join(c for c in lines if not c.isspace())
    return marks + ("¶" if "\n" in lines else "")


def _characters(draft: Words, final: Words, unit: Segment) -> tuple[int, int, int, int]:
    """Where a unit stands in the draft and in the final note."""
    n_draft = unit.draft_end - unit.draft_start
    n_final = unit.final_end - unit.final_start
    ours = _span(draft, unit.draft_start, unit.draft_end, other_side=n_final)
    return (*ours, *_span(final, unit.final_start, unit.final_end, other_side=n_draft))


def _context(draft: Words, first: int, last: int) -> tuple[str, str]:
    """Up to five words before and after, as they are written."""
    if not draft.norm:
        return "", ""
    left = max(0, first - N_CONTEXT)
    right = min(len(draft), last + N_CONTEXT)
    before = draft.text[draft.starts[left] : draft.ends[first - 1]] if first > left else ""
    after = draft.text[draft.starts[last] : draft.ends[right - 1]] if right > last else ""
    return before, after

"""The edits between a draft and its final note.

Words are aligned by true minimum edit distance on their normalised forms, so that `pain.` and
`Pain` are one word; a changed block is one edit, or several where its words pair up by spelling.
Case and marks of words that stay are layers of their own. All edits of one pair are disjoint,
and making every one of them turns the draft into the final note, character by character.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftgenie.domain.correction import Category, Edit, Layer
from draftgenie.pipeline._align import Tag, align
from draftgenie.pipeline._text import Words, split_words
from draftgenie.pipeline.mine.categories import categorise
from draftgenie.pipeline.mine.refine import Segment, pair_up

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_SOURCE = 4
LONGEST_TARGET = 6
N_CONTEXT = 5
_ENDS_A_SENTENCE = frozenset(".?!\n")


@dataclass(frozen=True, slots=True)
class Mined:
    """What one pair teaches.

    `edits` are disjoint, in draft order, and turn the draft into the final note. `parts` are
    finer word edits inside those of `edits` that replace several words at once: they are
    learned from as well, because a part may come back without the rest.
    """

    draft: Words
    final: Words
    edits: tuple[Edit, ...]
    parts: tuple[Edit, ...]


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
    for n, unit in enumerate(units):
        edits += _gap_edit(ours, theirs, units[n - 1] if n else None, unit)
        edits += _unit_edits(ours, theirs, unit)
    edits += _gap_edit(ours, theirs, units[-1] if units else None, None)
    parts = [
        _word_edit(ours, theirs, part)
        for unit in units
        if unit.is_paired and not _is_kept(ours, theirs, unit)
        for part in _parts(ours, theirs, unit)
    ]
    return Mined(ours, theirs, tuple(edits), tuple(parts))


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
    """The block as its pairs, or whole where words would be left over on either side."""
    if not block.is_paired:
        return [block]
    pairs = _pairs(draft, final, block)
    fits = (
        block.draft_end - block.draft_start <= LONGEST_SOURCE
        and block.final_end - block.final_start <= LONGEST_TARGET
    )
    if fits and not all(pair.is_paired for pair in pairs):
        return [block]
    return _join_left_over(pairs)


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
    found = pair_up(
        draft=draft.norm[i : block.draft_end], final=final.norm[j : block.final_end]
    )
    return [
        Segment(i + s.draft_start, i + s.draft_end, j + s.final_start, j + s.final_end)
        for s in found
    ]


def _parts(draft: Words, final: Words, unit: Segment) -> list[Segment]:
    pairs = _pairs(draft, final, unit)
    if len(pairs) == 1:
        return []
    return [p for p in pairs if p.is_paired and not _is_kept(draft, final, p)]


def _is_kept(draft: Words, final: Words, unit: Segment) -> bool:
    return (
        draft.norm[unit.draft_start : unit.draft_end]
        == final.norm[unit.final_start : unit.final_end]
    )


def _unit_edits(draft: Words, final: Words, unit: Segment) -> list[Edit]:
    if not _is_kept(draft, final, unit):
        return [_word_edit(draft, final, unit)]
    start, end = _characters(draft, unit, "draft")
    a, b = _characters(final, unit, "final")
    if draft.text[start:end] == final.text[a:b]:
        return []
    edits: list[Edit] = []
    before: Segment | None = None
    for k in range(unit.draft_end - unit.draft_start):
        i, j = unit.draft_start + k, unit.final_start + k
        word = Segment(i, i + 1, j, j + 1)
        if before is not None:
            edits += _gap_edit(draft, final, before, word)
        edits += _case_edit(draft, final, i, j)
        before = word
    return edits


def _case_edit(draft: Words, final: Words, i: int, j: int) -> list[Edit]:
    before, after = draft.raw(i), final.raw(j)
    if before == after:
        return []
    left, right = _context(draft, i, i + 1)
    return [
        Edit(
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
    ]


def _word_edit(draft: Words, final: Words, unit: Segment) -> Edit:
    start, end = _characters(draft, unit, "draft")
    a, b = _characters(final, unit, "final")
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
    """The characters of words `first` to `last`; see `_gap_edit` for one-sided edits.

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
    draft: Words, final: Words, before: Segment | None, after: Segment | None
) -> list[Edit]:
    """The change of what stands between two neighbouring units, if it changed."""
    start = _edge_end(draft, before, "draft")
    end = _edge_start(draft, after, "draft")
    a = _edge_end(final, before, "final")
    b = _edge_start(final, after, "final")
    old, new = draft.text[start:end], final.text[a:b]
    if old == new:
        return []
    i = before.draft_end if before else 0
    left, right = _context(draft, i, i)
    return [
        Edit(
            start=start,
            end=end,
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


def marks_of(gap: str) -> str:
    r"""The marks in a gap between two words; a line break counts as one, spaces do not.

    >>> marks_of(", "), marks_of(".\n\n"), marks_of(" ")
    (',', '.¶', '')
    """
    lines = gap.replace("\r\n", "\n")
    marks = "".join(c for c in lines if not c.isspace())
    return marks + ("¶" if "\n" in lines else "")


def _edge_end(words: Words, unit: Segment | None, side: str) -> int:
    if unit is None:
        return 0
    return _characters(words, unit, side)[1]


def _edge_start(words: Words, unit: Segment | None, side: str) -> int:
    if unit is None:
        return len(words.text)
    return _characters(words, unit, side)[0]


def _characters(words: Words, unit: Segment, side: str) -> tuple[int, int]:
    ours = (unit.draft_start, unit.draft_end)
    theirs = (unit.final_start, unit.final_end)
    here, there = (ours, theirs) if side == "draft" else (theirs, ours)
    return _span(words, *here, other_side=there[1] - there[0])


def _context(draft: Words, first: int, last: int) -> tuple[str, str]:
    """Up to five words before and after, as they are written."""
    if not draft.norm:
        return "", ""
    left = max(0, first - N_CONTEXT)
    right = min(len(draft), last + N_CONTEXT)
    before = draft.text[draft.starts[left] : draft.ends[first - 1]] if first > left else ""
    after = draft.text[draft.starts[last] : draft.ends[right - 1]] if right > last else ""
    return before, after

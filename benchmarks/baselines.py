"""The simple correctors that DraftGenie is measured against, each learned from the same pairs.

A baseline is made from training rows and turns a draft into a text. All of them work on the
same words as DraftGenie (`words-1`), keep the marks around what they replace, and pool every
speaker's history, which is better for each of them than the speaker's own alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Protocol

from draftgenie.pipeline._align import Tag, align
from draftgenie.pipeline._text import Words, split_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LONGEST = 4
Phrase = tuple[str, ...]


class Row(Protocol):
    """A training or test row."""

    @property
    def draft(self) -> str:
        """What the machine wrote."""
        ...

    @property
    def final(self) -> str:
        """What the human signed."""
        ...


def nothing(_rows: Sequence[Row]) -> Callable[[str], str]:
    """The draft as it is."""
    return lambda draft: draft


def always(rows: Sequence[Row]) -> Callable[[str], str]:
    """Every span that was ever replaced, by what most often replaced it (the original system).

    As there, only replacements are learned: words that were added or taken out are not.
    """
    made, surface, _ = _counted(rows)
    kept = {s: Counter({t: n for t, n in targets.items() if t}) for s, targets in made.items()}
    return lambda draft: _replace(draft, {s: _best(t)[0] for s, t in kept.items() if t}, surface)


def majority(rows: Sequence[Row]) -> Callable[[str], str]:
    """A span replaced at least twice, and in more than half of the places it was seen."""
    made, surface, seen = _counted(rows)
    table = {}
    for source, targets in made.items():
        target, n = _best(targets)
        if n > 1 and 2 * n > seen[source]:
            table[source] = target
    return lambda draft: _replace(draft, table, surface)


def symspell(rows: Sequence[Row]) -> Callable[[str], str]:
    """Symspellpy with the words of the finals as its dictionary, one edit at most.

    Its reach (edit distance 1 or 2, the least count of a word) was chosen on the training part
    as the one that does least harm there: distance 1, words seen three times.
    """
    from symspellpy import SymSpell, Verbosity

    spell = SymSpell(max_dictionary_edit_distance=1)
    counts: Counter[str] = Counter(w for row in rows for w in split_words(row.final).norm)
    for word, n in counts.items():
        if n > 2 and word.isalpha():  # noqa: PLR2004 - see the docstring
            spell.create_dictionary_entry(word, n)

    def correct(draft: str) -> str:
        words = split_words(draft)
        table: dict[Phrase, Phrase] = {}
        for word in words.norm:
            if word not in counts and word.isalpha() and len(word) > LONGEST:
                found = spell.lookup(word, Verbosity.CLOSEST, max_edit_distance=1)
                if found:
                    table[(word,)] = (found[0].term,)
        return _replace(draft, table, {})

    return correct


def _counted(
    rows: Sequence[Row],
) -> tuple[dict[Phrase, Counter[Phrase]], dict[tuple[Phrase, Phrase], str], Counter[Phrase]]:
    made: dict[Phrase, Counter[Phrase]] = defaultdict(Counter)
    surfaces: dict[tuple[Phrase, Phrase], Counter[str]] = defaultdict(Counter)
    seen: Counter[Phrase] = Counter()
    for row in rows:
        draft, final = split_words(row.draft), split_words(row.final)
        for n in range(1, LONGEST + 1):
            seen.update(tuple(draft.norm[i : i + n]) for i in range(len(draft) - n + 1))
        for i, j, k, m in _blocks(draft, final):
            source, target = tuple(draft.norm[i:j]), tuple(final.norm[k:m])
            made[source][target] += 1
            if target:
                text = final.text[final.starts[k] : final.ends[m - 1]]
                surfaces[source, target][text] += 1
    surface = {key: min(c, key=lambda t, c=c: (-c[t], t)) for key, c in surfaces.items()}  # type: ignore[misc]
    return made, surface, seen


def _blocks(draft: Words, final: Words) -> list[tuple[int, int, int, int]]:
    """Changed blocks with one to four draft words."""
    blocks: list[tuple[int, int, int, int]] = []
    open_at: tuple[int, int, int, int] | None = None
    for op in align(reference=final.norm, hypothesis=draft.norm):
        if op.tag is Tag.EQUAL:
            if open_at is not None:
                blocks.append(open_at)
            open_at = None
        elif open_at is None:
            open_at = (
                op.hypothesis_start,
                op.hypothesis_end,
                op.reference_start,
                op.reference_end,
            )
        else:
            open_at = (open_at[0], op.hypothesis_end, open_at[2], op.reference_end)
    if open_at is not None:
        blocks.append(open_at)
    return [b for b in blocks if 0 < b[1] - b[0] <= LONGEST]


def _best(targets: Counter[Phrase]) -> tuple[Phrase, int]:
    target = min(targets, key=lambda t: (-targets[t], t))
    return target, targets[target]


def _replace(
    draft: str, table: dict[Phrase, Phrase], surface: dict[tuple[Phrase, Phrase], str]
) -> str:
    """The longest known phrase at each place, from left to right, replaced."""
    words = split_words(draft)
    parts: list[str] = []
    at = i = 0
    while i < len(words):
        longest = min(LONGEST, len(words) - i)
        n = next((n for n in range(longest, 0, -1) if tuple(words.norm[i : i + n]) in table), 0)
        if n:
            source = tuple(words.norm[i : i + n])
            target = table[source]
            start, end = words.starts[i], words.ends[i + n - 1]
            text = surface.get((source, target), " ".join(target))
            if draft[start].isupper():
                text = text[:1].upper() + text[1:]
            if not text and end < len(draft):
                end = words.starts[i + n] if i + n < len(words) else end
            parts += [draft[at:start], text]
            at = end
        i += n or 1
    return "".join([*parts, draft[at:]])

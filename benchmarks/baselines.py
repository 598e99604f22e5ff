"""The simple correctors that DraftGenie is measured against, each learned from the same pairs.

All of them work on the same words as DraftGenie (`words-1`) and keep the marks around what they
replace. A peer has settings; they are chosen on the training part alone, by learning from the
first three quarters of each speaker's pairs and correcting the last.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, TypeAlias

from corpora import Row, by_speaker, split_ordered

from draftgenie.pipeline._align import Tag, align, distance
from draftgenie.pipeline._text import Words, normalised_words, split_words

LONGEST = 4
Phrase: TypeAlias = tuple[str, ...]
Setting: TypeAlias = Mapping[str, Any]
Correct: TypeAlias = Callable[[Row], str]
Learn: TypeAlias = Callable[[Sequence[Row]], Callable[[Setting], Correct]]


@dataclass(frozen=True, slots=True)
class Peer:
    """A corrector with the settings it may choose from, the boldest first.

    `learn` takes a history and gives a function from a setting to a corrector.
    """

    name: str
    learn: Learn
    settings: tuple[Setting, ...] = ({},)


def choose(peer: Peer, train: Sequence[Row]) -> Setting:
    """The setting with the fewest errors on the last quarter of the training part.

    Of several, the one that makes fewest notes worse, then the most careful one.
    """
    if len(peer.settings) == 1:
        return peer.settings[0]
    early, late = split_ordered(train)
    with_setting = peer.learn(early)
    finals = [normalised_words(row.final) for row in late]
    drafts = [_errors(final, row.draft) for final, row in zip(finals, late, strict=True)]
    costs = []
    for n, setting in enumerate(peer.settings):
        correct = with_setting(setting)
        notes = []
        for row, final, n_errors in zip(late, finals, drafts, strict=True):
            note = correct(row)
            notes.append(n_errors if note == row.draft else _errors(final, note))
        n_worse = sum(note > draft for note, draft in zip(notes, drafts, strict=True))
        costs.append((sum(notes), n_worse, -n))
    return peer.settings[-min(costs)[2]]


def _errors(final: Sequence[str], text: str) -> int:
    return distance(reference=final, hypothesis=normalised_words(text))


def grid(**values: Sequence[Any]) -> tuple[Setting, ...]:
    """Every combination of some values.

    >>> grid(a=[1, 2], b=["x"])
    ({'a': 1, 'b': 'x'}, {'a': 2, 'b': 'x'})
    """
    return tuple(dict(zip(values, chosen, strict=True)) for chosen in product(*values.values()))


@dataclass
class Counted:
    """Which phrases were replaced by what, how these were written, and how often each was seen."""

    made: dict[Phrase, Counter[Phrase]] = field(default_factory=lambda: defaultdict(Counter))
    surfaces: dict[tuple[Phrase, Phrase], Counter[str]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    seen: Counter[Phrase] = field(default_factory=Counter)

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Counted:
        """Count the changed blocks and all phrases of some pairs."""
        counted = cls()
        for row in rows:
            counted._add(split_words(row.draft), split_words(row.final))
        return counted

    def _add(self, draft: Words, final: Words) -> None:
        for n in range(1, LONGEST + 1):
            self.seen.update(tuple(draft.norm[i : i + n]) for i in range(len(draft) - n + 1))
        for i, j, k, m in changed_blocks(draft.norm, final.norm):
            if not 0 < j - i <= LONGEST:
                continue
            source, target = tuple(draft.norm[i:j]), tuple(final.norm[k:m])
            self.made[source][target] += 1
            if target:
                text = final.text[final.starts[k] : final.ends[m - 1]]
                self.surfaces[source, target][text] += 1

    def table(self, *, support: int, precision: float) -> dict[Phrase, Phrase]:
        """What replaces each phrase that was replaced so often and in such a share of places."""
        found = {}
        for source, targets in self.made.items():
            target = _best(targets)
            n = targets[target]
            if n >= support and n >= precision * self.seen[source]:
                found[source] = target
        return found

    def surface(self) -> dict[tuple[Phrase, Phrase], str]:
        """How each replacement is written most often."""
        return {key: _best(counter) for key, counter in self.surfaces.items()}


def changed_blocks(draft: Sequence[str], final: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """The changed runs between two lists of words, as half-open ranges of both.

    >>> changed_blocks(["a", "b", "c"], ["a", "x", "y", "c"])
    [(1, 2, 1, 3)]
    """
    blocks: list[tuple[int, int, int, int]] = []
    is_open = False
    for op in align(reference=final, hypothesis=draft):
        if op.tag is Tag.EQUAL:
            is_open = False
            continue
        here = (op.hypothesis_start, op.hypothesis_end, op.reference_start, op.reference_end)
        if is_open:
            i, _, k, _ = blocks.pop()
            here = (i, here[1], k, here[3])
        blocks.append(here)
        is_open = True
    return blocks


def _best(counter: Counter[Any]) -> Any:
    return min(counter, key=lambda entry: (-counter[entry], entry))


def nothing(_rows: Sequence[Row]) -> Callable[[Setting], Correct]:
    """The draft as it is."""
    return lambda _setting: lambda row: row.draft


def always(rows: Sequence[Row]) -> Callable[[Setting], Correct]:
    """Every span that was ever replaced, by what most often replaced it (the original system).

    As there, only replacements are learned: words that were added or taken out are not.
    """
    counted = Counted.of(rows)
    surface = counted.surface()
    kept = {s: Counter({t: n for t, n in ts.items() if t}) for s, ts in counted.made.items()}
    table = {source: _best(targets) for source, targets in kept.items() if targets}
    return lambda _setting: lambda row: replace_phrases(row.draft, table, surface)


def majority(rows: Sequence[Row]) -> Callable[[Setting], Correct]:
    """A span replaced at least twice, and in more than half of the places it was seen."""
    counted = Counted.of(rows)
    surface = counted.surface()
    table = {
        source: target
        for source, target in counted.table(support=2, precision=0.5).items()
        if 2 * counted.made[source][target] > counted.seen[source]
    }
    return lambda _setting: lambda row: replace_phrases(row.draft, table, surface)


def dictionary(rows: Sequence[Row]) -> Callable[[Setting], Correct]:
    """A phrase dictionary: spans replaced often enough and in enough of the places.

    Its history is everyone's, the speaker's own, or the speaker's own where it says anything of
    a phrase and everyone's elsewhere.
    """
    pooled = Counted.of(rows)
    own = {speaker: Counted.of(theirs) for speaker, theirs in by_speaker(rows).items()}
    surface = pooled.surface()

    def with_setting(setting: Setting) -> Correct:
        limits = {"support": setting["support"], "precision": setting["precision"]}
        everyone = {} if setting["history"] == "own" else pooled.table(**limits)
        tables = {}
        if setting["history"] != "pooled":
            for speaker, counted in own.items():
                silent = {
                    source: target
                    for source, target in everyone.items()
                    if counted.seen[source] < setting["support"]
                }
                tables[speaker] = silent | counted.table(**limits)
        return lambda row: replace_phrases(row.draft, tables.get(row.speaker, everyone), surface)

    return with_setting


def replace_phrases(
    draft: str, table: Mapping[Phrase, Phrase], surface: Mapping[tuple[Phrase, Phrase], str]
) -> str:
    """The longest known phrase at each place, from left to right, replaced."""
    words = split_words(draft)
    spans = []
    i = 0
    while i < len(words):
        longest = min(LONGEST, len(words) - i)
        n = next((n for n in range(longest, 0, -1) if tuple(words.norm[i : i + n]) in table), 0)
        if n:
            source = tuple(words.norm[i : i + n])
            target = table[source]
            spans.append((i, i + n, surface.get((source, target), " ".join(target))))
        i += n or 1
    return replace_spans(words, spans)


def replace_spans(words: Words, spans: Sequence[tuple[int, int, str]]) -> str:
    """The text with some spans of its words, disjoint and in order, written otherwise.

    The marks around a span stay; an empty text takes the gap behind the span with it. A span
    without words is put before the word it stands at.
    """
    draft = words.text
    parts: list[str] = []
    at = 0
    for first, last, text in spans:
        start = words.starts[first] if first < len(words) else len(draft)
        if first == last:
            before = " " if first == len(words) else ""
            parts += [draft[at:start], f"{before}{text}{'' if before else ' '}"]
            at = start
            continue
        end = words.ends[last - 1]
        if not text and last < len(words):
            end = words.starts[last]
        capital = draft[start].isupper()
        parts += [draft[at:start], text[:1].upper() + text[1:] if capital else text]
        at = end
    return "".join([*parts, draft[at:]])

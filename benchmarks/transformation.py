"""Transformation-based learning: rules in the order in which each removes most errors.

After Munteanu, Penn and Zhu 2009, "Improving automatic speech recognition for lectures through
transformation-based rules learned from minimal data": a rule replaces words, perhaps only
behind or before a certain word; rules are scored by the errors they remove from the training
text as the rules before have left it, and applied to a draft in the order they were found.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

from baselines import LONGEST, Peer, changed_blocks, grid, replace_spans

from draftgenie.pipeline._align import distance
from draftgenie.pipeline._text import normalised_words, split_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from baselines import Correct, Phrase, Setting
    from corpora import Row

LEAST_SUPPORT = 2
LEAST_GAIN = 2
MOST_PLACES = 2000
"""A rule for words in more texts than these is not looked at: it would be about a stop word."""


class Rule(NamedTuple):
    """Words that become others, between certain neighbours where they are named.

    `""` as a neighbour is any word or none.
    """

    source: Phrase
    target: Phrase
    left: str = ""
    right: str = ""


def places(words: Sequence[str], rule: Rule) -> list[int]:
    """Where a rule applies, from left to right and disjoint.

    >>> places(["a", "b", "a", "b"], Rule(("b",), ("c",), left="a"))
    [1, 3]
    """
    found = []
    n = len(rule.source)
    first = rule.source[0]
    end = 0
    for i, word in enumerate(words):
        if word != first or i < end or tuple(words[i : i + n]) != rule.source:
            continue
        if rule.left and (i == 0 or words[i - 1] != rule.left):
            continue
        if rule.right and (i + n >= len(words) or words[i + n] != rule.right):
            continue
        found.append(i)
        end = i + n
    return found


def replaced(words: Sequence[str], rule: Rule, at: Sequence[int]) -> list[str]:
    """The words after the rule was applied at some of its places.

    >>> replaced(["a", "b", "a"], Rule(("a",), ()), [0, 2])
    ['b']
    """
    result = list(words)
    for i in reversed(at):
        result[i : i + len(rule.source)] = rule.target
    return result


@dataclass
class Learner:
    """The training texts as the rules found so far have left them."""

    texts: list[list[str]]
    finals: list[list[str]]
    texts_with: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    errors: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for n, text in enumerate(self.texts):
            self._note(n, text)

    def rules(self) -> Iterator[tuple[Rule, int]]:
        """Rules with the errors each removes, the most valuable first, until none removes any."""
        waiting = [(-n, rule) for rule, n in self._possible().items() if n >= LEAST_SUPPORT]
        heapify(waiting)
        while waiting:
            _, rule = heappop(waiting)
            gain = self._gain(rule)
            if gain < LEAST_GAIN:
                continue
            # What a rule removes mostly shrinks as others are applied: ask again before trusting.
            if waiting and gain < -waiting[0][0]:
                heappush(waiting, (-gain, rule))
                continue
            yield rule, gain
            self._apply(rule)

    def _possible(self) -> Counter[Rule]:
        """Every rule that some changed block suggests, with the errors it could remove."""
        found: Counter[Rule] = Counter()
        for draft, final in zip(self.texts, self.finals, strict=True):
            for i, j, k, m in changed_blocks(draft, final):
                if not 0 < j - i <= LONGEST:
                    continue
                source, target = tuple(draft[i:j]), tuple(final[k:m])
                left = draft[i - 1] if i else ""
                right = draft[j] if j < len(draft) else ""
                worth = max(j - i, m - k)
                for rule in {Rule(source, target, a, b) for a in ("", left) for b in ("", right)}:
                    found[rule] += worth
        return found

    def _touched(self, rule: Rule) -> set[int]:
        words = {*rule.source, rule.left, rule.right} - {""}
        return set.intersection(*(self.texts_with[word] for word in words))

    def _gain(self, rule: Rule) -> int:
        touched = self._touched(rule)
        if len(touched) > MOST_PLACES:
            return 0
        return sum(self.errors[n] - self._errors(n, new) for n, new in self._new(rule, touched))

    def _new(self, rule: Rule, touched: set[int]) -> Iterator[tuple[int, list[str]]]:
        for n in touched:
            at = places(self.texts[n], rule)
            if at:
                yield n, replaced(self.texts[n], rule, at)

    def _errors(self, n: int, text: Sequence[str]) -> int:
        return distance(reference=self.finals[n], hypothesis=text)

    def _apply(self, rule: Rule) -> None:
        for n, new in list(self._new(rule, self._touched(rule))):
            self.texts[n] = new
            self._note(n, new)

    def _note(self, n: int, text: Sequence[str]) -> None:
        self.errors[n] = self._errors(n, text)
        for word in text:
            self.texts_with[word].add(n)


def learn(rows: Sequence[Row]) -> Callable[[Setting], Correct]:
    """Transformation-based learning from everyone's pairs; a setting names the least gain."""
    learner = Learner(
        [normalised_words(row.draft) for row in rows],
        [normalised_words(row.final) for row in rows],
    )
    found = list(learner.rules())

    def with_setting(setting: Setting) -> Correct:
        rules = [rule for rule, gain in found if gain >= setting["gain"]]
        words_of = [set(rule.source) for rule in rules]

        def correct(row: Row) -> str:
            draft = split_words(row.draft)
            words, there = draft.norm, set(draft.norm)
            for rule, needed in zip(rules, words_of, strict=True):
                at = places(words, rule) if needed <= there else []
                if at:
                    words = replaced(words, rule, at)
                    there |= set(rule.target)
            blocks = changed_blocks(draft.norm, words)
            return replace_spans(draft, [(i, j, " ".join(words[k:m])) for i, j, k, m in blocks])

        return correct

    return with_setting


TRANSFORMATION = Peer("transformation-based learning", learn, grid(gain=[2, 3, 5, 8, 12]))

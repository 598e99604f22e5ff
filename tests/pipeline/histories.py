"""Small histories as hypothesis draws them, and counting in them one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from draftgenie.domain.correction import Category
from draftgenie.pipeline._text import Words, split_words
from draftgenie.pipeline.retrieve import (
    Batch,
    Counts,
    Example,
    Made,
    Rule,
    RuleTable,
    example_keys,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

EDGE = None
SPEAKERS = {"dr-a": "surgery", "dr-b": "surgery", "dr-c": None}
speakers = st.sampled_from(sorted(SPEAKERS))
texts = st.lists(st.sampled_from(["a", "b", "c"]), max_size=7)
targets = st.lists(st.sampled_from(["a", "b", "x"]), max_size=2)


@st.composite
def examples(draw: st.DrawFn) -> Example:
    """A pair of small texts with some edits between them."""
    speaker = draw(speakers)
    draft = draw(texts)
    made = []
    for _ in range(draw(st.integers(0, 3)) if draft else 0):
        start = draw(st.integers(0, len(draft) - 1))
        end = draw(st.integers(start + 1, min(len(draft), start + 4)))
        made.append(Made(start, end, tuple(draw(targets))))
    return Example(speaker, SPEAKERS[speaker], draft, draw(texts), made)


histories = st.lists(examples(), max_size=6)


@dataclass(frozen=True)
class Place:
    """A rule at a place of a draft."""

    draft: int
    first: int
    rule: Rule


@dataclass(frozen=True)
class History:
    """Pairs, counted by looking at every one of them for every question."""

    examples: Sequence[Example]

    def counts(self) -> Counts:
        """The same as the program counts it."""
        return Counts().plus(example_keys(self.examples))

    def rules(self) -> list[Rule]:
        """Every rule that was made."""
        found = {
            (tuple(e.draft[m.start : m.end]), m.target) for e in self.examples for m in e.made
        }
        return [
            Rule(f"{source}{target}", source, target, " ".join(target), Category.OTHER)
            for source, target in sorted(found)
        ]

    def seen(
        self,
        run: Sequence[str | None],
        *,
        longest: int,
        speaker: str | None = None,
        specialty: str | None = None,
    ) -> int:
        """How often a run of words and edges stands in drafts; none if it is too long to count."""
        if len(run) > longest:
            return 0
        return sum(
            padded[at : at + len(run)] == list(run)
            for e in self.examples
            if speaker in (None, e.speaker) and specialty in (None, e.specialty)
            for padded in [[EDGE, EDGE, *e.draft, EDGE, EDGE]]
            for at in range(len(padded) - len(run) + 1)
        )

    def made(
        self,
        rule: Rule,
        *,
        speaker: str | None = None,
        specialty: str | None = None,
        left: tuple[str | None, ...] = (),
        right: tuple[str | None, ...] = (),
    ) -> int:
        """How often the rule was made, with the words beside it where they are given."""
        return sum(
            tuple(e.draft[m.start : m.end]) == rule.source
            and m.target == rule.target
            and (not left or left == (beside(e.draft, m.start - 1),))
            and (not right or right == (beside(e.draft, m.end),))
            for e in self.examples
            if speaker in (None, e.speaker) and specialty in (None, e.specialty)
            for m in e.made
        )


def beside(words: Sequence[str], at: int) -> str | None:
    """The word at a place, or the edge."""
    return words[at] if 0 <= at < len(words) else EDGE


@dataclass(frozen=True)
class Asked:
    """Some drafts with their speakers, as the program is asked for them."""

    drafts: tuple[Words, ...]
    speakers: tuple[str, ...]

    @property
    def batch(self) -> Batch:
        """The drafts laid end to end."""
        return Batch.of(
            [d.norm for d in self.drafts], self.speakers, [SPEAKERS[s] for s in self.speakers]
        )

    def places(self, rules: Sequence[Rule]) -> list[Place]:
        """Every place of every rule, by draft, place, and the table's order of rules."""
        return [
            Place(n, first, rule)
            for n, draft in enumerate(self.drafts)
            for first in range(len(draft))
            for rule in RuleTable.of(rules).rules
            if tuple(draft.norm[first : first + len(rule.source)]) == rule.source
        ]


asked = st.lists(st.tuples(texts, speakers), max_size=3).map(
    lambda some: Asked(
        tuple(split_words(" ".join(words)) for words, _ in some), tuple(s for _, s in some)
    )
)

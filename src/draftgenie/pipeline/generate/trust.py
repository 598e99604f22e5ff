"""How sure an edit is that a model had a part in: by what became of others like it.

What the model says of its own certainty is not asked. Its edits are judged against the finals of
earlier notes, those that were made and those that were only suggested, by who proposed them and
by the sort of change. While too few were judged, a model's own edits are suggestions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from draftgenie.domain.correction import SEVERITY, Category, Severity
from draftgenie.domain.note import Proposer
from draftgenie.pipeline.generate.guess import LEAST_SAFE, LEAST_SHARE_RIGHT, wilson_lower
from draftgenie.pipeline.generate.label import Label

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from draftgenie.domain.note import NoteEdit

LEAST_JUDGED = 20
FORMS = frozenset([Category.CASING, Category.PUNCTUATION])
WEIGHT_OF_HISTORY = 20.0
"""An embedded edit's own chance counts as so many judged ones where the model agrees with it."""


class Sort(NamedTuple):
    """What an edit is counted with: who proposed it, and what it changes."""

    proposer: str
    change: str

    def __str__(self) -> str:
        return f"{self.proposer} {self.change}"


def sort_of(proposer: Proposer, category: Category) -> Sort:
    """The sort of an edit: `form`, `fact` for what a patient depends on, or `words`."""
    if category in FORMS:
        return Sort(proposer.value, "form")
    fact = SEVERITY[category] is Severity.HIGH
    return Sort(proposer.value, "fact" if fact else "words")


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of judged edits."""

    right: int = 0
    neither: int = 0
    harm: int = 0

    @property
    def total(self) -> int:
        """How many were judged."""
        return self.right + self.neither + self.harm

    def plus(self, label: Label) -> Tally:
        """The same with one more."""
        return Tally(
            self.right + (label is Label.RIGHT),
            self.neither + (label is Label.NEITHER),
            self.harm + (label is Label.HARM),
        )

    @property
    def is_good(self) -> bool:
        """Whether enough were judged, most of them right and harm rare beyond chance."""
        safe = wilson_lower(self.right, self.right + self.harm)
        return (
            self.total >= LEAST_JUDGED
            and self.right >= LEAST_SHARE_RIGHT * self.total
            and safe >= LEAST_SAFE
        )


class Chance(NamedTuple):
    """Chances of being right and of harm; `why_not` when they are no ground to make the edit."""

    right: float
    harm: float
    why_not: str | None


@dataclass(frozen=True, slots=True)
class Trust:
    """The tallies for one draft: of its speaker's notes, and of everybody's, by sort."""

    own: Mapping[Sort, Tally] = field(default_factory=dict)
    everyone: Mapping[Sort, Tally] = field(default_factory=dict)

    def of_model(self, category: Category) -> Chance:
        """What a model's own edit of this category is worth."""
        sort = sort_of(Proposer.MODEL, category)
        tally = self._tally(sort)
        right, harm = (tally.right + 1) / (tally.total + 3), (tally.harm + 1) / (tally.total + 3)
        if tally.is_good:
            return Chance(right, harm, None)
        said = f"{tally.right} of {tally.total} such edits of the model were right"
        if tally.total < LEAST_JUDGED:
            said += f", and {LEAST_JUDGED} must have been judged"
        return Chance(right, harm, said)

    def of_both(self, edit: NoteEdit) -> Chance:
        """What an embedded edit is worth that the model proposes, too.

        Before there is evidence that is the edit's own chance.
        """
        tally = self._tally(sort_of(Proposer.BOTH, edit.category))
        n = tally.total + WEIGHT_OF_HISTORY
        right = (tally.right + WEIGHT_OF_HISTORY * edit.confidence) / n
        harm = (tally.harm + WEIGHT_OF_HISTORY * edit.harm) / n
        # Agreement may raise a chance only as far as edits agreed on were right.
        return Chance(right, harm, None if tally.total >= LEAST_JUDGED else "too few were judged")

    def _tally(self, sort: Sort) -> Tally:
        own = self.own.get(sort, Tally())
        return own if own.total >= LEAST_JUDGED else self.everyone.get(sort, Tally())


def count(judged: Iterable[tuple[Sort, Label]]) -> dict[Sort, Tally]:
    """The tallies of judged edits, by sort."""
    tallies: dict[Sort, Tally] = {}
    for sort, label in judged:
        tallies[sort] = tallies.get(sort, Tally()).plus(label)
    return dict(sorted(tallies.items()))

"""What became of the facts of a final note: right, lost, gained or invented.

A fact of the final is right in a text when the same fact stands at the same place of it, the
place being told by the word alignment. Comparing the facts as bags would be simpler, and blind:
"no chest pain, but fever" against "chest pain, but no fever" and two sides that changed
places have the same bag. The place is a block: neighbouring changed words are one, so that
"twenty five milligrams" and "25 mg" meet.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftgenie.domain.evaluation import SAFETY_CLASSES, SafetyCounts
from draftgenie.pipeline._align import matching_runs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from draftgenie.pipeline._align import Run
    from draftgenie.pipeline._facts import Fact


@dataclass(frozen=True, slots=True)
class FactFate:
    """A fact of the final note, and whether the draft and the generated note have it."""

    fact: Fact
    draft_right: bool
    note_right: bool

    @property
    def is_lost(self) -> bool:
        """Right in the draft and wrong in the note: the harm that must not happen."""
        return self.draft_right and not self.note_right


@dataclass(frozen=True, slots=True)
class SafetyReport:
    """Every fact of a final note with its fate, and the facts the note made up, by place.

    Places of `fates` are words of the final, places of `invented` words of the note.
    """

    fates: tuple[FactFate, ...]
    invented: tuple[Fact, ...]

    def counts(self) -> dict[str, SafetyCounts]:
        """The report as counts, with an entry for each of `SAFETY_CLASSES`."""
        tallies = {name: [0] * 6 for name in SAFETY_CLASSES}
        for fate in self.fates:
            tally = tallies[fate.fact.kind]
            tally[0] += 1
            tally[1] += fate.draft_right
            tally[2] += fate.note_right
            tally[3] += fate.is_lost
            tally[4] += fate.note_right and not fate.draft_right
        for fact in self.invented:
            tallies[fact.kind][5] += 1
        return {name: SafetyCounts(*tally) for name, tally in tallies.items()}


@dataclass(frozen=True, slots=True)
class FactText:
    """The normalised words of a text with the facts in them."""

    words: list[str]
    facts: list[Fact]


def report_safety(*, final: FactText, draft: FactText, note: FactText) -> SafetyReport:
    """What became of each fact of `final` in `draft` and in `note`."""
    draft_right, _ = match_facts(reference=final, hypothesis=draft)
    if note is draft or note.words == draft.words:
        note_right, invented = draft_right, []
    else:
        note_right, wrong = match_facts(reference=final, hypothesis=note)
        invented = _not_in(draft, note, wrong)
    fates = map(FactFate, final.facts, draft_right, note_right)
    return SafetyReport(tuple(fates), tuple(invented))


def match_facts(*, reference: FactText, hypothesis: FactText) -> tuple[list[bool], list[Fact]]:
    """Which facts of `reference` stand in `hypothesis` at their place, and what stands there else.

    Returns:
        One truth value per fact of the reference, and the facts of the hypothesis that are not
        in the reference at their place, in order.
    """
    if reference.words == hypothesis.words:
        return [True] * len(reference.facts), []
    if not reference.facts or not hypothesis.facts:
        return [False] * len(reference.facts), hypothesis.facts
    runs = matching_runs(reference=reference.words, hypothesis=hypothesis.words)
    starts = [run.reference_start for run in runs]
    waiting: dict[tuple[str, str], list[Fact]] = {}
    for fact in reversed(hypothesis.facts):
        waiting.setdefault((fact.kind, fact.value), []).append(fact)
    matched: set[int] = set()
    right = []
    for fact in reference.facts:
        low, high = _place(fact, runs, starts, n_hypothesis=len(hypothesis.words))
        same = waiting.get((fact.kind, fact.value), [])
        # Places only move forward, so what ends before this place is never asked for again.
        while same and same[-1].end <= low:
            same.pop()
        found = bool(same) and same[-1].start < high
        if found:
            matched.add(id(same.pop()))
        right.append(found)
    return right, [fact for fact in hypothesis.facts if id(fact) not in matched]


def _not_in(draft: FactText, note: FactText, wrong: Sequence[Fact]) -> list[Fact]:
    """Those facts of `note` that `draft` does not have at their place."""
    if not wrong:
        return []
    in_draft, _ = match_facts(reference=note, hypothesis=draft)
    kept = {id(fact) for fact, stands in zip(note.facts, in_draft, strict=True) if stands}
    return [fact for fact in wrong if id(fact) not in kept]


def _place(
    fact: Fact,
    runs: Sequence[Run],
    starts: Sequence[int],
    *,
    n_hypothesis: int,
) -> tuple[int, int]:
    """The half-open range of hypothesis words where a fact of the reference would stand."""
    low, high = 0, n_hypothesis
    if i := bisect_right(starts, fact.start):
        reference_start, hypothesis_start, n_words = runs[i - 1]
        low = hypothesis_start + min(fact.start - reference_start, n_words)
    if i := bisect_right(starts, fact.end - 1):
        reference_start, hypothesis_start, n_words = runs[i - 1]
        if fact.end - reference_start <= n_words:
            return low, hypothesis_start + fact.end - reference_start
    if i < len(runs):
        high = runs[i][1]
    return low, high

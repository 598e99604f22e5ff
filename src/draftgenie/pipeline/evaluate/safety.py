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
from draftgenie.pipeline.evaluate.named import add_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from draftgenie.pipeline._align import Run
    from draftgenie.pipeline._facts import Fact


@dataclass(frozen=True, slots=True)
class FactFate:
    """A fact of the final note, and the fact of its class that each text has in its place.

    `draft` and `note` are None where there is none of the class.
    """

    fact: Fact
    draft: Fact | None
    note: Fact | None

    @property
    def draft_right(self) -> bool:
        """Whether the draft says what the final says."""
        return self.draft is not None and self.draft.value == self.fact.value

    @property
    def note_right(self) -> bool:
        """Whether the note says what the final says."""
        return self.note is not None and self.note.value == self.fact.value

    @property
    def is_lost(self) -> bool:
        """Right in the draft and not in the note: the harm that must not happen."""
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
        tallies = {name: [0] * 8 for name in SAFETY_CLASSES}
        for fate in self.fates:
            tally = tallies[fate.fact.kind]
            draft_right, note_right = fate.draft_right, fate.note_right
            tally[0] += 1
            tally[1] += draft_right
            tally[2] += note_right
            tally[3] += draft_right and not note_right
            tally[4] += note_right and not draft_right
            tally[6] += fate.draft is not None and not draft_right
            tally[7] += fate.note is not None and not note_right
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
    in_draft, _ = match_facts(reference=final, hypothesis=draft)
    if note is draft or note.words == draft.words:
        in_note, invented = in_draft, []
    else:
        in_note, wrong = match_facts(reference=final, hypothesis=note)
        invented = _not_in(draft, note, wrong)
    fates = map(FactFate, final.facts, in_draft, in_note)
    return SafetyReport(tuple(fates), tuple(invented))


def match_facts(
    *, reference: FactText, hypothesis: FactText
) -> tuple[list[Fact | None], list[Fact]]:
    """What `hypothesis` has in the place of each fact of `reference`, and what it has besides.

    Returns:
        For each fact of the reference the same fact, or else another of its class, or else
        None; and the facts of the hypothesis that are not in the reference at their place, in
        order, those that stand for another one among them.
    """
    if reference.words == hypothesis.words:
        return [*reference.facts], []
    if not reference.facts:
        return [], hypothesis.facts
    held = add_names(hypothesis, reference.facts)
    if not held:
        return [None] * len(reference.facts), []
    places = _places(reference, hypothesis)
    standing = _same(reference.facts, places, held)
    matched = set(map(id, standing))
    others = [fact for fact in held if id(fact) not in matched]
    if others and None in standing:
        _fill_in(standing, reference.facts, places, others)
    return standing, others


def _same(
    wanted: Sequence[Fact], places: Sequence[tuple[int, int]], held: Sequence[Fact]
) -> list[Fact | None]:
    """For each wanted fact the one of `held` that says the same in its place; each only once."""
    waiting: dict[tuple[str, str], list[Fact]] = {}
    for fact in reversed(held):
        waiting.setdefault((fact.kind, fact.value), []).append(fact)
    standing: list[Fact | None] = []
    for fact, (low, high) in zip(wanted, places, strict=True):
        same = waiting.get((fact.kind, fact.value), [])
        # Places only move forward, so what ends before this place is never asked for again.
        while same and same[-1].end <= low:
            same.pop()
        standing.append(same.pop() if same and same[-1].start < high else None)
    return standing


def _fill_in(
    standing: list[Fact | None],
    wanted: Sequence[Fact],
    places: Sequence[tuple[int, int]],
    others: Sequence[Fact],
) -> None:
    """Put another fact of the class where the wanted one is not in its place; each only once."""
    left = list(others)
    for i, (fact, (low, high)) in enumerate(zip(wanted, places, strict=True)):
        if standing[i] is not None:
            continue
        for other in left:
            if other.kind == fact.kind and other.value != fact.value and _meets(other, low, high):
                standing[i] = other
                left.remove(other)
                break


def _meets(fact: Fact, low: int, high: int) -> bool:
    return fact.start < high and fact.end > low


def _places(reference: FactText, hypothesis: FactText) -> list[tuple[int, int]]:
    """Where each fact of the reference would stand in the hypothesis."""
    runs = matching_runs(reference=reference.words, hypothesis=hypothesis.words)
    starts = [run.reference_start for run in runs]
    n_words = len(hypothesis.words)
    return [_place(fact, runs, starts, n_hypothesis=n_words) for fact in reference.facts]


def _not_in(draft: FactText, note: FactText, wrong: Sequence[Fact]) -> list[Fact]:
    """Those facts of `note` that `draft` does not have at their place."""
    if not wrong:
        return []
    in_draft, _ = match_facts(reference=note, hypothesis=draft)
    kept = {
        fact
        for fact, stands in zip(note.facts, in_draft, strict=True)
        if stands is not None and stands.value == fact.value
    }
    return [fact for fact in wrong if fact not in kept]


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

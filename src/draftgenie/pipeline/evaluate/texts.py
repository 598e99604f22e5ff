"""One text against its reference, with no store and no draft: counts, facts and confusions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from draftgenie.domain.evaluation import SAFETY_CLASSES
from draftgenie.domain.score import ErrorCounts, Signature
from draftgenie.pipeline._align import align, changed_words, count_errors
from draftgenie.pipeline._facts import FACTS
from draftgenie.pipeline._named import NAMED
from draftgenie.pipeline._sentences import SENTENCES
from draftgenie.pipeline._text import FORMATTED, NORMALISER, normalised_words
from draftgenie.pipeline.evaluate.nist import nist_counts
from draftgenie.pipeline.evaluate.safety import match_facts
from draftgenie.pipeline.evaluate.units import count_characters, read_units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from draftgenie.pipeline.evaluate.safety import FactText
    from draftgenie.pipeline.evaluate.units import Known


@dataclass(frozen=True, slots=True)
class FactTally:
    """Facts of one class in the references, and what the hypotheses have in their places.

    In the place of a `wrong` one stands another of the class, of a `missing` one none;
    `invented` stand in a hypothesis and not in its reference.
    """

    total: int = 0
    right: int = 0
    wrong: int = 0
    missing: int = 0
    invented: int = 0

    def __add__(self, other: FactTally) -> FactTally:
        return FactTally(
            self.total + other.total,
            self.right + other.right,
            self.wrong + other.wrong,
            self.missing + other.missing,
            self.invented + other.invented,
        )


class FactFault(NamedTuple):
    """A fact of a reference that its hypothesis does not have: the value that it should have.

    `hypothesis` is the value of what stands in its place, None where no fact of the class does.
    """

    kind: str
    reference: str
    hypothesis: str | None


@dataclass(frozen=True, slots=True)
class TextScores:
    """A hypothesis against its reference.

    Counts are over normalised words except `formatted`, `chars` and `sentences`, which are None
    when words alone were counted; `nist` is None unless asked for. `changed` has the word of
    reference and hypothesis at each error, an empty one where a side has none; `safety` the
    classes that either text has a fact of, `faults` each one that is wrong or missing.
    """

    words: ErrorCounts
    changed: Sequence[tuple[str, str]]
    formatted: ErrorCounts | None = None
    chars: ErrorCounts | None = None
    sentences: ErrorCounts | None = None
    safety: dict[str, FactTally] = field(default_factory=dict)
    faults: tuple[FactFault, ...] = ()
    nist: ErrorCounts | None = None


class NamedText(NamedTuple):
    """A text of one side, with what it is found by; `place` is where it was read."""

    place: str
    speaker: str | None
    item: str
    text: str


def text_signature(*, version: str, words_only: bool = False) -> Signature:
    """The settings behind the scores of `score_text`, or of `score_words`.

    >>> str(text_signature(version="0.1.0")).partition("|")[0]
    'wer+cer+ser+facts-1+named-2'
    """
    if words_only:
        return Signature(metric="wer", normaliser=NORMALISER, version=version)
    return Signature(
        metric=f"wer+cer+ser+{FACTS}+{NAMED}",
        normaliser=f"{NORMALISER}+{FORMATTED}+{SENTENCES}",
        version=version,
    )


def score_text(*, reference: str, hypothesis: str, nist: bool = False) -> TextScores:
    """The scores of one text; characters are those of the normalised words joined by a space.

    >>> scores = score_text(reference="No pain. 5 mg.", hypothesis="no pain. 50 mg.")
    >>> scores.words.rate, scores.formatted.n_errors, scores.safety["number"].wrong
    (0.25, 2, 1)
    """
    known: Known = {}
    wanted = read_units(reference, known)
    given = read_units(hypothesis, known)
    safety, faults = _tally(wanted.facts, given.facts)
    return replace(
        _score_words(wanted.words, given.words, nist=nist),
        formatted=count_errors(reference=wanted.formatted, hypothesis=given.formatted),
        chars=count_characters(reference=wanted, hypothesis=given),
        sentences=count_errors(reference=wanted.sentences, hypothesis=given.sentences),
        safety=safety,
        faults=faults,
    )


def score_words(*, reference: str, hypothesis: str, nist: bool = False) -> TextScores:
    """The scores of one text over its normalised words alone, five times as fast."""
    return _score_words(normalised_words(reference), normalised_words(hypothesis), nist=nist)


def count_words(*, reference: str, hypothesis: str, nist: bool = False) -> TextScores:
    """The same without saying which words are changed, in two thirds of the time."""
    wanted, given = normalised_words(reference), normalised_words(hypothesis)
    return TextScores(
        count_errors(reference=wanted, hypothesis=given),
        (),
        nist=nist_counts(reference=wanted, hypothesis=given) if nist else None,
    )


def _score_words(reference: list[str], hypothesis: list[str], *, nist: bool) -> TextScores:
    changed = changed_words(reference=reference, hypothesis=hypothesis)
    return TextScores(
        _counts(len(reference), changed),
        changed,
        nist=nist_counts(reference=reference, hypothesis=hypothesis) if nist else None,
    )


def aligned_words(*, reference: str, hypothesis: str) -> list[tuple[str, str]]:
    """The normalised words of both side by side, in order; empty where a side has none.

    >>> aligned_words(reference="No chest pain.", hypothesis="chest pains")
    [('no', ''), ('chest', 'chest'), ('pain', 'pains')]
    """
    wanted, given = normalised_words(reference), normalised_words(hypothesis)
    rows: list[tuple[str, str]] = []
    for step in align(reference=wanted, hypothesis=given):
        left = wanted[step.reference_start : step.reference_end]
        right = given[step.hypothesis_start : step.hypothesis_end]
        rows += zip_longest(left, right, fillvalue="")
    return rows


def _counts(n_reference: int, changed: Sequence[tuple[str, str]]) -> ErrorCounts:
    deletions = sum(not given for _, given in changed)
    insertions = sum(not wanted for wanted, _ in changed)
    substitutions = len(changed) - deletions - insertions
    hits = n_reference - substitutions - deletions
    return ErrorCounts(hits, substitutions, deletions, insertions)


def _tally(
    wanted: FactText, given: FactText
) -> tuple[dict[str, FactTally], tuple[FactFault, ...]]:
    if not wanted.facts and not given.facts:
        return {}, ()
    standing, others = match_facts(reference=wanted, hypothesis=given)
    counts: dict[str, list[int]] = {}
    faults = []
    for fact, found in zip(wanted.facts, standing, strict=True):
        counted = counts.setdefault(fact.kind, [0] * 5)
        is_right = found is not None and found.value == fact.value
        counted[0] += 1
        counted[3 if found is None else 1 if is_right else 2] += 1
        if not is_right:
            faults.append(FactFault(fact.kind, fact.value, None if found is None else found.value))
    for fact in others:
        counts.setdefault(fact.kind, [0] * 5)[4] += 1
    tallies = {kind: FactTally(*counts[kind]) for kind in SAFETY_CLASSES if kind in counts}
    return tallies, tuple(faults)

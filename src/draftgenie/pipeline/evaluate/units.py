"""A text read once, in every unit that is counted: words, formatted words, sentences, facts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from draftgenie.pipeline._align import count_errors
from draftgenie.pipeline._facts import facts
from draftgenie.pipeline._named import NOTHING, named_facts
from draftgenie.pipeline._sentences import split_sentences
from draftgenie.pipeline._text import CHUNK_WORDS
from draftgenie.pipeline.evaluate.safety import FactText

if TYPE_CHECKING:
    from draftgenie.domain.score import ErrorCounts
    from draftgenie.pipeline._named import Watched

    # A sentence's formatted words, its normalised words, and the latter joined, by the sentence.
    Known: TypeAlias = "dict[str, tuple[list[str], list[str], str]]"


@dataclass(frozen=True, slots=True)
class Units:
    """A text in every unit; `sentences` are normalised, and none of them is empty."""

    formatted: list[str]
    sentences: list[str]
    facts: FactText

    @property
    def words(self) -> list[str]:
        """The normalised words."""
        return self.facts.words


def read_units(text: str, known: Known, watched: Watched = NOTHING) -> Units:
    """The text in all units.

    Args:
        text: as it is written.
        known: sentences read before; those of the text are added to it.
        watched: terms and names that are facts besides those that are known anyhow.
    """
    formatted: list[str] = []
    words: list[str] = []
    sentences = []
    for raw in split_sentences(text):
        if raw not in known:
            chunks = raw.split()
            spoken = list(chain.from_iterable(map(CHUNK_WORDS.__getitem__, chunks)))
            known[raw] = chunks, spoken, " ".join(spoken)
        chunks, spoken, joined = known[raw]
        formatted += chunks
        words += spoken
        if joined:
            sentences.append(joined)
    found = facts(words, terms=watched.terms)
    if named := named_facts(words, found, watched):
        found = sorted([*found, *named], key=lambda fact: fact.start)
    return Units(formatted, sentences, FactText(words, found))


def count_characters(*, reference: Units, hypothesis: Units) -> ErrorCounts:
    """The errors over characters: those of the normalised words, joined by a space."""
    return count_errors(reference=" ".join(reference.words), hypothesis=" ".join(hypothesis.words))

"""What is counted of a pair: word runs of drafts and finals, and edits in their contexts.

Every key names one thing that happened: a run of draft words was seen (by anyone, by the
specialty, by the speaker), an edit was made (there, after this word, before that one), a run of
final words was written. The candidates' features ask for the same keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from draftgenie.domain.correction import LONGEST_SOURCE
from draftgenie.pipeline._hash import PAD, flatten, mix, run_key, run_keys, word_key, word_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from draftgenie.pipeline._hash import Keys

VERSION = "counts-2"

LONGEST_DRAFT_RUN = 5
LONGEST_OWN_RUN = 4
LONGEST_SPECIALTY_RUN = 3
LONGEST_FINAL_RUN = 3
LONGEST_OWN_FINAL_RUN = 2


def _salt(name: str) -> np.uint64:
    return np.uint64(word_key(f"#{name}"))


DRAFT = _salt("draft")
DRAFT_OWN = _salt("draft own")
DRAFT_SPECIALTY = _salt("draft specialty")
FINAL = _salt("final")
FINAL_OWN = _salt("final own")
WORDS = _salt("final words")
WORDS_OWN = _salt("final words own")
MADE = _salt("made")
MADE_LEFT = _salt("made left")
MADE_RIGHT = _salt("made right")
MADE_BOTH = _salt("made both")
MADE_OWN = _salt("made own")
MADE_OWN_LEFT = _salt("made own left")
MADE_OWN_RIGHT = _salt("made own right")
MADE_SPECIALTY = _salt("made specialty")
SURFACE_OWN = _salt("surface own")
NOTES_OWN = _salt("notes own")
DRAFT_RECENT = _salt("draft recent")
MADE_RECENT = _salt("made recent")

SPAN = 20
"""So many notes of a speaker are counted together as one span of time."""


@dataclass(frozen=True, slots=True)
class Made:
    """An edit of words as it is counted: which draft words became which final words."""

    start: int
    end: int
    target: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One pair as it is learned from: normalised words of both sides and the edits between.

    `surfaces` are the written forms of draft words and the marks of draft gaps, for counting
    how often a case or a mark was left alone.
    """

    speaker: str
    specialty: str | None
    draft: Sequence[str]
    final: Sequence[str]
    made: Sequence[Made]
    surfaces: Sequence[str] = ()


def run_salt(salt: np.uint64, n: int) -> np.uint64:
    """The salt of runs of `n` words."""
    with np.errstate(over="ignore"):
        return salt + np.uint64(n)


def run_salts(salt: np.uint64, n_words: npt.NDArray[np.integer]) -> Keys:
    """The salt of each of some runs, by how many words it has."""
    return salt + n_words.astype(np.uint64)


def who_key(name: str | None) -> np.uint64:
    """The number of a speaker or a specialty; 0 for none."""
    return np.uint64(word_key(name)) if name else np.uint64(0)


def seen_keys(sources: Sequence[Sequence[str]], speaker: str) -> Keys:
    """The keys that count how often a speaker's drafts hold some runs of words."""
    runs = np.array([run_key(words) for words in sources], dtype=np.uint64)
    n_words = np.array([len(words) for words in sources], dtype=np.uint64)
    return mix(mix(runs, who_key(speaker)), run_salts(DRAFT_OWN, n_words))


def surface_keys(forms: Sequence[str], speaker: str) -> Keys:
    """The keys that count how often a speaker's drafts hold written forms or marks."""
    return mix(mix(word_keys(forms), who_key(speaker)), SURFACE_OWN)


def example_keys(examples: Sequence[Example]) -> Keys:
    """Every key of these examples, repeated as often as it was seen."""
    if not examples:
        return np.empty(0, dtype=np.uint64)
    keys = _draft_keys(examples) + _final_keys(examples) + _made_keys(examples)
    keys += [surface_keys(e.surfaces, e.speaker) for e in examples]
    return np.concatenate(keys)


def recent_keys(examples: Sequence[Example], n_before: npt.NDArray[np.integer]) -> Keys:
    """The keys that count these examples for the span of their speaker's notes they stand in.

    `n_before` is how many notes of its speaker were counted before each example's own.
    """
    if not examples:
        return np.empty(0, dtype=np.uint64)
    own = np.array([who_key(e.speaker) for e in examples], dtype=np.uint64)
    whose = span_keys(own, n_before // SPAN)
    runs = _Runs.of([e.draft for e in examples], LONGEST_SOURCE)
    owners = runs.owners(whose)
    keys = [runs.keys(DRAFT_RECENT, n, owners) for n in range(1, LONGEST_SOURCE + 1)]
    rows = [
        (run_key(e.draft[m.start : m.end]), run_key(m.target), one)
        for e, one in zip(examples, whose.tolist(), strict=True)
        for m in e.made
    ]
    if rows:
        source, target, owner = np.array(rows, dtype=np.uint64).T
        keys.append(mix(mix(mix(source, target), owner), MADE_RECENT))
    return np.concatenate([mix(own, NOTES_OWN), *keys])


def span_keys(own: Keys, span: npt.NDArray[np.integer]) -> Keys:
    """The numbers of spans of some speakers' notes; before the first there is one without any."""
    return mix(own, span.astype(np.int64).astype(np.uint64))


@dataclass(frozen=True, slots=True)
class _Runs:
    """The word runs of some texts, each text for itself whatever stands beside it.

    A run may begin with the edges before its text and end with those behind it; that texts
    were laid end to end never shows in a key. `owners` numbers whose text a position is of.
    """

    runs: list[Keys]
    ends: npt.NDArray[np.int64]
    starts: list[int]
    n_words: list[int]

    @classmethod
    def of(cls, texts: Sequence[Sequence[str]], longest: int) -> _Runs:
        flat, starts = flatten(texts)
        n_words = [len(text) for text in texts]
        ends = np.zeros(len(flat), dtype=np.int64)
        for start, n in zip(starts.tolist(), n_words, strict=True):
            ends[start - PAD : start + n] = start + n + PAD
        return cls(run_keys(flat, longest), ends, starts.tolist(), n_words)

    def keys(self, salt: np.uint64, n: int, who: Keys | None = None) -> Keys:
        """The keys of all runs of `n` words; with `who`, of those whose owner is known."""
        kept = np.arange(len(self.ends)) + n <= self.ends
        run = self.runs[n - 1]
        if who is None:
            return mix(run[kept], run_salt(salt, n))
        kept &= who != 0
        return mix(mix(run[kept], who[kept]), run_salt(salt, n))

    def owners(self, whose: Iterable[np.uint64]) -> Keys:
        """For each position, the number of whom its text belongs to; 0 for none."""
        owner = np.zeros(len(self.ends), dtype=np.uint64)
        for start, n, one in zip(self.starts, self.n_words, whose, strict=True):
            owner[start - PAD : start + n] = one
        return owner


def _draft_keys(examples: Sequence[Example]) -> list[Keys]:
    runs = _Runs.of([e.draft for e in examples], LONGEST_DRAFT_RUN)
    own = runs.owners([who_key(e.speaker) for e in examples])
    special = runs.owners([who_key(e.specialty) for e in examples])
    keys = [runs.keys(DRAFT, n) for n in range(1, LONGEST_DRAFT_RUN + 1)]
    keys += [runs.keys(DRAFT_OWN, n, own) for n in range(1, LONGEST_OWN_RUN + 1)]
    keys += [runs.keys(DRAFT_SPECIALTY, n, special) for n in range(1, LONGEST_SPECIALTY_RUN + 1)]
    return keys


def _final_keys(examples: Sequence[Example]) -> list[Keys]:
    texts = [e.final for e in examples]
    runs = _Runs.of(texts, LONGEST_FINAL_RUN)
    own = runs.owners([who_key(e.speaker) for e in examples])
    keys = [runs.keys(FINAL, n) for n in range(1, LONGEST_FINAL_RUN + 1)]
    keys += [runs.keys(FINAL_OWN, n, own) for n in range(1, LONGEST_OWN_FINAL_RUN + 1)]
    n_words = [len(text) for text in texts]
    whose = np.array([who_key(e.speaker) for e in examples], dtype=np.uint64)
    keys.append(np.full(sum(n_words), WORDS, dtype=np.uint64))
    keys.append(mix(np.repeat(whose, n_words), WORDS_OWN))
    return keys


def _made_keys(examples: Sequence[Example]) -> list[Keys]:
    rows = [
        (
            run_key(e.draft[m.start : m.end]),
            run_key(m.target),
            word_key(e.draft[m.start - 1]) if m.start else 1,
            word_key(e.draft[m.end]) if m.end < len(e.draft) else 1,
            int(who_key(e.speaker)),
            int(who_key(e.specialty)),
        )
        for e in examples
        for m in e.made
    ]
    if not rows:
        return []
    source, target, left, right, own, special = np.array(rows, dtype=np.uint64).T
    rule = mix(source, target)
    known = special != 0
    return [
        mix(rule, MADE),
        mix(mix(rule, left), MADE_LEFT),
        mix(mix(rule, right), MADE_RIGHT),
        mix(mix(mix(rule, left), right), MADE_BOTH),
        mix(mix(rule, own), MADE_OWN),
        mix(mix(mix(rule, left), own), MADE_OWN_LEFT),
        mix(mix(mix(rule, right), own), MADE_OWN_RIGHT),
        mix(mix(rule[known], special[known]), MADE_SPECIALTY),
    ]

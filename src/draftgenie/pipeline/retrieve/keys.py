"""What is counted of a pair: word runs of drafts and finals, and edits in their contexts.

Every key names one thing that happened: a run of draft words was seen (by anyone, by the
specialty, by the speaker), an edit was made (there, after this word, before that one), a run of
final words was written. The candidates' features ask for the same keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from draftgenie.pipeline._hash import PAD, flatten, mix, run_key, run_keys, word_key, word_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from draftgenie.pipeline._hash import Keys

VERSION = "counts-1"

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


def who_key(name: str | None) -> np.uint64:
    """The number of a speaker or a specialty; 0 for none."""
    return np.uint64(word_key(name)) if name else np.uint64(0)


def seen_key(source: str, speaker: str) -> int:
    """The key that counts how often a speaker's drafts hold a run of words."""
    words = source.split(" ")
    own = mix(np.array([run_key(words)], dtype=np.uint64), who_key(speaker))
    return int(mix(own, run_salt(DRAFT_OWN, len(words)))[0])


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


def _owners(
    texts: Sequence[Sequence[str]], starts: Sequence[int], who: Sequence[np.uint64], n: int
) -> Keys:
    """For each of the `n` positions of flattened texts, whose text it belongs to."""
    owner = np.zeros(n, dtype=np.uint64)
    for start, text, number in zip(starts, texts, who, strict=True):
        owner[start - PAD : start + len(text) + PAD] = number
    return owner


def _draft_keys(examples: Sequence[Example]) -> list[Keys]:
    texts = [e.draft for e in examples]
    flat, starts = flatten(texts)
    runs = run_keys(flat, LONGEST_DRAFT_RUN)
    own = _owners(texts, starts.tolist(), [who_key(e.speaker) for e in examples], len(flat))
    special = _owners(texts, starts.tolist(), [who_key(e.specialty) for e in examples], len(flat))
    keys = [mix(run, run_salt(DRAFT, n)) for n, run in enumerate(runs, 1)]
    keys += [
        mix(mix(run, own), run_salt(DRAFT_OWN, n))
        for n, run in enumerate(runs[:LONGEST_OWN_RUN], 1)
    ]
    known = special != 0
    keys += [
        mix(mix(run[known], special[known]), run_salt(DRAFT_SPECIALTY, n))
        for n, run in enumerate(runs[:LONGEST_SPECIALTY_RUN], 1)
    ]
    return keys


def _final_keys(examples: Sequence[Example]) -> list[Keys]:
    texts = [e.final for e in examples]
    flat, starts = flatten(texts)
    runs = run_keys(flat, LONGEST_FINAL_RUN)
    own = _owners(texts, starts.tolist(), [who_key(e.speaker) for e in examples], len(flat))
    keys = [mix(run, run_salt(FINAL, n)) for n, run in enumerate(runs, 1)]
    keys += [
        mix(mix(run, own), run_salt(FINAL_OWN, n))
        for n, run in enumerate(runs[:LONGEST_OWN_FINAL_RUN], 1)
    ]
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

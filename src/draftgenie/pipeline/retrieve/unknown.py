"""Words no final has, and what they may stand for: candidates by spelling and sound.

A word that the finals have at most once is unknown. It and its neighbours, written as one, are
compared with the lexicon, so that terms split in two or joined are found as well. Counts, lexicon
and channel look back only: they must not contain the draft's own item, nor anything after it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from draftgenie.pipeline._align import ratio
from draftgenie.pipeline._hash import mix
from draftgenie.pipeline._sound import sound_key
from draftgenie.pipeline.retrieve import keys as k
from draftgenie.pipeline.retrieve.guess_figures import MOST_IN_FINALS, figures
from draftgenie.pipeline.retrieve.lexicon import LONGEST_TERM, RUNS, can_stand, letters_of
from draftgenie.pipeline.retrieve.rules import FUNCTION_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from draftgenie.pipeline._hash import Keys
    from draftgenie.pipeline._text import Words
    from draftgenie.pipeline.retrieve.candidates import Batch
    from draftgenie.pipeline.retrieve.counts import Counts
    from draftgenie.pipeline.retrieve.english import English
    from draftgenie.pipeline.retrieve.lexicon import Entry, Lexicon

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

N_NEAREST = 8
N_KEPT = 4
LEAST_LIKENESS = 0.6
LONGEST_LETTERS = 24
LONGEST_KNOWN_PART = 5
"""Letters of a known word that may be a part of a name fallen apart, as in "metro pro lol"."""


class Guess(NamedTuple):
    """Draft words `first` to `last` may have been misheard for `entry`."""

    draft: int
    first: int
    last: int
    entry: Entry
    spelling: float
    sound: float
    is_misheard_form: bool

    @property
    def likeness(self) -> float:
        """The mean of both likenesses, 0 to 1."""
        return (self.spelling + self.sound) / 2


MOST_IN_ENGLISH = 17.0
"""The log of 24 million sightings in books: a word as common as "pain" was heard, not misheard."""


@dataclass(frozen=True, slots=True)
class Guesses:
    """Guesses by place, best first at each; `figures` has shape (n_guesses, len(NAMES))."""

    guesses: tuple[Guess, ...]
    figures: Floats

    def __len__(self) -> int:
        return len(self.guesses)


@dataclass(frozen=True, slots=True)
class Whose:
    """The speaker and specialty of each draft of a batch."""

    speakers: Sequence[str]
    specialties: Sequence[str | None]


def find_guesses(
    batch: Batch,
    drafts: Sequence[Words],
    whose: Whose,
    lexicon: Lexicon,
    *,
    counts: Counts,
    english: English,
) -> Guesses:
    """What the unknown words of some drafts may stand for, with the figures for the gate."""
    in_finals = counts.get(mix(batch.flat, k.run_salt(k.FINAL, 1)))
    is_rare = (in_finals <= MOST_IN_FINALS) & (english.log_count(batch.flat) <= MOST_IN_ENGLISH)
    spans = list(_spans(batch, drafts, is_rare, lexicon))
    alike = _most_alike(_candidates(spans, drafts, whose, lexicon))
    found = _without_known(alike, batch, counts)
    rows = figures(found, batch, drafts, whose, lexicon, counts, in_finals)
    return Guesses(tuple(found), rows)


def _spans(
    batch: Batch, drafts: Sequence[Words], is_rare: npt.NDArray[np.bool_], lexicon: Lexicon
) -> Iterator[tuple[int, int, int]]:
    """Draft, first and last of every run of up to three words with an unknown one among them.

    Long words that the finals know were heard right and are in none.
    """
    for n, draft in enumerate(drafts):
        start = int(batch.start[n])
        here = is_rare[start : start + len(draft)].tolist()
        unknown = {
            i for i, word in enumerate(draft.norm) if here[i] and _may_be_unknown(word, lexicon)
        }
        places = {
            (first, last)
            for i in unknown
            for first in range(max(0, i - LONGEST_TERM + 1), i + 1)
            for last in range(i + 1, min(len(draft), first + LONGEST_TERM) + 1)
        }
        gaps = draft.gaps()
        whole = {
            i
            for i, word in enumerate(draft.norm)
            if len(word) > LONGEST_KNOWN_PART and i not in unknown
        }
        for first, last in sorted(places):
            words = draft.norm[first:last]
            if (
                whole.isdisjoint(range(first, last))
                and can_stand(words)
                and sum(map(len, words)) <= LONGEST_LETTERS
                and not any(gap.strip(" -,") for gap in gaps[first + 1 : last])
            ):
                yield n, first, last


def _may_be_unknown(word: str, lexicon: Lexicon) -> bool:
    return (
        sum(map(str.isalpha, word)) > 1
        and not any(map(str.isdigit, word))
        and word not in FUNCTION_WORDS
        and word not in lexicon.listed
    )


def _candidates(
    spans: Sequence[tuple[int, int, int]],
    drafts: Sequence[Words],
    whose: Whose,
    lexicon: Lexicon,
) -> Iterator[Guess]:
    """For each span the most alike entries, best first."""
    written = [letters_of(" ".join(drafts[n].norm[i:j])) for n, i, j in spans]
    nearest = _nearest(sorted(set(written)), lexicon)
    for (n, first, last), letters in zip(spans, written, strict=True):
        words = " ".join(drafts[n].norm[first:last])
        speaker, specialty = whose.speakers[n], whose.specialties[n]
        best: dict[str, Guess] = {}
        for item, spelling, sound in nearest[letters]:
            _, place, is_form = lexicon.items[item]
            entry = lexicon.entries[place]
            usable = entry.is_known or entry.is_listed(speaker=speaker, specialty=specialty)
            if entry.words == words or not usable:
                continue
            guess = Guess(n, first, last, entry, spelling, sound, is_form)
            if entry.words not in best or best[entry.words].likeness < guess.likeness:
                best[entry.words] = guess
        yield from sorted(best.values(), key=lambda g: (-g.likeness, g.entry.words))[:N_KEPT]


def _nearest(
    letters: Sequence[str], lexicon: Lexicon
) -> dict[str, list[tuple[int, float, float]]]:
    """For each string the items that look or sound like it: place, spelling and sound ratio."""
    sounds = [sound_key(one) for one in letters]
    near: dict[int, set[int]] = defaultdict(set)
    for index, asked in ((lexicon.by_spelling, letters), (lexicon.by_sound, sounds)):
        which, places, _ = index.nearest(asked, N_NEAREST)
        for n, place in zip(which.tolist(), places.tolist(), strict=True):
            near[n].add(place)
    found = {}
    for n, one in enumerate(letters):
        alike = (
            (i, ratio(one, lexicon.items[i][0]), ratio(sounds[n], lexicon.sounds[i]))
            for i in sorted(near[n])
        )
        found[one] = [row for row in alike if row[1] + row[2] >= 2 * LEAST_LIKENESS]
    return found


def _most_alike(guesses: Iterable[Guess]) -> list[Guess]:
    """Of guesses at one entry that overlap only the most alike, and so for each entry."""
    of_entry: dict[tuple[int, str], list[Guess]] = defaultdict(list)
    for guess in guesses:
        of_entry[guess.draft, guess.entry.words].append(guess)
    kept = []
    for same in of_entry.values():
        taken: set[int] = set()
        for guess in sorted(same, key=lambda g: (-g.likeness, g.last - g.first, g.first)):
            words = range(guess.first, guess.last)
            if taken.isdisjoint(words):
                taken.update(words)
                kept.append(guess)
    return sorted(kept, key=lambda g: (*g[:3], -g.likeness, g.entry.words))


def _without_known(found: list[Guess], batch: Batch, counts: Counts) -> list[Guess]:
    """The guesses that are no correction the history made: those are not for guessing."""
    if not found:
        return []
    targets = np.array([RUNS[g.entry.words] for g in found], dtype=np.uint64)
    made = counts.get(mix(mix(_runs(found, batch), targets), k.MADE))
    return [g for g, n in zip(found, made.tolist(), strict=True) if not n]


def _runs(found: list[Guess], batch: Batch) -> Keys:
    """The number of the draft words of each guess."""
    n = np.array([g.last - g.first for g in found])
    first = np.array([g.first for g in found])
    return batch.run(n, batch.start[np.array([g.draft for g in found])] + first)

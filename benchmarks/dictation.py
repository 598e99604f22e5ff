"""Made-up dictation for the speed benchmark: drafts, finals, and habits that can be learned.

Not for measuring quality. Words follow Zipf's law over a vocabulary of syllables and common
words; about every tenth word of a draft differs from its final, mostly by confusions that a
speaker repeats, partly by chance. The same seed gives the same text everywhere.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMON = (
    "the and of with to in is for was on no at by has patient left right pain be from as this"
    " are will not noted have his her he she mild chest history today daily blood normal over"
    " follow up which there after clear been exam without denies mg plan knee or pressure any"
    " had well may continue"
).split(" ")
SYLLABLES = (
    "ca lo ti pro me ra din sta bo ven ul ner phi tor gas ex hy per ol in tra cle mu do si re"
    " fa qui ze or al ith am ne cor"
).split(" ")
FILLERS = ("uh", "um")
N_WORDS = 6_000
N_CONFUSIONS = 1_500
N_HABITS = 150
SENTENCE = (6, 18)


@dataclass(frozen=True, slots=True)
class Text:
    """One item: what was said as the machine wrote it, and as the human signed it."""

    speaker: str
    item: str
    draft: str
    final: str


class Dictation:
    """An endless supply of items of some speakers, in turn."""

    def __init__(self, *, seed: int, n_speakers: int, n_words: int) -> None:
        self._draw = random.Random(seed)  # noqa: S311 - nothing secret
        self._n_words = n_words
        self._words = _vocabulary(self._draw)
        self._weights = list(
            itertools.accumulate(1 / (rank + 2.7) for rank in range(len(self._words)))
        )
        confusions = self._confusions()
        self.speakers = [f"dr-{n:04d}" for n in range(1, n_speakers + 1)]
        self._habits = {
            speaker: dict(self._draw.sample(confusions, N_HABITS)) for speaker in self.speakers
        }
        self._n_items = 0

    def take(self, n: int) -> Iterator[Text]:
        """The next `n` items."""
        for _ in range(n):
            speaker = self.speakers[self._n_items % len(self.speakers)]
            self._n_items += 1
            yield self._item(speaker, f"visit-{self._n_items:06d}")

    def _confusions(self) -> list[tuple[str, str]]:
        """What may be misheard, frequent words more often: the word and what is written."""
        said = dict.fromkeys(self._draw.choices(self._words, cum_weights=self._weights, k=9_000))
        return [(word, self._misheard(word)) for word in list(said)[:N_CONFUSIONS]]

    def _misheard(self, word: str) -> str:
        kind = self._draw.random()
        if kind < 0.3 and len(word) > 4:  # noqa: PLR2004
            return f"{word[:2]} {word[2:]}"
        if kind < 0.7 and len(word) > 3:  # noqa: PLR2004
            at = self._draw.randrange(1, len(word))
            return word[:at] + self._draw.choice("aeioustn") + word[at + 1 :]
        return self._draw.choice(self._words)

    def _item(self, speaker: str, item: str) -> Text:
        draft: list[str] = []
        final: list[str] = []
        n = 0
        while n < self._n_words:
            length = min(self._draw.randint(*SENTENCE), self._n_words - n)
            said = self._draw.choices(self._words, cum_weights=self._weights, k=length)
            n += length
            draft += self._heard(speaker, said)
            final.append(_written(said))
        return Text(speaker, item, " ".join(draft), " ".join(final))

    def _heard(self, speaker: str, said: list[str]) -> list[str]:
        habits = self._habits[speaker]
        heard = []
        for word in said:
            chance = self._draw.random()
            if word in habits and chance < 0.7:  # noqa: PLR2004
                heard.append(habits[word])
            elif chance < 0.01:  # noqa: PLR2004
                heard.append(self._misheard(word))
            elif chance < 0.02:  # noqa: PLR2004
                heard += [self._draw.choice(FILLERS), word]
            elif chance > 0.01 * 99.5:
                continue
            else:
                heard.append(word)
        if self._draw.random() < 0.3:  # noqa: PLR2004
            return [*heard, "period"]
        return [*heard[:-1], f"{heard[-1]}."] if heard else []


def _vocabulary(draw: random.Random) -> list[str]:
    words = dict.fromkeys(COMMON)
    while len(words) < N_WORDS:
        words["".join(draw.choices(SYLLABLES, k=draw.randint(1, 4)))] = None
    return list(words)


def _written(said: list[str]) -> str:
    return f"{said[0].capitalize()} {' '.join(said[1:])}".strip() + "."

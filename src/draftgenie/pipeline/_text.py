"""What a word is: the named, versioned normaliser and the tokeniser that keeps offsets.

Used by every stage; knows nothing of drafts, corrections or scores.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import chain

import regex

from draftgenie.pipeline._memo import Memo

NORMALISER = "words-1"
"""Lower case, typographic apostrophes made plain, marks outside words dropped, hyphen as space."""

FORMATTED = "formatted-1"
"""Split at white space, nothing else changed: case and punctuation count."""

# A word is a run of letters, combining marks and digits. Inside it may stand an apostrophe, a
# slash, an ampersand or an at sign; a decimal point, comma or colon between digits; a full stop
# between single letters (p.m, u.s). A hyphen ends a word, so that "follow-up" is two.
_WORD = regex.compile(
    r"[\p{L}\p{M}\p{N}]+"
    r"(?:(?:['’/&@]|(?<=\p{N})[.,:](?=\p{N})|(?<=(?<![\p{L}\p{M}\p{N}])\p{L})\.(?=\p{L}(?![\p{L}\p{M}\p{N}])))"
    r"[\p{L}\p{M}\p{N}]+)*"
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text with where they stand in it.

    `norm[i]` is the normalised form of `text[starts[i]:ends[i]]`; offsets are half-open and
    count characters of the raw text.
    """

    text: str
    norm: list[str]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.norm)

    def raw(self, i: int) -> str:
        """Word `i` as it is written."""
        return self.text[self.starts[i] : self.ends[i]]

    def raws(self) -> list[str]:
        """Every word as it is written."""
        text = self.text
        return [text[start:end] for start, end in zip(self.starts, self.ends, strict=True)]

    def gaps(self) -> list[str]:
        """What stands before each word and after the last one: one more than there are words."""
        text = self.text
        edges = zip([0, *self.ends], [*self.starts, len(text)], strict=True)
        return [text[start:end] for start, end in edges]

    def gap(self, i: int) -> str:
        """What stands before word `i` and after the one before it; `i` may be the word count."""
        start = self.ends[i - 1] if i else 0
        end = self.starts[i] if i < len(self.norm) else len(self.text)
        return self.text[start:end]


def normalise_word(raw: str) -> str:
    """One word in the form two texts are compared in.

    >>> normalise_word("Don’t")
    "don't"
    """
    word = raw.lower().replace("’", "'")
    return word if word.isascii() else unicodedata.normalize("NFC", word)


def split_words(text: str) -> Words:
    """The words of `text`, in order, with offsets.

    >>> split_words("Follow-up: 2.5 mg, b.i.d.").norm
    ['follow', 'up', '2.5', 'mg', 'b.i.d']
    """
    # No word spans white space, and texts repeat their chunks: remembering is twice as fast.
    chunks = text.split()
    offsets = []
    at = 0
    for chunk in chunks:
        at = text.index(chunk, at)
        offsets.append(at)
        at += len(chunk)
    places = list(zip(offsets, map(_CHUNK_PLACES.__getitem__, chunks), strict=True))
    return Words(
        text,
        [word for _, found in places for word, _, _ in found],
        [at + start for at, found in places for _, start, _ in found],
        [at + end for at, found in places for _, _, end in found],
    )


def _place_words(chunk: str) -> tuple[tuple[str, int, int], ...]:
    return tuple((normalise_word(m.group()), *m.span()) for m in _WORD.finditer(chunk))


_CHUNK_PLACES = Memo(_place_words)


def _read_chunk(chunk: str) -> tuple[str, ...]:
    return tuple(normalise_word(raw) for raw in _WORD.findall(chunk))


CHUNK_WORDS = Memo(_read_chunk)
"""The normalised words of a run of characters without white space, remembered."""


def normalised_words(text: str) -> list[str]:
    """The words that normalised rates are counted over (`words-1`)."""
    # No word spans white space, and texts repeat their chunks: remembering is 4 times faster.
    return list(chain.from_iterable(map(CHUNK_WORDS.__getitem__, text.split())))


def formatted_words(text: str) -> list[str]:
    """The words that formatted rates are counted over (`formatted-1`)."""
    return text.split()

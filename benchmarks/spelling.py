"""Spell checkers trained on the finals: unknown words of a draft against the words of the finals.

They stand for what dictation programs do with a list of the user's words: by edit distance
(symspellpy) or by likeness of the letters (Jaro-Winkler).
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from baselines import Peer, grid, replace_phrases
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from draftgenie.pipeline._text import normalised_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from baselines import Correct, Phrase, Setting
    from corpora import Row


def symspell(rows: Sequence[Row]) -> Callable[[Setting], Correct]:
    """Symspellpy with the words of the finals as its dictionary."""
    from symspellpy import SymSpell, Verbosity

    counts = _word_counts(rows)

    @cache
    def dictionary(reach: int, count: int) -> SymSpell:
        speller = SymSpell(max_dictionary_edit_distance=reach)
        for word, n in counts.items():
            if n >= count and word.isalpha():
                speller.create_dictionary_entry(word, n)
        return speller

    def with_setting(setting: Setting) -> Correct:
        reach = setting["distance"]
        speller = dictionary(reach, setting["count"])

        def mend(word: str) -> str | None:
            found = speller.lookup(word, Verbosity.CLOSEST, max_edit_distance=reach)
            return found[0].term if found else None

        return _corrector(counts, setting["letters"], mend)

    return with_setting


def jaro_winkler(rows: Sequence[Row]) -> Callable[[Setting], Correct]:
    """The word of the finals that is most alike by Jaro-Winkler, when it is alike enough."""
    counts = _word_counts(rows)

    @cache
    def known(count: int) -> list[str]:
        return sorted(word for word, n in counts.items() if n >= count and word.isalpha())

    @cache
    def best(word: str, count: int) -> tuple[str, float] | None:
        found = process.extractOne(word, known(count), scorer=JaroWinkler.similarity)
        # Without a word to compare with there is nothing; the types leave that out.
        return (str(found[0]), float(found[1])) if found is not None else None  # type: ignore[redundant-expr]

    def with_setting(setting: Setting) -> Correct:
        def mend(word: str) -> str | None:
            found = best(word, setting["count"])
            return found[0] if found and found[1] >= setting["alike"] else None

        return _corrector(counts, setting["letters"], mend)

    return with_setting


def _word_counts(rows: Sequence[Row]) -> Counter[str]:
    return Counter(word for row in rows for word in normalised_words(row.final))


def _corrector(counts: Counter[str], n_letters: int, mend: Callable[[str], str | None]) -> Correct:
    """Every word that no final has, and that is long enough, mended where it can be."""

    def correct(row: Row) -> str:
        table: dict[Phrase, Phrase] = {}
        for word in normalised_words(row.draft):
            if word not in counts and word.isalpha() and len(word) >= n_letters:
                mended = mend(word)
                if mended is not None:
                    table[(word,)] = (mended,)
        return replace_phrases(row.draft, table, {})

    return correct


SYMSPELL = Peer("symspellpy", symspell, grid(letters=[3, 5, 7], count=[1, 3, 10], distance=[2, 1]))
JARO_WINKLER = Peer(
    "Jaro-Winkler",
    jaro_winkler,
    grid(letters=[3, 5, 7], count=[1, 3, 10], alike=[0.85, 0.9, 0.93, 0.96, 0.98]),
)

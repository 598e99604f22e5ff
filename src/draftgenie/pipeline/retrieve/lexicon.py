"""The words that a misheard one may stand for: what finals have, what was misheard, term lists."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from draftgenie.domain.correction import Layer
from draftgenie.pipeline._align import similarity
from draftgenie.pipeline._channel import Channel, fit_channel
from draftgenie.pipeline._hash import run_key
from draftgenie.pipeline._memo import Memo
from draftgenie.pipeline._sound import sound_key
from draftgenie.pipeline.retrieve.ngrams import NgramIndex
from draftgenie.pipeline.retrieve.rules import FUNCTION_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from draftgenie.domain.correction import Edit
    from draftgenie.domain.term import Scope, Term
    from draftgenie.pipeline._text import Words

LEAST_LETTERS = 4
LONGEST_TERM = 3
MISHEARD_FROM = 0.55
"""How alike the two sides of an edit are at least for one to be the other misheard."""

_SENTENCE_END = frozenset(".?!:\n")
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Entry:
    """A word or expression that may be put in.

    `words` are normalised and joined by spaces; `n_misheard` is how often something else was
    corrected to it, `is_known` says whether finals or edits have it, `scopes` are the term lists
    that it stands on.
    """

    words: str
    surface: str
    n_misheard: int = 0
    is_known: bool = True
    scopes: tuple[Scope, ...] = ()

    def is_listed(self, *, speaker: str, specialty: str | None) -> bool:
        """Whether it is on a term list that holds for this speaker."""
        return any(s.covers(speaker=speaker, specialty=specialty) for s in self.scopes)


def letters_of(words: str) -> str:
    """The words written as one, as they are compared."""
    return words.replace(" ", "")


RUNS = Memo(lambda words: run_key(words.split()))
"""The number of a run of words joined by spaces, remembered."""

_SOUNDS = Memo(sound_key, limit=1 << 19)


def can_stand(words: Sequence[str]) -> bool:
    """Whether words are such that one may be put in for another: letters only, and enough."""
    letters = "".join(words)
    return (
        0 < len(words) <= LONGEST_TERM
        and sum(map(str.isalpha, letters)) >= LEAST_LETTERS
        and not any(map(str.isdigit, letters))
    )


class LexiconBook:
    """What finals and edits bring to the lexicon; grows while a history is walked."""

    def __init__(self) -> None:
        self._inside: dict[str, Counter[str]] = defaultdict(Counter)
        self._at_start: dict[str, str] = {}
        self._misheard: Counter[tuple[str, str]] = Counter()
        self._targets: Counter[str] = Counter()

    def add(self, final: Words, edits: Iterable[Edit]) -> None:
        """Take in one pair's final note and its edits."""
        raws, gaps = final.raws(), final.gaps()
        starts = [not n or not _SENTENCE_END.isdisjoint(gaps[n]) for n in range(len(raws))]
        for n, word in enumerate(final.norm):
            if can_stand([word]):
                self._meet(word, raws[n], at_start=starts[n])
        for first, last in _expressions(raws, gaps, starts):
            words = final.norm[first:last]
            if can_stand(words):
                text = final.text[final.starts[first] : final.ends[last - 1]]
                self._meet(" ".join(words), " ".join(text.split()), at_start=False)
        for edit in edits:
            self._add_edit(edit)

    def _meet(self, words: str, surface: str, *, at_start: bool) -> None:
        if not at_start:
            self._inside[words][surface] += 1
        elif words not in self._inside:
            # The capital may be the sentence's; it counts only if nothing else is known.
            self._at_start.setdefault(words, surface)

    def _add_edit(self, edit: Edit) -> None:
        source, target = edit.source.split(), edit.target.split()
        if edit.layer is not Layer.WORDS or not can_stand(target) or not can_stand(source):
            return
        if FUNCTION_WORDS.issuperset(source) or FUNCTION_WORDS.issuperset(target):
            return
        self._meet(edit.target, " ".join(edit.surface.split()), at_start=False)
        self._targets[edit.target] += 1
        if similarity("".join(source), "".join(target)) >= MISHEARD_FROM:
            self._misheard[edit.source, edit.target] += 1

    @property
    def n_misheard(self) -> int:
        """How many different forms were met that some word was misheard as."""
        return len(self._misheard)

    def lexicon(self, terms: Iterable[Term] = ()) -> Lexicon:
        """Everything met so far, with the users' terms."""
        listed: dict[str, list[Term]] = defaultdict(list)
        for term in terms:
            if can_stand(term.words.split()):
                listed[term.words].append(term)
        known = self._at_start.keys() | self._inside.keys()
        entries = []
        for words in sorted(known | listed.keys()):
            lists = listed.get(words, [])
            forms = self._inside.get(words)
            if lists:
                surface = lists[0].surface
            elif forms:
                surface = min(forms, key=lambda form: (-forms[form], form))
            else:
                surface = self._at_start[words]
            scopes = tuple(term.scope for term in lists)
            entries.append(Entry(words, surface, self._targets[words], words in known, scopes))
        return Lexicon(tuple(entries), tuple(self._misheard))

    def array(self) -> Bytes:
        """The book as bytes: what `of` reads."""
        body = {
            "inside": {words: dict(forms) for words, forms in self._inside.items()},
            "at_start": self._at_start,
            "misheard": [[*pair, n] for pair, n in self._misheard.items()],
            "targets": self._targets,
        }
        text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return np.frombuffer(text.encode("utf-8", "surrogatepass"), dtype=np.uint8)

    @classmethod
    def of(cls, array: Bytes) -> LexiconBook:
        """The book that `array` gave."""
        body = json.loads(array.tobytes().decode("utf-8", "surrogatepass"))
        book = cls()
        for words, forms in body["inside"].items():
            book._inside[words] = Counter(forms)
        book._at_start = body["at_start"]
        book._misheard = Counter({(a, b): n for a, b, n in body["misheard"]})
        book._targets = Counter(body["targets"])
        return book


def _expressions(
    raws: Sequence[str], gaps: Sequence[str], starts: Sequence[bool]
) -> Iterable[tuple[int, int]]:
    """Words that are written as one name: joined by hyphens, or capitals side by side."""
    n = len(raws)
    for first in range(n - 1):
        for joins in ("-", " "):
            last = first + 1
            while last < n and last - first < LONGEST_TERM and gaps[last] == joins:
                if joins == " " and (starts[first] or not _are_names(raws, first, last)):
                    break
                last += 1
                yield first, last


def _are_names(raws: Sequence[str], first: int, last: int) -> bool:
    return raws[first][0].isupper() and raws[last][0].isupper()


@dataclass(frozen=True)
class Lexicon:
    """Entries by their words, and the forms that some of them were misheard as.

    The indexes and the channel are made when they are first asked for.
    """

    entries: tuple[Entry, ...] = ()
    misheard: tuple[tuple[str, str], ...] = ()
    given_channel: Channel | None = field(default=None, compare=False)

    @cached_property
    def items(self) -> list[tuple[str, int, bool]]:
        """What is looked up: letters, the place of the entry meant, whether they are misheard."""
        place = {entry.words: n for n, entry in enumerate(self.entries)}
        items = [(letters_of(entry.words), n, False) for n, entry in enumerate(self.entries)]
        forms = sorted({(letters_of(form), place[target]) for form, target in self.misheard})
        return [*items, *((form, n, True) for form, n in forms)]

    @cached_property
    def sounds(self) -> list[str]:
        """How each item sounds."""
        return [_SOUNDS[letters] for letters, _, _ in self.items]

    @cached_property
    def by_spelling(self) -> NgramIndex:
        """The items by their letters."""
        return NgramIndex.of([letters for letters, _, _ in self.items])

    @cached_property
    def by_sound(self) -> NgramIndex:
        """The items by their sound."""
        return NgramIndex.of(self.sounds)

    @cached_property
    def channel(self) -> Channel:
        """How one spelling becomes another here."""
        if self.given_channel is not None:
            return self.given_channel
        return fit_channel([t for _, t in self.misheard], [f for f, _ in self.misheard])

    @cached_property
    def listed(self) -> Mapping[str, Entry]:
        """The entries on any term list, by their words, and each of their words by itself."""
        found: dict[str, Entry] = {}
        for entry in self.entries:
            if entry.scopes:
                for word in {entry.words, *entry.words.split()}:
                    found.setdefault(word, entry)
        return found

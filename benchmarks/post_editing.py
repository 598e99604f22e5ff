"""Phrase-based statistical post-editing: translating drafts into finals, word by word known.

The method of Simard, Goutte and Isabelle 2007, "Statistical phrase-based post-editing", made
small: a phrase table from word alignments, a trigram model of the finals, monotone decoding,
and a penalty for every phrase that is changed, after the string-match feature of
Junczys-Dowmunt and Grundkiewicz 2016. The draft and its final are the same language in the same
order, so the alignment is the one of least edits and nothing is reordered.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from math import log
from typing import TYPE_CHECKING, NamedTuple

from baselines import LONGEST, Peer, changed_blocks, grid, nothing, replace_spans

from draftgenie.pipeline._text import normalised_words, split_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from baselines import Correct, Phrase, Setting
    from corpora import Row

LONGEST_TARGET = 6
N_OPTIONS = 4
BEAM = 12
LEAST_CHANCE = 0.02
BACK_OFF = 3.0
EDGE = "<>"
NEVER = float("inf")


@dataclass
class PhraseTable:
    """How often each phrase of the drafts became each phrase of the finals."""

    became: dict[Phrase, Counter[Phrase]] = field(default_factory=lambda: defaultdict(Counter))
    targets: Counter[Phrase] = field(default_factory=Counter)

    def read(self, draft: Sequence[str], final: Sequence[str]) -> None:
        """Count every phrase pair of one draft and its final that no alignment link leaves."""
        units = list(_units(draft, final))
        for a in range(len(units)):
            for b in range(a, len(units)):
                i, k = units[a][0], units[a][2]
                j, m = units[b][1], units[b][3]
                if j - i > LONGEST or m - k > LONGEST_TARGET:
                    break
                if j > i and m > k:
                    target = tuple(final[k:m])
                    self.became[tuple(draft[i:j])][target] += 1
                    self.targets[target] += 1

    def options(self) -> dict[Phrase, list[tuple[Phrase, float]]]:
        """The likeliest targets of each phrase that was ever changed, with their log scores.

        The score is the mean of the two directions' log relative frequencies. A phrase kept as
        it is stands first.
        """
        found = {}
        for source, targets in self.became.items():
            if set(targets) == {source}:
                continue
            n = targets.total()
            changed = sorted((-c, t) for t, c in targets.items() if t != source)[:N_OPTIONS]
            scored = [(source, self._score(source, source, n))]
            scored += [
                (t, self._score(source, t, n)) for c, t in changed if -c >= LEAST_CHANCE * n
            ]
            found[source] = scored
        return found

    def _score(self, source: Phrase, target: Phrase, n: int) -> float:
        both = max(self.became[source][target], 0.5)
        return (log(both / (n + 0.5)) + log(both / (self.targets[target] + 0.5))) / 2


def _units(draft: Sequence[str], final: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """The pair cut into single kept words and whole changed blocks."""
    i = k = 0
    for block in [*changed_blocks(draft, final), (len(draft), len(draft), len(final), len(final))]:
        while i < block[0]:
            yield i, i + 1, k, k + 1
            i, k = i + 1, k + 1
        if block[1] > block[0] or block[3] > block[2]:
            yield block
        i, k = block[1], block[3]


class Trigram:
    """How likely a word of the finals is after two others, in logs, backing off by counts."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self._n: Counter[Phrase] = Counter()
        for text in texts:
            words = [EDGE, EDGE, *text, EDGE]
            for n in (1, 2, 3):
                self._n.update(tuple(words[i : i + n]) for i in range(len(words) - n + 1))
        self._n_words = sum(n for phrase, n in self._n.items() if len(phrase) == 1)
        self._known: dict[tuple[str, str, str], float] = {}

    def log_chance(self, first: str, second: str, word: str) -> float:
        """The log probability of `word` behind the two before it."""
        key = (first, second, word)
        if key not in self._known:
            n = self._n
            one = (n[word,] + 0.5) / (self._n_words + 1)
            two = (n[second, word] + BACK_OFF * one) / (n[second,] + BACK_OFF)
            three = (n[key] + BACK_OFF * two) / (n[first, second] + BACK_OFF)
            self._known[key] = log(three)
        return self._known[key]


class Path(NamedTuple):
    """A way to write the first words of a draft: its score and the changes on it."""

    score: float
    changes: tuple[tuple[int, int, Phrase], ...]


@dataclass(frozen=True)
class Decoder:
    """The best way to write a draft, by phrases, language model and fidelity."""

    options: dict[Phrase, list[tuple[Phrase, float]]]
    language: Trigram
    language_weight: float
    penalty: float

    def changes(self, draft: Sequence[str]) -> tuple[tuple[int, int, Phrase], ...]:
        """Which draft words become which phrases on the best path; kept ones are not told."""
        beams: list[dict[tuple[str, str], Path]] = [{} for _ in range(len(draft) + 1)]
        beams[0][EDGE, EDGE] = Path(0.0, ())
        for i in range(len(draft)):
            steps = list(self._steps(draft, i))
            kept = sorted(beams[i].items(), key=lambda item: (-item[1].score, item[0]))[:BEAM]
            for state, path in kept:
                for j, target, score in steps:
                    self._extend(beams[j], state, path, (i, j, target, score), draft)
        ends = [
            (path.score + self.language_weight * self.language.log_chance(*state, EDGE), path)
            for state, path in beams[-1].items()
        ]
        return max(ends, key=lambda end: (end[0], end[1].changes))[1].changes

    def _steps(self, draft: Sequence[str], i: int) -> Iterator[tuple[int, Phrase, float]]:
        """The phrases that may stand for words from `i` on: end, target, score."""
        if (draft[i],) not in self.options:
            yield i + 1, (draft[i],), 0.0
        for j in range(i + 1, min(i + LONGEST, len(draft)) + 1):
            source = tuple(draft[i:j])
            for target, score in self.options.get(source, ()):
                fee = 0.0 if target == source else self.penalty
                yield j, target, score - fee

    def _extend(
        self,
        beam: dict[tuple[str, str], Path],
        state: tuple[str, str],
        path: Path,
        step: tuple[int, int, Phrase, float],
        draft: Sequence[str],
    ) -> None:
        i, j, target, score = step
        total = path.score + score
        first, second = state
        for word in target:
            total += self.language_weight * self.language.log_chance(first, second, word)
            first, second = second, word
        known = beam.get((first, second))
        if known is None or total > known.score:
            same = target == tuple(draft[i:j])
            changes = path.changes if same else (*path.changes, (i, j, target))
            beam[first, second] = Path(total, changes)


def learn(rows: Sequence[Row]) -> Callable[[Setting], Correct]:
    """Phrase-based post-editing learned from everyone's pairs."""
    table = PhraseTable()
    finals = []
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        final = split_words(row.final)
        table.read(normalised_words(row.draft), final.norm)
        finals.append(final.norm)
        for word, raw in zip(final.norm, final.raws(), strict=True):
            written[word][raw] += 1
    options, language = table.options(), Trigram(finals)
    surface = {word: min(raws, key=lambda r, c=raws: (-c[r], r)) for word, raws in written.items()}  # type: ignore[misc]

    def with_setting(setting: Setting) -> Correct:
        if setting["penalty"] == NEVER:
            return nothing(rows)(setting)
        decoder = Decoder(options, language, setting["language"], setting["penalty"])

        def correct(row: Row) -> str:
            words = split_words(row.draft)
            changes = [_trimmed(words.norm, c) for c in decoder.changes(words.norm)]
            spans = [(i, j, " ".join(surface.get(w, w) for w in t)) for i, j, t in changes]
            return replace_spans(words, spans)

        return correct

    return with_setting


def _trimmed(draft: Sequence[str], change: tuple[int, int, Phrase]) -> tuple[int, int, Phrase]:
    """A change without the words that it keeps at either end, so that their marks stay."""
    i, j, target = change
    while i < j and target and draft[i] == target[0]:
        i, target = i + 1, target[1:]
    while i < j and target and draft[j - 1] == target[-1]:
        j, target = j - 1, target[:-1]
    return i, j, target


POST_EDITING = Peer(
    "phrase-based post-editing",
    learn,
    (
        *grid(language=[1.0, 0.5], penalty=[1.0, 2.0, 3.0, 4.5, 6.0]),
        {"language": 0.5, "penalty": NEVER},
    ),
)

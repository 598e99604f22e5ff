"""Retrieval as evidence: the nearest past places of a rule's source, by the words around them.

For each candidate the past places of its source are looked up, those where the rule was applied
and those where it was not. The words around each place, the source itself masked, are embedded;
the nearest places vote, weighted by their likeness. The vote is shrunk towards the rule's rate
and joins the gate's figures. Only places before the candidate's own item count, in training as
in use. A rule that was always or never applied needs no embedding: every vote is the same.

This is an experiment on the corrector, which does without: see the table of ablations.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from ablation import as_gate
from lab import as_pair, open_store

from draftgenie.adapters.embedder import open_embedder
from draftgenie.domain.correction import LONGEST_SOURCE
from draftgenie.pipeline.generate.gate import fit_gate
from draftgenie.pipeline.retrieve import NAMES, Batch, RuleTable, features, find_candidates
from draftgenie.services import learning
from draftgenie.services._english import english
from draftgenie.services._learned import Learned

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt
    from corpora import Corpus, Row
    from lab import Effect, Lab

    from draftgenie.domain.draft import Pair
    from draftgenie.pipeline.generate import Gate
    from draftgenie.pipeline.generate.gate import Doubles, Floats
    from draftgenie.pipeline.retrieve import Rule
    from draftgenie.services.learning import Read

N_AROUND = 5
N_NEAREST = 8
MOST_PAST = 20
STRENGTH = 3.0
MASK = "[MASK]"
RATE_COLUMN = NAMES.index("logit_rate")

Source = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a source stands: the words around it, and what the human put there, None if kept."""

    window: str
    target: Source | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One candidate: its window, and the past places of its source with whether it was made."""

    window: str
    past: tuple[tuple[str, bool], ...]

    @property
    def is_mixed(self) -> bool:
        """Whether the past places do not all say the same."""
        return len({made for _, made in self.past}) > 1


@dataclass
class Memory:
    """Every place of every run of words in the drafts read so far, oldest first."""

    places: dict[Source, list[Place]] = field(default_factory=lambda: defaultdict(list))

    def read(self, one: Read) -> None:
        """Remember a pair."""
        draft = one.mined.draft.norm
        made = {(m.start, m.end): m.target for m in one.example().made}
        for n in range(1, LONGEST_SOURCE + 1):
            for first in range(len(draft) - n + 1):
                place = Place(window(draft, first, n), made.get((first, first + n)))
                self.places[tuple(draft[first : first + n])].append(place)

    def ask(self, draft: Sequence[str], first: int, rule: Rule) -> Asked:
        """What is remembered of a rule's source, the latest places only."""
        past = self.places.get(rule.source, [])[-MOST_PAST:]
        return Asked(
            window(draft, first, len(rule.source)),
            tuple((place.window, place.target == rule.target) for place in past),
        )


def window(words: Sequence[str], first: int, n: int) -> str:
    """The words around a span, with the span masked.

    >>> window(["no", "chest", "pain"], 1, 1)
    'no [MASK] pain'
    """
    after = words[first + n : first + n + N_AROUND]
    return " ".join([*words[max(0, first - N_AROUND) : first], MASK, *after])


@dataclass(frozen=True, slots=True)
class Looked:
    """Candidates as the gate sees them, with what is remembered of each."""

    figures: Floats
    asked: list[Asked]


def look(reads: Sequence[Read], rules: Sequence[Rule], learned: Learned, memory: Memory) -> Looked:
    """The candidates of some pairs, made by the functions that make them for the gate."""
    table = RuleTable.of(rules)
    drafts = [read.mined.draft for read in reads]
    batch = Batch.of(
        [draft.norm for draft in drafts],
        [read.pair.speaker for read in reads],
        [read.pair.specialty for read in reads],
    )
    found = find_candidates(batch, table, learned.counts)
    asked = [
        memory.ask(drafts[draft].norm, first, table.rules[rule])
        for draft, first, rule in zip(
            found.draft.tolist(), found.first.tolist(), found.rule.tolist(), strict=True
        )
    ]
    figures = features(batch, drafts, table, found, counts=learned.counts, english=english())
    return Looked(figures, asked)


class Watch(learning.Walk):
    """A walk through a history that also notes what was remembered of each candidate."""

    def __init__(self, *arguments: object, **more: object) -> None:
        super().__init__(*arguments, **more)  # type: ignore[arg-type]
        self.memory = Memory()
        self.looked: list[Looked] = []

    def take(self, chunk: Sequence[Pair]) -> None:
        """As a walk does, after looking at the same candidates."""
        reads = [learning.Read.of(pair) for pair in chunk]
        if self.learned.counts.segments:
            some = learning.sample(reads, n_pairs=self._n_pairs)
            self.looked.append(look(some, self._rules(reads), self.learned, self.memory))
        super().take(chunk)
        for read in reads:
            self.memory.read(read)


@dataclass(frozen=True, slots=True)
class Informed:
    """A gate with further columns for rows it is known to be asked about."""

    gate: Gate
    rows: Floats
    more: Floats

    def probabilities(self, rows: Floats) -> Doubles:
        """The chance of harm, of neither, of right."""
        if not np.array_equal(rows, self.rows):
            message = "other candidates than those that the evidence was gathered for"
            raise ValueError(message)
        return self.gate.probabilities(np.hstack([rows, self.more]))


def watched(history: Sequence[Row]) -> Watch:
    """A walk through a whole history, with what was remembered of each candidate."""
    with open_store(history) as (store, _):
        pairs = list(store.drafts.pairs())
        watch = Watch(store, Learned(), n_pairs=len(pairs))
        with store.atomic():
            for chunk in learning.chunks_of(pairs, n_known=0):
                watch.take(chunk)
    return watch


def with_retrieval(corpus: Corpus, lab: Lab) -> Effect:
    """The effect of a gate that has the votes of the nearest past places among its figures."""
    watch = watched(corpus.train)
    past = Looked(
        np.concatenate([one.figures for one in watch.looked]),
        [asked for one in watch.looked for asked in one.asked],
    )
    rows = lab.learned.rows
    if not np.array_equal(past.figures, rows.figures):
        message = "the walk that was watched is not the one that was learned from"
        raise ValueError(message)
    reads = [learning.Read.of(as_pair(row)) for row in lab.test]
    sources = learning.sources_of([read.mined.draft.norm for read in reads])
    now = look(reads, learning.stored_rules(lab.store, sources), lab.learned, watch.memory)
    vectors = embed([*past.asked, *now.asked])
    gate = fit_gate(np.hstack([rows.figures, votes(past, vectors)]), rows.labels)
    informed = Informed(gate, now.figures, votes(now, vectors))
    return lab.effect(replace(lab.history, gate=as_gate(informed)))


def embed(asked: Sequence[Asked]) -> dict[str, npt.NDArray[np.float32]]:
    """The vector of every window that a vote needs."""
    mixed = [one for one in asked if one.is_mixed]
    windows = sorted({w for one in mixed for w in (one.window, *(p for p, _ in one.past))})
    vectors = open_embedder("minilm").embed(windows)
    return dict(zip(windows, vectors, strict=True))


def votes(looked: Looked, vectors: Mapping[str, npt.NDArray[np.float32]]) -> Floats:
    """Three columns for each candidate: the vote as log odds, its weight, and a contrast.

    The contrast is how much more the candidate is like the nearest place where the rule was
    applied than like the nearest where it was not; 0 where one of them is missing.
    """
    rates = 1 / (1 + np.exp(-looked.figures[:, RATE_COLUMN].astype(float)))
    rows = [vote(a, float(rate), vectors) for a, rate in zip(looked.asked, rates, strict=True)]
    return np.array(rows, dtype=np.float32).reshape(len(rows), 3)


def vote(
    asked: Asked, rate: float, vectors: Mapping[str, npt.NDArray[np.float32]]
) -> tuple[float, float, float]:
    """The vote of the nearest past places of one candidate, shrunk towards the rule's rate."""
    made = np.array([m for _, m in asked.past], dtype=bool)
    alike = np.ones(len(made))
    contrast = 0.0
    if asked.is_mixed:
        here = vectors[asked.window]
        alike = np.maximum(0, np.array([float(here @ vectors[w]) for w, _ in asked.past]))
        contrast = float(alike[made].max() - alike[~made].max())
    nearest = np.argsort(-alike, kind="stable")[:N_NEAREST]
    weight = float(alike[nearest].sum())
    chance = (float(alike[nearest] @ made[nearest]) + STRENGTH * rate) / (weight + STRENGTH)
    chance = min(max(chance, 1e-4), 1 - 1e-4)
    return float(np.log(chance / (1 - chance))), weight, contrast

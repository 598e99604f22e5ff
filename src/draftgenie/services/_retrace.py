"""What was known at each point of a history that is walked again, and nothing of the store's."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from draftgenie.domain.correction import Layer
from draftgenie.pipeline._text import split_words
from draftgenie.pipeline.retrieve import RuleBook
from draftgenie.services import _learned
from draftgenie.services._forms import replay_forms
from draftgenie.services._learned import Learned, Rows
from draftgenie.services.embedded import History
from draftgenie.services.learning import Read, replay, sample, sources_of, with_reads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from draftgenie.domain.draft import Pair
    from draftgenie.pipeline.generate import Gate

WORDS = "words"
FEWEST_ROWS = 250
REFIT_GROWTH = 2.0


class Retrace:
    """Counts, rules and gates as they grow pair by pair.

    The store is never asked: what it has learned has seen the whole history. A gate is fitted
    anew once it has `REFIT_GROWTH` times its rows, since fitting costs more than most chunks.
    """

    def __init__(self) -> None:
        self._learned = Learned()
        self._book = RuleBook()
        self._new: dict[str, list[Rows]] = defaultdict(list)
        self._gate: Gate | None = None

    def history(self, pairs: Sequence[Pair]) -> History:
        """What may be used for some drafts: all that was learned so far."""
        sources = sources_of([split_words(pair.draft).norm for pair in pairs])
        if self._gate is None:
            self._gate = self._learned.gate or _learned.fit(_learned.no_rows())
        return History(
            counts=self._learned.counts,
            gate=self._gate,
            form_gates=self._learned.form_gates,
            rules=tuple(self._book.rules_for(sources)),
        )

    def learn(self, pairs: Sequence[Pair]) -> None:
        """Learn from some pairs: first what their candidates would have come to, then all else."""
        if not pairs:
            return
        reads = [Read.of(pair) for pair in pairs]
        n_pairs = self._learned.n_pairs + len(pairs)
        if self._learned.counts.segments:
            self._judge(sample(reads, n_pairs=n_pairs))
        for read in reads:
            for id_, edit in read.edits:
                if edit.layer is Layer.WORDS and edit.source:
                    self._book.add(id_, edit)
        counts = with_reads(self._learned.counts, reads)
        self._learned = replace(self._learned, counts=counts, n_pairs=n_pairs)
        due = [layer for layer in self._new if self._is_due(layer)]
        if due:
            self._fit(due)

    def _judge(self, reads: Sequence[Read]) -> None:
        if not reads:
            return
        sources = sources_of([read.mined.draft.norm for read in reads])
        self._new[WORDS].append(replay(reads, self._book.rules_for(sources), self._learned))
        forms = replay_forms([read.form_example() for read in reads], self._learned.counts)
        for layer, rows in forms.items():
            self._new[layer].append(rows)

    def _is_due(self, layer: str) -> bool:
        fewest, n_fitted = FEWEST_ROWS, self._learned.n_fitted
        if layer != WORDS:
            forms = self._learned.forms
            fewest = _learned.ENOUGH_FORM_ROWS
            n_fitted = forms[layer].n_fitted if layer in forms else 0
        n_new = sum(map(len, self._new[layer]))
        return n_new >= max(fewest, (REFIT_GROWTH - 1) * n_fitted)

    def _fit(self, due: Sequence[str]) -> None:
        """Fit the gates of some layers; the others have no new rows in their logs, and stay."""
        rows = {layer: _joined(self._new.pop(layer)) for layer in due}
        learned = self._learned
        if WORDS in rows:
            learned = learned.plus(rows.pop(WORDS))
        self._learned = learned.plus_forms(rows).with_gate()
        self._gate = self._learned.gate


def _joined(rows: Sequence[Rows]) -> Rows:
    return Rows(
        np.concatenate([one.figures for one in rows]),
        np.concatenate([one.labels for one in rows]),
    )

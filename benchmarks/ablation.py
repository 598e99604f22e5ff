"""What each part of the corrector is worth: the same corrector with the part switched off.

A switch takes a lab and gives the effect without the part. Columns are switched off in the log
that the gate learns from, so the gate is fitted without them by the code that fits it otherwise:
a column that never varies has no weight and splits no tree.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from corpora import by_speaker
from lab import Effect, effect_of, open_lab

from draftgenie.pipeline.generate import Gate, Limits
from draftgenie.pipeline.retrieve import NAMES
from draftgenie.services import _learned
from draftgenie.services._learned import Rows
from draftgenie.services.embedded import History

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corpora import Corpus
    from lab import Lab

    from draftgenie.pipeline.generate.gate import Doubles, Floats

NO_LIMIT = 1.0
AS_SHIPPED = "as shipped"
OWN_ALONE = "own history alone (a store for each speaker)"
RETRIEVAL = "with retrieval (votes of the nearest past places)"


@dataclass(frozen=True, slots=True)
class Switch:
    """A part that can be switched off: what a row of the table is called, and the effect.

    The effect is None where the switch has nothing to say of a corpus. A slow one takes minutes.
    """

    name: str
    effect: Callable[[Corpus, Lab], Effect | None]
    is_slow: bool = False


@dataclass(frozen=True, slots=True)
class TreesAlone:
    """A gate that asks only its trees."""

    gate: Gate

    def probabilities(self, rows: Floats) -> Doubles:
        """The chance of harm, of neither, of right."""
        if self.gate.trees is None:
            return self.gate.probabilities(rows)
        odds = self.gate.trees.log_odds(rows)
        raised = np.exp(odds - odds.max(axis=1, keepdims=True))
        chances: Doubles = raised / raised.sum(axis=1, keepdims=True)
        return chances


@dataclass(frozen=True, slots=True)
class Without:
    """A gate that never sees some columns."""

    gate: Gate
    columns: tuple[int, ...]

    def probabilities(self, rows: Floats) -> Doubles:
        """The chance of harm, of neither, of right."""
        return self.gate.probabilities(blank(rows, self.columns))


def blank(rows: Floats, columns: Sequence[int]) -> Floats:
    """The rows with zeros in some columns."""
    kept = rows.copy()
    kept[:, list(columns)] = 0
    return kept


def without_columns(lab: Lab, is_out: Callable[[str], bool]) -> Effect | None:
    """The effect of a gate fitted without the columns that `is_out` names.

    None where the gate leans on rows that come with the program: they have the columns.
    """
    columns = tuple(n for n, name in enumerate(NAMES) if is_out(name))
    if not columns:
        message = "a switch names no column that there is"
        raise ValueError(message)
    rows = lab.learned.rows
    if len(rows) < _learned.ENOUGH_ROWS:
        return None
    gate = _learned.fit(Rows(blank(rows.figures, columns), rows.labels))
    return lab.effect(replace(lab.history, gate=as_gate(Without(gate, columns))))


def as_gate(asked: Any) -> Gate:
    """Something that is asked as a gate is; the corrector asks a gate for nothing else."""
    gate: Gate = asked
    return gate


def own_history_alone(corpus: Corpus, _lab: Lab) -> Effect | None:
    """Each speaker in a store of their own; None where there is one speaker only."""
    if corpus.n_speakers == 1:
        return None
    histories, drafts = by_speaker(corpus.train), by_speaker(corpus.test)
    note_of: dict[tuple[str, str], str] = {}
    for speaker, rows in drafts.items():
        with open_lab(histories.get(speaker, []), rows) as own:
            notes = own.notes(own.history, Limits())
        note_of |= {(row.speaker, row.item): n for row, n in zip(rows, notes, strict=True)}
    return effect_of(corpus.test, [note_of[row.speaker, row.item] for row in corpus.test])


def _is_own(name: str) -> bool:
    return "_own" in name


def _is_context(name: str) -> bool:
    return any(side in name for side in ("_left", "_right", "_both"))


def _is_language(name: str) -> bool:
    return name.startswith("gain_") and not _is_english(name)


def _is_english(name: str) -> bool:
    return name.endswith("_english")


def logistic_alone(lab: Lab) -> Effect:
    """The gate's linear half by itself."""
    history = lab.history
    return lab.effect(replace(history, gate=replace(history.gate, trees=None)))


def without_layer(lab: Lab, name: str) -> Effect | None:
    """The effect without a layer that the corrector has by itself; None where it has none."""
    if name not in {f.name for f in fields(History)}:
        return None
    empty: Any = {name: None}
    return lab.effect(replace(lab.history, **empty))


SWITCHES = (
    Switch(AS_SHIPPED, lambda _, lab: lab.effect()),
    Switch(OWN_ALONE, own_history_alone, is_slow=True),
    Switch("without the own speaker's counts", lambda _, lab: without_columns(lab, _is_own)),
    Switch("without context", lambda _, lab: without_columns(lab, _is_context)),
    Switch("without the language model", lambda _, lab: without_columns(lab, _is_language)),
    Switch("without the table of English", lambda _, lab: without_columns(lab, _is_english)),
    Switch(
        "without marks and case",
        lambda _, lab: lab.effect(replace(lab.history, form_gates={})),
    ),
    Switch("without words never seen", lambda _, lab: without_layer(lab, "unknown")),
    Switch(
        "trees alone",
        lambda _, lab: lab.effect(
            replace(lab.history, gate=as_gate(TreesAlone(lab.history.gate)))
        ),
    ),
    Switch("logistic regression alone", lambda _, lab: logistic_alone(lab)),
    Switch(
        "without the limit on an edit's harm",
        lambda _, lab: lab.effect(limits=Limits(max_harm=NO_LIMIT)),
    ),
    Switch(
        "without the limit on a note's harm",
        lambda _, lab: lab.effect(limits=Limits(max_note_harm=NO_LIMIT)),
    ),
    Switch(
        "without any limit on harm",
        lambda _, lab: lab.effect(limits=Limits(max_harm=NO_LIMIT, max_note_harm=NO_LIMIT)),
    ),
)
"""In the order of the table; a further part of the corrector is one line more."""

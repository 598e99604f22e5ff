"""Whether notes that are right already are left as they are.

The do-no-harm corpus is corrected in one store with another speaker's history. That can be read
in three ways, and all are run: the notes come from the speaker whose history it is, who never
dictated any like them; from that speaker, with their own history joined to the other; from a
speaker of their own with a history in the same store. In each of them the notes are corrected
both as the recogniser wrote them and as the human signed them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import program
from measures import Outcome, count_told_edits, measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpora import Corpus, Row

HISTORY = "aci-bench/pooled"
HARMLESS = "aci-bench/do-no-harm"
THE_OTHERS = "the other's, no history of these"
JOINED = "the other's, both histories"
THEIR_OWN = "a second one, each its own history"


@dataclass(frozen=True, slots=True)
class Harm:
    """One reading: what became of the notes, and which kinds of edits took them further.

    `kinds` counts by category the edits made, `harmful` those of them that do harm alone.
    """

    speaker: str
    drafts: str
    outcome: Outcome
    n_changed: int
    kinds: Counter[str]
    harmful: Counter[str]


def readings(history: Corpus, harmless: Corpus) -> list[Harm]:
    """Every reading, each with the drafts and with the finals as drafts."""
    (theirs,) = {row.speaker for row in history.train}
    as_theirs = [replace(row, speaker=theirs) for row in harmless.test]
    joined = [*history.train, *(replace(row, speaker=theirs) for row in harmless.train)]
    found = []
    for speaker, learned, rows in (
        (THE_OTHERS, history.train, as_theirs),
        (JOINED, joined, as_theirs),
        (THEIR_OWN, [*history.train, *harmless.train], harmless.test),
    ):
        for drafts in ("as drafted", "as signed"):
            given = rows if drafts == "as drafted" else [replace(r, draft=r.final) for r in rows]
            found.append(judge_harm(speaker, drafts, given, program.correct(learned, given)))
    return found


def judge_harm(
    speaker: str, drafts: str, rows: Sequence[Row], answers: Sequence[program.Answer]
) -> Harm:
    """What the program's answers did to some drafts."""
    notes = [answer["text"] for answer in answers]
    kinds: Counter[str] = Counter()
    harmful: Counter[str] = Counter()
    for row, answer in zip(rows, answers, strict=True):
        for edit in answer["edits"]:
            words, forms = count_told_edits(row, [edit])
            kinds[edit["category"]] += 1
            harmful[edit["category"]] += bool(words.further or forms.further)
    return Harm(
        speaker=speaker,
        drafts=drafts,
        outcome=measure(rows, notes),
        n_changed=sum(note != row.draft for note, row in zip(notes, rows, strict=True)),
        kinds=kinds,
        harmful=+harmful,
    )

"""The embedded generator: deterministic, offline, edits only, from what the history shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from draftgenie.domain.correction import CorrectionStatus
from draftgenie.domain.note import Verdict, apply_edits, by_place
from draftgenie.pipeline._form import Form
from draftgenie.pipeline._text import split_words
from draftgenie.pipeline.generate import Choice, Label, Limits, Proposal, compose
from draftgenie.pipeline.generate.choose import expected_gain
from draftgenie.pipeline.generate.compose import LEAST_SUGGESTION
from draftgenie.pipeline.generate.forms import lay_over
from draftgenie.pipeline.generate.guard import Evidence
from draftgenie.pipeline.generate.unlike import unlike
from draftgenie.pipeline.generate.whole import check_whole
from draftgenie.pipeline.retrieve import Batch, Rule, RuleTable, features, find_candidates
from draftgenie.pipeline.retrieve.forms import FormText
from draftgenie.pipeline.retrieve.kind import kinds
from draftgenie.pipeline.retrieve.unknown import Whose
from draftgenie.ports.store import CorrectionQuery
from draftgenie.services._english import english
from draftgenie.services._forms import correct_forms
from draftgenie.services._unknown import Drafts, Unknown, with_guesses
from draftgenie.services.learning import sources_of, stored_rules

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    import numpy.typing as npt

    from draftgenie.domain.correction import Correction
    from draftgenie.domain.note import NoteEdit
    from draftgenie.pipeline._text import Words
    from draftgenie.pipeline.generate import Gate
    from draftgenie.pipeline.retrieve import Candidates, Counts
    from draftgenie.ports import Store

NAME = "embedded-1"
APPROVAL_STRENGTH = 10.0
APPROVAL_RATE = 0.9
_NOBODY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Task:
    """One draft to correct."""

    speaker: str
    specialty: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """The edits of one draft and how many candidates they were chosen from.

    `held` says why they are suggested only, where they are.
    """

    edits: tuple[NoteEdit, ...]
    n_rules: int
    n_candidates: int
    held: str | None = None


@dataclass(frozen=True, slots=True)
class History:
    """What may be used for some drafts: counts and gates that have seen none of them.

    `form_gates` are those of marks and case; a layer without one is left as it is. `rules` are
    the corrections to look for; None means those the store holds.
    """

    counts: Counts
    gate: Gate
    form_gates: Mapping[str, Gate] = field(default_factory=dict)
    rules: tuple[Rule, ...] | None = None
    unknown: Unknown | None = None


def correct(
    tasks: Sequence[Task],
    *,
    store: Store,
    history: History,
    limits: Limits,
    held: Mapping[str, str] = _NOBODY,
) -> list[Corrected]:
    """The edits of each draft, in order.

    What a person decided is obeyed: a blocked correction is never proposed, an approved one is
    made wherever its source stands. Of speakers who are `held` back, for the reason given, and in
    drafts unlike those of the speaker so far, nothing else is made: it is suggested.
    """
    texts = [split_words(task.text) for task in tasks]
    decided = {ref: _Decisions.of(store, ref) for ref in {task.speaker for task in tasks}}
    rules = history.rules
    if rules is None:
        rules = tuple(stored_rules(store, sources_of([t.norm for t in texts])))
    table = RuleTable.of(rules)
    batch = Batch.of(
        [t.norm for t in texts], [t.speaker for t in tasks], [t.specialty for t in tasks]
    )
    found = find_candidates(batch, table, history.counts)
    figures = features(batch, texts, table, found, counts=history.counts, english=english())
    chances = history.gate.probabilities(figures)
    known = [decided[task.speaker].ids for task in tasks]
    proposals = _proposals(found, table, chances, known, _worth_telling(chances, limits))
    edits = [
        compose(text, [*of_draft, *decided[task.speaker].proposals(text)], limits)
        for task, text, of_draft in zip(tasks, texts, proposals, strict=True)
    ]
    drafts = _drafts(tasks, texts, edits, decided)
    edits = with_guesses(
        drafts, batch=batch, counts=history.counts, unknown=history.unknown, limits=limits
    )
    written = _with_forms(tasks, edits, decided, history=history, limits=limits)
    reasons = _reasons(tasks, texts, history.counts, held)
    checked = [
        check_whole(task.text, of_note, decided=decided[task.speaker].ids)
        for task, of_note in zip(tasks, written, strict=True)
    ]
    return [
        Corrected(
            edits=decided[task.speaker].only_approved(of_note, why),
            n_rules=len(table.rules),
            n_candidates=n_candidates,
            held=why,
        )
        for task, of_note, why, n_candidates in zip(
            tasks, checked, reasons, _n_candidates(found, len(tasks)), strict=True
        )
    ]


def _reasons(
    tasks: Sequence[Task], texts: Sequence[Words], counts: Counts, held: Mapping[str, str]
) -> list[str | None]:
    """Why nothing but what people approved is made in each draft; None where there is no reason.

    The speaker is held back, or the draft is unlike the speaker's drafts so far.
    """
    forms = [
        FormText(task.speaker, words.norm, Form.of(words))
        for task, words in zip(tasks, texts, strict=True)
    ]
    return [
        held.get(task.speaker) or unlike(kind)
        for task, kind in zip(tasks, kinds(forms, counts, english()), strict=True)
    ]


def decided_by(store: Store, speaker: str) -> tuple[frozenset[str], frozenset[str]]:
    """The ids of a speaker's corrections a person decided about, and of those blocked."""
    decisions = _Decisions.of(store, speaker)
    return decisions.ids, decisions.blocked


def _drafts(
    tasks: Sequence[Task],
    texts: Sequence[Words],
    edits: Sequence[tuple[NoteEdit, ...]],
    decided: Mapping[str, _Decisions],
) -> Drafts:
    whose = Whose([t.speaker for t in tasks], [t.specialty for t in tasks])
    return Drafts(whose, texts, edits, [decided[task.speaker].blocked for task in tasks])


def _with_forms(
    tasks: Sequence[Task],
    edits: Sequence[tuple[NoteEdit, ...]],
    decided: Mapping[str, _Decisions],
    *,
    history: History,
    limits: Limits,
) -> list[tuple[NoteEdit, ...]]:
    """The edits of words of some notes, and those of marks and case that go with them.

    Marks and case are those of the corrected words.
    """
    applied = [[e for e in of_note if e.verdict is Verdict.APPLIED] for of_note in edits]
    corrected = [
        split_words(apply_edits(task.text, tuple(made)))
        for task, made in zip(tasks, applied, strict=True)
    ]
    forms = correct_forms(
        [(task.speaker, words) for task, words in zip(tasks, corrected, strict=True)],
        history.counts,
        history.form_gates,
        most=limits.max_note_harm,
        already=applied,
    )
    notes = []
    for task, of_note, made, form in zip(tasks, edits, applied, forms, strict=True):
        own = decided[task.speaker]
        open_to = [e for e in form if e.correction_id not in own.blocked]
        laid = lay_over(task.text, made, open_to, fixed=own.ids)
        others = [e for e in of_note if e.verdict is not Verdict.APPLIED]
        notes.append(tuple(sorted([*laid, *others], key=by_place)))
    return notes


def _proposals(
    found: Candidates,
    table: RuleTable,
    chances: npt.NDArray[np.float64],
    decided: Sequence[frozenset[str]],
    rows: Sequence[int],
) -> list[list[Proposal]]:
    """For each draft the candidates of some rows; what a person decided about is left out."""
    proposals: list[list[Proposal]] = [[] for _ in decided]
    for n in rows:
        draft = int(found.draft[n])
        rule = table.rules[int(found.rule[n])]
        if rule.id not in decided[draft]:
            proposals[draft].append(_proposal(found, n, rule, chances[n]))
    return proposals


def _worth_telling(chances: npt.NDArray[np.float64], limits: Limits) -> list[int]:
    """The candidates that can be applied or suggested; most are neither."""
    least = min(LEAST_SUGGESTION, limits.min_confidence)
    likely: list[int] = (chances[:, Label.RIGHT] >= least).nonzero()[0].tolist()
    return likely


def _n_candidates(found: Candidates, n_drafts: int) -> list[int]:
    count = Counter(found.draft.tolist())
    return [count[n] for n in range(n_drafts)]


def _proposal(found: Candidates, n: int, rule: Rule, chances: npt.NDArray[np.float64]) -> Proposal:
    first, n_words = int(found.first[n]), int(found.n_words[n])
    harm, _, right = (float(chance) for chance in chances)
    longest = max(n_words, len(rule.target))
    gain = expected_gain(right=right, harm=harm, n_words=longest)
    return Proposal(
        choice=Choice(first, first + n_words, right, harm, gain),
        target=rule.target,
        surface=rule.surface,
        correction_id=rule.id,
        category=rule.category,
        evidence=_evidence(found, n),
    )


def _evidence(found: Candidates, n: int) -> Evidence:
    beside = max(
        (int(found.made_left[n]), int(found.seen_left[n])),
        (int(found.made_right[n]), int(found.seen_right[n])),
        # Nine of ten say more than one of one.
        key=lambda pair: pair[0] / (pair[1] + 1),
    )
    return Evidence(int(found.made[n]), int(found.seen[n]), *beside, own=int(found.made_own[n]))


@dataclass(frozen=True, slots=True)
class _Decisions:
    """A speaker's corrections that a person has approved, added or blocked."""

    ids: frozenset[str]
    blocked: frozenset[str]
    approved: Mapping[tuple[str, ...], Correction]

    @classmethod
    def of(cls, store: Store, speaker: str) -> _Decisions:
        # What was imported and never decided upon waits for evidence like anything learned.
        decided = [
            c
            for c in store.corrections.decided(speaker)
            if c.status is not CorrectionStatus.LEARNED
        ]
        kept = [c for c in decided if c.status is CorrectionStatus.APPROVED and c.source]
        blocked = CorrectionQuery(speaker=speaker, status=CorrectionStatus.BLOCKED)
        return cls(
            ids=frozenset(c.id for c in decided),
            blocked=frozenset(c.id for c in store.corrections.list(blocked)),
            approved={tuple(c.source.split()): c for c in kept},
        )

    def only_approved(self, edits: tuple[NoteEdit, ...], why: str | None) -> tuple[NoteEdit, ...]:
        """The same edits; with a reason why not, none is made that no person has approved."""
        if why is None:
            return edits
        approved = {c.id for c in self.approved.values()}
        return tuple(
            replace(e, verdict=Verdict.SUGGESTED, reason=why)
            if e.verdict is Verdict.APPLIED and e.correction_id not in approved
            else e
            for e in edits
        )

    def proposals(self, text: Words) -> list[Proposal]:
        """The approved corrections wherever their source stands."""
        found = []
        lengths = sorted({len(source) for source in self.approved})
        for first in range(len(text)):
            for n in lengths:
                c = self.approved.get(tuple(text.norm[first : first + n]))
                if c is not None and first + n <= len(text):
                    found.append(_decided(c, first, first + n))
        return found


def _decided(c: Correction, first: int, last: int) -> Proposal:
    # A person's word counts as ten sightings, nine of them right, beside what the history saw.
    n = c.n_applied + c.n_left_alone
    right = (c.n_applied + APPROVAL_STRENGTH * APPROVAL_RATE) / (n + APPROVAL_STRENGTH)
    return Proposal(
        choice=Choice(first, last, right, 1 - right, float(last - first), decided=True),
        target=tuple(c.target.split()),
        surface=c.surface,
        correction_id=c.id,
        category=c.category,
        evidence=Evidence(c.n_applied, n, c.n_applied, n, own=c.n_applied),
    )

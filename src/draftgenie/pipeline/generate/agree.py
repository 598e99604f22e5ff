"""Edits of the history and of a model made one list: what stands, what is told, what is refused.

Nothing the history makes is taken back. A model adds to it where nobody objects and its own past
allows, and its agreement may lift what the history only suggests.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from draftgenie.domain.note import NoteEdit, Proposer, Verdict, by_place
from draftgenie.pipeline.generate.choose import Choice, Limits, expected_gain, within_harm
from draftgenie.pipeline.generate.proposed import objections
from draftgenie.pipeline.generate.trust import Chance, Trust
from draftgenie.pipeline.generate.whole import check_whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from draftgenie.pipeline._text import Words
    from draftgenie.pipeline.generate.proposed import Proposed

TAKEN = "the history makes another edit here"
BLOCKED = "a person has blocked this correction"


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for a draft's edits besides what they say.

    `held` is why this speaker's edits are only suggested, None when they are not; `blocked` and
    `decided` are ids of corrections that a person has blocked, and decided about at all.
    """

    limits: Limits = field(default_factory=Limits)
    trust: Trust = field(default_factory=Trust)
    held: str | None = None
    blocked: frozenset[str] = frozenset()
    decided: frozenset[str] = frozenset()


def agree(
    draft: Words, embedded: Sequence[NoteEdit], proposed: Sequence[Proposed], rules: Rules
) -> tuple[NoteEdit, ...]:
    """All edits by place, with verdict and proposer; those applied are disjoint."""
    edits = list(embedded)
    made = [edit for edit in embedded if edit.verdict is Verdict.APPLIED]
    for one, why in zip(proposed, objections(draft, proposed), strict=True):
        twin = next((n for n, edit in enumerate(edits) if _is_same(edit, one)), None)
        if twin is None:
            edit = _judge(one, _against(one, made, rules, why), rules)
            edits.append(edit)
        else:
            edit = edits[twin] = _lift(edits[twin], made, rules, why)
        if edit.verdict is Verdict.APPLIED and all(e.start != edit.start for e in made):
            made.append(edit)
    return check_whole(
        draft.text, sorted(_borne(edits, embedded, rules), key=by_place), decided=rules.decided
    )


def told_gain(edits: Sequence[NoteEdit]) -> float:
    """The words that edits a model had a part in save on average, made or suggested."""
    return sum(
        expected_gain(right=e.confidence, harm=e.harm, n_words=_n_words(e.before, e.after))
        for e in edits
        if e.proposer is not Proposer.EMBEDDED and e.verdict is not Verdict.REFUSED
    )


def _is_same(edit: NoteEdit, one: Proposed) -> bool:
    theirs = one.edit
    if (edit.start, edit.end, edit.after) == (theirs.start, theirs.end, theirs.after):
        return True
    meets = edit.start < theirs.end and theirs.start < edit.end
    return meets and edit.correction_id == one.correction_id


def _touches(edit: NoteEdit, start: int, end: int) -> bool:
    """Whether an edit and a span share a character, or a place where something is put in."""
    if start == end or edit.start == edit.end:
        return edit.start <= end and start <= edit.end
    return edit.start < end and start < edit.end


def _against(one: Proposed, made: Sequence[NoteEdit], rules: Rules, why: str | None) -> str | None:
    """Why a model's own edit is refused; None when it is not."""
    if why is not None:
        return why
    if one.correction_id in rules.blocked:
        return BLOCKED
    if any(_touches(edit, one.edit.start, one.edit.end) for edit in made):
        return TAKEN
    return None


def _judge(one: Proposed, refused: str | None, rules: Rules) -> NoteEdit:
    """A model's own edit with its verdict."""
    edit = one.edit
    chance = rules.trust.of_model(edit.category)
    fault = _fault(chance, _n_words(edit.before, edit.after), rules)
    verdict = Verdict.APPLIED if fault is None else Verdict.SUGGESTED
    reason = "proposed by the model" + (f"; {fault}" if fault else "")
    if refused is not None:
        verdict, reason = Verdict.REFUSED, refused
    return NoteEdit(
        start=edit.start,
        end=edit.end,
        before=edit.before,
        after=edit.after,
        confidence=round(chance.right, 4),
        harm=round(chance.harm, 4),
        correction_id=one.correction_id,
        evidence=one.evidence.made,
        n_left_alone=max(0, one.evidence.seen - one.evidence.made),
        category=edit.category,
        verdict=verdict,
        reason=reason,
        proposer=Proposer.MODEL,
    )


def _lift(edit: NoteEdit, made: Sequence[NoteEdit], rules: Rules, why: str | None) -> NoteEdit:
    """An edit of the history that the model proposes, too; one only suggested may be made now."""
    if edit.proposer is not Proposer.EMBEDDED or edit.verdict is Verdict.REFUSED:
        return edit
    agreed = replace(edit, proposer=Proposer.BOTH)
    if edit.correction_id in rules.decided:
        return agreed
    chance = rules.trust.of_both(edit)
    agreed = replace(agreed, confidence=round(chance.right, 4), harm=round(chance.harm, 4))
    if edit.verdict is Verdict.APPLIED or why is not None:
        return agreed
    fault = _fault(chance, _n_words(edit.before, edit.after), rules)
    if fault is not None or any(_touches(other, edit.start, edit.end) for other in made):
        return agreed
    return replace(agreed, verdict=Verdict.APPLIED, reason=f"{edit.reason}; the model agrees")


def _fault(chance: Chance, n_words: int, rules: Rules) -> str | None:
    if rules.held is not None:
        return rules.held
    if chance.why_not is not None:
        return chance.why_not
    gain = expected_gain(right=chance.right, harm=chance.harm, n_words=n_words)
    return Choice(0, 0, chance.right, chance.harm, gain).fault(rules.limits)


def _n_words(before: str, after: str) -> int:
    return max(len(before.split()), len(after.split()), 1)


def _borne(
    edits: Sequence[NoteEdit], embedded: Sequence[NoteEdit], rules: Rules
) -> list[NoteEdit]:
    """The same; those that the note cannot bear beside the history's are only suggested."""
    old = [e for e in embedded if e.verdict is Verdict.APPLIED]
    places = {(e.start, e.end, e.after) for e in old}
    new = [
        n
        for n, e in enumerate(edits)
        if e.verdict is Verdict.APPLIED and (e.start, e.end, e.after) not in places
    ]
    kept = within_harm(
        [(edits[n].confidence, edits[n].harm) for n in new],
        rules.limits.max_note_harm,
        already=[(e.confidence, e.harm) for e in old],
    )
    borne = {new[n] for n in kept}
    why = f"with it the note's chance of ending worse is over {rules.limits.max_note_harm:.2f}"
    return [
        replace(e, verdict=Verdict.SUGGESTED, reason=f"{e.reason}; {why}")
        if n in new and n not in borne
        else e
        for n, e in enumerate(edits)
    ]

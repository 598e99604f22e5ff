"""From proposals to the edits of a note, in characters, each with its verdict and its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftgenie.domain.correction import Category
from draftgenie.domain.note import NoteEdit, Verdict, by_place
from draftgenie.pipeline.generate.choose import Choice, Limits, choose, within_harm
from draftgenie.pipeline.generate.guard import Evidence, refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from draftgenie.pipeline._text import Words

N_CONTEXT = 2
LEAST_SUGGESTION = 0.3


@dataclass(frozen=True, slots=True)
class Proposal:
    """An edit that the history or a model proposes for a draft.

    Draft words `choice.first` to `choice.last` would become `target` (normalised words), written
    `surface`. `evidence` is what the history says of this very change.
    """

    choice: Choice
    target: tuple[str, ...]
    surface: str
    correction_id: str
    category: Category
    evidence: Evidence


def compose(draft: Words, proposals: Sequence[Proposal], limits: Limits) -> tuple[NoteEdit, ...]:
    """The edits of a note by place: applied, refused by the guard, or only suggested.

    Applied edits are disjoint; of the proposals that miss the limits, those are suggested that
    do not touch an applied one and are at least 0.3 likely to be right.
    """
    open_to, refused, missed = [], [], []
    for proposal in proposals:
        fault = proposal.choice.fault(limits)
        if fault is not None:
            missed.append((proposal, fault))
            continue
        first = proposal.choice.first
        why = _refusal(draft, proposal, draft.norm[max(0, first - N_CONTEXT) : first])
        if why is None:
            open_to.append(proposal)
        else:
            refused.append((proposal, why))
    borne, too_many = _bearable([open_to[n] for n in choose([p.choice for p in open_to])], limits)
    applied, too_late = _in_turn(draft, borne)
    refused += too_late
    missed += too_many
    edits = [
        _edit(draft, p, Verdict.APPLIED, _praise(p), place)
        for p, place in zip(applied, _places(draft, applied), strict=True)
    ]
    edits += [_edit(draft, p, Verdict.REFUSED, why, _characters(draft, p)) for p, why in refused]
    edits += [
        _edit(draft, p, Verdict.SUGGESTED, why, _characters(draft, p))
        for p, why in _suggestions(missed, applied)
    ]
    return tuple(sorted(edits, key=by_place))


def _in_turn(
    draft: Words, chosen: Sequence[Proposal]
) -> tuple[list[Proposal], list[tuple[Proposal, str]]]:
    """Which of the chosen change no fact beside the edits before them, and why the others do.

    Two edits that change nothing each may do so together: "this one of them" holds no number,
    and neither does "one of them" or "this one them", but "one them" does.
    """
    applied: list[Proposal] = []
    refused: list[tuple[Proposal, str]] = []
    note: list[str] = []
    at = 0
    for proposal in chosen:
        first, last = proposal.choice.first, proposal.choice.last
        note += draft.norm[at:first]
        why = _refusal(draft, proposal, note[-N_CONTEXT:])
        if why is None:
            applied.append(proposal)
        else:
            refused.append((proposal, why))
        note += draft.norm[first:last] if why else proposal.target
        at = last
    return applied, refused


def _refusal(draft: Words, proposal: Proposal, left: Sequence[str]) -> str | None:
    """Why the guard refuses a proposal behind the words `left`; what a person decided passes."""
    if proposal.choice.decided:
        return None
    first, last = proposal.choice.first, proposal.choice.last
    return refusal(
        context=(left, draft.norm[last : last + N_CONTEXT]),
        before=draft.norm[first:last],
        after=proposal.target,
        evidence=proposal.evidence,
    )


def _bearable(
    chosen: Sequence[Proposal], limits: Limits
) -> tuple[list[Proposal], list[tuple[Proposal, str]]]:
    """Which of the chosen the note can bear together, and why not the others."""
    open_to = [n for n, p in enumerate(chosen) if not p.choice.decided]
    chances = [(chosen[n].choice.right, chosen[n].choice.harm) for n in open_to]
    borne = {open_to[n] for n in within_harm(chances, limits.max_note_harm)}
    why = f"with it the note's chance of ending worse is over {limits.max_note_harm:.2f}"
    kept = [p for n, p in enumerate(chosen) if p.choice.decided or n in borne]
    return kept, [(chosen[n], why) for n in open_to if n not in borne]


def _suggestions(
    missed: Sequence[tuple[Proposal, str]], applied: Sequence[Proposal]
) -> list[tuple[Proposal, str]]:
    taken = {n for p in applied for n in range(p.choice.first, p.choice.last)}
    likely = [
        (p, why)
        for p, why in missed
        if p.choice.right >= LEAST_SUGGESTION
        and taken.isdisjoint(range(p.choice.first, p.choice.last))
    ]
    return [likely[n] for n in choose([_by_right(p.choice) for p, _ in likely])]


def _by_right(choice: Choice) -> Choice:
    return Choice(choice.first, choice.last, choice.right, choice.harm, choice.right)


def _praise(proposal: Proposal) -> str:
    if proposal.choice.decided:
        return "approved by a person"
    e = proposal.evidence
    said = f"made {e.made} of {e.seen} times"
    if e.seen_beside and e.made_beside:
        said += f", {e.made_beside} of {e.seen_beside} beside the same word"
    return said


def _edit(
    draft: Words, proposal: Proposal, verdict: Verdict, reason: str, place: tuple[int, int, str]
) -> NoteEdit:
    start, end, after = place
    return NoteEdit(
        start=start,
        end=end,
        before=draft.text[start:end],
        after=after,
        confidence=round(proposal.choice.right, 4),
        harm=round(proposal.choice.harm, 4),
        correction_id=proposal.correction_id,
        evidence=proposal.evidence.made,
        n_left_alone=max(0, proposal.evidence.seen - proposal.evidence.made),
        category=proposal.category,
        verdict=verdict,
        reason=reason,
    )


def _places(draft: Words, applied: Sequence[Proposal]) -> list[tuple[int, int, str]]:
    """What `_characters` says of each applied proposal, in draft order and disjoint.

    Words that are removed side by side are removed as one, and a gap between two edits belongs
    to one of them.
    """
    places: list[tuple[int, int, str]] = []
    done = 0
    for n, proposal in enumerate(applied):
        if _is_removal(draft, proposal):
            place = (*_part_of_run(draft, applied, n), "")
        else:
            place = _characters(draft, proposal)
        start, end, after = place
        places.append((max(start, done), end, after))
        done = end
    return places


def _part_of_run(draft: Words, applied: Sequence[Proposal], n: int) -> tuple[int, int]:
    """The span of removal `n` as a part of the run of removals it stands in."""
    a = b = n
    while a and _continues(draft, applied[a - 1], applied[a]):
        a -= 1
    while b + 1 < len(applied) and _continues(draft, applied[b], applied[b + 1]):
        b += 1
    first, last = applied[a].choice.first, applied[b].choice.last
    behind = applied[b + 1] if b + 1 < len(applied) else None
    start, end = _without_words(
        draft,
        first,
        last,
        before_marks=behind is not None
        and behind.choice.first == last
        and _becomes_marks(draft, behind),
    )
    own = applied[n].choice
    return (
        start if n == a else draft.starts[own.first],
        end if n == b else draft.starts[own.last],
    )


def _continues(draft: Words, one: Proposal, other: Proposal) -> bool:
    return (
        one.choice.last == other.choice.first
        and _is_removal(draft, one)
        and _is_removal(draft, other)
    )


def _becomes_marks(draft: Words, proposal: Proposal) -> bool:
    """Whether dictated words become marks: between their neighbours, or at the end of the text."""
    if proposal.target or proposal.category is not Category.SPOKEN_PUNCTUATION:
        return False
    if proposal.choice.last == len(draft):
        has_marks = bool(draft.gap(len(draft)).strip())
        return proposal.choice.first > 0 and bool(proposal.surface.strip()) and not has_marks
    return proposal.choice.first > 0


def _is_removal(draft: Words, proposal: Proposal) -> bool:
    return not proposal.target and not _becomes_marks(draft, proposal)


def _characters(draft: Words, proposal: Proposal) -> tuple[int, int, str]:
    """Where the edit by itself stands in the raw draft, and what it puts there."""
    first, last = proposal.choice.first, proposal.choice.last
    start, end = draft.starts[first], draft.ends[last - 1]
    if proposal.target:
        return start, end, _in_case_of(draft.text[start], proposal.surface)
    if _becomes_marks(draft, proposal):
        if last == len(draft):
            return draft.ends[first - 1], end, proposal.surface.rstrip()
        return draft.ends[first - 1], draft.starts[last], _between_words(proposal.surface)
    return (*_without_words(draft, first, last), "")


def _without_words(
    draft: Words, first: int, last: int, *, before_marks: bool = False
) -> tuple[int, int]:
    """The span to drop so that one gap is left, with the mark that the sentence needs."""
    start, end = draft.starts[first], draft.ends[last - 1]
    before, behind = draft.gap(first), draft.gap(last)
    ends_sentence = any(c in ".?!" for c in behind)
    keep_behind = first > 0 and (
        last == len(draft)
        or before_marks
        or ends_sentence
        or (bool(behind.strip()) and not before.strip())
    )
    if keep_behind:
        return draft.ends[first - 1], end
    return start, draft.starts[last] if last < len(draft) else end


def _between_words(marks: str) -> str:
    """Marks as they stand between two words, also where the history has them at an end only."""
    return f"{marks} " if not marks or marks[-1] in ".,;:?!" else marks


def _in_case_of(letter: str, surface: str) -> str:
    return surface[:1].upper() + surface[1:] if letter.isupper() else surface

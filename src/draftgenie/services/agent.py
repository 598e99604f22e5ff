"""A note worked out with a language model, step by step: a coroutine that asks and is answered.

It knows of no endpoint, store or clock. What answers it, a live model, a recorded one or the
record of an earlier session, makes no difference: the same case and answers give the same note.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from draftgenie.domain.note import NoteEdit, Proposer, Step, Verdict
from draftgenie.errors import ProviderError
from draftgenie.pipeline._sentences import split_sentences
from draftgenie.pipeline._text import split_words
from draftgenie.pipeline.generate.agree import agree, told_gain
from draftgenie.pipeline.generate.answer import (
    EDITS_SCHEMA,
    VERDICTS_SCHEMA,
    Opinion,
    UnusableError,
    lines_of,
    parts,
    place,
    read_edits,
    read_verdicts,
    rewritten,
)
from draftgenie.pipeline.generate.guard import Evidence
from draftgenie.pipeline.generate.proposed import Proposed
from draftgenie.pipeline.mine import mine
from draftgenie.ports.chat import Answer, Message, Request

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from draftgenie.domain.correction import Edit
    from draftgenie.pipeline.generate.answer import Line, Placed
    from draftgenie.services._case import Case, Known

PROPOSE, CRITIQUE, REFINE = "propose", "critique", "refine"
PROMPTS = {PROPOSE: "propose-1", CRITIQUE: "critique-1", REFINE: "refine-1"}
CHARACTERS_A_TOKEN = 4
CONTEXT_SHARE = 0.5
"""The part of a request's budget that what was retrieved may take."""

LONGEST_LINE = 60
WORDS_A_LINE = 40
N_AROUND = 60
_NOTHING = Evidence(0, 0, 0, 0)

Reply = Answer | ProviderError


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a case: the note's edits, the steps, and why there is no more than that.

    With a `failure` the edits are the embedded ones.
    """

    edits: tuple[NoteEdit, ...]
    steps: tuple[Step, ...]
    failure: ProviderError | None = None


@dataclass(frozen=True, slots=True)
class _State:
    """A proposal: where the model's edits stand, and what became of them beside the embedded."""

    placed: tuple[Placed, ...]
    edits: tuple[NoteEdit, ...]
    n_unplaced: int

    @property
    def own(self) -> list[NoteEdit]:
        """The model's own edits that are made or suggested, by place."""
        return [e for e in self.edits if _is_own(e) and e.verdict is not Verdict.REFUSED]

    @property
    def refused(self) -> list[NoteEdit]:
        """The model's own edits that are not."""
        return [e for e in self.edits if _is_own(e) and e.verdict is Verdict.REFUSED]


def _is_own(edit: NoteEdit) -> bool:
    return edit.proposer is Proposer.MODEL


def work(case: Case) -> Generator[Request, Reply, Outcome]:
    """Ask what has to be asked for a note, and give the note's edits.

    Yields requests and is sent the answer to each, or the error in its place.
    """
    steps = [_context_step(case), _candidates_step(case)]
    try:
        state = yield from _propose(case)
        steps.append(_step("proposal", state))
        if case.plan.critique and state.own:
            state, more = yield from _criticise(case, state)
            steps += more
    except ProviderError as error:
        failed = Step("fallback", "failed", {"reason": error.reason, "why": error.message})
        return Outcome(case.embedded, (*steps, failed), error)
    return Outcome(state.edits, (*steps, _guard_step(state)))


def first_requests(case: Case) -> list[Request]:
    """What would be sent for a case before anything has been answered."""
    lines = _lines(case.draft)
    return [_edits_request(case, PROPOSE, part) for part in _parts(case, lines)]


def _propose(case: Case) -> Generator[Request, Reply, _State]:
    placed: list[Placed] = []
    n_unplaced = 0
    for part in _parts(case, _lines(case.draft)):
        found, faults = yield from _ask_for_edits(_edits_request(case, PROPOSE, part), part)
        placed += found
        n_unplaced += len(faults)
    return _weigh(case, placed, n_unplaced)


def _criticise(case: Case, state: _State) -> Generator[Request, Reply, tuple[_State, list[Step]]]:
    """The proposal without what the critique is against, refined as often as that helps."""
    opinions = yield from _opinions(case, state)
    steps = [_critique_step(opinions)]
    for _ in range(case.plan.n_rounds):
        if Opinion.CHANGE not in opinions:
            break
        better = yield from _refine(case, state, opinions)
        later = yield from _opinions(case, better)
        why = _why_not_better(_heeding(state, opinions), _heeding(better, later), better, state)
        steps.append(Step("refinement", "refused" if why else "accepted", {"why": why}))
        if why:
            break
        state, opinions = better, later
        steps.append(_critique_step(opinions))
    return _heeding(state, opinions), steps


def _opinions(case: Case, state: _State) -> Generator[Request, Reply, list[Opinion]]:
    """What the critique says of each of the model's own edits, in order."""
    if not state.own:
        return []
    answer = yield from _ask(_critique_request(case, state))
    try:
        said = read_verdicts(answer, len(state.own))
    except UnusableError as error:
        raise _unusable(error) from None
    return [said.get(n, Opinion.KEEP) for n in range(1, len(state.own) + 1)]


def _refine(
    case: Case, state: _State, opinions: Sequence[Opinion]
) -> Generator[Request, Reply, _State]:
    lines = _touched(_lines(case.draft), state)
    request = _edits_request(case, REFINE, lines, more=_discussed(case, state, opinions))
    found, faults = yield from _ask_for_edits(request, lines)
    return _weigh(case, found, len(faults))


def _why_not_better(old: _State, new: _State, refined: _State, before: _State) -> str | None:
    """Why a refinement is not taken; None when it is."""
    if len(refined.refused) > len(before.refused):
        return "more of its edits are refused"
    if told_gain(new.edits) < told_gain(old.edits):
        return "its expected gain is lower"
    return None


def _heeding(state: _State, opinions: Sequence[Opinion]) -> _State:
    """The same with the edits refused that the critique would drop or change."""
    against = {
        id(edit): f"the critique says to {opinion.value} it"
        for edit, opinion in zip(state.own, opinions, strict=True)
        if opinion is not Opinion.KEEP
    }
    edits = tuple(
        replace(e, verdict=Verdict.REFUSED, reason=why) if (why := against.get(id(e))) else e
        for e in state.edits
    )
    return replace(state, edits=edits)


def _weigh(case: Case, placed: Sequence[Placed], n_unplaced: int) -> _State:
    """What becomes of a model's edits, cut to what they change, beside the embedded ones."""
    known = {one.id: one.evidence for one in case.context.corrections}
    mined = mine(draft=case.draft, final=rewritten(case.draft, placed))
    proposed = []
    for edit in mined.edits:
        if edit.before.split() == edit.after.split():
            continue  # Spaces alone.
        is_listed = edit.target in case.listed
        one = Proposed(edit, _NOTHING, is_listed=is_listed, place=_nearest(placed, edit))
        proposed.append(replace(one, evidence=known.get(one.correction_id, _NOTHING)))
    edits = agree(split_words(case.draft), case.embedded, proposed, case.rules)
    return _State(tuple(placed), edits, n_unplaced)


def _nearest(placed: Sequence[Placed], edit: Edit) -> int:
    """Which of the answer's edits a minimal edit is a part of; it may stand just beside it."""
    distances = [max(p.start - edit.end, edit.start - p.end, 0) for p in placed]
    return distances.index(min(distances)) if distances else -1


def _ask_for_edits(
    request: Request, lines: Sequence[Line]
) -> Generator[Request, Reply, tuple[list[Placed], list[str]]]:
    answer = yield from _ask(request)
    try:
        return place(lines, read_edits(answer))
    except UnusableError as error:
        raise _unusable(error) from None


def _ask(request: Request) -> Generator[Request, Reply, str]:
    reply = yield request
    if isinstance(reply, ProviderError):
        raise reply
    return reply.text


def _unusable(error: UnusableError) -> ProviderError:
    return ProviderError(f"the model answered unusably: {error}", reason="unusable")


def _lines(draft: str) -> list[Line]:
    """The lines a draft is shown in: its sentences, long ones in pieces."""
    pieces: list[str] = []
    for sentence in split_sentences(draft):
        words = split_words(sentence)
        if len(words) <= LONGEST_LINE:
            pieces.append(sentence)
            continue
        cuts = [0, *words.starts[WORDS_A_LINE::WORDS_A_LINE], len(sentence)]
        pieces += [sentence[a:b].rstrip() for a, b in pairwise(cuts)]
    return lines_of(draft, pieces)


def _parts(case: Case, lines: Sequence[Line]) -> list[list[Line]]:
    most = case.plan.most_prompt_tokens * CHARACTERS_A_TOKEN
    prompt = len(case.plan.prompts[PROPOSE])
    return parts(lines, max(1, int((most - prompt) * (1 - CONTEXT_SHARE))))


def _touched(lines: Sequence[Line], state: _State) -> list[Line]:
    """The lines that the model's edits stand in."""
    return [
        line
        for line in lines
        if any(line.start <= p.start < line.start + len(line.text) for p in state.placed)
    ]


def _edits_request(
    case: Case, step: str, lines: Sequence[Line], more: Mapping[str, Any] | None = None
) -> Request:
    start, end = (lines[0].start, lines[-1].start + len(lines[-1].text)) if lines else (0, 0)
    proposed = [
        {"before": e.before, "after": e.after, "chance": e.confidence}
        for e in case.embedded
        if start <= e.start < end and e.verdict is not Verdict.REFUSED
    ]
    document = {
        "draft": [{"line": line.number, "text": line.text} for line in lines],
        **_told_context(case),
        "proposed": proposed,
        **(more or {}),
    }
    if case.plan.instruction:
        document["instruction"] = case.plan.instruction
    return _request(case, step, document, EDITS_SCHEMA)


def _critique_request(case: Case, state: _State) -> Request:
    document = _discussed(case, state, None) | {"corrections": _told_context(case)["corrections"]}
    return _request(case, CRITIQUE, document, VERDICTS_SCHEMA)


def _request(
    case: Case, step: str, document: Mapping[str, Any], schema: Mapping[str, Any]
) -> Request:
    data = json.dumps(document, ensure_ascii=False, indent=1)
    messages = (Message("system", case.plan.prompts[step]), Message("user", data))
    return Request(step, PROMPTS[step], messages, schema)


def _discussed(case: Case, state: _State, opinions: Sequence[Opinion] | None) -> dict[str, Any]:
    """The model's edits with the words around them, and what was said of each."""
    edits = []
    for n, edit in enumerate(state.own):
        told = {"edit": n + 1, **_around(case.draft, edit)}
        edits.append(told if opinions is None else told | {"verdict": opinions[n].value})
    refused = [_around(case.draft, edit) | {"reason": edit.reason} for edit in state.refused]
    return {"edits": edits, "refused": refused}


def _around(draft: str, edit: NoteEdit) -> dict[str, Any]:
    left, right = draft[: edit.start][-N_AROUND:], draft[edit.end :][:N_AROUND]
    return {"left": left, "before": edit.before, "after": edit.after, "right": right}


def _told_context(case: Case) -> dict[str, Any]:
    """What was retrieved, as much of it as the budget holds; the best comes first."""
    context = case.context
    left = int(case.plan.most_prompt_tokens * CHARACTERS_A_TOKEN * CONTEXT_SHARE)
    told: dict[str, list[dict[str, Any]]] = {"corrections": [], "similar": []}
    rows = [("corrections", _told_correction(one)) for one in context.corrections]
    rows += [("similar", {"before": s.before, "after": s.after}) for s in context.similar]
    for name, row in rows:
        left -= len(json.dumps(row, ensure_ascii=False))
        if left < 0:
            break
        told[name].append(row)
    profile = {"specialty": context.specialty, "corrected_notes": context.n_pairs}
    return {"speaker": profile, **told}


def _told_correction(one: Known) -> dict[str, Any]:
    told: dict[str, Any] = {"before": one.source, "after": one.target, "made": one.n_applied}
    return told if one.n_left_alone is None else told | {"left_alone": one.n_left_alone}


def _context_step(case: Case) -> Step:
    context = case.context
    detail: dict[str, Any] = {
        "pairs": context.n_pairs,
        "corrections": len(context.corrections),
        "similar": len(context.similar),
    }
    if context.why_none_similar:
        detail["why_none_similar"] = context.why_none_similar
    return Step("context", "done", detail)


def _candidates_step(case: Case) -> Step:
    return Step("candidates", "done", _verdicts(case.embedded))


def _step(name: str, state: _State) -> Step:
    both = sum(e.proposer is Proposer.BOTH for e in state.edits)
    own = _verdicts([e for e in state.edits if _is_own(e)])
    return Step(name, "done", {**own, "agreed": both, "unplaced": state.n_unplaced})


def _critique_step(opinions: Sequence[Opinion]) -> Step:
    return Step("critique", "done", {one.value: opinions.count(one) for one in Opinion})


def _guard_step(state: _State) -> Step:
    return Step("guard", "done", _verdicts(state.edits))


def _verdicts(edits: Sequence[NoteEdit]) -> dict[str, int]:
    return {verdict.value: sum(e.verdict is verdict for e in edits) for verdict in Verdict}

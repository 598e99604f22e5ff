"""A model's note made again offline, from the record of its session alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from draftgenie.domain.note import NoteEdit, Verdict, apply_edits
from draftgenie.errors import GateError, NotFoundError
from draftgenie.services import rag
from draftgenie.services._calls import name as name_of
from draftgenie.services._calls import recorded_reply
from draftgenie.services._case import read_case
from draftgenie.services.agent import work

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from draftgenie.domain.note import GeneratedNote, Step
    from draftgenie.ports import Store
    from draftgenie.ports.chat import Request
    from draftgenie.services.agent import Outcome, Reply


@dataclass(frozen=True, slots=True)
class Retold:
    """A note as its record gives it, and whether that is the note that is stored."""

    note: GeneratedNote
    text: str
    edits: tuple[NoteEdit, ...]
    steps: tuple[Step, ...]
    n_calls: int
    is_same: bool


def retell(name: str, *, store: Store, speaker: str | None = None) -> Retold:
    """The note worked out once more, with the answers that were given then.

    Raises:
        NotFoundError: no such note, or it was made without a model.
        GateError: the steps ask something else now than they did then.
        UsageError: several notes have a claim to the name.
    """
    note = rag.show(name, store=store, speaker=speaker)
    session = rag.session(note.id, store=store)
    draft = store.drafts.get(note.draft_id)
    if session.record is None or draft is None:
        msg = f"note {note.id!r} was made without a language model, so nothing was recorded"
        raise NotFoundError(msg, hint="draftgenie rag explain NOTE")
    calls = session.record["calls"]
    outcome = answer_from(calls, work(read_case(session.record, draft.text)))
    applied = tuple(e for e in outcome.edits if e.verdict is Verdict.APPLIED)
    text = apply_edits(draft.text, applied)
    is_same = text == note.text and outcome.edits == note.edits
    return Retold(note, text, outcome.edits, outcome.steps, len(calls), is_same)


def answer_from(
    calls: Sequence[dict[str, Any]], steps: Generator[Request, Reply, Outcome]
) -> Outcome:
    """The outcome of some steps that are answered from a record.

    Raises:
        GateError: they ask something else than they did.
    """
    left = list(calls)
    try:
        request = next(steps)
        while left and left[0]["asked"] == name_of(request):
            request = steps.send(recorded_reply(left.pop(0)))
    except StopIteration as done:
        outcome: Outcome = done.value
        return outcome
    msg = "this version of the program asks something else than was recorded"
    raise GateError(msg, hint="the session still tells what was sent and answered")

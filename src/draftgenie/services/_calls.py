"""Many notes worked at side by side: their requests sent, so many at once, and answered.

Only the asking happens in other threads. What goes out is prepared and written into the audit
trail here, just before it is sent.
"""

from __future__ import annotations

import hashlib
import json
from collections import deque
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from draftgenie.errors import ProviderError
from draftgenie.ports.chat import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from draftgenie.ports import Progress
    from draftgenie.ports.chat import Chat, Request
    from draftgenie.services.agent import Outcome, Reply


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it goes out, and what turns its answer back into the draft's own words."""

    request: Request
    restore: Callable[[str], str]


class Gate(Protocol):
    """What every request passes before it goes out."""

    def __call__(self, request: Request, *, speaker: str) -> Sent:
        """The request as it may be sent, written into the audit trail.

        Raises:
            ProviderError: it may not be sent.
        """
        ...


@dataclass(slots=True)
class Talk:
    """One note's conversation: whose, about what, the coroutine, and the calls so far."""

    speaker: str
    item: str
    steps: Generator[Request, Reply, Outcome]
    calls: list[dict[str, Any]] = field(default_factory=list)
    outcome: Outcome | None = None

    def next(self, reply: Reply | None = None) -> Request | None:
        """The next request; None when the outcome is there."""
        try:
            return next(self.steps) if reply is None else self.steps.send(reply)
        except StopIteration as done:
            self.outcome = done.value
            return None


def converse(
    talks: Sequence[Talk], *, chat: Chat, gate: Gate, n_at_once: int, progress: Progress
) -> None:
    """Bring every talk to its outcome, with at most `n_at_once` requests under way."""
    ready = deque((talk, request) for talk in talks if (request := talk.next()) is not None)
    pool = ThreadPoolExecutor(max_workers=n_at_once)
    under_way: dict[Future[Answer], tuple[Talk, dict[str, Any], Sent]] = {}
    try:
        while ready or under_way:
            while ready and len(under_way) < n_at_once:
                talk, request = ready.popleft()
                _send(talk, request, ready, under_way, _Line(pool, chat, gate, progress))
            if under_way:
                for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                    talk, call, sent = under_way.pop(future)
                    _go_on(talk, _reply(future, call, sent), ready)
    finally:
        # A person who interrupts does not wait for answers.
        pool.shutdown(wait=False, cancel_futures=True)


@dataclass(frozen=True, slots=True)
class _Line:
    """What a request is sent with."""

    pool: ThreadPoolExecutor
    chat: Chat
    gate: Gate
    progress: Progress


def _send(
    talk: Talk,
    request: Request,
    ready: deque[tuple[Talk, Request]],
    under_way: dict[Future[Answer], tuple[Talk, dict[str, Any], Sent]],
    line: _Line,
) -> None:
    call: dict[str, Any] = {"step": request.step, "prompt": request.prompt, "asked": name(request)}
    talk.calls.append(call)
    try:
        sent = line.gate(request, speaker=talk.speaker)
    except ProviderError as error:
        call["error"] = {"reason": error.reason, "message": error.message}
        _go_on(talk, error, ready)
        return
    call["sent"] = [{"role": m.role, "text": m.text} for m in sent.request.messages]

    def heard(n: int) -> None:
        line.progress.tell(f"{talk.item}, {request.step}, {n} characters")

    under_way[line.pool.submit(line.chat.complete, sent.request, heard=heard)] = talk, call, sent


def _go_on(talk: Talk, reply: Reply, ready: deque[tuple[Talk, Request]]) -> None:
    # What was begun is brought to its end before the next note: few are ever half done.
    if (request := talk.next(reply)) is not None:
        ready.appendleft((talk, request))


def _reply(future: Future[Answer], call: dict[str, Any], sent: Sent) -> Reply:
    try:
        answer = future.result()
    except ProviderError as error:
        call["error"] = {"reason": error.reason, "message": error.message}
        return error
    call |= {
        "received": answer.text,
        "prompt_tokens": answer.n_prompt_tokens,
        "answer_tokens": answer.n_answer_tokens,
        "cost": answer.cost,
        "tries": answer.n_tries,
    }
    restored = sent.restore(answer.text)
    if restored != answer.text:
        call["restored"] = restored
    return Answer(restored, answer.n_prompt_tokens, answer.n_answer_tokens, answer.cost)


def name(request: Request) -> str:
    """A digest of a request as the steps ask it, before anything is taken out of it."""
    told = json.dumps([[m.role, m.text] for m in request.messages], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def recorded_reply(call: dict[str, Any]) -> Reply:
    """What a call of a record was answered with."""
    if "error" in call:
        return ProviderError(call["error"]["message"], reason=call["error"]["reason"])
    return Answer(
        call.get("restored", call["received"]),
        call["prompt_tokens"],
        call["answer_tokens"],
        call["cost"],
    )

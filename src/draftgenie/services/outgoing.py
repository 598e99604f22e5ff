"""The gate that every request to a language model passes: consent, redaction, audit trail."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from draftgenie.errors import ProviderError
from draftgenie.ports.chat import Message
from draftgenie.ports.store import SpeakerQuery
from draftgenie.services._calls import Sent
from draftgenie.services.privacy import is_local, permit, record_call

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from draftgenie.domain.redaction import Redacted
    from draftgenie.ports import Store
    from draftgenie.ports.chat import Chat, Request

SEPARATOR = "\n\x1f\n"
"""Between the texts of a request while they are one; nothing dictated has it."""


@dataclass(frozen=True, slots=True)
class _Data:
    """The data of a request as it may be sent; `redacted` is None where nothing was replaced."""

    text: str
    redacted: Redacted | None = None


class Outgoing:
    """Lets requests out to one endpoint, one after the other.

    To an endpoint on this machine everything goes as it is. Elsewhere nothing goes unless the
    workspace and the speaker allow it; identifiers are replaced first, and a request in which
    anything is left that looks like one stays here.
    """

    def __init__(self, store: Store, chat: Chat, *, dry_run: bool = False) -> None:
        self._store = store
        self._chat = chat
        self._dry_run = dry_run
        self._is_local = is_local(chat.base_url)
        self._names: tuple[str, ...] | None = None

    def __call__(self, request: Request, *, speaker: str) -> Sent:
        """The request as it goes out, written into the audit trail.

        Raises:
            DeniedError: the speaker's text may not be sent there.
            ProviderError: something in it may tell a person.
        """
        if not self._dry_run:
            permit(store=self._store, speaker=speaker, base_url=self._chat.base_url)
        *before, last = request.messages
        data = _Data(last.text) if self._is_local else _redact(last.text, self._roster())
        sent = replace(request, messages=(*before, Message(last.role, data.text)))
        self._record(sent, data, speaker)
        if data.redacted is None:
            return Sent(sent, str)
        return Sent(sent, _restorer(data.redacted))

    def _record(self, sent: Request, data: _Data, speaker: str) -> None:
        body = json.dumps(self._chat.body(sent), ensure_ascii=False).encode()
        record_call(
            store=self._store,
            speaker=speaker,
            provider=self._chat.base_url,
            model=self._chat.model,
            classes=data.redacted.classes if data.redacted else {},
            n_characters=sent.n_characters,
            dry_run=self._dry_run,
            payload_hash=hashlib.sha256(body).hexdigest(),
        )

    def _roster(self) -> tuple[str, ...]:
        """The names of all speakers: one may be named in the notes of another."""
        if self._names is None:
            people = self._store.speakers.list(SpeakerQuery())
            self._names = tuple(sorted({person.name for person in people}))
        return self._names


def _redact(document: str, roster: tuple[str, ...]) -> _Data:
    """A document whose texts went through redaction together, so that placeholders agree."""
    from draftgenie.pipeline.redact import leaks, redact

    value = json.loads(document)
    texts = list(_texts(value))
    redacted = redact(SEPARATOR.join(texts), roster=roster)
    pieces = redacted.text.split(SEPARATOR)
    left = leaks(redacted.text, roster=roster)
    if left or len(pieces) != len(texts):
        kinds = ", ".join(sorted({leak.kind.value for leak in left})) or "what it is made of"
        msg = f"nothing was sent: something in it still looks like an identifier ({kinds})"
        raise ProviderError(msg, reason="leak", hint="draftgenie redact shows what is found")
    rest = iter(pieces)
    told = _with_texts(value, lambda _text: next(rest))
    return _Data(json.dumps(told, ensure_ascii=False, indent=1), redacted)


def _restorer(redacted: Redacted) -> Callable[[str], str]:
    from draftgenie.pipeline.redact import restore

    def put_back(answer: str) -> str:
        try:
            value = json.loads(answer)
        except (ValueError, RecursionError):
            return restore(answer, redacted)
        told = _with_texts(value, lambda text: restore(text, redacted))
        return json.dumps(told, ensure_ascii=False)

    return put_back


def _texts(value: Any) -> Iterator[str]:
    """Every text of a JSON value, in the order in which `_with_texts` asks for them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def _with_texts(value: Any, change: Callable[[str], str]) -> Any:
    """The same JSON value with each of its texts changed; its keys stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _with_texts(part, change) for key, part in value.items()}
    return [_with_texts(part, change) for part in value] if isinstance(value, list) else value

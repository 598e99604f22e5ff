"""What a chat completion says, read from the pieces in which it comes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_DONE = b"[DONE]"


class Unfinished(Exception):  # noqa: N818 - it is caught where it arises and named there
    """An answer that is no whole chat completion; `is_nonsense` when it is none at all."""

    def __init__(self, *, is_nonsense: bool) -> None:
        super().__init__()
        self.is_nonsense = is_nonsense


@dataclass(slots=True)
class Heard:
    """An answer as far as it has come."""

    text: str = ""
    finish: str | None = None
    refusal: bool = False
    n_prompt_tokens: int | None = None
    n_answer_tokens: int | None = None

    @property
    def is_declined(self) -> bool:
        """Whether the model or its provider would not answer."""
        return self.refusal or self.finish == "content_filter"

    @property
    def is_over_budget(self) -> bool:
        """Whether the answer ended because its tokens were used up."""
        return self.finish == "length"

    def take(self, event: Any) -> None:
        """Take in one event of a stream, or a whole answer.

        Raises:
            Unfinished: it has not the shape of one.
        """
        try:
            choices, usage = event.get("choices") or [], event.get("usage")
            for choice in choices[:1]:
                said = choice.get("delta") or choice.get("message") or {}
                self.text += said.get("content") or ""
                self.refusal = self.refusal or bool(said.get("refusal"))
                self.finish = choice.get("finish_reason") or self.finish
            if usage:
                self.n_prompt_tokens = _count(usage.get("prompt_tokens"))
                self.n_answer_tokens = _count(usage.get("completion_tokens"))
        except (AttributeError, TypeError, KeyError):
            raise Unfinished(is_nonsense=True) from None


def read_stream(pieces: Iterable[bytes], heard: Callable[[int], None]) -> Heard:
    """The answer in a stream of server-sent events.

    Raises:
        Unfinished: the stream ends before the answer does, or is none.
    """
    said = Heard()
    for data in _events(pieces):
        if data == _DONE:
            break
        said.take(_parse(data))
        heard(len(said.text))
    if said.finish is None:
        raise Unfinished(is_nonsense=False)
    return said


def read_plain(pieces: Iterable[bytes]) -> Heard:
    """The answer of a provider that does not stream.

    Raises:
        Unfinished: it is none.
    """
    said = Heard()
    said.take(_parse(b"".join(pieces)))
    if said.finish is None and not said.text:
        raise Unfinished(is_nonsense=True)
    return said


def _events(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The data of each event; an event of several lines is not known to this protocol."""
    rest = b""
    for piece in pieces:
        *lines, rest = (rest + piece).split(b"\n")
        yield from (line[5:].strip() for line in lines if line.startswith(b"data:"))
    if rest.startswith(b"data:"):
        yield rest[5:].strip()


def _parse(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        raise Unfinished(is_nonsense=True) from None


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None

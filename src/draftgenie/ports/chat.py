"""Asking a language model: what is sent, what comes back, and what can go wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation; `role` is `system`, `user` or `assistant`."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Request:
    """One question to the model.

    `step` is the step of the session that asks, `prompt` the name and version of its prompt.
    The answer is to be one JSON value that fits `schema`.
    """

    step: str
    prompt: str
    messages: tuple[Message, ...]
    schema: Mapping[str, Any] = field(default_factory=dict)

    @property
    def n_characters(self) -> int:
        """How many characters of text go out."""
        return sum(len(message.text) for message in self.messages)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model said to a request.

    `n_prompt_tokens` and `n_answer_tokens` are the provider's own counts, None where it gives
    none; `cost` is theirs by the prices of the settings, in the prices' currency. `n_tries` is
    how often the request was sent.
    """

    text: str
    n_prompt_tokens: int | None = None
    n_answer_tokens: int | None = None
    cost: float | None = None
    n_tries: int = 1


class Chat(Protocol):
    """A model behind an endpoint; may be asked from several threads at once."""

    @property
    def model(self) -> str:
        """The model's name, as the endpoint knows it."""
        ...

    @property
    def base_url(self) -> str:
        """Where requests go."""
        ...

    def body(self, request: Request) -> dict[str, Any]:
        """What is sent for a request, as the endpoint is given it."""
        ...

    def complete(self, request: Request, *, heard: Callable[[int], None]) -> Answer:
        """The model's answer.

        Args:
            request: what is asked.
            heard: told how many characters of the answer have come, as they come.

        Raises:
            ProviderError: the provider failed, timed out, refused or broke off.
        """
        ...

"""Any endpoint that speaks the chat-completions protocol, asked through urllib3.

Nothing of an answer's body is ever quoted in a message: it may repeat what was sent.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from draftgenie.adapters._stream import Heard, Unfinished, read_plain, read_stream
from draftgenie.errors import ModelError, ProviderError, UsageError
from draftgenie.ports.chat import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from draftgenie.adapters.secrets import Secret
    from draftgenie.ports.chat import Request

CONNECT_S = 10.0
FIRST_PAUSE_S = 0.5
MOST_BYTES = 8 * 1024 * 1024
FORMATS = ("json_schema", "json_object", "text")
_OK, _REDIRECT, _WRONG, _BUSY = 200, 300, 400, 429
_KEY_FAULTS = (401, 403)
_AGAIN = frozenset([408, 409, 425, _BUSY, 500, 502, 503, 504, 529])


@dataclass(frozen=True, slots=True)
class Options:
    """How a model is asked: `timeout_s` is for one try from its sending to its last character.

    Prices are for a million tokens.
    """

    temperature: float = 0.0
    seed: int = 0
    max_tokens: int = 2048
    timeout_s: float = 120.0
    n_tries: int = 3
    format: str = "json_schema"
    prompt_price: float = 0.0
    answer_price: float = 0.0


class _AgainError(Exception):
    """A try that failed in a way that another may not."""

    def __init__(self, error: ProviderError, pause_s: float | None = None) -> None:
        super().__init__()
        self.error = error
        self.pause_s = pause_s


class HttpChat:
    """A model by base URL and name. No proxy is used and no redirect followed."""

    def __init__(
        self,
        base_url: str,
        model: str,
        *,
        key: Secret | None,
        options: Options,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        try:
            import urllib3
        except ImportError as error:
            msg = "the llm generator is not installed"
            raise ModelError(msg, hint="pip install 'draftgenie[llm]'") from error
        self.base_url = check_url(base_url)
        self.model = model
        self._options = options
        self._headers = {"Content-Type": "application/json", "Accept": "text/event-stream"}
        self._key = key
        self._sleep = sleep
        self._http = urllib3
        self._pool = urllib3.PoolManager(maxsize=16, block=False)

    def complete(self, request: Request, *, heard: Callable[[int], None]) -> Answer:
        """The model's answer; what may pass is tried again, as late as the provider asks.

        Raises:
            ProviderError: the last try failed, or one that no other would mend.
        """
        body = json.dumps(self.body(request), ensure_ascii=False).encode()
        for n in range(1, self._options.n_tries + 1):
            try:
                said = self._try(body, heard)
            except _AgainError as failed:
                if n == self._options.n_tries:
                    raise failed.error from None
                self._sleep(self._pause(failed.pause_s, n))
            else:
                return self._answer(said, n)
        msg = "a model is asked at least once"
        raise ValueError(msg)

    def body(self, request: Request) -> dict[str, Any]:
        """What is sent for a request, as the protocol has it."""
        options = self._options
        body: dict[str, Any] = {
            "model": self.model,
            "messages": [{"role": m.role, "content": m.text} for m in request.messages],
            "temperature": options.temperature,
            "seed": options.seed,
            "max_tokens": options.max_tokens,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        if options.format == "json_schema" and request.schema:
            shape = {"name": request.step, "strict": True, "schema": dict(request.schema)}
            body["response_format"] = {"type": "json_schema", "json_schema": shape}
        elif options.format == "json_object":
            body["response_format"] = {"type": "json_object"}
        return body

    def _pause(self, asked_s: float | None, n: int) -> float:
        pause = FIRST_PAUSE_S * 2 ** (n - 1) if asked_s is None else asked_s
        return min(pause, self._options.timeout_s)

    def _try(self, body: bytes, heard: Callable[[int], None]) -> Heard:
        until = time.monotonic() + self._options.timeout_s
        errors = self._http.exceptions
        try:
            response = self._send(body)
            try:
                self._check(response.status, response.headers)
                return self._read(response, heard, until)
            finally:
                response.close()
        except errors.ReadTimeoutError:
            raise _AgainError(self._late()) from None
        except (errors.NewConnectionError, errors.ConnectTimeoutError, errors.NameResolutionError):
            msg = f"nothing answers at {self.base_url}"
            hint = "start the server, or draftgenie config set llm_base_url URL"
            raise ProviderError(msg, reason="absent", hint=hint) from None
        except (errors.ProtocolError, errors.HTTPError, Unfinished) as error:
            raise _AgainError(self._broken(error)) from None

    def _send(self, body: bytes) -> Any:
        limit = self._http.Timeout(
            connect=min(CONNECT_S, self._options.timeout_s), read=self._options.timeout_s
        )
        return self._pool.request(
            "POST",
            f"{self.base_url}/chat/completions",
            body=body,
            headers=self._headers_now(),
            timeout=limit,
            retries=False,
            redirect=False,
            preload_content=False,
        )

    def _headers_now(self) -> dict[str, str]:
        # Put together for each request, so that no object keeps the key as plain text.
        if self._key is None:
            return self._headers
        return {**self._headers, "Authorization": f"Bearer {self._key.reveal()}"}

    def _read(self, response: Any, heard: Callable[[int], None], until: float) -> Heard:
        pieces = self._pieces(response, until)
        kind = response.headers.get("Content-Type", "")
        said = read_stream(pieces, heard) if "event-stream" in kind else read_plain(pieces)
        if said.is_declined:
            msg = f"the model {self.model!r} declined to answer"
            raise ProviderError(msg, reason="declined")
        if said.is_over_budget:
            msg = f"the answer of {self.model!r} is over its budget of tokens"
            hint = "draftgenie config set llm_max_tokens N"
            raise ProviderError(msg, reason="cut", hint=hint)
        return said

    def _pieces(self, response: Any, until: float) -> Iterator[bytes]:
        n_bytes = 0
        while piece := response.read1(1 << 16):
            n_bytes += len(piece)
            if n_bytes > MOST_BYTES:
                msg = f"the answer of {self.model!r} is too long"
                raise ProviderError(msg, reason="unusable")
            if time.monotonic() > until:
                raise _AgainError(self._late())
            yield piece

    def _check(self, status: int, headers: Mapping[str, str]) -> None:
        if status == _OK:
            return
        where = f"{self.base_url} answered {status}"
        if status in _AGAIN:
            reason = "busy" if status == _BUSY else "failed"
            raise _AgainError(
                ProviderError(where, reason=reason), _asked_pause(headers.get("Retry-After"))
            )
        hint = "is the model's name right, and does it take llm_format json_schema?"
        if status in _KEY_FAULTS:
            hint = "put a key where the setting api_key_file or DRAFTGENIE_API_KEY says"
        elif _REDIRECT <= status < _WRONG:
            hint = "redirects are not followed; set llm_base_url to where it leads"
        raise ProviderError(where, reason="rejected", hint=hint)

    def _late(self) -> ProviderError:
        msg = f"no whole answer from {self.base_url} within {self._options.timeout_s:g} s"
        hint = "draftgenie config set llm_timeout_s SECONDS"
        return ProviderError(msg, reason="timeout", hint=hint)

    def _broken(self, error: Exception) -> ProviderError:
        if isinstance(error, Unfinished) and error.is_nonsense:
            msg = f"the answer from {self.base_url} is no chat completion"
            return ProviderError(msg, reason="unusable")
        return ProviderError(f"the answer from {self.base_url} broke off", reason="cut")

    def _answer(self, said: Heard, n_tries: int) -> Answer:
        cost = None
        if said.n_prompt_tokens is not None and said.n_answer_tokens is not None:
            paid = said.n_prompt_tokens * self._options.prompt_price
            paid += said.n_answer_tokens * self._options.answer_price
            cost = paid / 1e6
        return Answer(said.text, said.n_prompt_tokens, said.n_answer_tokens, cost, n_tries)


def check_url(url: str) -> str:
    """The base URL without a slash at its end.

    Raises:
        UsageError: it is none, or carries a password.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        msg = "llm_base_url takes http://HOST/… or https://HOST/… without a password"
        raise UsageError(msg, hint="draftgenie config set llm_base_url http://127.0.0.1:11434/v1")
    return url.rstrip("/")


def _asked_pause(value: str | None) -> float | None:
    """The seconds that a Retry-After asks for; None when it does not say."""
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - datetime.now(UTC)).total_seconds())

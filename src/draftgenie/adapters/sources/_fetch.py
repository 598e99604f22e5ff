"""One answer of an HTTP server, however often it has to be asked."""

from __future__ import annotations

import hashlib
import json
import re
import time
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import HTTPError, LocationParseError

from draftgenie.errors import DeniedError, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from draftgenie.ports import Clock

MOST_TRIES = 5
FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 300.0
MAX_BYTES = 64 * 1024 * 1024
_CHUNK = 64 * 1024
_SLOWEST = 10
"""How many times its timeout one whole answer may take."""

_OK = 200
_REFUSED = {401, 403}
_TRY_AGAIN = {408, 425, 429, 500, 502, 503, 504}
_LINK = re.compile(r'<([^>]*)>[^,]*;\s*rel="?next"?', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said.

    The address that was asked, the bytes and their JSON value, and the address of the next page
    if the Link header names one.
    """

    url: str
    body: bytes
    value: Any
    next_link: str | None


class _AgainError(Exception):
    """This time it did not work; `wait_s` is how long the server wants us to wait."""

    def __init__(self, what: str, wait_s: float | None = None) -> None:
        super().__init__(what)
        self.wait_s = wait_s


class Fetcher:
    """Asks again after time-outs, broken answers and errors that pass; follows no redirect."""

    def __init__(self, *, timeout_s: float, clock: Clock, sleep: Callable[[float], None]) -> None:
        self._timeout_s = timeout_s
        self._clock = clock
        self._sleep = sleep
        self._pool = urllib3.PoolManager(retries=False, num_pools=1)

    def get(self, url: str, headers: Mapping[str, str]) -> Answer:
        """The answer of an address.

        Raises:
            SourceError: it cannot be reached, or has no usable answer, after several tries.
            DeniedError: it does not let us in.
        """
        for n in range(1, MOST_TRIES + 1):
            try:
                return self._ask(url, headers)
            except _AgainError as error:
                wait_s = _wait_s(url, n) if error.wait_s is None else error.wait_s
                if n == MOST_TRIES or wait_s > LONGEST_WAIT_S:
                    msg = f"{_shown(url)} {error}, asked {n} times"
                    raise SourceError(msg, hint="it is asked again with the next pull") from None
                self._sleep(max(wait_s, 0.0))
        raise AssertionError

    def _ask(self, url: str, headers: Mapping[str, str]) -> Answer:
        try:
            response = self._pool.request(
                "GET",
                url,
                headers=dict(headers),
                timeout=urllib3.Timeout(connect=self._timeout_s, read=self._timeout_s),
                redirect=False,
                preload_content=False,
            )
            try:
                body = self._read(response)
            finally:
                response.close()
        except LocationParseError:
            msg = f"{_shown(url)} is no address"
            raise SourceError(msg, hint="draftgenie source list shows it") from None
        except HTTPError as error:
            raise _AgainError(_words(error)) from None
        self._check(url, response)
        try:
            value = json.loads(body)
        except (ValueError, RecursionError):
            what = "answers with broken JSON"
            raise _AgainError(what) from None
        link = _LINK.search(response.headers.get("Link", ""))
        return Answer(url, body, value, link[1] if link else None)

    def _read(self, response: urllib3.BaseHTTPResponse) -> bytes:
        """The whole body, of bounded size and in bounded time."""
        body = bytearray()
        deadline = time.monotonic() + _SLOWEST * self._timeout_s
        while part := response.read1(_CHUNK):
            body += part
            if len(body) > MAX_BYTES:
                msg = f"an answer of {_shown(response.geturl() or '')} is over 64 MiB"
                raise SourceError(msg, hint="ask for smaller pages in the address")
            if time.monotonic() > deadline:
                what = "takes too long for one answer"
                raise _AgainError(what)
        return bytes(body)

    def _check(self, url: str, response: urllib3.BaseHTTPResponse) -> None:
        status = response.status
        if status == _OK:
            return
        if status in _REFUSED:
            msg = f"{_shown(url)} refuses us (HTTP {status})"
            raise DeniedError(msg, hint="check the token in the source's token file")
        what = f"answers with HTTP {status}"
        if status in _TRY_AGAIN:
            raise _AgainError(what, self._asked_wait_s(response.headers.get("Retry-After")))
        hint = "redirects are not followed; name the final address" if status < 400 else None  # noqa: PLR2004
        msg = f"{_shown(url)} {what}"
        raise SourceError(msg, hint=hint or "draftgenie source list shows the address")

    def _asked_wait_s(self, text: str | None) -> float | None:
        """Seconds to wait, from a number of seconds or a date; None when neither is given."""
        if text is None:
            return None
        if text.strip().isdecimal():
            return float(text)
        try:
            until = parsedate_to_datetime(text)
            return (until - datetime.fromisoformat(self._clock.now())).total_seconds()
        except (ValueError, TypeError):
            return None


def _wait_s(url: str, n: int) -> float:
    """Doubling from a second, with a jitter that is the same for the same address and try."""
    seed = hashlib.blake2b(f"{url} {n}".encode(), digest_size=4).digest()
    return FIRST_WAIT_S * 2.0 ** (n - 1) * (0.5 + int.from_bytes(seed, "big") / 2**33)


def _words(error: HTTPError) -> str:
    if isinstance(error, urllib3.exceptions.TimeoutError):
        return "does not answer in time"
    if isinstance(error, urllib3.exceptions.ProtocolError | urllib3.exceptions.IncompleteRead):
        return "breaks off in the middle of an answer"
    return f"cannot be reached ({type(error).__name__})"


def _shown(url: str) -> str:
    """An address without its query, which may hold a secret."""
    parts = urlsplit(url)
    return repr(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}")

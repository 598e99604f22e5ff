"""An HTTP API that gives records as JSON, page by page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from draftgenie.adapters.sources._batch import as_row, digest, find, read_secret
from draftgenie.adapters.sources._fetch import Answer, Fetcher
from draftgenie.errors import DeniedError, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from draftgenie.domain.source import Source
    from draftgenie.pipeline.ingest import Row
    from draftgenie.ports import Clock

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class HttpReader:
    """Reads pages by number, by the cursor that a page gives, or by its Link header.

    The marks are where the last page with records stands; that page is read again the next time,
    because it may have grown. With `since` every reading begins at the first page and asks for
    what changed since the highest value of a field; that mark moves when all pages were read.
    """

    def __init__(
        self,
        source: Source,
        *,
        clock: Clock,
        sleep: Callable[[float], None],
        warn: Callable[[str], None],
    ) -> None:
        self._source = source
        self._options = source.options
        self._warn = warn
        self._fetcher = Fetcher(
            timeout_s=float(source.options.get("timeout_s", "30")), clock=clock, sleep=sleep
        )

    def read(
        self, cursor: Mapping[str, str]
    ) -> Iterator[tuple[list[Row], Mapping[str, str | None]]]:
        """Batches of records, one a page."""
        headers = self._headers()
        at: str | None = self._start(cursor)
        newest = cursor.get("since", "")
        seen: set[str] = set()
        before, n = "", 0
        while at is not None and at not in seen:
            seen.add(at)
            answer = self._fetcher.get(self._address(at, cursor), headers)
            same = digest(answer.body)
            records = self._records(answer)
            if not records or same == before:
                break
            rows = [
                as_row(self._source.name, n + i, record, self._source.fields)
                for i, record in enumerate(records, 1)
            ]
            n, before = n + len(rows), same
            newest = max([newest, *self._times(records)])
            yield rows, self._mark(at)
            at = self._next(at, answer)
        if at is not None and at in seen and self._paging in {"cursor", "link"}:
            self._warn(f"source {self._source.name!r} named a page again that was read before")
        if newest and newest != cursor.get("since"):
            yield [], {"since": newest}

    @property
    def _paging(self) -> str:
        return self._options.get("paging", "none")

    def _start(self, cursor: Mapping[str, str]) -> str:
        first = self._options.get("first_page", "1") if self._paging == "page" else ""
        return first if "since_field" in self._options else cursor.get("at", first)

    def _mark(self, at: str) -> dict[str, str | None]:
        return {} if "since_field" in self._options or not at else {"at": at}

    def _address(self, at: str, cursor: Mapping[str, str]) -> str:
        address = self._source.place
        if self._paging == "link" and at:
            return at
        more = {}
        if self._paging in {"page", "cursor"} and at:
            more[self._options.get("page_param", self._paging)] = at
        if "since_param" in self._options and cursor.get("since"):
            more[self._options["since_param"]] = cursor["since"]
        return with_query(address, more)

    def _next(self, at: str, answer: Answer) -> str | None:
        """Where the next page stands; None after the last."""
        if self._paging == "page":
            return str(int(at) + 1)
        if self._paging == "cursor":
            value = find(answer.value, self._options["next_field"])
            return None if value in (None, "", False) else str(value)
        if self._paging == "link" and answer.next_link:
            return self._same_origin(urljoin(answer.url, answer.next_link))
        return None

    def _same_origin(self, url: str) -> str:
        if urlsplit(url)[:2] != urlsplit(self._source.place)[:2]:
            msg = f"source {self._source.name!r} sends us to another server, which is not followed"
            raise SourceError(msg, hint="add a source of its own for that server")
        return url

    def _records(self, answer: Answer) -> list[Any]:
        path = self._options.get("items", "")
        found = find(answer.value, path) if path else answer.value
        if not isinstance(found, list):
            where = f"at {path!r}" if path else "as the whole answer"
            msg = f"source {self._source.name!r} gives no list {where}"
            raise SourceError(msg, hint="--items names where the records stand in an answer")
        return found

    def _times(self, records: list[Any]) -> Iterator[str]:
        field = self._options.get("since_field")
        if field is not None:
            for record in records:
                value = find(record, field)
                if isinstance(value, str | int):
                    yield str(value)

    def _headers(self) -> dict[str, str]:
        headers = {"Accept": "application/json", "User-Agent": "draftgenie"}
        if "token_file" in self._options:
            token = read_secret(Path(self._options["token_file"]))
            parts = urlsplit(self._source.place)
            if parts.scheme != "https" and parts.hostname not in LOOPBACK:
                msg = f"source {self._source.name!r} would send its token in the clear"
                raise DeniedError(msg, hint="use an https address")
            name = self._options.get("token_header", "Authorization")
            headers[name] = f"Bearer {token}" if name == "Authorization" else token
        return headers


def with_query(address: str, more: Mapping[str, str]) -> str:
    """The address with some parameters set in its query.

    >>> with_query("https://a.example/notes?size=2&page=1", {"page": "3"})
    'https://a.example/notes?size=2&page=3'
    """
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query, keep_blank_values=True)) | dict(more)
    return parts._replace(query=urlencode(query)).geturl()

"""An HTTP source against a real server on the loopback that misbehaves in every way."""

from __future__ import annotations

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from draftgenie.adapters.sources import open_reader
from draftgenie.adapters.sources._fetch import MAX_BYTES, MOST_TRIES
from draftgenie.domain.source import Source, SourceKind
from draftgenie.errors import DeniedError, SourceError
from tests.looping import HandClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Script = list["Callable[[BaseHTTPRequestHandler], None]"]


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but the loopback is reached."""
    connect = socket.socket.connect

    def only_loopback(self: socket.socket, address: Any) -> None:
        if address[0] not in {"127.0.0.1", "::1"}:
            pytest.fail("a test reached for the network")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", only_loopback)


class Server:
    """Answers from a script, one step a request; then from pages by number."""

    def __init__(self) -> None:
        self.script: Script = []
        self.pages: dict[str, Any] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.until_end = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append((self.path, dict(self.headers)))
                step = outer.script.pop(0) if outer.script else outer.page
                step(self)

            def log_message(self, *_args: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._http.server_address[1]}"
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()

    def page(self, to: BaseHTTPRequestHandler) -> None:
        query = parse_qs(urlsplit(to.path).query)
        wanted = query.get("page", query.get("cursor", ["1"]))[0]
        say(to, self.pages.get(wanted, []))

    def close(self) -> None:
        self.until_end.set()
        self._http.shutdown()
        self._http.server_close()


def say(to: BaseHTTPRequestHandler, value: Any, *, status: int = 200, **headers: str) -> None:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    to.send_response(status)
    for name, text in headers.items():
        to.send_header(name.replace("_", "-"), text)
    to.send_header("Content-Length", str(len(body)))
    to.end_headers()
    to.wfile.write(body)


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


class Reading:
    """An HTTP source that is read again and again."""

    def __init__(self, server: Server, path: str = "/notes", **options: str) -> None:
        self.cursor: dict[str, str] = {}
        self.warnings: list[str] = []
        self.waits: list[float] = []
        self._clock = HandClock()
        source = Source("ehr", SourceKind.HTTP, server.address + path, options)
        self.reader = open_reader(
            source, clock=self._clock, sleep=self._sleep, warn=self.warnings.append
        )

    def _sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self._clock.sleep(seconds)

    def items(self) -> list[str]:
        found = []
        for rows, marks in self.reader.read(self.cursor):
            self.cursor = {k: v for k, v in {**self.cursor, **marks}.items() if v is not None}
            found += [row.fields["item"] for row in rows]
        return found


def notes(*items: str) -> list[dict[str, str]]:
    return [{"speaker": "a", "item": item, "draft": "x", "at": f"2026-{item}"} for item in items]


def paths(server: Server) -> list[str]:
    return [path for path, _ in server.asked]


def test_pages_by_number_are_read_and_the_last_is_looked_at_again(server: Server) -> None:
    server.pages = {"1": notes("01", "02"), "2": notes("03")}
    reading = Reading(server, "/notes?size=2", paging="page")

    assert (reading.items(), reading.cursor) == (["01", "02", "03"], {"at": "2"})
    server.pages |= {"2": notes("03", "04"), "3": notes("05")}
    assert reading.items() == ["03", "04", "05"]
    assert paths(server)[0] == "/notes?size=2&page=1"
    assert paths(server)[3:] == [f"/notes?size=2&page={n}" for n in (2, 3, 4)]


def test_a_server_that_repeats_its_last_page_for_ever_is_left(server: Server) -> None:
    server.pages = {str(n): notes("01") for n in range(1, 50)}

    assert Reading(server, paging="page").items() == ["01"]
    assert len(server.asked) == 2


def test_pages_by_cursor_go_on_where_the_answer_says(server: Server) -> None:
    server.pages = {
        "1": {"data": {"notes": notes("01")}, "meta": {"next": "b"}},
        "b": {"data": {"notes": notes("02")}, "meta": {"next": None}},
    }
    reading = Reading(server, paging="cursor", next_field="meta.next", items="data.notes")

    assert (reading.items(), reading.cursor) == (["01", "02"], {"at": "b"})
    assert reading.items() == ["02"]


def test_a_cursor_that_turns_back_is_noticed(server: Server) -> None:
    server.pages = {
        "1": {"n": notes("01"), "next": "b"},
        "b": {"n": notes("02"), "next": "c"},
        "c": {"n": notes("03"), "next": "b"},
    }
    reading = Reading(server, paging="cursor", next_field="next", items="n")

    assert reading.items() == ["01", "02", "03"]
    assert reading.warnings == ["source 'ehr' named a page again that was read before"]


def test_pages_by_link_header_stay_on_their_server(server: Server) -> None:
    server.script = [
        lambda to: say(to, notes("01"), Link='</notes?after=1>; rel="next", </x>; rel="last"'),
        lambda to: say(to, notes("02"), Link='<http://169.254.169.254/notes>; rel="next"'),
    ]
    reading = Reading(server, paging="link")

    with pytest.raises(SourceError, match="sends us to another server"):
        reading.items()
    assert paths(server) == ["/notes", "/notes?after=1"]
    assert reading.cursor == {"at": f"{server.address}/notes?after=1"}


def test_only_news_is_asked_for_when_records_have_a_time(server: Server) -> None:
    server.pages = {"1": notes("01", "03", "02")}
    reading = Reading(server, paging="page", since_param="since", since_field="at")

    reading.items()
    reading.items()

    assert reading.cursor == {"since": "2026-03"}
    assert paths(server)[2] == "/notes?page=1&since=2026-03"


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_errors_that_pass_are_tried_again_after_growing_waits(server: Server, status: int) -> None:
    server.pages = {"1": notes("01")}
    server.script = [lambda to: say(to, b"", status=status)] * 3
    reading = Reading(server)

    assert reading.items() == ["01"]
    assert [0.5 * 2**n <= wait <= 2**n for n, wait in enumerate(reading.waits)] == [True] * 3


@pytest.mark.parametrize(
    ("said", "wait_s"), [("17", 17.0), ("Tue, 01 Dec 2026 12:00:40 GMT", 40.0), ("soon", None)]
)
def test_a_server_is_given_the_time_it_asks_for(
    server: Server, said: str, wait_s: float | None
) -> None:
    server.pages = {"1": notes("01")}
    server.script = [lambda to: say(to, b"", status=429, Retry_After=said)]
    reading = Reading(server)

    assert reading.items() == ["01"]
    assert reading.waits == [wait_s] if wait_s is not None else len(reading.waits) == 1


def test_a_server_that_asks_for_an_hour_is_left_for_the_next_pull(server: Server) -> None:
    server.script = [lambda to: say(to, b"", status=503, Retry_After="3600")]
    reading = Reading(server)

    with pytest.raises(SourceError, match="answers with HTTP 503, asked 1 times"):
        reading.items()
    assert reading.waits == []


def test_after_several_tries_it_is_given_up(server: Server) -> None:
    server.script = [lambda to: say(to, b"", status=500)] * 10

    with pytest.raises(SourceError, match=f"HTTP 500, asked {MOST_TRIES} times"):
        Reading(server).items()
    assert len(server.asked) == MOST_TRIES


def test_broken_json_and_answers_cut_in_the_middle_are_asked_for_again(server: Server) -> None:
    def cut(to: BaseHTTPRequestHandler) -> None:
        to.send_response(200)
        to.send_header("Content-Length", "1000")
        to.end_headers()
        to.wfile.write(b'[{"speaker": "a", ')
        to.wfile.flush()
        to.connection.shutdown(socket.SHUT_RDWR)

    def no_answer(to: BaseHTTPRequestHandler) -> None:
        to.connection.shutdown(socket.SHUT_RDWR)

    server.pages = {"1": notes("01")}
    server.script = [lambda to: say(to, b'[{"speaker":'), cut, no_answer]
    reading = Reading(server)

    assert reading.items() == ["01"]
    assert len(reading.waits) == 3


def test_a_server_that_does_not_answer_in_time_is_asked_again(server: Server) -> None:
    server.pages = {"1": notes("01")}
    server.script = [lambda _to: server.until_end.wait() and None]
    reading = Reading(server, timeout_s="0.2")

    assert reading.items() == ["01"]
    assert len(reading.waits) == 1


def test_a_pull_that_was_cut_off_goes_on_with_the_page_it_stood_at(server: Server) -> None:
    server.pages = {str(n): notes(f"{n:02}") for n in range(1, 5)}
    reading = Reading(server, paging="page")
    cut = reading.reader.read(reading.cursor)
    for _ in range(2):
        _, marks = next(cut)
        reading.cursor |= {k: v for k, v in marks.items() if v is not None}

    assert reading.items() == ["02", "03", "04"]


def test_an_answer_without_end_is_refused(server: Server) -> None:
    def endless(to: BaseHTTPRequestHandler) -> None:
        to.send_response(200)
        to.end_headers()
        try:
            for _ in range(MAX_BYTES // 2**20 + 2):
                to.wfile.write(b" " * 2**20)
        except OSError:
            pass

    server.script = [endless]

    with pytest.raises(SourceError, match="is over 64 MiB"):
        Reading(server).items()


@pytest.mark.parametrize(
    ("status", "error"),
    [(401, DeniedError), (403, DeniedError), (404, SourceError), (302, SourceError)],
)
def test_a_refusal_is_no_reason_to_ask_again(
    server: Server, status: int, error: type[Exception]
) -> None:
    server.script = [lambda to: say(to, b"", status=status, Location="http://a.example/")]

    with pytest.raises(error, match=f"HTTP {status}"):
        Reading(server, "/notes?key=secret").items()
    assert len(server.asked) == 1


def test_no_message_holds_the_query(server: Server) -> None:
    server.script = [lambda to: say(to, b"", status=404)]

    with pytest.raises(SourceError) as caught:
        Reading(server, "/notes?key=secret").items()
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("value", [{"notes": 3}, 3, "x"])
def test_an_answer_without_a_list_is_an_error(server: Server, value: Any) -> None:
    server.pages = {"1": value}

    with pytest.raises(SourceError, match="gives no list"):
        Reading(server).items()


def test_the_token_comes_from_a_private_file_and_goes_into_its_header(
    server: Server, tmp_path: Path
) -> None:
    server.pages = {"1": notes("01")}
    token = tmp_path / "token"
    token.write_text("s3cret\n")
    token.chmod(0o600)

    Reading(server, token_file=str(token)).items()
    Reading(server, token_file=str(token), token_header="X-Api-Key").items()  # noqa: S106

    (_, first), (_, second) = server.asked
    assert (first["Authorization"], second["X-Api-Key"]) == ("Bearer s3cret", "s3cret")
    token.chmod(0o644)
    with pytest.raises(DeniedError, match="others can read"):
        Reading(server, token_file=str(token)).items()


def test_a_token_is_never_sent_in_the_clear(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("s3cret\n")
    token.chmod(0o600)
    source = Source("ehr", SourceKind.HTTP, "http://ehr.example/notes", {"token_file": str(token)})
    clock = HandClock()

    with pytest.raises(DeniedError, match="in the clear"):
        list(open_reader(source, clock=clock, sleep=clock.sleep, warn=print).read({}))

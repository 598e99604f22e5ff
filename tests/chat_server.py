"""A server on this machine that speaks the chat-completions protocol and says what it is told."""

from __future__ import annotations

import json
import sys
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

PIECE = 40


@dataclass(frozen=True)
class Says:
    """An answer, streamed in pieces; broken off after `cut_after` of them."""

    text: str
    cut_after: int | None = None
    finish: str = "stop"
    refusal: bool = False
    streams: bool = True


@dataclass(frozen=True)
class Fails:
    """A status instead of an answer."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b'{"error": {"message": "no"}}'


@dataclass(frozen=True)
class Raw:
    """A body as it is, called an answer."""

    body: bytes
    kind: str = "application/json"


@dataclass(frozen=True)
class Hangs:
    """Nothing, until the server is closed."""


Reply = Says | Fails | Raw | Hangs


class _Quiet(ThreadingHTTPServer):
    """Says nothing of clients that have heard enough."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class ChatServer:
    """Answers on 127.0.0.1 with what `answer` makes of each request; keeps the requests."""

    def __init__(self, answer: Callable[[dict[str, Any]], Reply]) -> None:
        self.answer = answer
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.closing = threading.Event()
        self._http = _Quiet(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )
        self._thread.start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._http.server_address[1])

    @property
    def base_url(self) -> str:
        """What `llm_base_url` is set to."""
        return f"http://127.0.0.1:{self.port}/v1"

    def close(self) -> None:
        """Stop, and let go of whoever still waits."""
        self.closing.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


def in_turn(*replies: Reply) -> Callable[[dict[str, Any]], Reply]:
    """The replies one after the other, the last of them for ever."""
    left = list(replies)
    return lambda _request: left.pop(0) if len(left) > 1 else left[0]


def document(request: dict[str, Any]) -> Any:
    """The data that a request of ours carries: the JSON of its last message."""
    return json.loads(request["messages"][-1]["content"])


def step_of(request: dict[str, Any]) -> str:
    """The step that a request of ours belongs to."""
    name = request["response_format"]["json_schema"]["name"]
    assert isinstance(name, str)
    return name


def _handler(server: ChatServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_args: object) -> None:
            pass

        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            request = json.loads(self.rfile.read(size))
            server.requests.append(request)
            server.headers.append(dict(self.headers))
            assert self.path == "/v1/chat/completions"
            _reply(self, server, server.answer(request), request)

    return Handler


def _reply(
    http: BaseHTTPRequestHandler, server: ChatServer, reply: Reply, request: dict[str, Any]
) -> None:
    if isinstance(reply, Hangs):
        server.closing.wait()
        http.close_connection = True
    elif isinstance(reply, Fails):
        _send(http, reply.status, reply.body, "application/json", reply.headers)
    elif isinstance(reply, Raw):
        _send(http, 200, reply.body, reply.kind, {})
    elif reply.streams:
        _stream(http, reply, request)
    else:
        message = {"role": "assistant", "content": reply.text}
        choice = {"index": 0, "message": message, "finish_reason": reply.finish}
        whole = {"choices": [choice], "usage": _usage(request, reply)}
        _send(http, 200, json.dumps(whole).encode(), "application/json", {})


def _send(
    http: BaseHTTPRequestHandler, status: int, body: bytes, kind: str, headers: dict[str, str]
) -> None:
    http.send_response(status)
    for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
        http.send_header(name, value)
    http.end_headers()
    http.wfile.write(body)


def _usage(request: dict[str, Any], reply: Says) -> dict[str, int]:
    n_sent = sum(len(m["content"]) for m in request["messages"])
    return {"prompt_tokens": n_sent // 4, "completion_tokens": len(reply.text) // 4}


def _stream(http: BaseHTTPRequestHandler, reply: Says, request: dict[str, Any]) -> None:
    http.send_response(200)
    http.send_header("Content-Type", "text/event-stream")
    http.send_header("Transfer-Encoding", "chunked")
    http.end_headers()
    pieces = [reply.text[at : at + PIECE] for at in range(0, len(reply.text), PIECE)]
    for n, piece in enumerate(pieces):
        if n == reply.cut_after:
            http.close_connection = True
            return
        said: dict[str, Any] = {"refusal": piece} if reply.refusal else {"content": piece}
        _event(http, {"choices": [{"index": 0, "delta": said, "finish_reason": None}]})
    _event(http, {"choices": [{"index": 0, "delta": {}, "finish_reason": reply.finish}]})
    _event(http, {"choices": [], "usage": _usage(request, reply)})
    _chunk(http, b"data: [DONE]\n\n")
    http.wfile.write(b"0\r\n\r\n")


def _event(http: BaseHTTPRequestHandler, event: dict[str, Any]) -> None:
    _chunk(http, b"data: " + json.dumps(event).encode() + b"\n\n")


def _chunk(http: BaseHTTPRequestHandler, data: bytes) -> None:
    http.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")

"""Asking a model: answers that come whole, late, never, broken, or not as agreed."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import pytest

from draftgenie.adapters.chat import HttpChat, Options
from draftgenie.adapters.secrets import Secret
from draftgenie.errors import ProviderError, UsageError
from draftgenie.ports.chat import Answer, Message, Request
from tests.chat_server import ChatServer, Fails, Hangs, Raw, Reply, Says, in_turn

if TYPE_CHECKING:
    from collections.abc import Callable

    Serve = Callable[[Callable[[dict[str, Any]], Reply]], ChatServer]

ASKED = Request(
    "propose",
    "propose-1",
    (Message("system", "Mend the draft."), Message("user", '{"draft": "no pain"}')),
    {"type": "object"},
)
SAID = '{"edits": [], "why": "nothing in this draft needs to be mended, as far as can be told"}'


def a_chat(server: ChatServer, pauses: list[float] | None = None, **options: Any) -> HttpChat:
    slept = [] if pauses is None else pauses
    key = options.pop("key", None)
    return HttpChat(
        server.base_url, "tiny", key=key, options=Options(**options), sleep=slept.append
    )


def ask(server: ChatServer, **options: Any) -> Answer:
    return a_chat(server, **options).complete(ASKED, heard=lambda _n: None)


def test_an_answer_is_put_together_from_its_stream(serve: Serve) -> None:
    server = serve(in_turn(Says(SAID)))
    heard: list[int] = []

    answer = a_chat(server, prompt_price=2.0, answer_price=8.0).complete(ASKED, heard=heard.append)

    assert answer == Answer(SAID, 8, 21, (8 * 2 + 21 * 8) / 1e6)
    assert heard[:3] == [40, 80, len(SAID)]


def test_a_provider_that_does_not_stream_is_understood(serve: Serve) -> None:
    assert ask(serve(in_turn(Says(SAID, streams=False)))).text == SAID


def test_the_request_is_what_the_protocol_has(serve: Serve) -> None:
    server = serve(in_turn(Says(SAID)))

    ask(server, seed=7, max_tokens=100, key=Secret("sk-12345678"))

    assert server.requests == [
        {
            "model": "tiny",
            "messages": [
                {"role": "system", "content": "Mend the draft."},
                {"role": "user", "content": '{"draft": "no pain"}'},
            ],
            "temperature": 0.0,
            "seed": 7,
            "max_tokens": 100,
            "stream": True,
            "stream_options": {"include_usage": True},
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "propose", "strict": True, "schema": {"type": "object"}},
            },
        }
    ]
    assert server.headers[0]["Authorization"] == "Bearer sk-12345678"


@pytest.mark.parametrize("form", ["json_object", "text"])
def test_a_server_that_knows_no_schema_is_asked_without(serve: Serve, form: str) -> None:
    server = serve(in_turn(Says(SAID)))

    ask(server, format=form)

    wanted = {"type": "json_object"} if form == "json_object" else None
    assert server.requests[0].get("response_format") == wanted


def test_a_busy_provider_is_asked_again_when_it_says(serve: Serve) -> None:
    pauses: list[float] = []
    server = serve(in_turn(Fails(429, {"Retry-After": "7"}), Fails(500), Says(SAID)))

    answer = a_chat(server, pauses).complete(ASKED, heard=lambda _n: None)

    assert (answer.text, answer.n_tries, pauses) == (SAID, 3, [7.0, 1.0])


def test_no_provider_makes_us_wait_longer_than_the_time_out(serve: Serve) -> None:
    pauses: list[float] = []
    server = serve(in_turn(Fails(503, {"Retry-After": "86400"}), Says(SAID)))

    a_chat(server, pauses, timeout_s=20).complete(ASKED, heard=lambda _n: None)

    assert pauses == [20]


def test_a_date_to_come_back_at_is_understood(serve: Serve) -> None:
    pauses: list[float] = []
    long_ago = "Wed, 21 Oct 2015 07:28:00 GMT"
    server = serve(in_turn(Fails(429, {"Retry-After": long_ago}), Says(SAID)))

    a_chat(server, pauses).complete(ASKED, heard=lambda _n: None)

    assert pauses == [0.0]


@pytest.mark.parametrize(
    ("reply", "reason", "n_tries"),
    [
        (Fails(429), "busy", 2),
        (Fails(500), "failed", 2),
        (Fails(400), "rejected", 1),
        (Fails(401), "rejected", 1),
        (Fails(307, {"Location": "http://192.0.2.1/v1/chat/completions"}), "rejected", 1),
        (Says(SAID, cut_after=1), "cut", 2),
        (Says(SAID, finish="length"), "cut", 1),
        (Says(SAID, refusal=True), "declined", 1),
        (Says(SAID, finish="content_filter"), "declined", 1),
        (Raw(b"<html>"), "unusable", 2),
        (Raw(b"data: {nonsense\n\n", "text/event-stream"), "unusable", 2),
        (Raw(b"[1, 2]"), "unusable", 2),
        (Hangs(), "timeout", 2),
    ],
    ids=str,
)
def test_a_failure_is_named_and_tried_again_only_if_it_may_pass(
    serve: Serve, reply: Reply, reason: str, n_tries: int
) -> None:
    server = serve(in_turn(reply))

    with pytest.raises(ProviderError) as caught:
        ask(server, n_tries=2, timeout_s=0.2 if isinstance(reply, Hangs) else 20)

    assert (caught.value.reason, len(server.requests)) == (reason, n_tries)
    assert "pain" not in caught.value.message


def test_a_stream_that_was_cut_is_asked_for_again(serve: Serve) -> None:
    server = serve(in_turn(Says(SAID, cut_after=1), Says(SAID)))

    assert ask(server) == Answer(SAID, 8, 21, 0.0, 2)


def test_a_server_that_is_not_there_is_named_at_once(serve: Serve) -> None:
    server = serve(in_turn(Says(SAID)))
    chat = a_chat(server)
    server._http.server_close()

    with pytest.raises(ProviderError, match="nothing answers at http://127") as caught:
        chat.complete(ASKED, heard=lambda _n: None)

    assert caught.value.reason == "absent"


@pytest.mark.parametrize("url", ["127.0.0.1:80", "ftp://host/v1", "https://me:secret@host/v1", ""])
def test_a_base_url_is_one_without_a_password(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        HttpChat(url, "tiny", key=None, options=Options())

    assert "secret" not in caught.value.message


def test_no_other_address_can_be_reached(serve: Serve) -> None:
    server = serve(in_turn(Says(SAID)))
    ask(server)

    with pytest.raises(pytest.fail.Exception, match="the network"):
        socket.getaddrinfo("example.org", 443)
    with pytest.raises(pytest.fail.Exception, match="the network"):
        HttpChat("http://127.0.0.2:1/v1", "tiny", key=None, options=Options()).complete(
            ASKED, heard=lambda _n: None
        )

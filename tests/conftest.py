"""Every test has a home of its own, a clean environment, and no network."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

import draftgenie
from draftgenie.adapters.sqlite import SqliteStore
from tests.builders import TickingClock
from tests.chat_server import ChatServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

settings.register_profile("draftgenie", deadline=None)
settings.load_profile("draftgenie")

_REAL_CONNECT, _REAL_LOOK_UP = socket.socket.connect, socket.getaddrinfo
SOURCE_PATH = Path(draftgenie.__file__).parents[1]


@dataclass(frozen=True)
class Result:
    """What a command printed, and its exit code."""

    stdout: str
    stderr: str
    exit_code: int

    @property
    def json(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.stdout)

    @property
    def json_lines(self) -> list[Any]:
        """The JSON documents on stdout, one a line."""
        return [json.loads(line) for line in self.stdout.split("\n") if line]

    @property
    def error(self) -> Any:
        """The error object on stderr."""
        return json.loads(self.stderr)["error"]


@pytest.fixture(autouse=True)
def _own_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in os.environ:
        if name.startswith(("DRAFTGENIE_", "XDG_", "LC_")) or name in {"FORCE_COLOR", "LANG"}:
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    monkeypatch.setenv("DRAFTGENIE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHONPATH", str(SOURCE_PATH))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        pytest.fail("a test reached for the network")

    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        """A socket that is a file leads to a process of this machine."""
        return connect(self, address) if self.family == socket.AF_UNIX else refuse()

    monkeypatch.setattr(socket.socket, "connect", connect_here)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture
def serve(
    monkeypatch: pytest.MonkeyPatch, _no_network: None
) -> Iterator[Callable[[Callable[[dict[str, Any]], Any]], ChatServer]]:
    """Start a chat server of this test's own: the one address that may be reached.

    When the test ends, no other must have been tried.
    """
    servers: list[ChatServer] = []
    reached: set[tuple[str, int]] = set()
    refuse = socket.getaddrinfo
    connect, look_up = _REAL_CONNECT, _REAL_LOOK_UP

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family == socket.AF_UNIX:
            return connect(self, address)
        reached.add(address[:2])
        return connect(self, address) if address[:2] in own() else refuse()

    def look_up_here(host: str, port: int, *args: Any, **more: Any) -> Any:
        return look_up(host, port, *args, **more) if (host, port) in own() else refuse()

    def own() -> set[tuple[str, int]]:
        return {("127.0.0.1", server.port) for server in servers}

    def start(answer: Callable[[dict[str, Any]], Any]) -> ChatServer:
        servers.append(ChatServer(answer))
        return servers[-1]

    monkeypatch.setattr(socket.socket, "connect", connect_here)
    monkeypatch.setattr(socket, "getaddrinfo", look_up_here)
    yield start
    for server in servers:
        server.close()
    assert reached <= own()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The data folder of this test; nothing is in it yet."""
    return tmp_path / "home"


@pytest.fixture
def clock() -> TickingClock:
    """A clock that says another instant each time."""
    return TickingClock()


@pytest.fixture
def store(home: Path, clock: TickingClock) -> Iterator[SqliteStore]:
    """A new store in this test's data folder."""
    with SqliteStore.open(
        home, clock=clock, actor="tester", command="test", wait_s=5.0, create=True
    ) as opened:
        yield opened


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run a command line in this process, through the program's real entry."""
    from typer.testing import CliRunner

    from draftgenie.cli.main import app

    def run_command(*args: str | Path, stdin: str | bytes | None = None) -> Result:
        texts = [str(arg) for arg in args]
        monkeypatch.setattr(sys, "argv", ["draftgenie", *texts])
        done = CliRunner().invoke(app, texts, input=stdin, prog_name="draftgenie")
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert done.exit_code != 1, f"a bug: {done.stderr}"
        return Result(done.stdout_bytes.decode(), done.stderr, done.exit_code)

    return run_command


@pytest.fixture
def spawn() -> Callable[..., subprocess.Popen[str]]:
    """Start a command line in a process of its own."""

    def start(*args: str | Path, **more: Any) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "draftgenie", *map(str, args)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **more,
        )

    return start


@pytest.fixture(scope="session")
def learned_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which two speakers' histories were learned; to be copied, not used."""
    from tests.histories import a_history, build, take_in

    home = tmp_path_factory.mktemp("learned") / "home"
    clock = TickingClock()
    with SqliteStore.open(
        home, clock=clock, actor="tester", command="test", wait_s=5.0, create=True
    ) as store:
        take_in(store, clock, *a_history(30), *a_history(12, speaker="dr-chen"))
        build(store, home)
    return home


@pytest.fixture
def own_learned_home(learned_home: Path, home: Path) -> Path:
    """This test's data folder, in which two speakers' histories were learned."""
    shutil.copytree(learned_home, home)
    return home


@pytest.fixture
def learned(own_learned_home: Path, clock: TickingClock) -> Iterator[SqliteStore]:
    """A store of this test's own in which two speakers' histories were learned."""
    with SqliteStore.open(
        own_learned_home, clock=clock, actor="tester", command="test", wait_s=5.0, create=False
    ) as opened:
        yield opened

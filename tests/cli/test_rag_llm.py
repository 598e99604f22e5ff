"""`rag generate --generator llm` as its users run it, against a server on this machine."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import lines
from tests.chat_server import ChatServer, Fails, Reply, Says, document, step_of
from tests.histories import a_draft

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Run = Callable[..., Result]
    Serve = Callable[[Callable[[dict[str, Any]], Reply]], ChatServer]

DRAFT = "The patient um takes metroprolol 50 milligrams. There is no chest pane."
NOTE = "The patient takes metoprolol 50 mg. There is no chest pane."


def pane(request: dict[str, Any]) -> Reply:
    """One edit, which the critique keeps."""
    if step_of(request) == "critique":
        return Says('{"verdicts": [{"edit": 1, "verdict": "keep", "reason": ""}]}')
    line = next(one["line"] for one in document(request)["draft"] if "pane" in one["text"])
    edit = {"line": line, "before": "pane", "nth": 1, "after": "pain", "reason": "misheard"}
    return Says(json.dumps({"edits": [edit]}))


@pytest.fixture
def llm(
    run: Run, own_learned_home: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    """Run `rag generate --generator llm`; the server answers with `pane` or what it is set to."""
    server = serve(pane)
    monkeypatch.setenv("DRAFTGENIE_LLM_BASE_URL", server.base_url)
    monkeypatch.setenv("DRAFTGENIE_LLM_MODEL", "tiny")
    monkeypatch.setenv("DRAFTGENIE_LLM_SIMILAR", "0")
    monkeypatch.setenv("DRAFTGENIE_LLM_TRIES", "1")
    run("draft", "ingest", "-", stdin=lines(a_draft(101) | {"draft": DRAFT}))

    def generate(*args: str, answer: Any = pane, **more: Any) -> Result:
        server.answer = answer
        server.requests.clear()
        done = run("rag", "generate", "--generator", "llm", *args, **more)
        generate.requests = list(server.requests)  # type: ignore[attr-defined]
        generate.headers = list(server.headers)  # type: ignore[attr-defined]
        return done

    return generate


ITEM = ("--item", "visit-0101", "--speaker", "dr-okafor")


def test_a_note_is_made_with_a_model_and_explained_and_replayed(
    llm: Callable[..., Result], run: Run
) -> None:
    done = llm(*ITEM, "--json")

    note = done.json
    assert done.exit_code == 0
    assert (note["text"], note["generator"], note["fallback"]) == (NOTE, "llm-1:tiny", None)
    assert [(e["before"], e["after"], e["proposer"]) for e in note["suggested"]] == [
        ("pane", "pain", "model")
    ]
    assert note["spent"]["calls"] == 2
    assert note["spent"]["prompt_tokens"] > 100
    session = run("rag", "session", note["note_id"], "--json").json
    assert [step["name"] for step in session["steps"]] == [
        "context",
        "candidates",
        "proposal",
        "critique",
        "guard",
    ]
    assert session["record"] is None
    told = run("rag", "session", note["note_id"], "--texts")
    assert "no chest pane" in told.stdout
    assert "no chest pane" not in run("rag", "session", note["note_id"]).stdout
    replayed = run("rag", "replay", note["note_id"], "--json").json
    assert (replayed["same"], replayed["text"]) == (True, NOTE)
    assert "pane" in run("rag", "explain", note["note_id"]).stdout


def test_generating_again_asks_nothing(llm: Callable[..., Result]) -> None:
    llm(*ITEM)

    again = llm(*ITEM, "--json")

    assert (again.json["is_new"], llm.requests) == (False, [])  # type: ignore[attr-defined]


def test_a_failing_provider_leaves_the_embedded_note_and_exits_6(
    llm: Callable[..., Result], run: Run
) -> None:
    done = llm(*ITEM, "--json", answer=lambda _request: Fails(500))

    note = json.loads(done.stdout)
    assert done.exit_code == 6
    assert (note["text"], note["fallback"]) == (NOTE, "failed")
    assert note["generator"] == "embedded-1 for llm-1"
    assert "the model failed (failed 1)" in done.error["message"]
    assert run("rag", "session", note["note_id"], "--json").json["status"] == "fallback"


def test_strict_stores_nothing_and_exits_8(llm: Callable[..., Result], run: Run) -> None:
    done = llm(*ITEM, "--strict", "--json", answer=lambda _request: Fails(503))

    assert (done.exit_code, done.stdout, done.error["name"]) == (8, "", "model")
    assert run("rag", "list", "--json").json["total"] == 0


def test_a_dry_run_prints_exactly_what_would_be_sent(llm: Callable[..., Result], run: Run) -> None:
    shown = llm(*ITEM, "--dry-run", "--json", "--instruction", "Mind the names.")
    assert llm.requests == []  # type: ignore[attr-defined]
    assert run("rag", "list", "--json").json["total"] == 0

    llm(*ITEM, "--instruction", "Mind the names.")

    assert shown.exit_code == 0
    assert [line["body"] for line in shown.json_lines] == llm.requests[:1]  # type: ignore[attr-defined]
    assert shown.json_lines[0]["to"].startswith("http://127.0.0.1:")


def test_a_pipe_gives_the_corrected_text_alone(llm: Callable[..., Result], run: Run) -> None:
    args = ("--speaker", "dr-okafor", "-")
    assert llm(*args, stdin=DRAFT).stdout == NOTE

    failed = llm(*args, stdin=DRAFT, answer=lambda _request: Fails(500))

    assert (failed.stdout, failed.exit_code) == (NOTE, 6)
    assert run("rag", "list", "--json").json["total"] == 0


def test_which_model_is_asked_must_be_said(llm: Callable[..., Result], monkeypatch: Any) -> None:
    monkeypatch.delenv("DRAFTGENIE_LLM_MODEL")

    done = llm(*ITEM)

    assert (done.exit_code, "--model NAME" in done.stderr) == (2, True)
    assert llm(*ITEM, "--model", "other", "--json").json["generator"] == "llm-1:other"


@pytest.mark.parametrize("option", [("--strict",), ("--no-critique",), ("--model", "tiny")])
def test_options_of_a_model_go_with_one(run: Run, option: tuple[str, ...]) -> None:
    done = run("rag", "generate", "--pending", *option)

    assert (done.exit_code, "add --generator llm" in done.stderr) == (2, True)


def test_no_critique_asks_once(llm: Callable[..., Result]) -> None:
    llm(*ITEM, "--no-critique")

    assert [step_of(r) for r in llm.requests] == ["propose"]  # type: ignore[attr-defined]


def test_the_embedded_generator_imports_nothing_of_it(own_learned_home: Path) -> None:
    report = (
        "import sys\nfrom draftgenie.__main__ import main\n"
        "sys.argv = ['draftgenie', 'rag', 'generate', '--pending', '-q']\n"
        "try:\n    main()\nfinally:\n    print(*sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", report], check=True, capture_output=True, text=True
    )

    loaded = set(done.stderr.split())
    assert "draftgenie.services.rag" in loaded
    assert not loaded & {"urllib3", "draftgenie.adapters.chat", "draftgenie.services.llm"}


def test_another_model_makes_another_note(llm: Callable[..., Result]) -> None:
    first, other, again = (llm(*ITEM, "--json", "--model", m).json for m in ("a", "b", "b"))

    assert [one["is_new"] for one in (first, other, again)] == [True, True, False]
    assert (first["generator"], other["generator"]) == ("llm-1:a", "llm-1:b")


def test_each_way_of_failing_is_told_by_its_own_session(
    llm: Callable[..., Result], run: Run
) -> None:
    reasons = []
    for status in (500, 429):
        note = json.loads(llm(*ITEM, "--json", answer=lambda _r, s=status: Fails(s)).stdout)
        session = run("rag", "session", note["note_id"], "--json").json
        reasons.append(session["steps"][-1]["detail"]["reason"])

    assert reasons == ["failed", "busy"]


def test_a_key_is_sent_and_never_shown(
    llm: Callable[..., Result], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DRAFTGENIE_API_KEY", "sk-0123456789")

    shown = [llm(*ITEM, "--dry-run"), llm(*ITEM, "--json")]
    shown.append(run("rag", "session", "visit-0101", "--texts", "--json"))

    assert llm.headers[-1]["Authorization"] == "Bearer sk-0123456789"  # type: ignore[attr-defined]
    assert not [one for one in shown if "0123456789" in one.stdout + one.stderr]


def test_text_of_a_speaker_who_denies_it_is_not_sent_elsewhere(
    llm: Callable[..., Result], run: Run
) -> None:
    done = llm(*ITEM, "--base-url", "https://api.example.com/v1", "--json")

    assert (done.exit_code, done.stdout) == (10, "")
    assert run("rag", "list", "--json").json["total"] == 0

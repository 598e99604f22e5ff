"""What leaves the machine: only with both switches, without identifiers, and written down."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from draftgenie.adapters.chat import HttpChat, Options
from draftgenie.errors import DeniedError, ProviderError
from draftgenie.ports.chat import Message, Request
from draftgenie.services import privacy
from draftgenie.services.outgoing import Outgoing
from tests.builders import a_speaker

if TYPE_CHECKING:
    from draftgenie.adapters.sqlite import SqliteStore

FAR, HERE = "https://api.example.com/v1", "http://127.0.0.1:11434/v1"
DATA = {
    "draft": [
        {"line": 1, "text": "Mrs. Okonkwo, 555-010-4477, takes metoprolol 25 mg."},
        {"line": 2, "text": "Mrs. Okonkwo was seen by Dr. Okafor on March 3, 2025."},
    ],
    "corrections": [{"before": "metroprolol", "after": "metoprolol", "made": 42}],
}
ASKED = Request(
    "propose",
    "propose-1",
    (Message("system", "Mend it."), Message("user", json.dumps(DATA, indent=1))),
)


def gate(store: SqliteStore, url: str, **more: Any) -> Outgoing:
    with store.atomic():
        store.speakers.put(a_speaker())
    return Outgoing(store, HttpChat(url, "tiny", key=None, options=Options()), **more)


def allow(store: SqliteStore, *speakers: str | None) -> None:
    for speaker in speakers:
        privacy.allow(store=store, speaker=speaker, provider=FAR, purpose="a test")


def calls(store: SqliteStore) -> list[Any]:
    rows = store._db.rows("SELECT detail_json FROM audit WHERE action = 'privacy.call'")
    return [json.loads(row[0]) for row in rows]


@pytest.mark.parametrize("switches", [(), (None,), ("dr-okafor",)])
def test_nothing_goes_out_without_both_switches(
    store: SqliteStore, switches: tuple[str | None, ...]
) -> None:
    out = gate(store, FAR)
    allow(store, *switches)

    with pytest.raises(DeniedError):
        out(ASKED, speaker="dr-okafor")

    assert calls(store) == []


def test_identifiers_stay_here_and_come_back_in_the_answer(store: SqliteStore) -> None:
    out = gate(store, FAR)
    allow(store, None, "dr-okafor")

    sent = out(ASKED, speaker="dr-okafor")

    told = sent.request.messages[-1].text
    data = json.loads(told)
    assert sent.request.messages[0] == ASKED.messages[0]
    assert not [w for w in ("Okonkwo", "Okafor", "555", "March", "4477") if w in told]
    assert data["corrections"] == DATA["corrections"]
    assert "takes metoprolol 25 mg." in data["draft"][0]["text"]
    name = data["draft"][0]["text"].split()[1].rstrip(",")
    assert name in data["draft"][1]["text"]
    answer = json.dumps({"edits": [{"line": 1, "before": name, "after": f'"{name}"'}]})
    assert json.loads(sent.restore(answer)) == {
        "edits": [{"line": 1, "before": "Okonkwo", "after": '"Okonkwo"'}]
    }
    assert sent.restore(f"no JSON but {name}") == "no JSON but Okonkwo"


def test_every_call_is_in_the_audit_trail_without_its_text(store: SqliteStore) -> None:
    out = gate(store, FAR)
    allow(store, None, "dr-okafor")

    sent = out(ASKED, speaker="dr-okafor")

    (row,) = calls(store)
    assert (row["provider"], row["model"], row["dry_run"]) == (
        "https://api.example.com",
        "tiny",
        False,
    )
    assert row["classes"] == {"date": 1, "name": 2, "phone": 1}
    assert row["n_characters"] == sent.request.n_characters
    assert len(row["payload_hash"]) == 64
    assert store.log.verify_audit() is None


def test_this_machine_is_sent_the_text_as_it_is(store: SqliteStore) -> None:
    sent = gate(store, HERE)(ASKED, speaker="dr-okafor")

    assert sent.request == ASKED
    assert sent.restore("as it is") == "as it is"
    assert calls(store)[0]["classes"] == {}


def test_a_dry_run_shows_what_would_go_before_anybody_allows_it(store: SqliteStore) -> None:
    sent = gate(store, FAR, dry_run=True)(ASKED, speaker="dr-okafor")

    assert "Okonkwo" not in sent.request.messages[-1].text
    assert calls(store)[0]["dry_run"] is True


def test_what_cannot_be_put_apart_again_is_not_sent(store: SqliteStore) -> None:
    out = gate(store, FAR)
    allow(store, None, "dr-okafor")
    odd = {"draft": [{"line": 1, "text": "a\n\x1f\nb"}]}
    request = Request("propose", "propose-1", (Message("user", json.dumps(odd)),))

    with pytest.raises(ProviderError) as caught:
        out(request, speaker="dr-okafor")

    assert caught.value.reason == "leak"
    assert calls(store) == []

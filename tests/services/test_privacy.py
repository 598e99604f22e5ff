"""Nothing leaves the machine unless the workspace and the speaker both say so."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draftgenie.domain.privacy import is_local, read_provider
from draftgenie.errors import DeniedError, NotFoundError
from draftgenie.services.privacy import allow, deny, permit, record_call, show
from tests.builders import a_speaker

if TYPE_CHECKING:
    from draftgenie.adapters.sqlite import SqliteStore

CLOUD = "https://api.example.com/v1"
LOCAL = ("http://127.0.0.1:11434/v1", "http://127.9.9.9", "http://[::1]:8000/", "HTTP://LocalHost")
ELSEWHERE = (
    CLOUD,
    "http://127.0.0.1.evil.com",
    "http://localhost.evil.com",
    "http://0.0.0.0:11434",
    "http://[::]:11434",
    "http://[::ffff:127.0.0.1]",
    "http://127.0.0.1@evil.com",
    "http://localhost:80@evil.com",
    "http://user:word@127.0.0.1",
    "http://127.0.0.1\\@evil.com",
    "http://evil.com\\.localhost",
    "http://evil.com#@127.0.0.1",
    "http://evil.com?@127.0.0.1",
    "http://evil.com/127.0.0.1",
    "http://127.1",
    "http://127.0.0.01",
    "http://0x7f000001",
    "http://2130706433",
    "http://127.0.0.1%2eevil.com",
    "http://127.0.0.1\t.evil.com",
    "http://127。0。0。1",
    "http://１２７.0.0.1",
    "http://localhost.",
    "http://localhost:",
    "http://127.0.0.1:0",
    "http://127.0.0.1:99999",
    "http://[::1%25lo]",
    "http://[::1",
    "http:127.0.0.1",
    "//127.0.0.1",
    "file://localhost/etc/passwd",
    "localhost",
    "",
)


@pytest.fixture
def peopled(store: SqliteStore) -> SqliteStore:
    with store.atomic():
        for ref in ("dr-okafor", "dr-chen"):
            store.speakers.put(a_speaker(ref))
    return store


def say_yes(store: SqliteStore, *speakers: str | None, provider: str = CLOUD) -> None:
    for speaker in speakers:
        allow(store=store, speaker=speaker, provider=provider, purpose="a trial")


def permitted(store: SqliteStore, speaker: str = "dr-okafor", base_url: str = CLOUD) -> bool:
    try:
        permit(store=store, speaker=speaker, base_url=base_url)
    except DeniedError:
        return False
    return True


def audited(store: SqliteStore) -> list[tuple[str, str, Any]]:
    rows = store._db.rows("SELECT action, subject, detail_json FROM audit ORDER BY seq")
    return [(action, subject, json.loads(detail)) for action, subject, detail in rows]


@pytest.mark.parametrize("url", LOCAL)
def test_a_loopback_address_is_local_and_needs_no_consent(peopled: SqliteStore, url: str) -> None:
    assert is_local(url)
    permit(store=peopled, speaker="dr-okafor", base_url=url)


@pytest.mark.parametrize("url", ELSEWHERE)
def test_what_only_looks_like_this_machine_is_not_local(peopled: SqliteStore, url: str) -> None:
    assert not is_local(url)
    assert not permitted(peopled, base_url=url)


@given(st.text(max_size=20), st.sampled_from(["http://127.0.0.1", "https://localhost", ""]))
def test_what_is_local_names_a_loopback_address_as_its_provider(text: str, start: str) -> None:
    url = start + text

    if is_local(url):
        host = read_provider(url).split("://")[1].rsplit(":", 1)[0]
        assert host.startswith(("127.", "localhost", "[::1]", "[:"))
        assert set(host) <= set("0123456789.") or host in {"localhost", "[::1]"}


@pytest.mark.parametrize(
    ("switches", "missing"),
    [
        ((), "the workspace does not"),
        (("dr-okafor",), "the workspace does not"),
        ((None,), "speaker 'dr-okafor' does not"),
        ((None, "dr-chen"), "speaker 'dr-okafor' does not"),
    ],
)
def test_one_switch_is_not_enough_and_the_mend_names_the_other(
    peopled: SqliteStore, switches: tuple[str | None, ...], missing: str
) -> None:
    say_yes(peopled, *switches)

    with pytest.raises(DeniedError, match=missing) as denied:
        permit(store=peopled, speaker="dr-okafor", base_url=CLOUD)

    assert denied.value.exit_code == 10
    assert "draftgenie privacy allow --" in str(denied.value.hint)
    assert "--provider https://api.example.com" in str(denied.value.hint)


def test_both_switches_open_one_provider_and_no_other(peopled: SqliteStore) -> None:
    say_yes(peopled, None, "dr-okafor")

    assert permitted(peopled)
    assert permitted(peopled, base_url="https://api.example.com:443/another/path")
    assert not permitted(peopled, "dr-chen")
    for other in ("http://api.example.com", "https://api.example.com:8443", "https://example.com"):
        assert not permitted(peopled, base_url=other)


@pytest.mark.parametrize("whose", [None, "dr-okafor"])
def test_either_side_can_take_it_back(peopled: SqliteStore, whose: str | None) -> None:
    say_yes(peopled, None, "dr-okafor")

    done = deny(store=peopled, speaker=whose, provider=None)

    assert [c.speaker for c in done.changed] == [whose]
    assert not permitted(peopled)
    assert deny(store=peopled, speaker=whose, provider=None).changed == ()


def test_a_speaker_who_is_not_there_or_was_purged_has_allowed_nothing(
    peopled: SqliteStore,
) -> None:
    say_yes(peopled, None, "dr-okafor")
    with peopled.atomic():
        peopled.speakers.purge("dr-okafor")
        peopled.speakers.put(a_speaker("dr-okafor"))

    assert not permitted(peopled)
    assert [line.consent.speaker for line in show(store=peopled)] == [None]
    with pytest.raises(NotFoundError):
        permit(store=peopled, speaker="nobody", base_url=CLOUD)


def test_decisions_are_told_as_events_and_audited_without_their_purpose(
    peopled: SqliteStore,
) -> None:
    say_yes(peopled, None, "dr-okafor")
    say_yes(peopled, None)
    deny(store=peopled, speaker="dr-okafor", provider="api.example.com")

    provider = {"provider": "https://api.example.com"}
    assert audited(peopled) == [
        ("privacy.allow", "workspace", provider),
        ("privacy.allow", "speaker dr-okafor", provider),
        ("privacy.deny", "speaker dr-okafor", provider),
    ]
    assert [(e.type.value, e.aggregate, e.payload) for e in peopled.log.events()] == [
        ("consent.given", "workspace", {"speaker": None, **provider}),
        ("consent.given", "dr-okafor", {"speaker": "dr-okafor", **provider}),
        ("consent.withdrawn", "dr-okafor", {"speaker": "dr-okafor", **provider}),
    ]


def test_a_call_is_audited_with_figures_only(peopled: SqliteStore) -> None:
    record_call(
        store=peopled,
        speaker="dr-okafor",
        provider=CLOUD,
        model="a-model",
        classes={"name": 2, "date": 1},
        n_characters=812,
        dry_run=False,
        payload_hash="0" * 64,
    )

    detail = {
        "provider": "https://api.example.com",
        "model": "a-model",
        "classes": {"date": 1, "name": 2},
        "n_characters": 812,
        "dry_run": False,
        "payload_hash": "0" * 64,
    }
    assert audited(peopled) == [("privacy.call", "dr-okafor", detail)]
    assert peopled.log.verify_audit() is None


@pytest.mark.parametrize(
    "given", [{"classes": {"Mr. Delgado": 1}}, {"payload_hash": "the patient is Mr. Delgado"}]
)
def test_text_in_the_place_of_a_figure_is_not_written_down(
    peopled: SqliteStore, given: dict[str, Any]
) -> None:
    call: dict[str, Any] = {"classes": {}, "n_characters": 1, "dry_run": True, **given}

    with pytest.raises(ValueError, match=r"class of identifiers|64 hexadecimal"):
        record_call(store=peopled, speaker="dr-chen", provider=CLOUD, model="m", **call)

    assert audited(peopled) == []


@pytest.mark.slow
def test_ten_thousand_random_switchings_permit_nothing_without_both(
    peopled: SqliteStore,
) -> None:
    dice = random.Random(6)  # noqa: S311 - dice, not secrets
    providers = ("https://api.example.com", "https://b.example.org", "http://10.0.0.5:8000")
    people = ("dr-okafor", "dr-chen")
    open_now: set[tuple[str | None, str]] = set()
    seen = {True: 0, False: 0}
    with peopled.atomic():
        for _ in range(10_000):
            whose = dice.choice((None, *people))
            provider = dice.choice(providers)
            if dice.random() < 0.5:
                say_yes(peopled, whose, provider=provider)
                open_now.add((whose, provider))
            else:
                every = dice.random() < 0.2
                deny(store=peopled, speaker=whose, provider=None if every else provider)
                open_now -= {(whose, p) for p in providers if every or p == provider}
            speaker, asked = dice.choice(people), dice.choice(providers)
            expected = {(None, asked), (speaker, asked)} <= open_now
            assert permitted(peopled, speaker, f"{asked}/v1") is expected
            seen[expected] += 1
    assert min(seen.values()) > 1000

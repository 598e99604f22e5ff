from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from draftgenie.adapters.sqlite import migrations
from draftgenie.domain.setaside import SetAside, set_aside_id
from draftgenie.ports.quarantine import Contents, SetAsideQuery
from draftgenie.ports.store import Page
from tests.adapters.stores import NOW, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from draftgenie.adapters.sqlite import SqliteStore


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with open_store(tmp_path) as opened:
        yield opened


def aside(
    raw: bytes, line: int | None = 3, *, reason: str = "not UTF-8", speaker: str | None = None
) -> SetAside:
    key = set_aside_id(source="in.jsonl", line=line, raw=raw)
    return SetAside(key, "in.jsonl", line, 17, "encoding", reason, "00", len(raw), speaker, at=NOW)


def put(store: SqliteStore, *records: tuple[SetAside, bytes]) -> None:
    with store.atomic():
        for record, raw in records:
            store.quarantine.add(record, Contents(raw, None))


def test_a_record_set_aside_is_kept_once_byte_for_byte(store: SqliteStore) -> None:
    raw = b"\xff\x00{"
    kept = [(aside(raw, line), raw) for line in (3, None)]

    put(store, *kept)
    put(store, *kept)

    assert store.quarantine.list(SetAsideQuery()) == [record for record, _ in kept]
    assert [store.quarantine.contents(record.id) for record, _ in kept] == [
        Contents(raw, None)
    ] * 2


def test_the_reason_that_holds_now_takes_the_place_of_the_old_one(store: SqliteStore) -> None:
    put(store, (aside(b"x"), b"x"))
    put(store, (aside(b"x", reason="is empty"), b"x"))

    assert [record.reason for record in store.quarantine.list(SetAsideQuery())] == ["is empty"]


def test_records_are_found_by_code_source_and_speaker_page_by_page(store: SqliteStore) -> None:
    put(store, *((aside(bytes([n]), n, speaker=f"dr-{n % 2}"), bytes([n])) for n in range(5)))

    query = SetAsideQuery("encoding", ".jsonl", "dr-0")
    assert store.quarantine.count(query) == 3
    assert [r.line for r in store.quarantine.list(query, Page(2, 2))] == [4]
    assert store.quarantine.count(SetAsideQuery(code="json")) == 0
    assert store.quarantine.count(SetAsideQuery(source="%")) == 0


@pytest.mark.parametrize(
    "raw",
    [
        '{"speaker": "dr-müller"'.encode(),
        b'{"speaker": "dr-m\\u00fcller"',
        '{"speaker": "dr-müller"'.encode("utf-16"),
        '{"speaker": "dr-müller"'.encode("utf-16-be"),
    ],
)
def test_records_that_hold_a_reference_in_any_encoding_go_with_the_speaker(
    store: SqliteStore, raw: bytes
) -> None:
    mine = aside(raw)
    put(store, (mine, raw), (aside(b"dr-chen"), b"dr-chen"))

    with store.atomic():
        gone = store.quarantine.drop_of("dr-müller")

    assert gone == [mine.id]
    assert [r.n_bytes for r in store.quarantine.list(SetAsideQuery())] == [7]


@pytest.mark.parametrize(
    ("raw", "speaker"),
    [(b'{"speaker": "dr-1"', "dr-1"), (b"dr-10", None), (b"mdr-1", None), (b"dr_1", None)],
)
def test_records_that_only_look_like_theirs_stay(
    store: SqliteStore, raw: bytes, speaker: str | None
) -> None:
    put(store, (aside(raw, speaker=speaker), raw))

    with store.atomic():
        assert store.quarantine.drop_of("dr") == store.quarantine.drop_of("1") == []


def test_records_of_an_older_store_get_their_code_and_hash(tmp_path: Path) -> None:
    with open_store(tmp_path) as made:
        made.close()
    path = tmp_path / "draftgenie.db"
    path.unlink()
    old = _raw(tmp_path)
    old.execute("BEGIN")
    migrations.apply_steps(old, migrations.STEPS[:8])
    for n, reason in enumerate(("is empty", "is not valid UTF-8 (byte 3)")):
        old.execute(
            "INSERT INTO quarantine(id, source, line, reason, raw, at) "
            "VALUES (?, 'in.jsonl', 1, ?, x'ff', ?)",
            (f"qua_{n}", reason, NOW),
        )
    old.execute("COMMIT")
    old.close()

    with open_store(tmp_path) as store:
        found = store.quarantine.list(SetAsideQuery())

    assert [(r.id, r.code, r.sha256[:8], r.offset) for r in found] == [
        (aside(b"\xff", 1).id, "encoding", "a8100ae6", None)
    ]


def _raw(home: Path) -> Any:
    import sqlcipher3.dbapi2 as driver

    return driver.connect(str(home / "draftgenie.db"), isolation_level=None)

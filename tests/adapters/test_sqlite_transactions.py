"""All of a change or none of it: exceptions, nesting, other processes, sudden death."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from draftgenie.domain.draft import Kind
from draftgenie.domain.event import EventType
from draftgenie.errors import DraftGenieError, InputError, StoreError, StoreLockedError
from draftgenie.ports.store import SpeakerQuery
from tests.adapters.stores import (
    STORE,
    a_draft,
    a_speaker,
    add_item,
    heard,
    open_store,
    start,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from draftgenie.adapters.sqlite import SqliteStore


ONBOARDED = {"speaker": "dr-a", "bucket": None, "assumed_bucket": None, "status": "active"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with open_store(tmp_path) as opened:
        yield opened


def refs(store: SqliteStore) -> list[str]:
    return [speaker.ref for speaker in store.speakers.list(SpeakerQuery())]


def put_and_stop(store: SqliteStore, ref: str) -> None:
    with store.atomic():
        store.speakers.put(a_speaker(ref))
        msg = "stop"
        raise ValueError(msg)


def test_a_block_that_ends_well_is_seen_by_others(store: SqliteStore, tmp_path: Path) -> None:
    with store.atomic():
        store.speakers.put(a_speaker("dr-a"))
        with open_store(tmp_path) as other:
            assert refs(other) == []

    with open_store(tmp_path) as other:
        assert refs(other) == ["dr-a"]


@pytest.mark.parametrize("kind", [ValueError, KeyboardInterrupt, SystemExit, GeneratorExit])
def test_a_block_that_is_left_by_an_exception_writes_nothing(
    store: SqliteStore, tmp_path: Path, kind: type[BaseException]
) -> None:
    def change() -> None:
        with store.atomic():
            store.speakers.put(a_speaker("dr-a"))
            store.log.emit(EventType.SPEAKER_ONBOARDED, aggregate="dr-a", payload=ONBOARDED)
            raise kind

    with pytest.raises(kind):
        change()

    assert refs(store) == []
    assert list(store.log.events()) == []
    with open_store(tmp_path) as other, other.atomic():
        other.speakers.put(a_speaker("dr-b"))


def test_only_the_outermost_block_commits(store: SqliteStore, tmp_path: Path) -> None:
    with store.atomic():
        with store.atomic():
            store.speakers.put(a_speaker("dr-a"))
        with open_store(tmp_path) as other:
            assert refs(other) == []

    assert refs(store) == ["dr-a"]


def test_an_inner_block_that_fails_takes_only_its_own_writes_back(store: SqliteStore) -> None:
    with store.atomic():
        store.speakers.put(a_speaker("dr-a"))
        with pytest.raises(ValueError, match="stop"):
            put_and_stop(store, "dr-b")
        store.speakers.put(a_speaker("dr-c"))

    assert refs(store) == ["dr-a", "dr-c"]


def test_an_outer_block_that_fails_takes_the_inner_one_back(store: SqliteStore) -> None:
    def change() -> None:
        with store.atomic():
            with store.atomic():
                store.speakers.put(a_speaker("dr-a"))
            put_and_stop(store, "dr-b")

    with pytest.raises(ValueError, match="stop"):
        change()

    assert refs(store) == []


def test_a_write_outside_a_block_is_a_mistake_of_the_program(store: SqliteStore) -> None:
    with pytest.raises(RuntimeError, match="outside atomic"):
        store.speakers.put(a_speaker())

    assert refs(store) == []


def test_what_follows_a_transaction_that_sqlite_gave_up_is_not_written(store: SqliteStore) -> None:
    def change() -> None:
        with store.atomic():
            store.speakers.put(a_speaker("dr-a"))
            store._db._raw.execute("ROLLBACK")
            store.speakers.put(a_speaker("dr-b"))

    with pytest.raises(StoreError, match="given up"):
        change()

    assert refs(store) == []


def test_a_second_writer_is_told_who_writes(store: SqliteStore, tmp_path: Path) -> None:
    with (
        store.atomic(),
        open_store(tmp_path, command="rag generate") as other,
        pytest.raises(StoreLockedError, match=r"'test', since 12:03:11 UTC"),
        other.atomic(),
    ):
        pass


def test_the_lock_of_the_store_is_the_one_its_transactions_take(store: SqliteStore) -> None:
    with store.atomic():
        assert store.lock.held
    assert not store.lock.held
    with store.lock, store.atomic():
        store.speakers.put(a_speaker())


COUNT_UP = """
store = open_store(home, wait_s=60)
say("ready")
sys.stdin.readline()
for _ in range(100):
    with store.atomic():
        store.speakers.put(a_speaker(version=store.speakers.get("dr-okafor").version + 1))
"""


def test_two_processes_that_write_at_once_lose_nothing(store: SqliteStore, tmp_path: Path) -> None:
    with store.atomic():
        store.speakers.put(a_speaker(version=0))
    writers = [start(COUNT_UP, tmp_path) for _ in range(2)]
    assert [heard(writer) for writer in writers] == ["ready", "ready"]

    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate()

    assert [writer.returncode for writer in writers] == [0, 0]
    assert store.speakers.get("dr-okafor") == a_speaker(version=200)


def test_two_processes_may_make_the_store_at_once(tmp_path: Path) -> None:
    script = "open_store(home, wait_s=60).close(); say('done')"
    makers = [start(script, tmp_path / "home") for _ in range(2)]

    assert [heard(maker) for maker in makers] == ["done", "done"]
    for maker in makers:
        maker.communicate()
    with open_store(tmp_path / "home", create=False) as store:
        assert list(store.integrity()) == []


# A small cache makes SQLite write uncommitted pages to the log before the kill.
DIE_INSIDE = """
store = open_store(home)
store._db.pragma("cache_size = 10")
with store.atomic():
    for n in range(300):
        add_item(store, f"visit-{n}", texts={Kind.ASR: "text " * 500})
    say("ready")
    sys.stdin.read()
"""


def test_a_process_killed_inside_a_block_leaves_the_store_as_it_was(
    store: SqliteStore, tmp_path: Path
) -> None:
    add_item(store, texts={Kind.ASR: "before"})
    log = tmp_path / f"{STORE}-wal"
    size = log.stat().st_size
    writer = start(DIE_INSIDE, tmp_path)
    assert heard(writer) == "ready"
    assert log.stat().st_size > size

    writer.kill()
    writer.communicate()

    with open_store(tmp_path) as other:
        assert other.drafts.stats()["drafts"] == 1
        assert list(other.integrity()) == []
        with other.atomic():
            other.speakers.put(a_speaker("dr-b"))
    assert refs(store) == ["dr-b", "dr-okafor"]


NOTE_TEXT = "Mrs Example has been given 50 mg"


def test_a_text_that_is_no_unicode_is_refused_without_showing_it(store: SqliteStore) -> None:
    add_item(store)

    with pytest.raises(InputError) as refused, store.atomic():
        store.drafts.add(a_draft("visit-1", f"{NOTE_TEXT} \ud800"))

    assert said(refused.value) == (
        "a text holds characters that are not Unicode (a lone surrogate)",
        "save the input as UTF-8",
    )
    assert store.drafts.stats()["drafts"] == 0


def test_a_row_that_fits_nothing_is_refused_without_showing_it(store: SqliteStore) -> None:
    with pytest.raises(StoreError) as refused, store.atomic():
        store.drafts.add(a_draft("visit-1", NOTE_TEXT))

    assert NOTE_TEXT not in repr((said(refused.value), refused.value.__cause__))


def test_a_figure_that_is_not_finite_is_refused(store: SqliteStore) -> None:
    with pytest.raises(InputError, match="not finite"), store.atomic():
        store.speakers.put(a_speaker(metadata={"x": float("nan")}))


def said(error: DraftGenieError) -> tuple[str, str | None]:
    return error.message, error.hint

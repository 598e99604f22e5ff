"""One writer at a time, and who it is."""

from __future__ import annotations

import stat
import threading
from typing import TYPE_CHECKING

import pytest

from draftgenie.adapters.lock import Lock
from draftgenie.errors import StoreError, StoreLockedError
from tests.adapters.stores import FixedClock, heard, start

if TYPE_CHECKING:
    from pathlib import Path

HOLD = """
from draftgenie.adapters.lock import Lock
with Lock(home / "write.lock", clock=FixedClock(), command="draft ingest", wait_s=0):
    say(os.getpid())
    sys.stdin.read()
"""


def a_lock(home: Path, wait_s: float = 0.0) -> Lock:
    return Lock(home / "write.lock", clock=FixedClock(), command="rag generate", wait_s=wait_s)


def test_a_lock_held_by_another_process_names_it(tmp_path: Path) -> None:
    other = start(HOLD, tmp_path)
    pid = heard(other)

    with pytest.raises(StoreLockedError) as refused, a_lock(tmp_path):
        pass

    assert refused.value.message == (
        f"another process (pid {pid}, 'draft ingest', since 12:03:11 UTC) is writing"
    )
    assert refused.value.hint is not None
    other.communicate()


def test_a_lock_waits_until_the_other_process_lets_go(tmp_path: Path) -> None:
    other = start(HOLD, tmp_path)
    heard(other)
    ending = threading.Thread(target=other.communicate)
    ending.start()

    with a_lock(tmp_path, wait_s=60) as lock:
        assert lock.held

    ending.join()
    assert other.returncode == 0


def test_a_killed_process_leaves_the_lock_free(tmp_path: Path) -> None:
    other = start(HOLD, tmp_path)
    heard(other)
    other.kill()
    other.communicate()
    assert (tmp_path / "write.lock").read_text()

    with a_lock(tmp_path) as lock:
        assert lock.held


def test_the_same_thread_may_enter_again_and_only_the_last_exit_lets_go(tmp_path: Path) -> None:
    lock, second = a_lock(tmp_path), a_lock(tmp_path)

    with lock:
        with lock:
            pass
        with pytest.raises(StoreLockedError), second:
            pass
    with second:
        assert not lock.held


def test_another_thread_waits_for_the_lock(tmp_path: Path) -> None:
    lock = a_lock(tmp_path)
    refused: list[StoreLockedError] = []

    def enter() -> None:
        try:
            with lock:
                pass
        except StoreLockedError as error:
            refused.append(error)

    with lock:
        thread = threading.Thread(target=enter)
        thread.start()
        thread.join()

    assert len(refused) == 1


def test_threads_that_share_a_lock_never_overlap(tmp_path: Path) -> None:
    lock = a_lock(tmp_path, wait_s=60)
    inside, most = 0, 0

    def work() -> None:
        nonlocal inside, most
        for _ in range(50):
            with lock:
                inside += 1
                most = max(most, inside)
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most == 1


@pytest.mark.parametrize("said", [b"", b"{", b"[]", b'{"pid": 1}', b"\xff\xfe"])
def test_a_lock_file_that_says_nothing_useful_is_no_hindrance(tmp_path: Path, said: bytes) -> None:
    (tmp_path / "write.lock").write_bytes(said)
    with a_lock(tmp_path):
        (tmp_path / "write.lock").write_bytes(said)

        with pytest.raises(StoreLockedError) as refused, a_lock(tmp_path):
            pass

    assert refused.value.message == "another process is writing"


def test_an_exception_inside_lets_the_lock_go(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), a_lock(tmp_path):
        raise KeyboardInterrupt

    with a_lock(tmp_path) as lock:
        assert lock.held


def test_the_lock_file_is_for_its_owner_only(tmp_path: Path) -> None:
    with a_lock(tmp_path):
        pass

    assert stat.S_IMODE((tmp_path / "write.lock").stat().st_mode) == 0o600


def test_a_folder_that_is_not_there_is_a_store_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such file"), a_lock(tmp_path / "gone"):
        pass

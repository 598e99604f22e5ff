"""Workers that are killed, and two at once: the store ends as if one had run in peace."""

from __future__ import annotations

import os
import random
import shutil
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from draftgenie.adapters.sqlite import SqliteStore
from draftgenie.domain.delivery import State
from tests.builders import TickingClock, lines
from tests.histories import a_draft, a_history, texts

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.drafts import Run

    Spawn = Callable[..., subprocess.Popen[str]]

N_DRAFTS = 40
LATEST_KILL_S = 4.0
SEED = int(os.environ.get("DG_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)

_RESULTS = (
    "SELECT id, draft_id, text FROM generated_note ORDER BY id",
    "SELECT draft_id, final_id FROM pair_read ORDER BY draft_id",
    "SELECT id, speaker, n_applied, n_left_alone FROM correction ORDER BY id, speaker",
    "SELECT note_id, final_id, scores_json FROM evaluation ORDER BY note_id",
    "SELECT speaker, before, after FROM bucket_move ORDER BY seq",
)


def take_in(run: Run) -> None:
    """Drafts to be corrected, notes to be measured, and pairs to be learned from."""
    noted = [a_draft(n, dictated_at="2026-10-01T09:00:00Z") for n in range(100, 106)]
    run("draft", "ingest", "-", stdin=lines(*noted))
    run("worker", "run")
    signed = [
        {"speaker": "dr-okafor", "item": f"visit-{n:04}", "kind": "final", "text": texts(n)[1]}
        for n in range(100, 106)
    ]
    new = [
        a_draft(n, speaker=who, dictated_at=f"2026-11-{1 + n % 28:02}T09:00:00Z")
        for n in range(200, 200 + N_DRAFTS)
        for who in ("dr-okafor", "dr-chen")
    ]
    pairs = a_history(6, first=40, with_dates=False)
    run("draft", "ingest", "-", stdin=lines(*signed, *new, *pairs))


def outcome(home: Path) -> tuple[list[Any], Counter[str]]:
    """What a store holds of results, and how many events there are of each type."""
    with SqliteStore.open(
        home, clock=TickingClock(), actor="tester", command="test", wait_s=5.0, create=False
    ) as store:
        assert store.deliveries.counts()[State.LEASED] == 0
        events = Counter(event.type.value for event in store.log.events())
        return [store._db.rows(sql) for sql in _RESULTS], events


def in_a_crowd(run: Run, spawn: Spawn, *, rounds: int, seed: int) -> None:
    """Two workers at a time, one of them killed at a random moment; at the end one in peace."""
    chance = random.Random(seed)  # noqa: S311
    for _ in range(rounds):
        crowd = [spawn("worker", "run", "-q"), spawn("worker", "run", "-q")]
        time.sleep(chance.uniform(0.5, LATEST_KILL_S))
        chance.choice(crowd).kill()
        for one in crowd:
            one.communicate()
    assert run("worker", "run", "-q").exit_code == 0


@pytest.mark.parametrize("rounds", [1, pytest.param(25, marks=pytest.mark.slow)])
def test_killed_and_crowded_workers_do_everything_once(
    run: Run, spawn: Spawn, own_learned_home: Path, tmp_path: Path, rounds: int
) -> None:
    take_in(run)
    peaceful = tmp_path / "peaceful"
    shutil.copytree(own_learned_home, peaceful)

    run("worker", "run", "-q", "--home", peaceful)
    in_a_crowd(run, spawn, rounds=rounds, seed=SEED)

    assert outcome(own_learned_home) == outcome(peaceful), f"DG_SEED={SEED}"
    assert outcome(peaceful)[1]["note.generated"] == 6 + 2 * N_DRAFTS

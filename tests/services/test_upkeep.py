from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from draftgenie.adapters.surroundings import look_at_upkeep
from draftgenie.ports.surroundings import Upkeep
from draftgenie.services.doctor import State
from draftgenie.services.upkeep import check_upkeep
from tests.noted import add_noted

if TYPE_CHECKING:
    from pathlib import Path

    from draftgenie.adapters.sqlite import SqliteStore

NOW = "2026-03-20T12:00:00.000Z"


@pytest.mark.parametrize(
    ("seen", "code", "state"),
    [
        (Upkeep(newest_backup_at="2026-03-14T12:00:00.000Z"), None, None),
        (Upkeep(newest_backup_at="2026-03-13T11:00:00.000Z"), "DG015", State.WARNING),
        (Upkeep(unable=("link files",)), "DG014", State.FAULT),
        (Upkeep(database_bytes=30_000_000), "DG017", State.WARNING),
        (Upkeep(database_bytes=30_000, index_bytes=50_000_000, n_vectors=900), "DG017",
         State.WARNING),
        (Upkeep(database_bytes=30_000, index_bytes=900_000, n_vectors=1), None, None),
    ],
)  # fmt: skip
def test_upkeep_is_judged_point_by_point(
    store: SqliteStore, seen: Upkeep, code: str | None, state: State | None
) -> None:
    add_noted(store)

    found = {c.code: c.state for c in check_upkeep(seen, store, now=NOW)}

    assert list(found) == ["DG014", "DG015", "DG016", "DG017"]
    bad = {key: value for key, value in found.items() if value is not State.OK}
    assert bad == ({} if code is None else {code: state})


def test_a_local_disk_can_do_what_is_needed_and_nothing_is_left_on_it(
    store: SqliteStore, home: Path
) -> None:
    add_noted(store)
    before = sorted(home.iterdir())

    seen = look_at_upkeep(home, newest_backup_at=None, n_vectors=0)

    assert seen.unable == ()
    assert seen.database_bytes > 100_000
    assert sorted(home.iterdir()) == before

"""Backups from the command line: made, checked, brought back, and thinned out."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Any

import pytest
import sqlcipher3.dbapi2 as driver  # type: ignore[import-untyped]

from draftgenie.adapters.backups import Backups
from draftgenie.adapters.sqlite import migrations
from draftgenie.services.backup import Keep, chosen
from tests.builders import TickingClock, a_pair, lines
from tests.cli.drafts import export

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Run = Callable[..., Result]


def ingest(run: Run, *items: str) -> None:
    done = run("draft", "ingest", "-", "--create-speakers", stdin=lines(*map(a_pair, items)))
    assert done.exit_code == 0, done.stderr


def a_backup(run: Run, *more: str | Path) -> dict[str, Any]:
    made: dict[str, Any] = run("backup", "create", "--json", *more).json
    return made


def flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 4
    path.write_bytes(content)


def test_a_backup_brings_the_store_back_as_it_was(run: Run, home: Path, kept: list[Any]) -> None:
    run("config", "set", "bucket_window", "30")
    made = a_backup(run)
    ingest(run, "visit-2")
    run("config", "set", "bucket_window", "40")

    done = run("backup", "restore", made["id"], "--force", "--yes")

    assert done.exit_code == 0, done.stderr
    assert export(run) == kept
    assert run("config", "show", "--json").json["items"][2]["value"] == 30
    assert run("store", "verify", "--deep").exit_code == 0
    assert not (home / ".restore").exists()


def test_a_backup_says_what_it_holds(run: Run, kept: list[Any]) -> None:
    made = a_backup(run)

    assert made["contents"]["counts"]["item"] == len(kept)
    assert made["contents"]["schema_version"] == len(migrations.STEPS)
    assert made["contents"]["audit_seq"] > 0
    assert list(made["files"]) == ["draftgenie.db"]
    listed = run("backup", "list", "--json").json
    assert (listed["total"], listed["items"]) == (1, [made])


@pytest.mark.usefixtures("kept")
def test_a_backup_is_its_owners_alone_under_any_umask(run: Run, home: Path) -> None:
    before = os.umask(0)
    try:
        run("config", "set", "bucket_window", "30")
        a_backup(run)
        run("backup", "restore", "--force", "--yes")
    finally:
        os.umask(before)

    open_to_others = [
        str(path) for path in [home, *home.rglob("*")] if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    assert open_to_others == []


@pytest.mark.usefixtures("kept")
def test_a_store_that_is_there_is_not_replaced_unless_told(run: Run, tmp_path: Path) -> None:
    a_backup(run, "--to", tmp_path / "elsewhere")

    refused = run("backup", "restore", "--to", tmp_path / "elsewhere")
    fresh = run("backup", "restore", "--to", tmp_path / "elsewhere", "--home", tmp_path / "new")

    assert refused.exit_code == 5
    assert "--force" in refused.stderr
    assert fresh.exit_code == 0
    assert run("store", "verify", "--home", tmp_path / "new").exit_code == 0


@pytest.mark.parametrize("file", ["draftgenie.db", "manifest.json"])
@pytest.mark.usefixtures("kept")
def test_a_backup_that_rotted_is_named_and_not_restored(run: Run, home: Path, file: str) -> None:
    made, sound = a_backup(run), a_backup(run)
    path = home / "backups" / made["id"] / file
    flip(path, path.stat().st_size // 2)

    checked = run("backup", "verify", "--json")
    restored = run("backup", "restore", made["id"], "--force", "--yes")

    assert checked.exit_code == restored.exit_code == 7
    assert {c["id"]: c["sound"] for c in checked.json["items"]} == {
        made["id"]: False,
        sound["id"]: True,
    }
    assert run("backup", "verify", "latest").exit_code == 0


@pytest.mark.usefixtures("kept")
def test_a_damaged_store_gives_no_backup(run: Run, home: Path) -> None:
    connection = driver.connect(str(home / "draftgenie.db"), isolation_level=None)
    connection.execute("UPDATE draft SET text = 'another'")
    connection.close()

    done = run("backup", "create", "--json")

    assert done.exit_code == 7
    assert "the store is damaged" in done.error["message"]
    assert [p.name for p in (home / "backups").iterdir()] == ["lock"]


@pytest.mark.usefixtures("kept")
def test_a_damaged_store_is_brought_back_from_its_backup(run: Run, home: Path) -> None:
    before = export(run)
    a_backup(run)
    (home / "draftgenie.db").write_bytes(b"no database" * 1000)

    assert run("store", "verify").exit_code == 7
    assert run("backup", "restore", "--force", "--yes").exit_code == 0
    assert export(run) == before


@pytest.mark.usefixtures("kept")
def test_what_a_killed_backup_left_is_swept_away_by_the_next(run: Run, home: Path) -> None:
    left = home / "backups" / ".partial-20260101T000000000Z"
    left.mkdir(parents=True)
    (left / "draftgenie.db").write_bytes(b"half a store")

    made = a_backup(run)

    assert run("backup", "list", "--json").json["total"] == 1
    assert sorted(p.name for p in (home / "backups").iterdir()) == [made["id"], "lock"]


def test_an_older_store_is_backed_up_before_it_is_brought_up_to_date(run: Run, home: Path) -> None:
    home.mkdir(mode=0o700)
    connection = driver.connect(str(home / "draftgenie.db"), isolation_level=None)
    migrations.apply_steps(connection, migrations.STEPS[:7])
    connection.execute(
        "INSERT INTO speaker(ref, name, created_at, updated_at) VALUES ('dr-old', 'O', '', '')"
    )
    connection.close()

    done = run("speaker", "list", "--json")

    assert [one["ref"] for one in done.json["items"]] == ["dr-old"]
    (kept,) = run("backup", "list", "--json").json["items"]
    assert kept["contents"]["schema_version"] == 7
    assert run("backup", "verify").exit_code == 0
    assert run("backup", "restore", kept["id"], "--force", "--yes").exit_code == 0
    assert run("store", "verify", "--deep").exit_code == 0


@pytest.mark.usefixtures("kept")
def test_a_backup_of_a_newer_program_is_refused(run: Run, home: Path, tmp_path: Path) -> None:
    connection = driver.connect(str(home / "draftgenie.db"), isolation_level=None)
    newer = Backups(tmp_path / "newer", clock=TickingClock(), program="newer", wait_s=1)

    def copy_into(path: Path) -> None:
        connection.execute("VACUUM INTO ?", (str(path),))
        copy = driver.connect(str(path), isolation_level=None)
        copy.execute("PRAGMA user_version = 9999")
        copy.close()

    made = newer.create(copy_into, settings=None)
    connection.close()

    done = run("backup", "restore", made.id, "--to", tmp_path / "newer", "--force", "--yes")

    assert done.exit_code == 7
    assert "pip install --upgrade draftgenie" in done.stderr
    assert run("store", "verify", "--deep").exit_code == 0


def test_pruning_keeps_what_a_rule_asks_for(run: Run, kept: list[Any]) -> None:
    made = [a_backup(run)["id"] for _ in range(4)]

    asked = run("backup", "prune", "--keep-last", "2", "--dry-run", "--json").json
    done = run("backup", "prune", "--keep-last", "2", "--json").json
    listed = [one["id"] for one in run("backup", "list", "--json").json["items"]]

    assert asked == done == {"kept": made[:1:-1], "removed": made[1::-1]}
    assert listed == made[:1:-1]
    assert run("backup", "prune").exit_code == 2


def test_days_weeks_and_months_keep_their_newest(tmp_path: Path) -> None:
    from draftgenie.domain.backup import Backup

    days = [f"2026-{m:02}-{d:02}" for m in (3, 2, 1) for d in range(28, 0, -1)]
    backups = [Backup(day, "", f"{day}T02:00:00.000Z") for day in days]

    kept = chosen(backups, Keep(last=1, daily=3, weekly=2, monthly=3))

    assert sorted(kept, reverse=True) == [
        "2026-03-28", "2026-03-27", "2026-03-26", "2026-03-22", "2026-02-28", "2026-01-28",
    ]  # fmt: skip


def test_backups_taken_while_others_write_are_whole(run: Run, home: Path, spawn: Any) -> None:
    ingest(run, "visit-0")
    records = lines(*(a_pair(f"load-{n}") for n in range(300)))
    (home.parent / "load.jsonl").write_text(records, encoding="utf-8")
    writer = spawn("draft", "ingest", home.parent / "load.jsonl", "-q")
    while writer.poll() is None:
        a_backup(run)
    _, said = writer.communicate()

    assert writer.returncode == 0, said
    assert run("backup", "verify").exit_code == 0
    assert run("store", "verify", "--deep").exit_code == 0
    counts = [one["contents"]["counts"] for one in run("backup", "list", "--json").json["items"]]
    assert counts
    # An item is committed with its texts.
    assert all(n["item"] == n["draft"] == n["final_note"] for n in counts)

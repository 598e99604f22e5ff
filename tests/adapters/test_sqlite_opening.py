"""Opening a store: new, old, newer, foreign, damaged, without rights, without room."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as driver  # type: ignore[import-untyped]

from draftgenie.adapters.sqlite import migrations
from draftgenie.adapters.sqlite.store import SCHEMA_VERSION, refuse_unsafe
from draftgenie.domain.draft import Kind
from draftgenie.errors import StoreError, StoreLockedError
from draftgenie.ports.store import DraftQuery
from tests.adapters.stores import STORE, a_speaker, add_item, open_store, run


def raw(home: Path) -> Any:
    return driver.connect(str(home / STORE), isolation_level=None)


def schema(home: Path) -> list[tuple[str, str]]:
    connection = raw(home)
    rows = connection.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall()
    connection.close()
    return list(rows)


def test_a_new_store_has_the_whole_schema_and_can_be_opened_again(tmp_path: Path) -> None:
    with open_store(tmp_path / "deep" / "home") as store:
        assert store.schema_version == SCHEMA_VERSION == len(migrations.STEPS)
        with store.atomic():
            store.speakers.put(a_speaker())

    with open_store(tmp_path / "deep" / "home", create=False) as store:
        assert store.speakers.get("dr-okafor") == a_speaker()
        assert list(store.integrity()) == []


@pytest.mark.parametrize("n_steps", range(1, SCHEMA_VERSION))
def test_an_older_store_is_brought_up_to_date_with_its_rows(tmp_path: Path, n_steps: int) -> None:
    fresh, old = tmp_path / "fresh", tmp_path / "old"
    open_store(fresh).close()
    old.mkdir()
    connection = raw(old)
    migrations.apply_steps(connection, migrations.STEPS[:n_steps])
    connection.execute(
        "INSERT INTO speaker(ref, name, created_at, updated_at) VALUES ('dr-old', 'O', '', '')"
    )
    connection.close()

    with open_store(old, create=False) as store:
        assert store.schema_version == SCHEMA_VERSION
        assert store.speakers.get("dr-old") == a_speaker(
            "dr-old", name="O", created_at="", updated_at=""
        )
    assert schema(old) == schema(fresh)


def test_a_store_whose_version_mark_is_behind_its_schema_is_marked_again(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    before = schema(tmp_path)
    connection = raw(tmp_path)
    connection.execute("PRAGMA user_version = 0")
    connection.close()

    with open_store(tmp_path, create=False) as store:
        assert store.schema_version == SCHEMA_VERSION
    assert schema(tmp_path) == before


def test_a_newer_store_is_refused(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    connection = raw(tmp_path)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()

    with pytest.raises(StoreError, match="written by a newer version") as refused:
        open_store(tmp_path)

    assert refused.value.hint == "pip install --upgrade draftgenie"


def test_a_database_of_somebody_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    connection = raw(tmp_path)
    connection.execute("CREATE TABLE holiday(photo)")
    connection.close()

    with pytest.raises(StoreError, match="is no store of draftgenie"):
        open_store(tmp_path)

    assert schema(tmp_path) == [("holiday", "CREATE TABLE holiday(photo)")]


def test_a_missing_store_is_not_made_by_a_command_that_only_reads(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store in") as refused:
        open_store(tmp_path / "home", create=False)

    assert refused.value.hint is not None
    assert "draftgenie speaker add" in refused.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_store_whose_making_was_cut_short_is_none_yet(tmp_path: Path) -> None:
    (tmp_path / STORE).touch()

    with pytest.raises(StoreError, match="no store in"):
        open_store(tmp_path, create=False)
    with open_store(tmp_path) as store:
        assert store.schema_version == SCHEMA_VERSION


def test_a_file_that_is_no_database_is_refused_with_the_mend(tmp_path: Path) -> None:
    (tmp_path / STORE).write_bytes(b"this is no database at all. " * 300)

    with pytest.raises(StoreError, match="is not a database") as refused:
        open_store(tmp_path)

    assert refused.value.hint is not None
    assert "draftgenie backup restore" in refused.value.hint


@pytest.mark.parametrize("sound_share", [0.0, 0.5])
def test_a_damaged_store_is_an_explained_error(tmp_path: Path, sound_share: float) -> None:
    with open_store(tmp_path) as store:
        for n in range(50):
            add_item(store, f"visit-{n}", texts={Kind.ASR: "text " * 500})
    file = tmp_path / STORE
    content = file.read_bytes()
    sound = 4096 + int((len(content) - 4096) * sound_share)
    file.write_bytes(content[:sound] + b"\xff" * (len(content) - sound))

    with pytest.raises(StoreError, match="is damaged") as refused, open_store(tmp_path) as store:
        store.drafts.list(DraftQuery())

    assert refused.value.hint is not None
    assert "draftgenie backup restore" in refused.value.hint


def test_integrity_names_damage_that_opening_does_not_notice(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        for n in range(50):
            add_item(store, f"visit-{n}", texts={Kind.ASR: "text " * 500})
    file = tmp_path / STORE
    content = file.read_bytes()
    file.write_bytes(content[:-8192] + b"\xff" * 8192)

    with open_store(tmp_path) as store:
        faults = list(store.integrity())

    assert faults
    assert all(fault.startswith("the ") for fault in faults)


def test_a_home_whose_name_looks_like_a_uri_is_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    open_store(Path("file:home?mode=memory")).close()

    assert (tmp_path / "file:home?mode=memory" / STORE).stat().st_size > 0


def test_a_folder_in_place_of_the_home_or_the_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "home" / STORE).mkdir(parents=True)

    for home in (tmp_path / "file", tmp_path / "file" / "home", tmp_path / "home"):
        with pytest.raises(StoreError):
            open_store(home)


def test_the_settings_that_keep_data_safe_are_on(tmp_path: Path) -> None:
    with open_store(tmp_path, wait_s=2.5) as store:
        values = {
            name: store._db.pragma(name)
            for name in (
                "foreign_keys",
                "journal_mode",
                "synchronous",
                "busy_timeout",
                "secure_delete",
                "trusted_schema",
            )
        }

    assert values == {
        "foreign_keys": 1,
        "journal_mode": "wal",
        "synchronous": 2,
        "busy_timeout": 2500,
        "secure_delete": 1,
        "trusted_schema": 0,
    }


def test_a_restored_copy_in_another_journal_mode_goes_back_to_wal(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    connection = raw(tmp_path)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()

    with open_store(tmp_path, create=False) as store:
        assert store._db.pragma("journal_mode") == "wal"


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o277])
def test_only_the_owner_can_read_whatever_the_umask_says(tmp_path: Path, umask: int) -> None:
    home = tmp_path / "above" / "home"
    before = os.umask(umask)
    try:
        with open_store(home) as store:
            add_item(store, texts={Kind.ASR: "draft"})
            modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in home.iterdir()}
    finally:
        os.umask(before)

    assert modes == {
        STORE: 0o600,
        f"{STORE}-wal": 0o600,
        f"{STORE}-shm": 0o600,
        "write.lock": 0o600,
    }
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE(home.parent.stat().st_mode) == 0o700


def test_a_store_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    (tmp_path / STORE).chmod(0o644)

    with open_store(tmp_path, create=False):
        assert stat.S_IMODE((tmp_path / STORE).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
        ((4, 0, 0), True),
    ],
)
def test_an_sqlite_that_can_lose_commits_is_refused(
    version: tuple[int, ...], *, safe: bool
) -> None:
    if safe:
        refuse_unsafe(version)
    else:
        with pytest.raises(StoreError, match="can lose committed data"):
            refuse_unsafe(version)


def test_opening_a_store_that_is_up_to_date_loads_nothing_heavy(tmp_path: Path) -> None:
    open_store(tmp_path).close()

    said = run(
        """
with open_store(home, create=False) as store:
    store.speakers.get("dr-okafor")
say(sorted({"sqlite_utils", "numpy", "sqlite3", "lancedb", "pydantic"} & set(sys.modules)))
""",
        tmp_path,
    )

    assert said == "[]"


def test_a_store_locked_by_another_program_is_said_to_be(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        connection = raw(tmp_path)
        connection.execute("BEGIN IMMEDIATE")

        with pytest.raises(StoreLockedError, match="another program"), store.atomic():
            pass

        connection.execute("ROLLBACK")
        with store.atomic():
            store.speakers.put(a_speaker())
        connection.close()


def test_a_full_disk_is_a_store_error_and_leaves_what_was_there(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        add_item(store, texts={Kind.ASR: "before"})

    said = run(
        """
import resource
from draftgenie.errors import StoreError
store = open_store(home)
limit = 256 * 1024
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    add_item(store, "visit-2", texts={Kind.ASR: "secret words " * 100_000})
except StoreError as error:
    say(error.exit_code, "secret" in error.message, bool(error.hint))
say([d.text for d in store.drafts.list(DraftQuery())])
add_item(store, "visit-3", texts={Kind.ASR: "small"})
""".replace("import resource", "import resource\nfrom draftgenie.ports.store import DraftQuery"),
        tmp_path,
    )

    assert said.splitlines() == ["7 False True", "['before']"]
    with open_store(tmp_path) as store:
        assert list(store.integrity()) == []
        assert store.drafts.stats()["drafts"] == 2


def test_a_read_only_folder_is_a_store_error() -> None:
    # Not tmp_path: root obeys no permissions, so the child becomes nobody, who may not pass
    # through the folders above it.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        said = run(
            """
from draftgenie.adapters.sqlite import store as module
import sqlite_utils
from draftgenie.errors import StoreError
(home / "there").mkdir()
open_store(home / "there").close()
for path in (home, *home.rglob("*")):
    if os.geteuid() == 0:
        os.chown(path, 65534, 65534)
    path.chmod(0o555 if path.is_dir() else 0o444)
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
def attempt():
    try:
        with open_store(home / "there") as store, store.atomic():
            store.speakers.put(a_speaker())
    except StoreError as error:
        say(error.exit_code, bool(error.hint))
attempt()
home.joinpath("there").chmod(0o755)
attempt()
try:
    open_store(home / "new")
except StoreError as error:
    say(error.exit_code, bool(error.hint))
home.chmod(0o755)
""",
            folder,
        )

    assert said.splitlines() == ["7 True", "7 True", "7 True"]

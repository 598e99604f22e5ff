"""`store verify` and `store repair`, as a person uses them."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
import sqlcipher3.dbapi2 as driver  # type: ignore[import-untyped]

from tests.cli.drafts import export

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def behind_its_back(home: Path, statement: str) -> None:
    connection = driver.connect(str(home / "draftgenie.db"), isolation_level=None)
    connection.execute(statement)
    connection.close()


CHANGE = "UPDATE final_note SET text = replace(text, '25', '250')"


def test_a_store_that_is_as_written_passes(run: Callable[..., Any], kept: list[Any]) -> None:
    shallow, deep = run("store", "verify"), run("store", "verify", "--deep", "--json")

    assert (shallow.exit_code, shallow.stdout) == (0, "")
    assert "all is as it was written" in shallow.stderr
    assert (deep.exit_code, deep.json) == (0, {"items": [], "total": 0})
    assert kept


@pytest.mark.usefixtures("kept")
def test_a_changed_text_is_named_and_never_printed(run: Callable[..., Any], home: Path) -> None:
    behind_its_back(home, CHANGE)

    verified = run("store", "verify", "--deep", "--json")
    exported = run("draft", "export")

    assert verified.exit_code == exported.exit_code == 7
    assert verified.json["items"] == [
        {"part": "row", "name": "final_note", "key": "2", "what": "changed"}
    ]
    assert "250" not in exported.stdout + exported.stderr
    assert "store repair" in exported.stderr


def test_a_changed_row_comes_back_from_a_backup(
    run: Callable[..., Any], home: Path, kept: list[Any]
) -> None:
    run("backup", "create")
    behind_its_back(home, CHANGE)

    done = run("store", "repair")

    assert done.exit_code == 0, done.stderr
    assert "mended: 1 of 1" in done.stderr
    assert export(run) == kept


@pytest.mark.usefixtures("kept")
def test_what_has_no_other_copy_is_left_and_can_be_accepted(
    run: Callable[..., Any], home: Path
) -> None:
    behind_its_back(home, CHANGE)

    left = run("store", "repair", "--json")
    accepted = run("store", "repair", "--accept", "--yes")

    assert (left.exit_code, left.json["total"]) == (7, 1)
    assert accepted.exit_code == 0
    assert "250" in export(run)[0]["final"]


def test_what_was_learned_is_made_again(run: Callable[..., Any], own_learned_home: Path) -> None:
    one = min((own_learned_home / "learned").glob("*.npy"))
    content = bytearray(one.read_bytes())
    content[-1] ^= 1
    one.write_bytes(content)
    behind_its_back(own_learned_home, "UPDATE occurrence SET context = 'another' LIMIT 3")

    found = run("store", "verify", "--deep", "--json")
    done = run("store", "repair")

    assert [damage["part"] for damage in found.json["items"]] == ["row"] * 3 + ["learned"]
    assert done.exit_code == 0, done.stderr


@pytest.mark.usefixtures("kept")
def test_settings_that_turned_over_are_named(run: Callable[..., Any], home: Path) -> None:
    run("config", "set", "bucket_window", "30")
    path = home / "config.toml"
    path.write_text(path.read_text().replace("30", "70"), encoding="utf-8")

    done = run("store", "verify", "--json")
    run("config", "set", "bucket_window", "30")

    assert [damage["name"] for damage in done.json["items"]] == ["config.toml"]
    assert run("store", "verify").exit_code == 0


@pytest.mark.usefixtures("kept")
def test_settings_written_by_hand_are_nobodys_fault(run: Callable[..., Any], home: Path) -> None:
    (home / "config.toml").write_text("bucket_window = 30\n", encoding="utf-8")

    assert run("store", "verify", "--deep").exit_code == 0


@pytest.mark.usefixtures("kept")
def test_a_store_that_is_no_database_is_said_so(run: Callable[..., Any], home: Path) -> None:
    (home / "draftgenie.db").write_bytes(b"no database" * 1000)

    assert run("store", "verify", "--deep").exit_code == 7
    assert run("store", "repair").exit_code == 7
    shutil.rmtree(home)
    assert run("store", "verify").exit_code == 7

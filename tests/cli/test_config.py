from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Run = Callable[..., Result]


def test_a_setting_is_set_and_shown_with_its_origin(run: Run, home: Path) -> None:
    done = run("config", "set", "bucket_window", "30")
    shown = run("config", "show", "--json")

    assert (done.stdout, done.exit_code) == ("30\n", 0)
    assert done.stderr == f"set: bucket_window in {home}/config.toml\n"
    assert {s["key"]: (s["value"], s["source"]) for s in shown.json["items"]}["bucket_window"] == (
        30,
        str(home / "config.toml"),
    )
    assert shown.json["total"] == len(shown.json["items"])
    assert stat.S_IMODE((home / "config.toml").stat().st_mode) == 0o600


def test_the_environment_stands_above_the_file(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("config", "set", "min_confidence", "0.7")
    monkeypatch.setenv("DRAFTGENIE_MIN_CONFIDENCE", "0.9")

    shown = run("config", "show", "--origin")

    line = next(x for x in shown.stdout.splitlines() if x.startswith("min_confidence"))
    assert line.split()[:3] == ["min_confidence", "0.9", "environment"]


def test_showing_settings_makes_no_home(run: Run, home: Path) -> None:
    assert run("config", "show").exit_code == 0
    assert not home.exists()


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("bucket_windw", "3", "no setting 'bucket_windw'"),
        ("bucket_window", "many", "setting 'bucket_window' takes a whole number"),
        ("bucket_window", "0", "setting 'bucket_window' takes a value from 1 up"),
        ("max_harm", "1.5", "setting 'max_harm' takes a value from 0.0 to 1.0"),
        ("max_harm", "nan", "setting 'max_harm' takes a value from 0.0 to 1.0"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(
    run: Run, home: Path, key: str, value: str, message: str
) -> None:
    refused = run("config", "set", key, value, "--json")

    assert (refused.stdout, refused.exit_code) == ("", 2)
    assert refused.error["message"] == message
    assert not home.exists()


def test_a_settings_file_that_is_no_toml_exits_3(run: Run, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text("bucket_window = \n")

    assert run("config", "show").exit_code == 3


@pytest.mark.parametrize("verb", ["show", "set"])
def test_help_has_a_sentence_and_an_example(run: Run, verb: str) -> None:
    shown = run("config", verb, "--help")

    assert (shown.exit_code, shown.stderr) == (0, "")
    assert f"Example: draftgenie config {verb}" in shown.stdout


def test_a_key_is_never_among_the_settings(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRAFTGENIE_API_KEY", "sk-not-a-real-key-0123")

    shown = run("config", "show", "--json")
    refused = run("config", "set", "api_key", "sk-not-a-real-key-0123")

    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "sk-not-a-real-key" not in shown.stdout + shown.stderr + refused.stderr

"""A key is read from where it is safe, and shown nowhere."""

from __future__ import annotations

import pickle
import sys
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from draftgenie.adapters.secrets import Secret, read_key
from draftgenie.errors import DeniedError, ModelError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

KEY = "sk-not-a-real-key-0123"
VARIABLE = "DRAFTGENIE_API_KEY"


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "key"
    path.write_text(KEY + "\n")
    path.chmod(0o600)
    return path


def test_a_key_comes_from_a_file_of_ones_own(key_file: Path) -> None:
    assert read_key(file=str(key_file), variable=VARIABLE).reveal() == KEY


def test_a_key_comes_from_the_environment_when_no_file_is_named() -> None:
    assert read_key(variable="MY_KEY", environ={"MY_KEY": KEY}).reveal() == KEY


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o700 | 0o010])
def test_a_file_that_others_can_read_is_refused_with_the_mend(key_file: Path, mode: int) -> None:
    key_file.chmod(mode)

    with pytest.raises(DeniedError, match="others can read") as refused:
        read_key(file=str(key_file), variable=VARIABLE, environ={VARIABLE: KEY})

    assert refused.value.exit_code == 10
    assert refused.value.hint == f"chmod 600 {key_file}"


def test_a_folder_is_no_key_file(tmp_path: Path) -> None:
    with pytest.raises(DeniedError, match="is no file of yours"):
        read_key(file=str(tmp_path), variable=VARIABLE)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        read_key(file=str(tmp_path / "none"), variable=VARIABLE)


@pytest.mark.parametrize("content", ["", "  \n", "short", "two words of text", "sk-ü-0123456789"])
def test_what_is_no_key_is_refused_and_never_quoted(key_file: Path, content: str) -> None:
    key_file.write_text(content)

    with pytest.raises(ModelError) as refused:
        read_key(file=str(key_file), variable=VARIABLE)

    assert not content.strip() or content.strip() not in f"{refused.value}{refused.value.hint}"


def test_a_key_in_the_place_of_its_variables_name_is_not_repeated() -> None:
    with pytest.raises(UsageError) as refused:
        read_key(variable=KEY, environ={})

    assert KEY not in f"{refused.value}{refused.value.hint}"


def test_without_the_package_a_keyring_is_an_explained_error() -> None:
    with pytest.raises(ModelError, match="needs the package keyring"):
        read_key(keyring_user="me", variable=VARIABLE)


def test_a_key_comes_from_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = ModuleType("keyring")
    ring.get_password = lambda service, user: {("draftgenie", "me"): KEY}.get((service, user))  # type: ignore[attr-defined]
    ring.errors = SimpleNamespace(KeyringError=RuntimeError)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", ring)

    assert read_key(keyring_user="me", variable=VARIABLE).reveal() == KEY
    with pytest.raises(ModelError, match="there is no key"):
        read_key(keyring_user="you", variable=VARIABLE)


def test_no_way_to_print_a_secret_shows_it() -> None:
    secret = Secret(KEY)
    shown = f"{secret} {secret!r} {secret!s} {[secret]}"

    assert KEY not in shown
    assert secret.mask(f"bad key {KEY}!") == "bad key ****!"
    with pytest.raises(TypeError):
        pickle.dumps(secret)

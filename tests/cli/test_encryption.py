"""An encrypted data folder: what lies on the disk, what a key is, and the ways there and back."""

from __future__ import annotations

import shutil
import stat
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
import sqlcipher3.dbapi2 as driver  # type: ignore[import-untyped]
from typer.testing import CliRunner

from draftgenie import settings
from draftgenie.adapters import encryption
from draftgenie.cli.main import app
from tests.builders import a_pair, lines
from tests.cli.drafts import export
from tests.cli.test_purge import holders
from tests.histories import a_history

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.drafts import Run

WORDS = ("metoprolol", "bruise", "okafor")
RARE = ("zqvfarin", "zqvpharin", "zqvcut", "wykname", "wyknotes")
"""Words, names and a reference that nobody may find without the key."""


def fill(home: Path, *more: tuple[str, ...]) -> None:
    """The loop, once around, with words that stand nowhere else."""
    runner = CliRunner()

    def run(*words: str, stdin: str | None = None) -> None:
        done = runner.invoke(
            app, ["--home", str(home), *words], input=stdin, prog_name="draftgenie"
        )
        assert done.exit_code in {0, 6}, done.stderr

    for words in more:
        run(*words)
    history = [
        r | {"draft": f"{r['draft']} On zqvfarin.", "final": f"{r['final']} On zqvpharin."}
        for r in a_history(24)
    ]
    run("draft", "ingest", "-", "--create-speakers", stdin=lines(*history))
    aside = '{"speaker": "dr-okafor", "draft": "zqvcut\n'
    run("draft", "ingest", "-", "--on-error", "skip", stdin=aside)
    run("speaker", "edit", "dr-okafor", "--name", "Dr. Wykname", "--notes", "wyknotes")
    run("correction", "build", "--all", "--no-embed")
    run("rag", "generate", "--all")
    run("evaluate", "run", "--all")
    run("backup", "create")


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that was encrypted before anything was in it, beside its key."""
    folder = tmp_path_factory.mktemp("sealed")
    key = ("--key-file", str(folder / "key"))
    fill(folder / "home", ("speaker", "add", "Dr. Okafor"), ("store", "encrypt", *key))
    return folder


@pytest.fixture
def plain(own_learned_home: Path) -> Path:
    """A plain data folder of this test's own."""
    return own_learned_home


@pytest.fixture
def own(sealed: Path, home: Path, tmp_path: Path) -> Path:
    """An encrypted data folder of this test's own, and its key."""
    shutil.copytree(sealed / "home", home)
    shutil.copy(sealed / "key", tmp_path / "key")
    settings.write_key_source(home, ("file", str(tmp_path / "key")))
    return home


def found(home: Path) -> dict[str, list[str]]:
    return {word: held for word in (*WORDS, *RARE) if (held := holders(home, word))}


def contents(run: Run) -> list[Any]:
    stored = [*export(run), *run("rag", "list", "--json").json["items"]]
    assert len(stored) > 24
    return stored


def test_nothing_in_an_encrypted_folder_can_be_read(sealed: Path, learned_home: Path) -> None:
    assert found(sealed / "home") == {}
    assert set(found(learned_home)) == set(WORDS), "else nothing was looked for"
    names = {path.name for path in (sealed / "home").rglob("*") if path.is_file()}
    assert not any(name.endswith(".npy") for name in names)
    assert {"draftgenie.db", "manifest.json"} <= names


def test_encrypting_leaves_nothing_readable_and_loses_nothing(
    run: Run, plain: Path, tmp_path: Path
) -> None:
    before = contents(run)

    done = run("store", "encrypt", "--key-file", tmp_path / "key", "--json")

    assert (done.exit_code, done.json["key_made"], done.json["plain_backups"]) == (0, True, [])
    assert "KEEP A COPY" in done.stderr
    key = tmp_path / "key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    digits = key.read_text().strip()
    assert len(digits) == 64
    assert digits not in done.stdout + done.stderr
    assert holders(plain, digits) == []
    assert found(plain) == {}
    assert contents(run) == before
    assert run("store", "verify", "--deep").exit_code == 0
    assert not (plain / ".convert").exists()


def test_decrypting_brings_the_plain_folder_back(
    run: Run, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(run)

    with monkeypatch.context() as patched:
        patched.setenv("DRAFTGENIE_KEY_FILE", str(tmp_path / "key"))
        refused = run("store", "decrypt", "--yes")
    asked = run("store", "decrypt")
    done = run("store", "decrypt", "--yes", "--json")

    assert (refused.exit_code, asked.exit_code) == (2, 2)
    assert "DRAFTGENIE_KEY_FILE" in refused.stderr
    assert (done.exit_code, done.json) == (0, {"encrypted": False})
    assert contents(run) == before
    assert run("store", "verify", "--deep").exit_code == 0
    assert not list((own / "learned").glob("*.sealed"))


@pytest.mark.slow
def test_the_way_there_and_back_changes_no_row(run: Run, plain: Path, tmp_path: Path) -> None:
    before = contents(run)
    learned = sorted(path.name for path in (plain / "learned").iterdir())

    run("store", "encrypt", "--key-file", tmp_path / "key")
    done = run("store", "decrypt", "--yes", "--json")

    assert (done.exit_code, done.json) == (0, {"encrypted": False})
    assert contents(run) == before
    assert sorted(path.name for path in (plain / "learned").iterdir()) == learned
    assert run("store", "verify", "--deep").exit_code == 0
    assert "key_file" not in (plain / "config.toml").read_text()


def test_the_words_were_there_and_the_notes_are_the_ones_of_a_plain_store(
    run: Run, own: Path
) -> None:
    draft = a_history(30)[-1]["draft"]
    ours = run("rag", "generate", "-", "--speaker", "dr-okafor", stdin=draft)
    run("store", "decrypt", "--yes")

    theirs = run("rag", "generate", "-", "--speaker", "dr-okafor", stdin=draft)

    assert (ours.stdout, ours.exit_code) == (theirs.stdout, 0)
    assert "metoprolol" in ours.stdout
    assert set(found(own)) == {*WORDS, *RARE}


def test_undo_repair_and_backups_work_on_an_encrypted_store(
    run: Run, own: Path, tmp_path: Path
) -> None:
    before = export(run)
    assert run("draft", "ingest", "-", stdin=lines(a_pair("zqvmore"))).exit_code == 0
    assert run("undo").exit_code == 0
    assert export(run) == before

    (made,) = run("backup", "list", "--json").json["items"]
    assert (made["encrypted"], run("backup", "verify").exit_code) == (True, 0)
    run("draft", "ingest", "-", stdin=lines(a_pair("zqvmore")))
    assert run("backup", "restore", "--force", "--yes").exit_code == 0
    assert export(run) == before

    with closing(driver.connect(str(own / "draftgenie.db"), isolation_level=None)) as other:
        other.execute(f"""PRAGMA key = "x'{(tmp_path / "key").read_text().strip()}'" """)
        other.execute("UPDATE draft SET text = 'changed'")
    next((own / "learned").glob("*.sealed")).unlink()
    assert run("store", "verify", "--deep").exit_code == 7
    assert run("store", "repair").exit_code == 0
    assert export(run) == before
    assert found(own) == {}


def test_a_key_that_does_not_fit_is_told_from_one_that_is_not_there(
    run: Run, own: Path, tmp_path: Path
) -> None:
    key = tmp_path / "key"

    def refusal() -> str:
        done = run("draft", "list", "--json")
        assert done.exit_code == 7
        assert "\n" not in done.stderr.rstrip("\n"), "one JSON object and no line of SQLCipher"
        return str(done.error["message"])

    right = key.read_text()
    key.write_text("cd" * 32)
    assert refusal().startswith("the key is not the one of the store")
    key.write_text(right[:-4])
    assert refusal() == f"the key file {str(key)!r} holds no key"
    key.write_text(right)
    key.chmod(0o640)
    assert refusal() == f"the key file {str(key)!r} is open to others and is not used"
    key.unlink()
    assert refusal() == f"the key file {str(key)!r} is not there"
    (own / "config.toml").unlink()
    assert refusal().startswith("the store is encrypted, and no key is set")


def test_a_plain_store_is_not_used_as_an_encrypted_one(
    run: Run, plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "key").write_text("ab" * 32)
    (tmp_path / "key").chmod(0o600)
    monkeypatch.setenv("DRAFTGENIE_KEY_FILE", str(tmp_path / "key"))

    refused = run("draft", "list", "--json")

    assert refused.exit_code == 7
    assert refused.error["message"].startswith("a key is set and the store is not encrypted")
    assert run("store", "encrypt", "--key-file", tmp_path / "key").exit_code == 0
    assert run("draft", "list", "--json").json["total"] == 42


def test_a_command_can_hold_the_key(run: Run, plain: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("ab" * 32)
    line = f"cat {tmp_path / 'kept'}"

    assert run("store", "encrypt", "--key-command", line).exit_code == 0

    assert run("draft", "list", "--json").json["total"] == 42
    (tmp_path / "kept").write_text("not for anybody's eyes")
    told = run("draft", "list", "--json").error
    assert (told["code"], told["message"]) == (7, "the key command printed no key")
    (tmp_path / "kept").unlink()
    told = run("draft", "list", "--json").error
    assert (told["code"], told["message"]) == (7, "the key command failed with exit code 1")


@pytest.mark.parametrize(
    "words", [(), ("--keyring", "--key-command", "true"), ("--key-file", "home/key")]
)
def test_a_place_for_the_key_has_to_be_one_and_outside(
    run: Run, plain: Path, words: tuple[str, ...]
) -> None:
    assert run("store", "encrypt", *words).exit_code == 2
    assert run("draft", "list").exit_code == 0


def test_backups_from_before_are_named_and_still_of_use(
    run: Run, plain: Path, tmp_path: Path
) -> None:
    old = run("backup", "create", "--json").json["id"]

    done = run("store", "encrypt", "--key-file", tmp_path / "key", "--json")

    assert done.json["plain_backups"] == [old]
    assert old in done.stderr
    assert run("backup", "verify").exit_code == 0
    assert run("backup", "restore", old, "--force", "--yes").exit_code == 5
    assert run("draft", "list", "--json").json["total"] == 42


class KilledError(BaseException):
    """As after a kill, nothing of ours runs after it."""


def killed_at(step: str, words: tuple[str, ...], *, before: bool) -> None:
    """Run a command that is killed right before or after a step of its conversion."""
    real = getattr(encryption, step)

    with pytest.MonkeyPatch.context() as patched:

        def cut(*args: Any, **named: Any) -> None:
            if not before:
                real(*args, **named)
            patched.setattr(encryption, "_finish", lambda *_: None)
            raise KilledError

        patched.setattr(encryption, step, cut)
        with pytest.raises(KilledError):
            CliRunner().invoke(app, list(words), prog_name="draftgenie")


LONG = ("export", "_check", "_copy_arrays", "_overwrite", "sweep_plain")
STEPS = [
    pytest.param("_exchange", True, id="before _exchange"),
    pytest.param("_exchange", False, id="after _exchange"),
    *(
        pytest.param(step, before, marks=pytest.mark.slow, id=f"{when} {step}")
        for step in LONG
        for when, before in (("before", True), ("after", False))
    ),
]


@pytest.mark.parametrize(("step", "before"), STEPS)
def test_a_conversion_that_is_killed_leaves_a_store_that_works(
    run: Run,
    plain: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    *,
    before: bool,
) -> None:
    stored = export(run)

    killed_at(step, ("store", "encrypt", "--key-file", str(tmp_path / "key")), before=before)

    assert export(run) == stored
    assert not (plain / ".convert").exists()
    assert run("store", "verify", "--deep").exit_code == 0
    if found(plain):
        assert set(found(plain)) == set(WORDS), "as it was, or all of it encrypted"
        assert run("store", "encrypt", "--key-file", tmp_path / "key").exit_code == 0
    assert found(plain) == {}
    assert export(run) == stored


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_a_decryption_that_is_killed_leaves_a_store_that_works(
    run: Run, plain: Path, tmp_path: Path, *, before: bool
) -> None:
    stored = export(run)
    run("store", "encrypt", "--key-file", tmp_path / "key")

    killed_at("_exchange", ("store", "decrypt", "--yes"), before=before)

    assert export(run) == stored
    assert not (plain / ".convert").exists()
    assert (found(plain) == {}) is before
    assert run("store", "verify", "--deep").exit_code == 0


def test_a_failing_disk_leaves_the_plain_store(
    run: Run, plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = export(run)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(encryption, "_exchange", refuse)
        told = run("store", "encrypt", "--key-file", tmp_path / "key", "--json")

    assert told.exit_code == 7
    assert export(run) == stored
    assert sorted(path.name for path in plain.iterdir() if path.name.startswith(".")) == []
    assert not list((plain / "learned").glob("*.sealed"))


def test_a_bit_that_turns_over_is_noticed_wherever_it_stands(run: Run, own: Path) -> None:
    path = own / "draftgenie.db"
    whole = path.read_bytes()
    unnoticed = []
    for at in range(16, len(whole), len(whole) // 6):
        rotten = bytearray(whole)
        rotten[at] ^= 4
        path.write_bytes(rotten)
        done = run("store", "verify", "--deep", "--json")
        if done.exit_code != 7:
            unnoticed.append(at)
    path.write_bytes(whole)

    assert unnoticed == []
    assert run("store", "verify", "--deep").exit_code == 0

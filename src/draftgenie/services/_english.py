"""The table of English that comes with the program."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import as_file, files

import numpy as np

from draftgenie.pipeline.retrieve.english import English

ENGLISH_FILE = "english.npz"


@lru_cache(maxsize=1)
def english() -> English:
    """The table, read once; made by benchmarks/english.py."""
    with as_file(files("draftgenie") / "data" / ENGLISH_FILE) as path, np.load(path) as stored:
        return English.of(stored)

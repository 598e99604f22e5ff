"""The corpus that comes with the program."""

from __future__ import annotations

from pathlib import Path

import draftgenie
from draftgenie.errors import InputError

FILES = ("speakers.jsonl", "history.jsonl", "new-drafts.jsonl", "new-finals.jsonl")


def corpus_folder() -> Path:
    """Where the four files of the corpus stand: beside the program, or in its checkout.

    Raises:
        InputError: the program was installed without them.
    """
    package = Path(draftgenie.__file__).parent
    for folder in (package / "data" / "demo", package.parents[1] / "examples" / "corpus"):
        if all((folder / name).is_file() for name in FILES):
            return folder
    msg = "the bundled corpus is not among the program's files"
    raise InputError(msg, hint="pip install --force-reinstall draftgenie")

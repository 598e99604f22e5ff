"""The file that records which cannot be taken are written to, with the reason for each."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from draftgenie.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from draftgenie.errors import Reject
    from draftgenie.pipeline.ingest import Row


@contextmanager
def writing_rejects(path: Path | None) -> Iterator[Callable[[Row, Reject], None] | None]:
    """A function that writes one reject, as a JSON line with the record as it came.

    The file is made anew, for its owner only; without a path there is no function.

    Raises:
        InputError: the file cannot be written.
    """
    if path is None:
        yield None
        return
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        msg = f"the rejects file {str(path)!r} cannot be written ({error.strerror})"
        raise InputError(msg, hint="name another file with --rejects") from error
    with os.fdopen(number, "w", encoding="utf-8") as stream:

        def write(row: Row, reject: Reject) -> None:
            line = {
                "source": reject.source,
                "line": reject.line,
                "item": reject.item,
                "reason": reject.reason,
                "hint": reject.hint,
                "raw": row.raw.decode("utf-8", "backslashreplace").rstrip("\n"),
            }
            stream.write(json.dumps(line, ensure_ascii=False) + "\n")

        yield write

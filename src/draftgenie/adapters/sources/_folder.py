"""A folder: new and changed files in it, text files by name as well as JSON lines and CSV."""

from __future__ import annotations

import hashlib
from itertools import islice
from typing import TYPE_CHECKING

from draftgenie.adapters import records
from draftgenie.adapters.lines import shown
from draftgenie.adapters.records._folder import Text, find_texts, text_row
from draftgenie.adapters.sources._batch import BATCH
from draftgenie.errors import SourceError
from draftgenie.pipeline.ingest import Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    Batch = tuple[list[Row], Mapping[str, str | None]]

TABLES = frozenset({".jsonl", ".ndjson", ".csv"})


class FolderReader:
    """Reads the files that are new, or changed by name, time, size and content.

    A mark is a file's name in the folder, its value `time size hash`. A file that is touched but
    holds the same is not read again; one that changes while it is read is left for the next time.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, cursor: Mapping[str, str]) -> Iterator[Batch]:
        """Batches of rows of new files; the marks of files that are gone are taken away."""
        rows: list[Row] = []
        marks: dict[str, str | None] = {}
        seen: set[str] = set()
        try:
            for name, what in self._found():
                seen.add(name)
                for some, mark in self._news(what, cursor.get(name)):
                    rows += some
                    if mark is not None:
                        marks[name] = mark
                    if len(rows) >= BATCH:
                        yield rows, marks
                        rows, marks = [], {}
        except OSError as error:
            msg = f"the folder {str(self._root)!r} cannot be read ({error.strerror})"
            raise SourceError(msg, hint="draftgenie source list shows its path") from error
        marks |= dict.fromkeys(cursor.keys() - seen)
        if rows or marks:
            yield rows, marks

    def _found(self) -> Iterator[tuple[str, Text | Row | Path]]:
        tables = (p for p in sorted(self._root.iterdir()) if p.suffix.lower() in TABLES)
        for path in tables:
            if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
                yield path.name, path
        for found in find_texts(self._root):
            if isinstance(found, Row):
                yield found.source, found
            else:
                yield shown(found.path.relative_to(self._root)), found

    def _news(
        self, what: Text | Row | Path, known: str | None
    ) -> Iterator[tuple[list[Row], str | None]]:
        """The rows of a file in parts; the mark comes with the last of them."""
        if isinstance(what, Row):
            if known is None:
                yield [what], "refused"
            return
        path = what.path if isinstance(what, Text) else what
        before = _stamp(path)
        if known is not None and known.startswith(f"{before} "):
            return
        content = _hash(path)
        mark = f"{before} {content}"
        if known is not None and known.endswith(f" {content}"):
            yield [], mark
        elif isinstance(what, Text):
            row = text_row(what)
            if _stamp(path) == before:
                yield [row], mark
        else:
            yield from _table_rows(path)
            if _stamp(path) == before:
                yield [], mark


def _table_rows(path: Path) -> Iterator[tuple[list[Row], None]]:
    """The rows of a file of JSON lines or CSV in batches, none of which ends it."""
    read = records.read([records.source_at(str(path))], records.DRAFTS)
    for first in read:
        yield [first, *islice(read, BATCH - 1)], None


def _stamp(path: Path) -> str:
    status = path.stat()
    return f"{status.st_mtime_ns} {status.st_size}"


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16)).hexdigest()

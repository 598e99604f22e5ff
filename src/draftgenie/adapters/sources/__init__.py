"""Reading sources from where they were left: folders, JSON lines, HTTP APIs, databases.

A reader takes the marks of a cursor and gives batches: rows, and the marks that hold once those
rows are stored. Reading again from older marks gives the same rows again, which changes nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from draftgenie.adapters.sources._folder import FolderReader
from draftgenie.adapters.sources._lines import LinesReader
from draftgenie.domain.source import Source, SourceKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from draftgenie.pipeline.ingest import Row
    from draftgenie.ports import Clock

__all__ = ["Reader", "open_reader"]


class Reader(Protocol):
    """What every kind of source can do."""

    def read(
        self, cursor: Mapping[str, str]
    ) -> Iterator[tuple[list[Row], Mapping[str, str | None]]]:
        """Batches of rows that are new since the cursor, each with the marks to set with it.

        Raises:
            SourceError: the source is not there or answers unusably.
            DeniedError: the source does not let us in, or a secret lies open.
        """
        ...


def open_reader(
    source: Source,
    *,
    clock: Clock,
    sleep: Callable[[float], None],
    warn: Callable[[str], None],
) -> Reader:
    """The reader of a source; nothing is opened before it reads.

    Args:
        source: what to read.
        clock: the time, for a server that says until when to wait.
        sleep: waits so many seconds.
        warn: told in one line what people should know, such as a file that was cut.
    """
    if source.kind is SourceKind.FOLDER:
        return FolderReader(Path(source.place))
    if source.kind is SourceKind.LINES:
        return LinesReader(Path(source.place), fields=source.fields, warn=warn)
    if source.kind is SourceKind.SQL:
        from draftgenie.adapters.sources._sql import SqlReader

        return SqlReader(source)
    from draftgenie.adapters.sources._http import HttpReader

    return HttpReader(source, clock=clock, sleep=sleep, warn=warn)

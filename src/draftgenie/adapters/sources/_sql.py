"""A database: the rows of a query beyond the highest value of its cursor column."""

from __future__ import annotations

import json
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from draftgenie.adapters.sources._batch import BATCH, as_row, read_secret
from draftgenie.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from draftgenie.domain.source import Source
    from draftgenie.pipeline.ingest import Row

SQLITE = "sqlite"
_WAIT_S = 30.0


class SqlReader:
    """Runs the query with the last value of the cursor column bound as `cursor`.

    A SQLite file is opened read-only. Another database goes through the DB-API module that the
    source names, with the connection string that a private file holds; a transaction there is
    rolled back. The query gives rows in the order of the cursor column, a batch ends only where
    its value changes, so that rows of one value are never parted.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._column = source.options["cursor_column"]

    def read(
        self, cursor: Mapping[str, str]
    ) -> Iterator[tuple[list[Row], Mapping[str, str | None]]]:
        """Batches of rows beyond the cursor."""
        options = self._source.options
        after = json.loads(cursor.get("after", options.get("start", "null")))
        module = self._module()
        try:
            with closing(self._connect(module)) as connection:
                found = connection.cursor()
                found.execute(options["query"], _bound(module, after))
                yield from self._batches(_records(found))
                connection.rollback()
        except module.Error as error:
            # The driver's own words may quote a record.
            msg = f"the query of source {self._source.name!r} failed ({type(error).__name__})"
            hint = "run it in the database's own client; it takes one parameter, the cursor"
            raise SourceError(msg, hint=hint) from None

    def _module(self) -> Any:
        name = self._source.options.get("module", SQLITE)
        try:
            return import_module("sqlite3" if name == SQLITE else name)
        except ImportError:
            msg = f"the database module {name!r} is not installed"
            raise SourceError(msg, hint=f"pip install {name}") from None

    def _connect(self, module: Any) -> Any:
        place = self._source.place
        if self._source.options.get("module", SQLITE) != SQLITE:
            return module.connect(read_secret(Path(place)))
        path = Path(place).absolute()
        if not path.is_file():
            msg = f"no database {place!r}"
            raise SourceError(msg, hint="draftgenie source list shows its path")
        return module.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=_WAIT_S)

    def _batches(
        self, found: Iterable[dict[str, Any]]
    ) -> Iterator[tuple[list[Row], Mapping[str, str | None]]]:
        rows: list[Row] = []
        last: Any = None
        for n, record in enumerate(found, 1):
            value = self._value(record)
            if n > 1 and value != last and self._is_less(value, last):
                msg = f"the rows are not in the order of {self._column!r}"
                raise SourceError(msg, hint=f"end the query with ORDER BY {self._column}")
            if len(rows) >= BATCH and value != last:
                yield rows, {"after": _stored(last)}
                rows = []
            last = value
            rows.append(as_row(self._source.name, n, record, self._source.fields))
        if rows:
            yield rows, {"after": _stored(last)}

    def _value(self, record: Mapping[str, Any]) -> Any:
        value = record.get(self._column)
        if value is None:
            msg = f"a row has no value in the cursor column {self._column!r}"
            raise SourceError(msg, hint="select the column, and only rows that have it")
        return value

    def _is_less(self, value: Any, last: Any) -> bool:
        try:
            return bool(value < last)
        except TypeError:
            msg = f"the cursor column {self._column!r} holds values of several types"
            raise SourceError(msg, hint="use a column of one type that only rises") from None


def _records(found: Any) -> Iterator[dict[str, Any]]:
    names = [column[0] for column in found.description]
    while some := found.fetchmany(BATCH):
        for values in some:
            yield dict(zip(names, values, strict=True))


def _bound(module: Any, value: Any) -> Any:
    """The query's one parameter, in the way the module takes parameters."""
    named = module.paramstyle in {"named", "pyformat"} or module.__name__ == "sqlite3"
    return {"cursor": value} if named else (value,)


def _stored(value: Any) -> str:
    return json.dumps(value, default=str)

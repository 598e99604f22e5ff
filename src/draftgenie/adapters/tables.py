"""Records written as a table: JSON lines, CSV that a spreadsheet cannot run, or Parquet."""

from __future__ import annotations

import csv
import io
import json
from enum import StrEnum
from itertools import islice
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, BinaryIO

from draftgenie.adapters.cells import guarded
from draftgenie.domain.visible import visible_json
from draftgenie.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

BATCH = 10_000
"""Records of a row group in Parquet."""


class TableFormat(StrEnum):
    """How records are written."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


_SUFFIXES = {
    ".jsonl": TableFormat.JSONL,
    ".ndjson": TableFormat.JSONL,
    ".csv": TableFormat.CSV,
    ".parquet": TableFormat.PARQUET,
}


def told_format(name: str) -> TableFormat:
    """The format that a file's name tells; JSON lines for stdout.

    Raises:
        UsageError: the name tells none.
    """
    if name == "-":
        return TableFormat.JSONL
    found = _SUFFIXES.get(PurePath(name).suffix.lower())
    if found is None:
        msg = f"the name {name!r} does not tell a format"
        raise UsageError(msg, hint="end it in .jsonl, .csv or .parquet, or add --format")
    return found


def write_table(
    records: Iterable[Mapping[str, Any]],
    fields: Mapping[str, type],
    stream: BinaryIO,
    *,
    form: TableFormat,
) -> int:
    """Write the records, each as it comes; how many there were.

    Args:
        records: the rows. A field that one leaves out is empty.
        fields: the columns in their order, each with the type of its values: str, int, float or
            bool; a dict is JSON text where the format is CSV or Parquet.
        stream: where the bytes go.
        form: how they are written.
    """
    counted = _Counted(records)
    _WRITERS[form](counted, fields, stream)
    return counted.n


class _Counted:
    def __init__(self, records: Iterable[Mapping[str, Any]]) -> None:
        self._records = records
        self.n = 0

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        for record in self._records:
            self.n += 1
            yield record


def _write_jsonl(
    records: Iterable[Mapping[str, Any]],
    fields: Mapping[str, type],  # noqa: ARG001 - JSON says of each value what it is
    stream: BinaryIO,
) -> None:
    for record in records:
        line = visible_json(json.dumps(record, ensure_ascii=False))
        stream.write(f"{line}\n".encode())


def _write_csv(
    records: Iterable[Mapping[str, Any]], fields: Mapping[str, type], stream: BinaryIO
) -> None:
    text = io.TextIOWrapper(stream, encoding="utf-8", errors="backslashreplace", newline="")
    table = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    table.writerow(fields)
    for record in records:
        table.writerow([_cell(record.get(name)) for name in fields])
    # Letting go of the wrapper must not close a stream that is not its own.
    text.detach()


def _cell(value: Any) -> str | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    return guarded(value if isinstance(value, str) else _json(value))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _write_parquet(
    records: Iterable[Mapping[str, Any]], fields: Mapping[str, type], stream: BinaryIO
) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    types = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    schema = pa.schema([(name, types.get(kind, pa.string())) for name, kind in fields.items()])
    rows = iter(records)
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        while batch := [_typed(record, fields) for record in islice(rows, BATCH)]:
            writer.write_table(pa.Table.from_pylist(batch, schema=schema))


def _typed(record: Mapping[str, Any], fields: Mapping[str, type]) -> dict[str, Any]:
    return {
        name: _json(value) if isinstance(value := record.get(name), dict | list) else value
        for name in fields
    }


_WRITERS = {
    TableFormat.JSONL: _write_jsonl,
    TableFormat.CSV: _write_csv,
    TableFormat.PARQUET: _write_parquet,
}

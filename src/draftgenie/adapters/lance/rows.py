"""Rows of an open table: their columns, typed filters, and moving them in and out."""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Any, cast

from draftgenie.adapters.lance.nearest import MARGIN, Block, checksum
from draftgenie.ports.index import IndexRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa
    from lancedb.expr import Expr
    from lancedb.query import LanceVectorQueryBuilder
    from lancedb.table import Table

    from draftgenie.ports.index import Vectors

_FIELDS = ("id", "speaker", "correction_id", "category")
_LITERALS_PER_FILTER = 1_000
_MIN_ROWS_FOR_BITMAP = 4_096


def schema_of(*, identity: str, dim: int) -> pa.Schema:
    """The columns of a table, with the identity of the embedder that its vectors come from."""
    import pyarrow as pa

    columns = [pa.field(name, pa.string(), nullable=False) for name in _FIELDS]
    columns += [
        pa.field("checksum", pa.binary(), nullable=False),
        pa.field("vector", pa.list_(pa.float32(), dim), nullable=False),
    ]
    return pa.schema(columns, metadata={"identity": identity})


def to_arrow(rows: Sequence[IndexRow], vectors: Vectors, *, schema: pa.Schema) -> pa.Table:
    """The rows as they are stored, each with its checksum."""
    import numpy as np
    import pyarrow as pa

    exact = np.ascontiguousarray(vectors, dtype=np.float32)
    columns: list[Any] = [[getattr(row, name) for row in rows] for name in _FIELDS]
    columns.append([checksum(row, vector) for row, vector in zip(rows, exact, strict=True)])
    columns.append(pa.FixedSizeListArray.from_arrays(exact.ravel(), exact.shape[1]))
    return pa.table(columns, schema=schema)


def to_block(data: pa.Table | pa.RecordBatch) -> Block:
    """Stored rows as values, with their vectors in one array."""
    import numpy as np

    columns = [data.column(name).to_pylist() for name in _FIELDS]
    rows = [IndexRow(*fields) for fields in zip(*columns, strict=True)]
    vector = data.column("vector")
    if hasattr(vector, "combine_chunks"):
        vector = vector.combine_chunks()
    vectors = np.asarray(vector.flatten(), dtype=np.float32).reshape(
        data.num_rows, vector.type.list_size
    )
    return Block(rows, vectors, data.column("checksum").to_pylist())


def condition_of(speaker: str | None, category: str | None) -> Expr | None:
    """The filter for rows of this speaker and category; None when any row will do.

    Typed, because a filter in text would let a hostile reference choose other people's rows.
    """
    from lancedb.expr import col, lit

    parts = [
        col(name) == lit(_checked(value))
        for name, value in (("speaker", speaker), ("category", category))
        if value is not None
    ]
    return reduce(and_, parts) if parts else None


def _checked(text: str) -> str:
    # LanceDB's own complaint about a lone surrogate looks like one about a damaged file.
    text.encode()
    return text


def _chunks(ids: Sequence[str]) -> Iterator[Expr]:
    from lancedb.expr import col

    for start in range(0, len(ids), _LITERALS_PER_FILTER):
        yield col("id").isin([_checked(i) for i in ids[start : start + _LITERALS_PER_FILTER]])


def present(table: Table, ids: Sequence[str]) -> set[str]:
    """Those of the ids that the table has."""
    found: set[str] = set()
    for chunk in _chunks(ids):
        there = table.search().where(chunk).select(["id"]).limit(None).to_arrow()
        found.update(there["id"].to_pylist())
    return found


def delete_rows(table: Table, ids: Sequence[str]) -> None:
    """Delete the rows with these ids."""
    for chunk in _chunks(ids):
        table.delete(chunk)


def index_speakers(table: Table) -> None:
    """Give a large table its index on speakers; in a small one a scan is as quick."""
    if table.count_rows() >= _MIN_ROWS_FOR_BITMAP and not table.list_indices():
        from lancedb.index import Bitmap

        table.create_index("speaker", config=Bitmap())


def nearest_on_disk(table: Table, vector: Vectors, *, n: int, condition: Expr | None) -> Block:
    """At least the `n` nearest rows, and all that are as near as the last of them."""
    limit = 2 * n
    while True:
        query = cast("LanceVectorQueryBuilder", table.search(vector))
        query = query.distance_type("cosine").limit(limit)
        query = query.select([*_FIELDS, "checksum", "vector", "_distance"])
        found = (query if condition is None else query.where(condition)).to_arrow()
        distances = found["_distance"].to_pylist()
        if len(distances) < limit or distances[-1] > distances[n - 1] + MARGIN:
            return to_block(found)
        limit *= 2

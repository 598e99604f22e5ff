"""Index rows in memory: their checksums, and the nearest of them to a vector.

Knows nothing of where rows are kept.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftgenie.errors import ModelError
from draftgenie.ports.index import Hit, IndexRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from draftgenie.ports.index import Embedder, Vectors

# Single precision strays by far less; what lies this near to the last hit is compared exactly.
MARGIN = 1e-5
_NORM_TOLERANCE = 1e-3


@dataclass(frozen=True, slots=True)
class Block:
    """Rows with their vectors, shape (len(rows), dim), and the checksums stored beside them."""

    rows: Sequence[IndexRow]
    vectors: Vectors
    checksums: Sequence[bytes]

    def is_sound(self, i: int) -> bool:
        """Whether row `i` and its vector are what was once added."""
        return self.checksums[i] == checksum(self.rows[i], self.vectors[i])


def checksum(row: IndexRow, vector: Vectors) -> bytes:
    """Eight bytes over every field of a row and its vector."""
    digest = hashlib.blake2b(digest_size=8)
    for field in (row.id, row.speaker, row.correction_id, row.category):
        raw = field.encode("utf-8", "surrogatepass")
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    digest.update(vector.tobytes())
    return digest.digest()


def check_vectors(vectors: Vectors, *, n: int, embedder: Embedder) -> None:
    """See that these are `n` unit vectors of an embedder's dimension.

    Raises:
        ModelError: they are not.
    """
    import numpy as np

    if vectors.shape != (n, embedder.dim):
        msg = f"vectors of shape {vectors.shape}, not {(n, embedder.dim)}"
        raise ModelError(msg, hint="draftgenie doctor")
    lengths = np.linalg.norm(vectors, axis=1)
    if not np.all(np.abs(lengths - 1) < _NORM_TOLERANCE):
        msg = f"the embedder {embedder.identity!r} gave vectors that are not of length 1"
        raise ModelError(msg, hint="draftgenie doctor")


def misfit(embedder: Embedder) -> ModelError:
    """The refusal of an index that has no vectors of this embedder and some of another."""
    return ModelError(
        f"the vector index was made by another embedder than {embedder.identity!r}",
        hint="draftgenie doctor --fix",
    )


def nearest(block: Block, vector: Vectors, *, n: int) -> list[tuple[int, Hit]]:
    """The `n` rows nearest to `vector` by cosine, nearest first, ties by id, with their places.

    Rows with equal vectors have equal similarities, wherever they stand and however many
    threads the linear algebra uses. A row whose vector has no direction is never a hit.
    """
    import numpy as np

    if not block.rows:
        return []
    query = vector.astype(np.float64) / np.linalg.norm(vector.astype(np.float64))
    with np.errstate(all="ignore"):
        lengths = np.sqrt(np.einsum("ij,ij->i", block.vectors, block.vectors))
        rough = np.nan_to_num(block.vectors @ query.astype(np.float32) / lengths, nan=-2.0)
    last = np.partition(rough, -n)[-n] if n < len(rough) else -2.0
    places = np.flatnonzero((rough >= last - MARGIN) & (rough > -2.0))  # noqa: PLR2004 - no cosine
    chosen = block.vectors[places].astype(np.float64)
    # Summed row by row: a matrix product may add up equal rows in different orders.
    exact = (chosen * query).sum(axis=1) / np.sqrt((chosen * chosen).sum(axis=1))
    similarities = np.clip(exact, -1.0, 1.0).tolist()
    order = sorted(zip(similarities, places.tolist(), strict=True), key=lambda pair: (
        -pair[0], block.rows[pair[1]].id, pair[1],
    ))  # fmt: skip
    return [(i, _hit(block.rows[i], similarity)) for similarity, i in order[:n]]


def _hit(row: IndexRow, similarity: float) -> Hit:
    return Hit(row.id, row.speaker, row.correction_id, similarity)

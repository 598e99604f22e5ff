"""Embedding text, and the vector index that can be thrown away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    import numpy.typing as npt

    Vectors = npt.NDArray[np.float32]


class Embedder(Protocol):
    """Turns text into unit vectors; two embedders with one `identity` give the same vectors."""

    @property
    def identity(self) -> str:
        """Name and content digest of the model, e.g. `minilm:53aa51172d14`."""
        ...

    @property
    def dim(self) -> int:
        """Length of a vector."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector per text, in the order given.

        Returns:
            Array of shape (len(texts), dim), float32, every row of length 1; shape (0, dim)
            when `texts` is empty.

        Raises:
            ModelError: the weights are absent or not the ones expected.
        """
        ...


@dataclass(frozen=True, slots=True)
class IndexRow:
    """What the index holds of one context: opaque ids and filter columns, never text."""

    id: str
    speaker: str
    correction_id: str
    category: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One neighbour: the row's ids and its cosine similarity to the query, -1 to 1."""

    id: str
    speaker: str
    correction_id: str
    similarity: float


class Index(Protocol):
    """Vectors of correction contexts. SQLite is the truth; this can be deleted and rebuilt."""

    def ids(self) -> set[str]:
        """The ids of all rows."""
        ...

    def add(self, rows: Sequence[IndexRow], vectors: Vectors) -> int:
        """Add rows that are not there yet, under the writer lock; the number added."""
        ...

    def remove(self, ids: Iterable[str]) -> int:
        """Remove rows by id, under the writer lock; the number removed."""
        ...

    def search(
        self, vector: Vectors, *, n: int, speaker: str | None = None, category: str | None = None
    ) -> list[Hit]:
        """The `n` nearest rows by exact cosine, nearest first, ties by id.

        Args:
            vector: shape (dim,).
        """
        ...

    def check(self) -> Iterator[str]:
        """Faults of the index, one sentence each; nothing when it is sound.

        Raises:
            ModelError: the index was made by another embedder.
        """
        ...

    def compact(self, *, purge: bool = False) -> None:
        """Join small files and drop old versions; with `purge`, leave no removed row on disk."""
        ...

    def clear(self) -> None:
        """Drop everything; the next build makes it anew."""
        ...

"""Stand-ins that behave like the real thing where a test looks."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from draftgenie.ports.index import Vectors


class HashEmbedder:
    """Character trigrams hashed into `dim` places: quick, deterministic, blind to meaning."""

    def __init__(self, dim: int = 64, name: str = "hash") -> None:
        self.dim = dim
        self.identity = f"{name}:{dim}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector per text; the empty text has one, too."""
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for i, text in enumerate(texts):
            padded = f"^{text.lower()}$"
            for start in range(max(len(padded) - 2, 1)):
                gram = padded[start : start + 3].encode("utf-8", "surrogatepass")
                value = int.from_bytes(hashlib.blake2b(gram, digest_size=8).digest(), "big")
                vectors[i, value % self.dim] += 1 if value >> 63 else -1
            if not vectors[i].any():
                vectors[i, 0] = 1
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        units: Vectors = (vectors / lengths).astype(np.float32)
        return units

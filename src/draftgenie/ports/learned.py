"""Where arrays that were derived from the store are kept: anything in it can be made again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.generic]


class ArrayStore(Protocol):
    """Arrays by the digest of their content."""

    def put(self, array: Array) -> str:
        """Keep an array, durably; its id. One that is kept already is not written again."""
        ...

    def get(self, array_id: str) -> Array:
        """The array with this id, read-only, read from disk as it is used.

        Raises:
            StoreError: it is missing or damaged.
        """
        ...

    def keep_only(self, array_ids: Iterable[str]) -> int:
        """Delete every other array; how many were deleted."""
        ...

    def check(self, array_ids: Iterable[str], *, deep: bool = True) -> list[str]:
        """The ids whose arrays are missing or no longer what their id says.

        Without `deep` their content is not read: only missing and cut-off ones are found.
        """
        ...

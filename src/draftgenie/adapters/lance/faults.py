"""What LanceDB raises, told apart: a damaged index, and a refusal of the operating system."""

from __future__ import annotations

import contextlib
import os
import re
from typing import TYPE_CHECKING

from draftgenie.errors import DraftGenieError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

_OS_ERROR = re.compile(r"os error (\d+)")
# No such file, exists already, not a folder, is a folder: the index is not as we left it. Any
# other refusal (no room, no permission, too many files) says nothing about the index.
_DAMAGE_ERRNOS = frozenset({2, 17, 20, 21})

_RAISED_BY_LANCEDB = (RuntimeError, ValueError, KeyError, OSError)
# A string that is no Unicode is the caller's, wherever the encoding of it fails.
_NOT_OF_THE_INDEX = (DraftGenieError, UnicodeEncodeError)
_PANICS = frozenset({"RustPanic", "PanicException"})


class DamagedError(StoreError):
    """The index on disk is not something that can be read."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the vector index is damaged: {why}", hint="draftgenie doctor --fix")


class Faults:
    """Turns what LanceDB raises inside the block into our errors; a bug of ours stays a bug.

    Not an except clause, because LanceDB's class for a panic of its engine has no public name.
    """

    def __enter__(self) -> None:
        """Begin to watch."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Raise a StoreError, or a DamagedError where clearing the index is the mend."""
        if error is None or isinstance(error, _NOT_OF_THE_INDEX) or _is_ours(trace):
            return
        if isinstance(error, _RAISED_BY_LANCEDB) or type(error).__name__ in _PANICS:
            raise _fault(error) from error


def _is_ours(trace: TracebackType | None) -> bool:
    # Clearing the index for a fault in this package would hide the fault and mend nothing.
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    raised_in = trace.tb_frame.f_globals.get("__name__", "") if trace is not None else ""
    return str(raised_in).startswith("draftgenie.")


def _fault(error: BaseException) -> StoreError:
    found = _OS_ERROR.search(str(error))
    number = int(found[1]) if found else getattr(error, "errno", None)
    if number is None:
        return DamagedError("it cannot be read")
    if number in _DAMAGE_ERRNOS:
        return DamagedError("a part of it is missing")
    return StoreError(
        f"cannot use the vector index: {os.strerror(number).lower()}",
        hint="see who owns the data folder and whether its disk has room",
    )


@contextlib.contextmanager
def private_files() -> Iterator[None]:
    """Every file made inside the block is for its owner alone."""
    # LanceDB offers no mode for the files it makes.
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)

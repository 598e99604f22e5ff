"""Something odd about records that are taken all the same, said once for all of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_NOTICES = 100
"""Different warnings that one input gets; what comes beyond is only counted."""

_MORE = "further warnings are left out"


@dataclass(frozen=True, slots=True)
class Notice:
    """One warning: the first place that it holds for, and for how many `records` it does.

    The message names fields and ids, never what a text says.
    """

    place: str
    message: str
    records: int = 1


class Notices:
    """The warnings of one input, each once, in the order in which they first came."""

    def __init__(self) -> None:
        self._found: dict[str, Notice] = {}

    def add(self, notices: Iterable[Notice]) -> None:
        """Count some more."""
        for new in notices:
            known = self._found.get(new.message)
            if known is None and len(self._found) >= MOST_NOTICES:
                self.add_more(new)
            elif known is None:
                self._found[new.message] = new
            else:
                self._found[new.message] = replace(known, records=known.records + new.records)

    def add_more(self, new: Notice) -> None:
        """Count one that there is no room for."""
        known = self._found.get(_MORE, replace(new, message=_MORE, records=0))
        self._found[_MORE] = replace(known, records=known.records + new.records)

    def all(self) -> tuple[Notice, ...]:
        """All of them."""
        return tuple(self._found.values())

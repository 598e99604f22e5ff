"""Where the users' own lists of terms are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import builtins
    from collections.abc import Iterable, Mapping

    from draftgenie.domain.term import Scope, Term
    from draftgenie.ports.query import Page, TermQuery


class TermStore(Protocol):
    """Names and terms that users have brought in, list by list."""

    def surfaces(self, scope: Scope) -> dict[str, str]:
        """Normalised words to surface of every term on one list."""
        ...

    def put(self, scope: Scope, surfaces: Mapping[str, str]) -> None:
        """Insert terms into a list, or replace how they are written."""
        ...

    def list(self, query: TermQuery, page: Page | None = None) -> list[Term]:
        """Terms by words, then by list; those of removed speakers are left out."""
        ...

    def count(self, query: TermQuery) -> int:
        """How many `list` would give without a page."""
        ...

    def total(self) -> int:
        """How many terms all lists hold, those of removed speakers too."""
        ...

    def remove(self, scope: Scope, words: Iterable[str] | None = None) -> int:
        """Take terms off a list, all of them when none are named; how many were on it."""
        ...

    def everything(self) -> builtins.list[Term]:
        """Every term of speakers not removed, by words, then by list."""
        ...

"""The users' own lists of terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from draftgenie.adapters.sqlite._connection import limits, where
from draftgenie.domain.term import Scope, Term
from draftgenie.ports.query import TermQuery

if TYPE_CHECKING:
    import builtins
    from collections.abc import Iterable, Mapping

    from draftgenie.adapters.sqlite._connection import Connection
    from draftgenie.ports.store import Page

_FROM = "FROM term t LEFT JOIN speaker s ON s.ref = t.speaker WHERE s.removed_at IS NULL AND {}"
# A list is named by two columns of which at most one has a value; `IS` compares nulls as well.
_ON = "speaker IS ? AND specialty IS ?"


class Terms:
    """The table term."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def surfaces(self, scope: Scope) -> dict[str, str]:
        """Normalised words to surface of every term on one list."""
        return dict(self._db.rows(f"SELECT words, surface FROM term WHERE {_ON}", _key(scope)))

    def put(self, scope: Scope, surfaces: Mapping[str, str]) -> None:
        """Insert terms into a list, or replace how they are written."""
        key = _key(scope)
        self.remove(scope, surfaces)
        self._db.write_many(
            "INSERT INTO term(words, surface, speaker, specialty) VALUES (?, ?, ?, ?)",
            ((words, surface, *key) for words, surface in surfaces.items()),
        )

    def list(self, query: TermQuery, page: Page | None = None) -> list[Term]:
        """Terms by words, then by list; those of removed speakers are left out."""
        tests, params = _tests(query)
        rows = self._db.rows(
            f"SELECT t.words, t.surface, t.speaker, t.specialty {_FROM.format(tests)} "
            "ORDER BY t.words, t.speaker, t.specialty LIMIT ? OFFSET ?",
            (*params, *limits(page)),
        )
        return [Term(words, surface, Scope(*scope)) for words, surface, *scope in rows]

    def count(self, query: TermQuery) -> int:
        """How many `list` would give without a page."""
        tests, params = _tests(query)
        return int(self._db.value(f"SELECT count(*) {_FROM.format(tests)}", params))

    def total(self) -> int:
        """How many terms all lists hold, those of removed speakers too."""
        return int(self._db.value("SELECT count(*) FROM term"))

    def remove(self, scope: Scope, words: Iterable[str] | None = None) -> int:
        """Take terms off a list, all of them when none are named; how many were on it."""
        key = _key(scope)
        if words is None:
            return self._db.write(f"DELETE FROM term WHERE {_ON}", key)
        before = self.total()
        self._db.write_many(
            f"DELETE FROM term WHERE words = ? AND {_ON}", ((one, *key) for one in words)
        )
        return before - self.total()

    def everything(self) -> builtins.list[Term]:
        """Every term of speakers not removed, by words, then by list."""
        return self.list(TermQuery())


def _key(scope: Scope) -> tuple[str | None, str | None]:
    return scope.speaker, scope.specialty


def _tests(query: TermQuery) -> tuple[str, list[Any]]:
    tests: list[str] = []
    params: list[Any] = []
    if query.scope is not None:
        tests.append("t.speaker IS ? AND t.specialty IS ?")
        params += _key(query.scope)
    if query.search is not None:
        tests.append("holds(?, t.words, t.surface)")
        params.append(query.search.casefold())
    return where(tests), params

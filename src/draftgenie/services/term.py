"""A user's own lists of terms: brought in, looked at, taken away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftgenie.domain.term import MAX_TERMS, Scope
from draftgenie.errors import InputError, Reject, UsageError, bad_records
from draftgenie.pipeline.term import read_row, read_term
from draftgenie.services.speaker import find_speaker

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from draftgenie.domain.term import Term
    from draftgenie.pipeline.ingest import Row
    from draftgenie.ports import Store
    from draftgenie.ports.query import Page, TermQuery


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did to one list.

    `changed` were there and are written in another way now; `known` were there as they are, or
    stood earlier in the same input.
    """

    scope: str
    added: int = 0
    changed: int = 0
    known: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class Removed:
    """What was taken off one list; `missing` were not on it."""

    scope: str
    removed: int
    missing: int = 0


def find_scope(*, store: Store, speaker: str | None, specialty: str | None) -> Scope:
    """The list of a speaker, of a specialty, or of everyone.

    Raises:
        UsageError: both are named, or the specialty has no name.
        NotFoundError: no such speaker.
    """
    if speaker is not None and specialty is not None:
        msg = "a list belongs to a speaker or to a specialty, not to both"
        raise UsageError(msg, hint="leave --speaker or --specialty out")
    if specialty is not None and not specialty.strip():
        msg = "the specialty has no name"
        raise UsageError(msg, hint="leave --specialty out for everyone's list")
    return Scope(None if speaker is None else find_speaker(store, speaker).ref, specialty)


def import_(*, store: Store, rows: Iterable[Row], scope: Scope, skip: bool) -> Imported:
    """Put terms on a list, all or none; what is on it already stays.

    Args:
        store: where the lists are.
        rows: one term each.
        scope: whose list it is.
        skip: leave bad records out instead of refusing all.

    Raises:
        BadRecordsError: some records are bad and are not to be skipped; nothing is stored.
        InputError: the lists would become too long; nothing is stored.
    """
    given, n_read, rejects = _read(rows)
    if rejects and not skip:
        raise bad_records(rejects)
    with store.atomic():
        there = store.terms.surfaces(scope)
        new = {words: surface for words, surface in given.items() if words not in there}
        changed = {w: s for w, s in given.items() if there.get(w, s) != s}
        if store.terms.total() + len(new) > MAX_TERMS:
            msg = f"a store holds at most {MAX_TERMS} terms"
            raise InputError(msg, hint="bring in what the speakers really say")
        if new or changed:
            store.terms.put(scope, new | changed)
            detail = {"added": len(new), "changed": len(changed)}
            store.log.audit("term.import", subject=str(scope), detail=detail)
    known = n_read - len(new) - len(changed)
    return Imported(str(scope), len(new), len(changed), known, len(rejects))


def _read(rows: Iterable[Row]) -> tuple[dict[str, str], int, list[Reject]]:
    """Words to surface, how many records that were, and the bad ones.

    Of several ways to write the same words the first is taken, so that the same input twice
    changes nothing.
    """
    given: dict[str, str] = {}
    rejects: list[Reject] = []
    n_read = 0
    for row in rows:
        term = read_row(row)
        if isinstance(term, Reject):
            rejects.append(term)
            continue
        n_read += 1
        given.setdefault(*term)
    return given, n_read, rejects


def list_(*, store: Store, query: TermQuery, page: Page) -> tuple[list[Term], int]:
    """The terms of a page, and how many there are on all pages."""
    return store.terms.list(query, page), store.terms.count(query)


def remove(*, store: Store, scope: Scope, terms: Sequence[str] | None) -> Removed:
    """Take terms off a list, all of them with None; what is not on it changes nothing.

    Raises:
        UsageError: one of them can be no term.
    """
    words = None if terms is None else {_words(term) for term in terms}
    with store.atomic():
        n = store.terms.remove(scope, None if words is None else sorted(words))
        if n:
            store.log.audit("term.remove", subject=str(scope), detail={"removed": n})
    return Removed(str(scope), n, 0 if words is None else len(words) - n)


def _words(term: str) -> str:
    try:
        return read_term(term)[0]
    except ValueError as error:
        msg = f"the term {error}"
        raise UsageError(msg, hint="draftgenie term list") from None

"""Sources as people look after them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from draftgenie.domain.event import EventType
from draftgenie.domain.source import SourceKind
from draftgenie.errors import ConflictError, NotFoundError, UsageError

if TYPE_CHECKING:
    from draftgenie.domain.source import Source
    from draftgenie.ports import Clock, Store

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_READS = re.compile(r"\s*(select|with)\b", re.IGNORECASE)


def add(*, store: Store, clock: Clock, source: Source) -> tuple[Source, bool]:
    """The source, and whether it is new; the same one again changes nothing.

    Raises:
        UsageError: it cannot be a source.
        ConflictError: another source has the name.
    """
    _check(source)
    with store.atomic():
        known = store.sources.get(source.name)
        if known is not None:
            if replace(known, created_at="", pulled_at=None) != source:
                msg = f"source {source.name!r} exists and is another"
                hint = f"draftgenie source remove {source.name}, or another name"
                raise ConflictError(msg, hint=hint)
            return known, False
        new = replace(source, created_at=clock.now())
        store.sources.put(new)
        payload = {"source": new.name, "kind": new.kind.value}
        store.log.emit(EventType.SOURCE_ADDED, aggregate=new.name, payload=payload)
        store.log.audit("source.add", subject=new.name, detail={"kind": new.kind.value})
    return new, True


def find(name: str, *, store: Store) -> Source:
    """The source with this name.

    Raises:
        NotFoundError: there is no such source.
    """
    found = store.sources.get(name)
    if found is None:
        msg = f"no source {name!r} in this store"
        raise NotFoundError(msg, hint="draftgenie source list")
    return found


def remove(name: str, *, store: Store) -> Source:
    """Forget a source and how far it was read; the records it brought stay.

    Raises:
        NotFoundError: there is no such source.
    """
    with store.atomic():
        gone = find(name, store=store)
        store.sources.remove(gone.name)
        payload = {"source": gone.name, "kind": gone.kind.value}
        store.log.emit(EventType.SOURCE_REMOVED, aggregate=gone.name, payload=payload)
        store.log.audit("source.remove", subject=gone.name)
    return gone


def _check(source: Source) -> None:
    if not _NAME.fullmatch(source.name):
        msg = f"{source.name!r} is no name for a source"
        raise UsageError(msg, hint="letters, digits, dots, hyphens and underscores; at most 80")
    if source.kind is SourceKind.HTTP:
        _check_address(source.place)
    if source.kind is SourceKind.SQL and not _READS.match(source.options["query"]):
        msg = "a source's query only reads"
        raise UsageError(msg, hint="begin it with SELECT or WITH")


def _check_address(address: str) -> None:
    from urllib.parse import urlsplit

    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        msg = "the address of a source begins with http:// or https://"
        raise UsageError(msg, hint="--url https://host/path")
    if parts.username or parts.password:
        msg = "the address holds a user or a password, which would be stored"
        raise UsageError(msg, hint="put the token into a file: --token-file FILE")

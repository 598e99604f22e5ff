"""What the readers share: the size of a batch, mapped fields, and secrets in files."""

from __future__ import annotations

import hashlib
import json
import stat
from typing import TYPE_CHECKING, Any

from draftgenie.errors import DeniedError, Reject, SourceError
from draftgenie.pipeline.ingest import Row

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

BATCH = 500
"""Rows that are stored together with their marks."""

_MISSING = object()


def digest(raw: bytes) -> str:
    """A short hash that tells contents apart."""
    return hashlib.blake2b(raw, digest_size=16).hexdigest()


def find(value: Any, path: str) -> Any:
    """What stands at a path of keys with dots between them; None when it is not there.

    >>> find({"clinician": {"id": "dr-okafor"}}, "clinician.id")
    'dr-okafor'
    """
    for key in filter(None, path.split(".")):
        value = value.get(key, _MISSING) if isinstance(value, dict) else _MISSING
        if value is _MISSING:
            return None
    return value


def map_fields(record: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, Any]:
    """The record with its fields found where the map says; as it is without a map.

    >>> map_fields({"id": 7, "who": {"ref": "a"}, "x": 1}, {"speaker": "who.ref", "item": "id"})
    {'speaker': 'a', 'item': 7}
    """
    found = {name: find(record, path) for name, path in fields.items()} if fields else record
    return {name: value for name, value in found.items() if value is not None}


def as_row(place: str, n: int, value: Any, fields: Mapping[str, str]) -> Row:
    """The row of one value that a source gave, number `n` of this reading."""
    raw = json.dumps(value, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass")
    if not isinstance(value, dict):
        return Row(place, n, raw, Reject(place, n, "is not a JSON object"))
    return Row(place, n, raw, map_fields(value, fields))


def read_secret(path: Path) -> str:
    """The text of a file that only its owner can read, without the line's end.

    Raises:
        SourceError: the file is not there, or empty.
        DeniedError: others can read it.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_IMODE(mode) & 0o077:
            msg = f"others can read {str(path)!r}, which holds a secret"
            raise DeniedError(msg, hint=f"chmod 600 {path}")
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{str(path)!r} cannot be read ({type(error).__name__})"
        raise SourceError(msg, hint="draftgenie source add names the file anew") from None
    if not text or "\n" in text:
        msg = f"{str(path)!r} holds no secret on one line"
        raise SourceError(msg, hint="write the secret alone into it")
    return text

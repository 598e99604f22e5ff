"""What a backup says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Contents:
    """What a copy of the store holds: rows by table, and the end of its audit trail."""

    schema_version: int
    counts: Mapping[str, int]
    audit_seq: int
    audit_hash: str


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup: a copy of the store and of its settings, with what is known of them.

    `files` are SHA-256 and size in bytes by name. `fault` says why it cannot be used as it
    stands; the other fields are then what could still be read. An `encrypted` one is read with
    the key of the store it was made from.
    """

    id: str
    path: str
    created_at: str = ""
    program: str = ""
    contents: Contents | None = None
    files: Mapping[str, tuple[str, int]] | None = None
    fault: str | None = None
    encrypted: bool = False

    @property
    def n_bytes(self) -> int:
        """The size of its files together."""
        return sum(size for _, size in (self.files or {}).values())

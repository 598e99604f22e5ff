"""One row of the audit trail: who did what, to what, when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class AuditRow:
    """What was done, in ids and figures; `hash` covers this row and all rows before it.

    `actor` is the user of the machine, `command` the command line's words without its values,
    `action` what was done to `subject` (an id or a reference).
    """

    seq: int
    at: str
    actor: str
    command: str
    action: str
    subject: str
    detail: dict[str, Any]
    correlation_id: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """The newest row of the trail: whoever keeps it elsewhere can prove what came before it."""

    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"


def read_head(text: str) -> Head:
    """The head that was written down as `SEQ:HASH`.

    Raises:
        ValueError: it is none.

    >>> read_head("3:" + "ab" * 32).seq
    3
    """
    seq, _, digest = text.partition(":")
    if not seq.isdecimal() or not seq.isascii() or len(digest) != 64:  # noqa: PLR2004 - SHA-256
        msg = "is no head of an audit trail"
        raise ValueError(msg)
    return Head(int(seq), digest)

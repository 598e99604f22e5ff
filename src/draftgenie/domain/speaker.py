"""The dictating person, and the rules for a reference that names one."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

MAX_REF_LENGTH = 255
MAX_NAME_LENGTH = 255


class Status(StrEnum):
    """Where a speaker stands in their use of the system."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    PENDING = "pending"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Speaker:
    """A dictating person; drafts, notes, corrections and buckets all belong to one.

    `ref` is the reference scripts use: unique, kept in Unicode form NFC. `assigned_bucket` is
    DraftGenie's own, moved by evidence or by hand; `assumed_bucket` is the source system's, as
    imported. `ser` and `wer` are the source system's figures, fractions. `version` counts the
    changes to the record, from 1.
    """

    ref: str
    name: str
    email: str | None = None
    assigned_bucket: str | None = None
    assumed_bucket: str | None = None
    bucket_locked: bool = False
    specialty: str | None = None
    ser: float | None = None
    wer: float | None = None
    notes: str | None = None
    status: Status = Status.ACTIVE
    metadata: dict[str, Any] = field(default_factory=dict)
    created_at: str = ""
    updated_at: str = ""
    removed_at: str | None = None
    version: int = 1


def clean_ref(text: str) -> str:
    """The reference as it is stored: outer spaces dropped, Unicode form NFC.

    Raises:
        ValueError: it is empty, longer than 255 characters, or holds a control, format or
            surrogate character.

    >>> clean_ref("  dr-okafor ")
    'dr-okafor'
    """
    ref = unicodedata.normalize("NFC", text.strip())
    if not ref:
        msg = "is empty"
        raise ValueError(msg)
    if len(ref) > MAX_REF_LENGTH:
        msg = f"is longer than {MAX_REF_LENGTH} characters"
        raise ValueError(msg)
    if any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in ref):
        msg = "holds a control, format or surrogate character"
        raise ValueError(msg)
    return ref


def ref_from_name(name: str) -> str:
    """A reference made from a person's name: lower case, words joined by hyphens.

    >>> ref_from_name("Dr. Ngozi Okafor")
    'dr-ngozi-okafor'
    """
    kept = (c if c.isalnum() else "-" for c in unicodedata.normalize("NFC", name).casefold())
    return "-".join(part for part in "".join(kept).split("-") if part)

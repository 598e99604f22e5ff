"""Items, the machine drafts of an item, its human final note, and the pair of the two."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

MAX_TEXT_BYTES = 8 * 1024 * 1024


class Kind(StrEnum):
    """What wrote a text."""

    ASR = "asr"
    LLM = "llm"
    FINAL = "final"


OLD_KIND_NAMES = {
    "ad": Kind.ASR,
    "asr_draft": Kind.ASR,
    "ld": Kind.LLM,
    "llm_draft": Kind.LLM,
    "ifn": Kind.FINAL,
    "fn": Kind.FINAL,
    "instanote_final": Kind.FINAL,
}


def read_kind(text: str) -> Kind:
    """The kind that a word names, old names included.

    Raises:
        ValueError: no kind has this name.

    >>> read_kind("AD"), read_kind("final")
    (<Kind.ASR: 'asr'>, <Kind.FINAL: 'final'>)
    """
    word = text.strip().casefold()
    if word in OLD_KIND_NAMES:
        return OLD_KIND_NAMES[word]
    return Kind(word)


@dataclass(frozen=True, slots=True)
class Item:
    """One dictation job of one speaker: its drafts and its final note share `item`.

    `dictated_at` is an instant in UTC, ISO 8601 with a trailing Z; `seq` is the order of
    arrival, counted over the whole store from 1.
    """

    id: str
    speaker: str
    item: str
    dictated_at: str | None = None
    worktype: str | None = None
    duration_s: float | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    created_at: str = ""
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """What the recogniser or a model wrote for an item. The newest of its kind is `current`."""

    id: str
    item_id: str
    speaker: str
    item: str
    kind: Kind
    text: str
    created_at: str = ""
    dictated_at: str | None = None
    current: bool = True
    seq: int = 0


@dataclass(frozen=True, slots=True)
class FinalNote:
    """What the human signed for an item: the reference of every measurement."""

    id: str
    item_id: str
    speaker: str
    item: str
    text: str
    created_at: str = ""
    current: bool = True
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """A current draft with the current final note of the same item.

    `seq` is the order in which the pair became complete, counted over the store; history is
    walked by (`dictated_at` where it is given, then `seq`).
    """

    draft_id: str
    final_id: str
    item_id: str
    speaker: str
    item: str
    kind: Kind
    draft: str
    final: str
    dictated_at: str | None = None
    specialty: str | None = None
    seq: int = 0


def content_id(prefix: str, *parts: str) -> str:
    """An id made from content: the same parts give the same id on every machine.

    Eighty bits of BLAKE2b over the parts, each preceded by its length so that no two lists of
    parts run together.

    >>> content_id("drf", "a", "bc") == content_id("drf", "ab", "c")
    False
    """
    raw = [part.encode("utf-8", "surrogatepass") for part in parts]
    told = b"".join([len(part).to_bytes(8, "big") + part for part in raw])
    return f"{prefix}_{hashlib.blake2b(told, digest_size=10).hexdigest()}"


def item_id(*, speaker: str, item: str) -> str:
    """The id of an item in this and every other store."""
    return content_id("itm", speaker, item)


def draft_id(*, speaker: str, item: str, kind: Kind, text: str) -> str:
    """The id of a draft: its place and its text."""
    return content_id("drf", speaker, item, kind.value, text)


def final_id(*, speaker: str, item: str, text: str) -> str:
    """The id of a final note: its place and its text."""
    return content_id("fin", speaker, item, text)

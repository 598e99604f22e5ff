"""A record that could not be taken and was set aside: where it stood, and why."""

from __future__ import annotations

from dataclasses import dataclass

from draftgenie.domain.draft import content_id


@dataclass(frozen=True, slots=True)
class SetAside:
    """One record in quarantine, without what it says.

    `line` counts from 1 and `offset` bytes from 0, from the start of the source; both are None
    where they mean nothing. `sha256` is of the record's `n_bytes` bytes as they came. `speaker`
    is whose record it says it is, if it could be read that far.
    """

    id: str
    source: str
    line: int | None
    offset: int | None
    code: str
    reason: str
    sha256: str
    n_bytes: int
    speaker: str | None
    at: str = ""


def set_aside_id(*, source: str, line: int | None, raw: bytes) -> str:
    """The id of a record at its place: the same one is kept once, whatever is wrong with it."""
    return content_id("qua", source, str(line), raw.decode("latin-1"))


_CODES = (
    ("no speaker", "speaker"),
    ("was removed", "speaker"),
    ("is stored with another", "conflict"),
    ("UTF-", "encoding"),
    ("cut short", "truncated"),
    ("keys in one object", "too_long"),
    ("a key twice", "duplicate_key"),
    ("nested", "too_deep"),
    ("JSON does not have", "number"),
    ("64 bits", "number"),
    ("number", "number"),
    ("JSON", "json"),
    ("is longer than", "too_long"),
    ("is larger than", "too_long"),
    ("cells", "csv"),
    ("quote", "csv"),
    ("header", "csv"),
    ("column", "csv"),
    ("surrogate", "character"),
    ("NUL", "character"),
    ("missing", "missing"),
    ("is empty", "empty"),
    ("is blank", "empty"),
    ("a gzip", "format"),
    ("a zip", "format"),
    ("a PDF", "format"),
    ("a SQLite", "format"),
    ("a zstd", "format"),
    ("a bzip2", "format"),
    ("an xz", "format"),
    ("document", "format"),
    ("Parquet", "format"),
    ("audio", "format"),
    ("a link", "file"),
    ("folder", "file"),
    ("cannot be read", "file"),
    ("holds no records", "file"),
)
CODES = tuple(sorted({code for _, code in _CODES} | {"field"}))
"""Every code there is; `field` stands for a field whose value cannot be."""


def reason_code(reason: str) -> str:
    """The sort of fault that a reason tells of, as one word for scripts.

    >>> reason_code("is not valid UTF-8 (byte 21)"), reason_code("kind is none of asr, llm, final")
    ('encoding', 'field')
    """
    return next((code for part, code in _CODES if part in reason), "field")

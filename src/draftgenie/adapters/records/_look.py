"""What a file is, judged by its name and its first line, before anything is read from it."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field, replace
from enum import StrEnum

from draftgenie.adapters.lines import TOO_LONG
from draftgenie.errors import Reject
from draftgenie.pipeline.ingest import RECORD_FIELDS, SPEAKER_FIELDS


class Format(StrEnum):
    """How records stand in a source."""

    JSON = "JSON lines"
    CSV = "CSV"
    TEXT = "text"
    LIST = "a list"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True)
class Layout:
    """What a table of one kind of record looks like.

    Of each group in `required` one column must be there. `json` names the columns whose cells
    are JSON values, with what is expected there. A text that is no table is a list of records
    with one field each, a line for each, where `line` names the field.
    """

    known: frozenset[str]
    required: tuple[tuple[str, ...], ...]
    json: dict[str, str] = field(default_factory=dict)
    folders: bool = False
    line: str | None = None

    def without(self, column: str) -> Layout:
        """The same, with a column that need not be there because an option fills it."""
        left = tuple(group for group in self.required if column not in group)
        return replace(self, required=left)


DRAFTS = Layout(
    RECORD_FIELDS,
    (("speaker",), ("item",), ("draft", "final", "text")),
    {"duration_s": "a number", "metadata": "a JSON object"},
    folders=True,
)
SPEAKERS = Layout(
    SPEAKER_FIELDS,
    (("name", "ref", "id"),),
    {"ser": "a number", "wer": "a number", "metadata": "a JSON object", "meta": "a JSON object"},
)
CORRECTIONS = Layout(
    frozenset({"speaker", "source", "target", "surface", "layer", "status"}),
    (("speaker",), ("source",), ("target",)),
)
TERMS = Layout(frozenset({"term"}), (("term",),), line="term")

_MAGIC = (
    (b"\x1f\x8b", "is a gzip file", "unpack it: gunzip -c FILE | draftgenie … -"),
    (b"PK\x03\x04", "is a zip archive or an office document", "export it as CSV or JSON lines"),
    (b"%PDF-", "is a PDF", "export its text first"),
    (b"SQLite format 3\0", "is a SQLite database", "export it as CSV or JSON lines"),
    (b"\x28\xb5\x2f\xfd", "is a zstd file", "unpack it first"),
    (b"BZh", "is a bzip2 file", "unpack it first"),
    (b"\xfd7zXZ", "is an xz file", "unpack it first"),
    (b"\xd0\xcf\x11\xe0", "is an office document", "export it as CSV or JSON lines"),
    (b"{\\rtf", "is an RTF document", "export it as plain text"),
    (b"PAR1", "is a Parquet file", "export it as CSV or JSON lines"),
    (b"RIFF", "is audio", "give the recogniser's text"),
)
LOOKS_LIKE = 'records look like {"speaker": …, "item": …, "draft": …, "final": …}'
_UTF16 = ("is UTF-16 or UTF-32 text", "convert it first: iconv -f UTF-16 -t UTF-8")


def look(
    source: str, first: bytes | None, *, declared: Format | None, layout: Layout
) -> Format | Reject:
    """The format of a source whose first line that is not blank is `first`.

    `declared` is what its name says; a file that is something else is refused, saying what.
    """
    if first is None:
        # No header is so long; a record may be, and then the next ones are still read.
        declared = declared or Format.JSON
        return declared if declared is Format.JSON else Reject(source, 1, TOO_LONG)
    refusal = _not_text(first)
    if refusal is None and declared in {None, Format.JSON}:
        refusal = _not_lines(first.strip())
    if refusal is not None:
        return Reject(source, None, *refusal)
    if layout.line and declared in {None, Format.TEXT}:
        return _seen(first, layout) or Format.LIST
    if declared is Format.TEXT:
        return declared
    return _agreed(source, _seen(first, layout), declared)


def _agreed(source: str, seen: Format | None, declared: Format | None) -> Format | Reject:
    if declared is None:
        reason = "is neither JSON lines nor CSV with a header"
        return seen or Reject(source, None, reason, LOOKS_LIKE)
    if seen is not None and seen is not declared:
        suffix = ".csv" if seen is Format.CSV else ".jsonl"
        return Reject(source, None, f"holds {seen}, not {declared}", f"name it *{suffix}")
    return declared


def _not_text(first: bytes) -> tuple[str, str] | None:
    for magic, reason, hint in _MAGIC:
        if first.startswith(magic):
            return reason, hint
    if first.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")) or _has_nul_pattern(first):
        return _UTF16
    return None


def _not_lines(start: bytes) -> tuple[str, str] | None:
    if start.startswith(b"["):
        return "is a JSON array", "one object a line: jq -c '.[]' FILE"
    if start == b"{":
        return "is pretty-printed JSON", "one object a line: jq -c . FILE"
    return None


def _has_nul_pattern(first: bytes) -> bool:
    # UTF-16 of Western text has a NUL in every other byte.
    head = first[:400]
    return len(head) > 3 and max(head[::2].count(0), head[1::2].count(0)) > len(head) // 4  # noqa: PLR2004


def _seen(first: bytes, layout: Layout) -> Format | None:
    if first.lstrip().startswith(b"{"):
        return Format.JSON
    cells = next(csv.reader([first.decode("utf-8", "replace")]), [])
    return Format.CSV if {c.strip() for c in cells} & layout.known else None

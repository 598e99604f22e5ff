"""Folders of text files: `SPEAKER/ITEM.asr.txt`, `ITEM.llm.txt`, `ITEM.final.txt`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from draftgenie.adapters.lines import BOM, CONVERT, NOT_UTF8, shown
from draftgenie.adapters.records._look import DRAFTS, Format, look
from draftgenie.adapters.transcoding import text_as_utf8
from draftgenie.domain.draft import MAX_TEXT_BYTES, read_kind
from draftgenie.errors import Reject
from draftgenie.pipeline.ingest import Row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SUFFIX = ".txt"


@dataclass(frozen=True, slots=True)
class Text:
    """One text file; `speaker` is the name of its folder, None for a file given by itself."""

    path: Path
    speaker: str | None = None


def find_texts(root: Path) -> Iterator[Text | Row]:
    """The text files of a folder and of the folders in it, by name; a link is a fault.

    Files that are not named `*.txt`, and hidden ones, are passed over.
    """
    for path in sorted(root.iterdir()):
        if path.is_dir() and not path.is_symlink() and not path.name.startswith("."):
            for inner in sorted(path.iterdir()):
                yield from _found(inner, speaker=path.name)
        else:
            yield from _found(path)


def _found(path: Path, *, speaker: str | None = None) -> Iterator[Text | Row]:
    if path.name.startswith("."):
        return
    if path.is_symlink():
        yield _reject(path, "is a link, which is not followed")
    elif path.is_dir():
        yield _reject(path, "is a folder inside a speaker's folder")
    elif path.name.endswith(_SUFFIX) and path.is_file():
        yield Text(path, speaker)


def text_row(text: Text) -> Row:
    """The row of one text file: its speaker by folder, its item and kind by name.

    A name without a kind that is known is all item, and the kind is left open.
    """
    source = shown(text.path)
    with text.path.open("rb") as stream:
        raw = stream.read(MAX_TEXT_BYTES + len(BOM) + 1)
    if len(raw) > MAX_TEXT_BYTES + len(BOM):
        reason = f"is longer than {MAX_TEXT_BYTES // 1024**2} MiB"
        return _reject(text.path, reason, "split the note, or leave it out")
    told, encoding = text_as_utf8(raw)
    verdict = look(source, told, declared=Format.TEXT, layout=DRAFTS)
    if isinstance(verdict, Reject):
        return Row(source, None, raw, verdict)
    try:
        content = told.removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        reason = f"{NOT_UTF8} (byte {error.start + 1})"
        return Row(source, None, raw, Reject(source, None, reason, CONVERT))
    fields: dict[str, Any] = {"item": text.path.name.removesuffix(_SUFFIX), "text": content}
    item, dot, kind = fields["item"].rpartition(".")
    if dot and _is_kind(kind):
        fields |= {"item": item, "kind": kind}
    if text.speaker is not None:
        fields["speaker"] = text.speaker
    notes = (f"{encoding} is read as UTF-8",) if encoding else ()
    return Row(source, None, raw, fields, notes=notes)


def _is_kind(word: str) -> bool:
    try:
        read_kind(word)
    except ValueError:
        return False
    return True


def _reject(path: Path, reason: str, hint: str | None = None) -> Row:
    return Row(shown(path), None, b"", Reject(shown(path), None, reason, hint))

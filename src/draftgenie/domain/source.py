"""Where records are pulled from by themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from draftgenie.domain.draft import Kind


class SourceKind(StrEnum):
    """What a source is."""

    FOLDER = "folder"
    LINES = "lines"
    HTTP = "http"
    SQL = "sql"


EVERY_S = {
    SourceKind.FOLDER: 5,
    SourceKind.LINES: 5,
    SourceKind.HTTP: 300,
    SourceKind.SQL: 300,
}
"""How often a watching worker looks, in seconds, where the source does not say otherwise."""


@dataclass(frozen=True, slots=True)
class Source:
    """One place that records come from, and how they are taken.

    `place` is a path or an address without secrets; `options` are those of the kind, by name.
    `fields` maps a record's field to where it stands in what the source gives, with dots between
    the keys of objects; without it records are taken as they are. `speaker` and `draft_kind`
    fill what a record leaves out. With `create_speakers` records of unknown speakers add them;
    with `replace` a text that differs becomes the current one.
    """

    name: str
    kind: SourceKind
    place: str
    options: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    speaker: str | None = None
    draft_kind: Kind | None = None
    create_speakers: bool = False
    replace: bool = False
    every_s: int = 300
    created_at: str = ""
    pulled_at: str | None = None

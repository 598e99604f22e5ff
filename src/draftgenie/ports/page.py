"""A page to be read in a browser or on paper, as values: what it says, not how it looks.

The command line puts a page together from figures, an adapter draws it. Texts are plain and may
hold anything; making them safe is the adapter's.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias


class Mark(StrEnum):
    """What a word of a comparison is, case and marks counted.

    Of a draft: plain, as the final has it, or `wrong`. Of a note: plain, right and there before;
    `mended`; `left` as wrong as it was; or `broken`, wrong and new. Of a final: plain, as the
    note has it, or `missing` from it.
    """

    PLAIN = "plain"
    WRONG = "wrong"
    MENDED = "mended"
    LEFT = "left"
    BROKEN = "broken"
    MISSING = "missing"


class Tone(StrEnum):
    """How much a text asks to be looked at; said in words, too."""

    PLAIN = "plain"
    QUIET = "quiet"
    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Text:
    """One paragraph."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that stands out, with what it is and a remark."""

    name: str
    value: str
    remark: str = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers side by side."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and their values, one a line."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; `target` is the anchor of a section that tells more."""

    text: str
    target: str | None = None
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a column."""

    text: str
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under headings; the first cell of a row names it."""

    caption: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Series:
    """One line or one kind of bar: a value for each place, None where there is none."""

    name: str
    values: tuple[float | None, ...]


class PlotKind(StrEnum):
    """How series are drawn: lines, bars beside each other, or bars on each other."""

    LINES = "lines"
    BARS = "bars"
    STACKED = "stacked"


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing of series over named places, with what it shows in words.

    With `is_share` values are fractions shown as percent. `places` name the values from left to
    right; `at` are their positions where they are numbers. `diagonal` draws the line on which
    both axes are equal. A `small` plot has its legend in the caption alone.
    """

    kind: PlotKind
    caption: str
    alternative: str
    x_label: str
    y_label: str
    places: tuple[str, ...]
    series: tuple[Series, ...]
    at: tuple[float, ...] = ()
    is_share: bool = False
    diagonal: bool = False
    small: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """Neighbouring words of one mark, with the white space after them."""

    text: str
    mark: Mark = Mark.PLAIN


@dataclass(frozen=True, slots=True)
class Pane:
    """One text of a comparison."""

    heading: str
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Panes:
    """Texts side by side."""

    panes: tuple[Pane, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page under its heading.

    `anchor` is what links lead to: letters, digits and hyphens, one of its kind on a page. A
    `folded` section opens when it is asked for.
    """

    title: str
    blocks: tuple[Block, ...]
    anchor: str = ""
    folded: bool = False


Block: TypeAlias = Text | Figures | Facts | Table | Plot | Panes | Section


@dataclass(frozen=True, slots=True)
class Page:
    """A whole page; `remarks` stand at its foot."""

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    remarks: tuple[str, ...] = ()


class PageMaker(Protocol):
    """What turns a page into a file that stands alone."""

    def __call__(self, page: Page) -> str:
        """The whole file."""
        ...

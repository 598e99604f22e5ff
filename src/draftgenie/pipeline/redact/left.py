"""What looks like an identifier and still stands in a text: a second look, by other means.

It goes word by word over the text and shares no pattern with what replaces identifiers: it would
rather stop a note too many. A dose, a blood pressure or a laboratory value is none.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING

from draftgenie.domain.redaction import Identifier, Leak

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_PLACEHOLDER = re.compile(r"\[[A-Z]+-\d{1,4}\]")
_PIECE = re.compile(r"\S+")
_EDGES = ".,;:!?()[]{}\"'“”‘’"
_MONTHS = {
    *"january february march april june july august september october november december".split(),
    *"jan feb mar apr jun jul aug sept sep oct nov dec may".split(),
}
_PLAIN_MONTHS = _MONTHS - {
    "may",
    "march",
    "mar",
    "sep",
    "dec",
    "jan",
    "jun",
    "jul",
    "apr",
    "oct",
    "nov",
}
_TITLES = {"dr", "mr", "mrs", "ms", "miss", "prof", "doctor", "professor", "mister", "missus"}
_NOT_BEHIND_TITLE = {
    "the",
    "a",
    "and",
    "or",
    "in",
    "on",
    "of",
    "is",
    "was",
    "who",
    "said",
    "visit",
}
_RECORDS = {"mrn", "ssn", "dob", "nhs", "npi", "passport"}
_STREETS = {"street", "avenue", "boulevard", "road", "lane", "ave", "blvd", "rd", "parkway"}
_DIGITS = set("zero oh one two three four five six seven eight nine".split())
_TAIL = re.compile(r"\.(?:com|org|net|edu|gov)\b", re.IGNORECASE)
_LONG_AGO = {"old", "year-old", "years", "year", "yo", "y/o", "yrs"}
_MOST_DIGITS = 9
_SPOKEN_DIGITS = 7
_OLD = range(90, 130)


def leaks(text: str, *, roster: Iterable[str]) -> tuple[Leak, ...]:
    """What looks like an identifier, in the order of the text; nothing when it may be sent.

    Args:
        text: what is about to be sent, with its placeholders.
        roster: the names that must not be in it.

    >>> leaks("[NAME-1] takes 25 mg since [DATE-1].", roster=["Ngozi Okafor"])
    ()
    >>> [leak.kind.value for leak in leaks("call okafor at 555-010-4477", roster=["Okafor"])]
    ['name', 'phone']
    """
    masked = _PLACEHOLDER.sub(lambda m: "\x00" * len(m.group()), text)
    pieces = [_Piece(m) for m in _PIECE.finditer(masked)]
    names = {_plain(part) for name in roster for part in re.split(r"[\s.,'’-]+", name)}
    found = set(_by_name(pieces, {name for name in names if len(name) > _SHORT} - _TITLES))
    for look in _LOOKS:
        found.update(look(pieces))
    return tuple(sorted(found, key=lambda leak: (leak.start, leak.end, leak.kind)))


_SHORT = 3


class _Piece:
    """What stands between two blanks."""

    __slots__ = ("digits", "end", "start", "word")

    def __init__(self, match: re.Match[str]) -> None:
        self.start, self.end = match.span()
        self.word = match.group().strip(_EDGES)
        self.digits = sum(c.isdigit() for c in self.word)

    @property
    def low(self) -> str:
        return self.word.lower()

    def leak(self, kind: Identifier) -> Leak:
        return Leak(kind, self.start, self.end)


def _plain(word: str) -> str:
    apart = unicodedata.normalize("NFD", word.casefold())
    return "".join(c for c in apart if unicodedata.category(c) != "Mn")


def _by_name(pieces: list[_Piece], names: set[str]) -> Iterator[Leak]:
    for piece in pieces:
        parts = {_plain(part) for part in re.split(r"['’/.,-]+", piece.word)}
        # A name that is a word as well only counts as it is written for a name.
        if parts & names and (piece.word[:1].isupper() or not _is_common(parts & names)):
            yield piece.leak(Identifier.NAME)


def _is_common(names: set[str]) -> bool:
    from draftgenie.pipeline.redact._ordinary import ORDINARY

    return names <= ORDINARY


def _titled(pieces: list[_Piece]) -> Iterator[Leak]:
    for title, name in pairwise(pieces):
        if (
            title.low in _TITLES
            and title.word != "ms"
            and name.word[:1].isupper()
            and name.low not in _NOT_BEHIND_TITLE
        ):
            yield name.leak(Identifier.NAME)


def _dated(pieces: list[_Piece]) -> Iterator[Leak]:
    for piece in pieces:
        parts = re.split(r"[/.-]", piece.word)
        if len(parts) == len("dmy") and all(p.isdigit() for p in parts) and _is_date(parts):
            yield piece.leak(Identifier.DATE)
    for one, other in pairwise(pieces):
        for month, day in ((one, other), (other, one)):
            is_month = month.low in (_MONTHS if month.word[:1].isupper() else _PLAIN_MONTHS)
            if is_month and _is_day(day):
                yield Leak(Identifier.DATE, one.start, other.end)


def _is_date(parts: list[str]) -> bool:
    year = [p for p in parts if len(p) == len("yyyy") and p[:2] in {"19", "20"}]
    return len(year) == 1 and all(0 < int(p) < 32 for p in parts if p not in year)  # noqa: PLR2004


def _is_day(piece: _Piece) -> bool:
    number = piece.low.rstrip("stndrh")
    return number.isdigit() and (0 < int(number) < 32 or number[:2] in {"19", "20"})  # noqa: PLR2004


def _numbered(pieces: list[_Piece]) -> Iterator[Leak]:
    for piece in pieces:
        plain = re.sub(r"[-.()/+]", "", piece.word)
        if plain.isdigit() and len(plain) >= _MOST_DIGITS and "," not in piece.word:
            kind = Identifier.SSN if len(plain) == _MOST_DIGITS else Identifier.PHONE
            yield piece.leak(kind)
    for first, second, third in zip(pieces, pieces[1:], pieces[2:], strict=False):
        run = [p.word.strip("()-.") for p in (first, second, third)]
        lengths = tuple(map(len, run))
        if all(p.isdigit() for p in run) and lengths in {(3, 3, 4), (3, 2, 4)}:
            yield Leak(Identifier.PHONE, first.start, third.end)


def _spoken(pieces: list[_Piece]) -> Iterator[Leak]:
    run: list[_Piece] = []
    for piece in pieces:
        if piece.low in _DIGITS:
            run.append(piece)
            continue
        if len(run) >= _SPOKEN_DIGITS:
            yield Leak(Identifier.PHONE, run[0].start, run[-1].end)
        run = []
    if len(run) >= _SPOKEN_DIGITS:
        yield Leak(Identifier.PHONE, run[0].start, run[-1].end)


def _cued(pieces: list[_Piece]) -> Iterator[Leak]:
    for i, piece in enumerate(pieces):
        if piece.low.rstrip("#:") in _RECORDS:
            for after in pieces[i + 1 : i + 4]:
                if after.digits > len("12"):
                    yield after.leak(Identifier.RECORD)


def _on_the_net(pieces: list[_Piece]) -> Iterator[Leak]:
    for piece in pieces:
        if "@" in piece.word.strip("@") and "." in piece.word:
            yield piece.leak(Identifier.EMAIL)
        elif "://" in piece.word or piece.low.startswith("www.") or _TAIL.search(piece.word):
            yield piece.leak(Identifier.URL)


def _housed(pieces: list[_Piece]) -> Iterator[Leak]:
    for i, piece in enumerate(pieces):
        if piece.low in _STREETS and piece.word[:1].isupper():
            for before in pieces[max(0, i - 3) : i]:
                if before.word.isdigit():
                    yield Leak(Identifier.ADDRESS, before.start, piece.end)


def _aged(pieces: list[_Piece]) -> Iterator[Leak]:
    for age, after in pairwise(pieces):
        if age.word.isdigit() and int(age.word) in _OLD and after.low in _LONG_AGO - {"years"}:
            yield age.leak(Identifier.AGE)
    for piece in pieces:
        number, _, rest = piece.low.partition("-")
        if rest.startswith("year") and number.isdecimal() and int(number) in _OLD:
            yield piece.leak(Identifier.AGE)


_LOOKS: tuple[Callable[[list[_Piece]], Iterator[Leak]], ...] = (
    _titled,
    _dated,
    _numbered,
    _spoken,
    _cued,
    _on_the_net,
    _housed,
    _aged,
)

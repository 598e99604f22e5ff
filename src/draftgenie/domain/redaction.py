"""What identifies a person in a text, and a text in which it is replaced."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Identifier(StrEnum):
    """The classes of identifiers; a placeholder is made of the class and a number."""

    NAME = "name"
    DATE = "date"
    AGE = "age"
    """Over 89 only."""
    PHONE = "phone"
    FAX = "fax"
    EMAIL = "email"
    URL = "url"
    IP = "ip"
    SSN = "ssn"
    RECORD = "record"
    """Medical records, visits, licences, devices: numbers that stand for one thing."""
    ACCOUNT = "account"
    """Accounts, policies, members of an insurance."""
    ADDRESS = "address"
    """Streets, places with their state, postcodes."""


@dataclass(frozen=True, slots=True)
class Found:
    """An identifier's place in a text: half-open, in characters."""

    start: int
    end: int
    kind: Identifier


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text with placeholders, and what each stands for; neither is ever in its `repr`."""

    text: str = field(repr=False)
    originals: Mapping[str, str] = field(repr=False)

    @property
    def classes(self) -> dict[str, int]:
        """How many placeholders of each class there are, by class.

        >>> Redacted("[NAME-1] on [DATE-1]", {"[NAME-1]": "…", "[DATE-1]": "…"}).classes
        {'date': 1, 'name': 1}
        """
        counted = Counter(name[1:-1].rpartition("-")[0].lower() for name in self.originals)
        return dict(sorted(counted.items()))


@dataclass(frozen=True, slots=True)
class Leak:
    """What looks like an identifier and still stands in a text: its class and place."""

    kind: Identifier
    start: int
    end: int

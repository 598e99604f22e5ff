"""Notes made of templates by a seed, with the place of everything that is labelled."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from identifiers import fresh, held_out, last, train, unseen
from identifiers.forms import FORMS, SAFE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random
    from types import ModuleType

PARTS = {"train": train, "held-out": held_out, "fresh": fresh, "last": last, "unseen": unseen}
_SLOT = re.compile(r"\{(\w+)\}")
_TITLES = {"mr": ("Mr.", "Mrs.", "Ms.", "Dr."), "mister": ("mister", "missus", "miss", "doctor")}
_SENTENCES = (5, 9)
_DICTATED = 0.35


@dataclass(frozen=True, slots=True)
class Label:
    """Where a labelled piece of a note stands, what it is, and whether it identifies anybody."""

    start: int
    end: int
    what: str
    is_identifier: bool


@dataclass(frozen=True, slots=True)
class Note:
    """A made note with its labels, its speaker and the people whom its record names."""

    text: str
    labels: tuple[Label, ...]
    speaker: str
    people: tuple[str, ...]
    is_dictated: bool


def make_notes(part: str, n: int, *, seed: int) -> Iterator[Note]:
    """So many notes of one part; the same for the same seed."""
    # Dice, not secrets: the notes must be the same every time.
    dice = random.Random(f"{part}-{seed}")  # noqa: S311
    for _ in range(n):
        yield _note(PARTS[part], dice)


def _note(source: ModuleType, dice: Random) -> Note:
    people = [(dice.choice(source.GIVEN), dice.choice(source.FAMILY)) for _ in range(3)]
    is_dictated = dice.random() < _DICTATED
    n = dice.randint(*_SENTENCES)
    if is_dictated:
        template = " ".join(dice.sample(source.SPOKEN, min(n, len(source.SPOKEN))))
    else:
        body = " ".join(dice.sample(source.SENTENCES, n))
        template = "\n".join((dice.choice(source.HEADERS), body, dice.choice(source.FOOTERS)))
    text, labels = _fill(template, people, dice, is_dictated=is_dictated)
    names = tuple(f"{given} {family}" for given, family in people)
    return Note(text, labels, names[0], names, is_dictated)


def _fill(
    template: str, people: list[tuple[str, str]], dice: Random, *, is_dictated: bool
) -> tuple[str, tuple[Label, ...]]:
    parts: list[str] = []
    labels: list[Label] = []
    at = last = 0
    person = people[1]
    for slot in _SLOT.finditer(template):
        parts.append(template[last : slot.start()])
        at += slot.start() - last
        last = slot.end()
        what = slot[1]
        if what in {"mr", "mister", "given"} or (what == "family" and not _goes_on(parts)):
            person = dice.choice(people)
        value = _value(what, person, dice)
        value = value.lower() if is_dictated and what in {"given", "family"} else value
        if what not in _TITLES:
            is_name = what in {"given", "family", "initial"}
            labels.append(
                Label(at, at + len(value), "name" if is_name else what, what not in SAFE)
            )
        parts.append(value)
        at += len(value)
    return "".join([*parts, template[last:]]), tuple(labels)


def _goes_on(parts: list[str]) -> bool:
    """Whether the family name belongs to the given name or title before it."""
    return parts[-1] in {" ", ". "}


def _value(what: str, person: tuple[str, str], dice: Random) -> str:
    if what in _TITLES:
        return dice.choice(_TITLES[what])
    if what == "given":
        return person[0]
    if what == "family":
        return person[1]
    if what == "initial":
        return dice.choice("ABCDEFGHJKLMNPRSTW")
    return (FORMS.get(what) or SAFE[what])(dice)

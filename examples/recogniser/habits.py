"""What the recogniser gets wrong for one speaker, as read from `examples/habits/*.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Confusion:
    """A phrase that is sometimes heard otherwise.

    `rate` is the chance in a neutral context on an ordinary day and `heard` the forms by weight.
    `when` lists what makes it likelier, `only` what it cannot happen without and `unless` what
    keeps the recogniser right: `after_number`, `before_number`, `at_start`, `at_end`, or a word
    (`bowel`, or `diab*` for any word so beginning) within four words. `drift` is `fades` or
    `appears`, for what changed with the recogniser's update, or empty.
    """

    phrase: tuple[str, ...]
    rate: float
    heard: dict[str, float]
    when: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    drift: str = ""


@dataclass(frozen=True, slots=True)
class Habits:
    """One speaker, and the rates of everything that happens on the way to the draft.

    `confusions` are looked up by their first word, longest phrase first. `numbers`, `noise`,
    `layout` and `spoken` are chances by name; the stage of that name says what each one does.
    `capitals` are common nouns that the recogniser takes for names.
    """

    ref: str
    name: str
    specialty: str
    assumed_bucket: str
    wer: float
    ser: float
    confusions: dict[str, list[Confusion]]
    numbers: dict[str, float] = field(default_factory=dict)
    noise: dict[str, float] = field(default_factory=dict)
    layout: dict[str, float] = field(default_factory=dict)
    spoken: dict[str, Any] = field(default_factory=dict)
    capitals: frozenset[str] = frozenset()

    def knows(self, word: str) -> bool:
        """Whether a confusion begins with `word` (case folded)."""
        return word in self.confusions


def load(path: Path, everyone: Path) -> Habits:
    """The habits in `path`, on top of the confusions that every speaker suffers from.

    A confusion in `path` hides the one of the same phrase in `everyone`; the rates of the rest
    are scaled by the speaker's `noise.everyone`.
    """
    own = tomllib.loads(path.read_text("utf-8"))
    shared = tomllib.loads(everyone.read_text("utf-8"))
    scale = float(own["noise"].get("everyone", 1))
    tables: dict[str, Any] = {
        phrase: entry | {"rate": entry["rate"] * scale} for phrase, entry in shared.items()
    }
    tables.update(own.pop("confusions"))
    return Habits(
        **{name: own[name] for name in ("ref", "name", "specialty", "assumed_bucket")},
        wer=own["wer"],
        ser=own["ser"],
        confusions=_by_first_word(tables),
        numbers=own.get("numbers", {}),
        noise=own["noise"],
        layout=own["layout"],
        spoken=own.get("spoken", {}),
        capitals=frozenset(own.get("capitals", ())),
    )


def _by_first_word(tables: dict[str, Any]) -> dict[str, list[Confusion]]:
    found: dict[str, list[Confusion]] = {}
    for phrase, entry in tables.items():
        words = tuple(phrase.casefold().split())
        lists = {name: tuple(entry.get(name, ())) for name in ("when", "only", "unless")}
        found.setdefault(words[0], []).append(
            Confusion(words, entry["rate"], entry["heard"], drift=entry.get("drift", ""), **lists)
        )
    for same_start in found.values():
        same_start.sort(key=lambda confusion: -len(confusion.phrase))
    return found

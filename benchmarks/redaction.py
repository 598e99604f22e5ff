"""How much of what identifies people a redaction finds, and what it takes wrongly.

    python benchmarks/redaction.py [--notes N] [--part train|held-out] [--write PAGE] [--misses]

The notes are made (`identifiers`), so that every identifier is known. An identifier counts as
found when no letter and no digit of it is left. Exit 9 when a goal is missed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from identifiers.forms import SAFE
from identifiers.notes import PARTS, make_notes

from draftgenie.errors import Exit
from draftgenie.pipeline.redact import leaks, redact, restore
from draftgenie.pipeline.redact.replace import PLACEHOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from identifiers.notes import Label, Note

    from draftgenie.domain.redaction import Redacted

SEED = 20261123
NAMES_GOAL, WRONG_GOAL = 0.98, 0.002
_MOST_SHOWN = 12


@dataclass
class Tally:
    """Counts over notes: labels, those found, and examples of what went wrong, by class."""

    all: Counter[str] = field(default_factory=Counter)
    hit: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    n_notes: int = 0
    n_blocked: int = 0
    n_covered: int = 0
    n_redacted: int = 0
    n_broken: int = 0
    leaked: Counter[str] = field(default_factory=Counter)
    elapsed_s: float = 0.0

    def share(self, names: Iterable[str]) -> float:
        """Of all labels of these classes, the share that was hit."""
        chosen = list(names)
        return sum(self.hit[n] for n in chosen) / max(1, sum(self.all[n] for n in chosen))


def measure(notes: Iterable[Note], *, with_people: bool) -> Tally:
    """What becomes of every label, with the speaker's name alone or with all people's."""
    tally = Tally()
    for note in notes:
        roster = note.people if with_people else (note.speaker,)
        start = time.perf_counter()
        done = redact(note.text, roster=roster)
        left = leaks(done.text, roster=roster)
        tally.elapsed_s += time.perf_counter() - start
        tally.n_notes += 1
        tally.n_broken += restore(done.text, done) != note.text
        tally.n_blocked += bool(left)
        tally.leaked.update(leak.kind.value for leak in left)
        _judge(note, done, tally)
    return tally


def covered(done: Redacted) -> list[bool]:
    """For each character of the original, whether a placeholder stands for it."""
    marks: list[bool] = []
    last = 0
    for match in PLACEHOLDER.finditer(done.text):
        marks += [False] * (match.start() - last)
        original = done.originals.get(match.group())
        marks += [original is not None] * len(original or match.group())
        last = match.end()
    return marks + [False] * (len(done.text) - last)


def _judge(note: Note, done: Redacted, tally: Tally) -> None:
    marks = covered(done)
    inside: set[int] = set()
    for label in note.labels:
        piece = note.text[label.start : label.end]
        touched = [marks[i] for i in range(label.start, label.end) if note.text[i].isalnum()]
        hit = all(touched) if label.is_identifier else any(touched)
        tally.all[label.what] += 1
        tally.hit[label.what] += hit
        if hit != label.is_identifier:
            tally.wrong[label.what][_seen(note, label, piece)] += 1
        if label.is_identifier:
            inside.update(range(label.start, label.end))
    redacted = [i for i, mark in enumerate(marks) if mark and note.text[i].isalnum()]
    tally.n_redacted += len(redacted)
    tally.n_covered += sum(i in inside for i in redacted)


def _seen(note: Note, label: Label, piece: str) -> str:
    before = note.text[max(0, label.start - 24) : label.start].replace("\n", " ")
    after = note.text[label.end : label.end + 16].replace("\n", " ")
    return f"…{before}<{piece}>{after}…"


def kinds(tally: Tally) -> list[str]:
    """The classes of identifiers that follow patterns, by name."""
    return sorted(name for name in tally.all if name not in SAFE and name != "name")


def is_reached(tally: Tally) -> bool:
    """Whether the goals of a measurement are reached."""
    return (
        tally.share(kinds(tally)) == 1
        and tally.share(["name"]) >= NAMES_GOAL
        and tally.share(SAFE) < WRONG_GOAL
        and not tally.n_broken
    )


def rows(tally: Tally) -> Iterator[str]:
    """The table of classes."""
    yield "| class | identifiers | found | recall |"
    yield "|---|--:|--:|--:|"
    for name in [*kinds(tally), "name"]:
        n, hit = tally.all[name], tally.hit[name]
        yield f"| {name.replace('_', ' ')} | {n:,} | {hit:,} | {hit / n:.4f} |"


def safe_rows(tally: Tally) -> Iterator[str]:
    """The table of what must stay."""
    yield "| what must stay | pieces | touched | share |"
    yield "|---|--:|--:|--:|"
    for name in SAFE:
        n, hit = tally.all[name], tally.hit[name]
        yield f"| {name.replace('_', ' ')} | {n:,} | {hit:,} | {hit / max(n, 1):.2%} |"


def summary(tally: Tally) -> str:
    """One measurement in a few lines."""
    return (
        f"pattern classes {tally.share(kinds(tally)):.4f}, names {tally.share(['name']):.4f}, "
        f"wrongly touched {tally.share(SAFE):.3%}, precision by characters "
        f"{tally.n_covered / max(1, tally.n_redacted):.4f}, second look stops "
        f"{tally.n_blocked / tally.n_notes:.2%} of notes, not restored {tally.n_broken}, "
        f"{1000 * tally.elapsed_s / tally.n_notes:.1f} ms a note"
    )


def misses(tally: Tally) -> Iterator[str]:
    """What went wrong, by class, the commonest first."""
    for name in sorted(tally.wrong):
        yield f"{name}: {sum(tally.wrong[name].values())}"
        for seen, n in tally.wrong[name].most_common(_MOST_SHOWN):
            yield f"    {n} {seen}"


def main() -> int:
    """Measure, show, and write the page if one is named."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    ask.add_argument("--notes", type=int, default=1000)
    ask.add_argument("--part", choices=tuple(PARTS), default="unseen")
    ask.add_argument("--write", type=Path)
    ask.add_argument("--misses", action="store_true")
    asked = ask.parse_args()
    done = {}
    for with_people in (False, True):
        notes = make_notes(asked.part, asked.notes, seed=SEED)
        done[with_people] = tally = measure(notes, with_people=with_people)
        print(
            "all people on the roster:" if with_people else "speaker on the roster:",
            summary(tally),
        )
        if asked.misses:
            print(*misses(tally), dict(tally.leaked), sep="\n")
    if asked.write:
        from redaction_page import page

        asked.write.write_text(page(asked.part, asked.notes, done), encoding="utf-8")
    return Exit.OK if all(map(is_reached, done.values())) else Exit.GATE


if __name__ == "__main__":
    sys.exit(main())

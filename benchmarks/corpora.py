"""Corpora of real pairs: a history to learn from and later drafts to correct.

A corpus is a folder with `train.jsonl` and `test.jsonl`, one object a line: speaker, item,
draft, final and perhaps kind, in order of dictation.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Row:
    """One pair of a corpus."""

    speaker: str
    item: str
    draft: str
    final: str
    kind: str = "asr"


@dataclass(frozen=True, slots=True)
class Corpus:
    """A named history (`train`) and the drafts that follow it (`test`), oldest first."""

    name: str
    train: tuple[Row, ...]
    test: tuple[Row, ...]

    @property
    def n_speakers(self) -> int:
        """How many speakers the drafts to correct are of."""
        return len({row.speaker for row in self.test})


def read(path: Path) -> tuple[Row, ...]:
    """The rows of one part of a corpus."""
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    return tuple(
        Row(r["speaker"], r["item"], r["draft"], r["final"], r.get("kind", "asr")) for r in rows
    )


def find(folders: Iterable[Path]) -> list[Corpus]:
    """Every corpus below the folders, in order of its path there, which is its name."""
    found = []
    for folder in folders:
        for train in sorted(folder.rglob("train.jsonl")):
            test = train.with_name("test.jsonl")
            name = train.parent.relative_to(folder).as_posix()
            if test.exists():
                found.append(Corpus(folder.name if name == "." else name, read(train), read(test)))
    return found


def by_speaker(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """The rows of each speaker, in order."""
    own: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        own[row.speaker].append(row)
    return dict(own)


def split_ordered(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """The first three quarters of each speaker's rows and the last, both in order.

    >>> early, late = split_ordered([Row("a", str(n), "", "") for n in range(8)])
    >>> [row.item for row in late]
    ['6', '7']
    """
    late = set()
    for own in by_speaker(rows).values():
        late |= {(row.speaker, row.item) for row in own[3 * len(own) // 4 :]}
    return (
        [row for row in rows if (row.speaker, row.item) not in late],
        [row for row in rows if (row.speaker, row.item) in late],
    )


def newest(rows: Sequence[Row], n: int) -> list[Row]:
    """The last `n` rows of each speaker, in order.

    >>> [row.item for row in newest([Row("a", "1", "", ""), Row("a", "2", "", "")], 1)]
    ['2']
    """
    kept = {(row.speaker, row.item) for own in by_speaker(rows).values() for row in own[-n:]}
    return [row for row in rows if (row.speaker, row.item) in kept]

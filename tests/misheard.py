"""A history in which names are misheard in ever new ways."""

from __future__ import annotations

import itertools
import random

NAMES = (
    "bisoprolol candesartan dabigatran etoricoxib felodipine gliclazide hydralazine indapamide"
    " ketorolac leflunomide mirtazapine nebivolol olanzapine pregabalin quetiapine ranolazine"
    " sitagliptin ticagrelor urapidil varenicline zonisamide mesalazine tolterodine perindopril"
).split()
SENTENCES = (
    "She was started on {} last spring.",
    "We will stop {} because of the rash.",
    "He takes {} every morning and feels well.",
    "The dose of {} stays as it is.",
    "Please continue {} until the next visit.",
    "There was no benefit from {} so far.",
)
SOUNDS = (("c", "k"), ("z", "s"), ("ph", "f"), ("d", "t"), ("i", "e"), ("e", "i"), ("o", "a"))


def misheard(name: str, draw: random.Random) -> str:
    """The name with a sound changed, and often fallen apart."""
    fitting = [(a, b) for a, b in SOUNDS if a in name[1:]]
    a, b = draw.choice(fitting)
    heard = name[0] + name[1:].replace(a, b, draw.choice((1, 2)))
    at = draw.randrange(3, len(heard) - 2)
    return f"{heard[:at]} {heard[at:]}" if draw.random() < 0.4 else heard


def pairs(n: int, *, seed: int = 1, names: tuple[str, ...] = tuple(NAMES)) -> list[dict[str, str]]:
    """Records of one speaker; in every second the name is misheard."""
    draw = random.Random(seed)  # noqa: S311 - nothing secret
    records = []
    for i, sentence in zip(range(n), itertools.cycle(SENTENCES), strict=False):
        name = draw.choice(names)
        heard = misheard(name, draw) if i % 2 else name
        records.append(
            {
                "speaker": "dr-okafor",
                "item": f"visit-{seed}-{i:04}",
                "draft": sentence.format(heard),
                "final": sentence.format(name),
            }
        )
    return records

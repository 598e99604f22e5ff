"""How much of the drafts' error each corrector removes, and how many notes it makes worse.

    python benchmarks/quality.py [FOLDER…] [--write docs/quality.md] [--quick]
                                 [--only CORPUS] [--parts peers,harm,…]

Every folder below the given ones that holds `train.jsonl` and `test.jsonl` is a corpus (see
corpora.py). The page is printed, and written with `--write`; progress goes to stderr. Parts are
`peers` (every corrector, with DraftGenie), `harm`, `ablations`, `curve` and `calibration`.
`--quick` leaves out what takes minutes in the last three. Everything takes about twenty-five
minutes on two cores. Exit 9 when a goal is missed (see goals.py).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import corpora
from goals import goals
from harm import HARMLESS, HISTORY, Harm, readings
from page import page
from study import study, telling

from draftgenie.errors import Exit

PARTS = ("peers", "harm", "ablations", "curve", "calibration")


def options() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, default=[Path("../shared/data")])
    parser.add_argument("--write", type=Path, metavar="PAGE", help="also write the page here")
    parser.add_argument("--only", default="", help="only corpora whose name holds this")
    parser.add_argument("--parts", default=",".join(PARTS), help=f"of {', '.join(PARTS)}")
    parser.add_argument("--quick", action="store_true", help="without what takes minutes")
    asked = parser.parse_args()
    asked.parts = frozenset(asked.parts.split(","))
    if unknown := sorted(asked.parts - set(PARTS)):
        parser.error(f"no part is called {unknown[0]!r}")
    return asked


def harms(found: dict[str, corpora.Corpus]) -> list[Harm]:
    """The readings of do-no-harm, when both of its corpora are there."""
    if HISTORY not in found or HARMLESS not in found:
        return []
    with telling("doing no harm"):
        return readings(found[HISTORY], found[HARMLESS])


def main() -> int:
    """Measure, print and write; 9 when a goal is missed, else 0."""
    asked = options()
    everything = {corpus.name: corpus for corpus in corpora.find(asked.folders)}
    chosen = [corpus for name, corpus in everything.items() if asked.only in name]
    studies = [study(corpus, asked.parts, quick=asked.quick) for corpus in chosen]
    harmed = harms(everything) if "harm" in asked.parts else []
    shown = page(studies, harmed)
    print(shown)
    if asked.write:
        asked.write.write_text(shown, encoding="utf-8")
    missed = [goal for goal in goals(studies, harmed) if not goal.is_reached]
    for goal in missed:
        print(f"missed on {goal.corpus}: {goal.what}", file=sys.stderr)
    return Exit.GATE if missed else Exit.OK


if __name__ == "__main__":
    sys.exit(main())

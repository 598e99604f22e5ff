"""The rows that carry a new store through its first weeks, made from the example corpus.

    python benchmarks/prior.py [--check]

The history of examples/corpus is replayed by the code that replays a user's, its speakers with
their specialties; what the gate would have learned from is written to the package's data. To be
run again whenever a figure of the candidates or its meaning changes. With `--check` nothing is
written; exit 9 when the file is not what would be written.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np

import draftgenie
from draftgenie.adapters import records
from draftgenie.adapters.clock import SystemClock
from draftgenie.adapters.sqlite import SqliteStore
from draftgenie.cli.progress import Silent
from draftgenie.errors import Exit
from draftgenie.pipeline.bucket import read_scheme
from draftgenie.pipeline.generate import Label
from draftgenie.services import ingest, onboard
from draftgenie.services._learned import PRIOR_FILE, PRIOR_VERSION, Learned, Rows
from draftgenie.services.learning import walk_through

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "examples" / "corpus"
PRIOR_PATH = Path(draftgenie.__file__).parent / "data" / PRIOR_FILE


def fill(store: SqliteStore) -> None:
    """Take in the corpus' speakers and history."""
    clock = SystemClock()
    speakers = records.find_sources([str(CORPUS / "speakers.jsonl")], records.SPEAKERS)
    rows = records.read(speakers, records.SPEAKERS)
    names = read_scheme("touch").names
    list(onboard.import_(store=store, clock=clock, rows=rows, buckets=names, skip=False))
    history = records.find_sources([str(CORPUS / "history.jsonl")], records.DRAFTS)
    drafts = records.read(history, records.DRAFTS)
    ingest.ingest(store=store, clock=clock, rows=drafts, options=ingest.Options())


def replayed() -> Rows:
    """The rows of the corpus' history, oldest first."""
    with (
        tempfile.TemporaryDirectory() as home,
        SqliteStore.open(
            Path(home),
            clock=SystemClock(),
            actor="benchmarks",
            command="prior",
            wait_s=0.0,
            create=True,
        ) as store,
    ):
        fill(store)
        with store.atomic():
            walk = walk_through(
                list(store.drafts.pairs()), store=store, learned=Learned(), progress=Silent()
            )
    return walk.learned.rows


def differences(rows: Rows) -> list[str]:
    """How the file differs from the rows, one sentence each."""
    with np.load(PRIOR_PATH) as stored:
        version, figures, labels = stored["version"], stored["figures"], stored["labels"]
    found = []
    if str(version) != PRIOR_VERSION:
        found.append(f"it is of version {version}, not {PRIOR_VERSION}")
    if labels.tobytes() != rows.labels.tobytes():
        found.append(f"it has {len(labels)} rows, not {len(rows)}, or other labels")
    elif not np.array_equal(figures, rows.figures.astype(np.float16)):
        found.append("its figures are others")
    return found


def main() -> int:
    """Make the rows, write or check them, and say how many there are of each label."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    ask.add_argument("--check", action="store_true")
    asked = ask.parse_args()

    rows = replayed()
    n_of = np.bincount(rows.labels, minlength=len(Label)).tolist()
    counts = ", ".join(f"{n_of[label]} {label.name.lower()}" for label in Label)
    print(f"{len(rows)} rows: {counts}")
    if not asked.check:
        # A zip file of arrays without a time of writing: the same rows are the same bytes.
        np.savez_compressed(
            PRIOR_PATH,
            version=np.array(PRIOR_VERSION),
            figures=rows.figures.astype(np.float16),
            labels=rows.labels,
        )
        return Exit.OK
    found = differences(rows)
    for difference in found:
        print(f"{PRIOR_FILE} is stale: {difference}; make prior")
    return Exit.GATE if found else Exit.OK


if __name__ == "__main__":
    sys.exit(main())

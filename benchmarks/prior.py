"""Make the rows that carry a new store through its first weeks, from the bundled history.

    python benchmarks/prior.py [--check]

The history of `examples/corpus` is replayed by the code that replays a user's own; the rows of
figures and labels, no text, become `src/draftgenie/data/prior.npz`. The corpus's new items are
never looked at. To be run again when `pipeline.retrieve.features` or the corpus changes; with
`--check` the file is only compared.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import zipfile
from pathlib import Path

import numpy as np

from draftgenie.domain.draft import Kind, Pair, draft_id, final_id, item_id
from draftgenie.pipeline.retrieve import RuleBook
from draftgenie.pipeline.retrieve.features import NAMES
from draftgenie.services._learned import Learned, Rows
from draftgenie.services.learning import Read, chunks_of, keys_of, replay

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "examples" / "corpus"
PRIOR = ROOT / "src" / "draftgenie" / "data" / "prior.npz"
LONG_AGO = (1980, 1, 1, 0, 0, 0)


def pairs() -> list[Pair]:
    """The bundled history, with the speakers' specialties."""
    specialty = {s["ref"]: s.get("specialty") for s in _lines(CORPUS / "speakers.jsonl")}
    return [
        Pair(
            draft_id=draft_id(
                speaker=r["speaker"], item=r["item"], kind=Kind.ASR, text=r["draft"]
            ),
            final_id=final_id(speaker=r["speaker"], item=r["item"], text=r["final"]),
            item_id=item_id(speaker=r["speaker"], item=r["item"]),
            speaker=r["speaker"],
            item=r["item"],
            kind=Kind.ASR,
            draft=r["draft"],
            final=r["final"],
            dictated_at=r["dictated_at"],
            specialty=specialty[r["speaker"]],
            seq=n,
        )
        for n, r in enumerate(_lines(CORPUS / "history.jsonl"), 1)
    ]


def _lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def rows() -> Rows:
    """The replayed rows of the bundled history."""
    learned, book = Learned(), RuleBook()
    counts = learned.counts
    for chunk in chunks_of(pairs(), n_known=0):
        reads = [Read.of(pair) for pair in chunk]
        if counts.segments:
            learned = learned.plus(replay(reads, book.rules(), Learned(counts=counts)))
        for read in reads:
            for id_, edit in read.edits:
                if edit.layer == "words" and edit.source:
                    book.add(id_, edit)
        counts = counts.plus(keys_of(reads))
    return learned.rows


def packed(made: Rows) -> bytes:
    """The rows as the bytes of the file, the same for the same rows."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in (
            ("figures", made.figures.astype(np.float16)),
            ("labels", made.labels),
        ):
            one = io.BytesIO()
            np.save(one, array, allow_pickle=False)
            info = zipfile.ZipInfo(f"{name}.npy", LONG_AGO)
            archive.writestr(info, one.getvalue(), compress_type=zipfile.ZIP_DEFLATED)
    return whole.getvalue()


def main() -> int:
    """Make or check the file; 1 when it is not what the history gives."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    made = rows()
    print(f"{len(made)} rows, labels {np.bincount(made.labels).tolist()}", file=sys.stderr)
    if made.figures.shape[1] != len(NAMES):
        return 1
    if options.check:
        with np.load(PRIOR) as kept:
            same = np.array_equal(kept["labels"], made.labels) and np.allclose(
                kept["figures"].astype(np.float32), made.figures, rtol=1e-2, atol=1e-2
            )
        return int(not same)
    PRIOR.parent.mkdir(exist_ok=True)
    PRIOR.write_bytes(packed(made))
    return 0


if __name__ == "__main__":
    sys.exit(main())

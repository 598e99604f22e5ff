"""Sentences per second of the embedder, beside the model alone, on the same sentences.

Run from the repository, on a machine with little else to do (about a minute):

    python benchmarks/embed.py [--sentences 1024] [--repeats 5]

Both run in this process on one thread. "model alone" is sentence-transformers' own `encode`
with its defaults, with unit vectors asked for. They take turns, and the best run of each
counts, in processor seconds, so that other processes on the machine matter little. Exit 9 when
the embedder gives less than four fifths of what the model alone gives.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from typing import TYPE_CHECKING

import numpy as np

from draftgenie.adapters.embedder import open_embedder
from draftgenie.errors import Exit

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = (
    "the patient was seen today for follow up of chronic kidney disease and reports mild pain in"
    " left knee with no swelling takes metoprolol twenty five mg twice daily denies chest"
    " shortness breath plan continue current medication return three months"
).split(" ")
SEED = 20
LEAST_SHARE = 0.8


def make_sentences(n: int) -> list[str]:
    """Sentences of 4 to 24 words without meaning; hardly two are equal."""
    draw = random.Random(SEED)  # noqa: S311 - nothing secret
    return [" ".join(draw.choices(WORDS, k=draw.randint(4, 24))) for _ in range(n)]


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds that the work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> int:
    """Measure, print one line for each, and say whether the embedder keeps up."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    ask.add_argument("--sentences", type=int, default=1_024)
    ask.add_argument("--repeats", type=int, default=5)
    asked = ask.parse_args()

    embedder = open_embedder("minilm", n_threads=1)
    embedder.embed(["load the model"])
    model = embedder._loaded  # noqa: SLF001 - the very model that the embedder uses
    sentences = make_sentences(asked.sentences)

    def alone() -> np.ndarray:
        return np.asarray(
            model.encode(sentences, show_progress_bar=False, normalize_embeddings=True)
        )

    strayed = float(np.abs(alone() - embedder.embed(sentences)).max())
    spent: dict[str, list[float]] = {"model alone": [], "embedder": []}
    for _ in range(asked.repeats):
        spent["model alone"].append(seconds(alone))
        spent["embedder"].append(seconds(lambda: embedder.embed(sentences)))
    for name, times in spent.items():
        print(f"{name:<12} {len(sentences) / min(times):7.1f} sentences per processor second")
    share = min(spent["model alone"]) / min(spent["embedder"])
    print(f"share        {share:7.2f} (at least {LEAST_SHARE}), vectors differ by {strayed:.0e}")
    return Exit.OK if share >= LEAST_SHARE else Exit.GATE


if __name__ == "__main__":
    sys.exit(main())

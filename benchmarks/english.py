"""The table of English words and word pairs that comes with the program.

    python benchmarks/english.py [--check]

Made from the frequency lists of symspellpy (MIT): 82,765 words and 243,342 pairs of words, which
its authors took from Google Books Ngrams (CC BY 3.0). What is written holds 32-bit numbers of
words and logarithms of sightings, no word. With `--check` nothing is written; exit 9 when the
file is not what would be written.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import draftgenie
from draftgenie.errors import Exit
from draftgenie.pipeline._hash import mix, word_key
from draftgenie.pipeline.retrieve.english import short_keys
from draftgenie.services._english import ENGLISH_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

ENGLISH_PATH = Path(draftgenie.__file__).parent / "data" / ENGLISH_FILE
WORDS, PAIRS = "frequency_dictionary_en_82_765.txt", "frequency_bigramdictionary_en_243_342.txt"


def lines(name: str) -> Iterator[tuple[list[str], int]]:
    """The words and the sightings of each line of one of the lists."""
    text = files("symspellpy").joinpath(name).read_text(encoding="utf-8-sig")
    for line in text.splitlines():
        *words, sightings = line.split()
        yield words, int(sightings)


def arrays() -> dict[str, npt.NDArray[Any]]:
    """What the file holds: `word`, `pair` and `first` keys, each with `n_`, its log sightings."""
    words = {word: n for (word,), n in lines(WORDS)}
    pairs = {(first, second): n for (first, second), n in lines(PAIRS)}
    firsts: dict[str, int] = defaultdict(int)
    for (first, _), n in pairs.items():
        firsts[first] += n
    seconds = _keys(second for _, second in pairs)
    return {
        **_sorted("word", _keys(words), list(words.values())),
        **_sorted("pair", mix(_keys(first for first, _ in pairs), seconds), list(pairs.values())),
        **_sorted("first", _keys(firsts), list(firsts.values())),
    }


def _keys(words: Any) -> npt.NDArray[np.uint64]:
    return np.array([word_key(word) for word in words], dtype=np.uint64)


def _sorted(
    name: str, keys: npt.NDArray[np.uint64], sightings: list[int]
) -> dict[str, npt.NDArray[Any]]:
    short, first = np.unique(short_keys(keys), return_index=True)
    logs = np.log(np.array(sightings, dtype=np.float64))[first]
    return {name: short, f"n_{name}": logs.astype(np.float16)}


def main() -> int:
    """Make the table, write or check it, and say how much it holds."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    ask.add_argument("--check", action="store_true")
    asked = ask.parse_args()
    made = arrays()
    print(f"{len(made['word'])} words, {len(made['pair'])} pairs")
    if not asked.check:
        np.savez_compressed(ENGLISH_PATH, allow_pickle=False, **made)
        return Exit.OK
    with np.load(ENGLISH_PATH) as stored:
        same = {name: np.array_equal(stored[name], array) for name, array in made.items()}
    if not all(same.values()):
        print(f"{ENGLISH_FILE} is stale; make english")
    return Exit.OK if all(same.values()) else Exit.GATE


if __name__ == "__main__":
    sys.exit(main())

"""Other scorers, each run as a program: two files of lines in, its counts as JSON out.

    python benchmarks/scorers.py NAME REFERENCE HYPOTHESIS

Lines are read and normalised (`words-1`) here, the same way for each, since a count over other
words would be another count.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from draftgenie.pipeline._text import normalised_words

if TYPE_CHECKING:
    from collections.abc import Callable

    Words = list[list[str]]
    Counted = dict[str, float]


def by_jiwer(references: Words, hypotheses: Words) -> Counted:
    """The counts of `process_words`, without transforms of its own."""
    import jiwer

    plain = jiwer.ReduceToListOfListOfWords()
    done = jiwer.process_words(
        [" ".join(words) for words in references],
        [" ".join(words) for words in hypotheses],
        reference_transform=plain,
        hypothesis_transform=plain,
    )
    return _counts(done.substitutions, done.deletions, done.insertions, references)


def by_werx(references: Words, hypotheses: Words) -> Counted:
    """The rate alone: it gives no counts without a table for each text."""
    import werx

    rate = werx.wer([" ".join(w) for w in references], [" ".join(w) for w in hypotheses])
    return {"wer": rate}


def by_meeteval(references: Words, hypotheses: Words) -> Counted:
    """The counts of its plain word error rate."""
    from meeteval.wer import combine_error_rates, siso_word_error_rate

    pairs = zip(references, hypotheses, strict=True)
    done = combine_error_rates([siso_word_error_rate(" ".join(r), " ".join(h)) for r, h in pairs])
    return _counts(done.substitutions, done.deletions, done.insertions, references)


def by_sclite(references: Words, hypotheses: Words) -> Counted:
    """The sums that it prints."""
    with tempfile.TemporaryDirectory() as folder:
        for name, texts in (("ref.trn", references), ("hyp.trn", hypotheses)):
            rows = (f"{' '.join(words)} (s-{n})\n" for n, words in enumerate(texts))
            (Path(folder) / name).write_text("".join(rows), encoding="utf-8")
        command = "sclite -r ref.trn trn -h hyp.trn trn -i spu_id -s -o rsum stdout"
        done = subprocess.run(
            command.split(), cwd=folder, check=True, capture_output=True, text=True
        )
    (summed,) = [line for line in done.stdout.splitlines() if "| Sum" in line]
    _, substitutions, deletions, insertions = map(int, summed.split("|")[3].split()[:4])
    return _counts(substitutions, deletions, insertions, references)


def by_editops(references: Words, hypotheses: Words) -> Counted:
    """No counts: what rapidfuzz takes for the alignment alone."""
    from rapidfuzz.distance import Levenshtein

    n = sum(len(Levenshtein.editops(*pair)) for pair in zip(references, hypotheses, strict=True))
    return {"wer": n / max(1, sum(map(len, references)))}


def _counts(substitutions: int, deletions: int, insertions: int, references: Words) -> Counted:
    n = sum(map(len, references))
    return {
        "substitutions": substitutions,
        "deletions": deletions,
        "insertions": insertions,
        "wer": (substitutions + deletions + insertions) / max(1, n),
    }


SCORERS: dict[str, Callable[[Words, Words], Counted]] = {
    "jiwer": by_jiwer,
    "werx": by_werx,
    "meeteval": by_meeteval,
    "sclite": by_sclite,
}


def is_there(name: str) -> bool:
    """Whether a scorer is installed."""
    return shutil.which(name) is not None if name == "sclite" else find_spec(name) is not None


def read_words(path: str) -> Words:
    """The normalised words of each line."""
    with Path(path).open(encoding="utf-8") as lines:
        return [normalised_words(line) for line in lines]


def main() -> None:
    """Score two files by the scorer that is named."""
    name, reference, hypothesis = sys.argv[1:]
    print(json.dumps(SCORERS[name](read_words(reference), read_words(hypothesis))))


if __name__ == "__main__":
    main()

from __future__ import annotations

import random
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draftgenie.domain.score import ErrorCounts
from draftgenie.pipeline._align import count_errors
from draftgenie.pipeline._text import normalised_words
from draftgenie.pipeline.evaluate.nist import _traced, nist_counts
from draftgenie.pipeline.evaluate.summary import pool_counts
from tests.pipeline.corpora import read_pairs

if TYPE_CHECKING:
    from pathlib import Path

LETTERS = "abcdefghijkl"
words = st.lists(st.sampled_from("abcd"), max_size=12)


@given(reference=words, hypothesis=words)
def test_the_quick_count_is_that_of_the_whole_table(reference, hypothesis):
    assert nist_counts(reference=reference, hypothesis=hypothesis) == _traced(
        reference, hypothesis
    )


@given(reference=words, hypothesis=words)
def test_sclite_never_has_fewer_errors_or_fewer_hits(reference, hypothesis):
    least = count_errors(reference=reference, hypothesis=hypothesis)
    counts = nist_counts(reference=reference, hypothesis=hypothesis)

    assert counts.n_errors >= least.n_errors
    assert counts.n_reference == least.n_reference
    assert counts.insertions - counts.deletions == len(hypothesis) - len(reference)


def misheard(words: list[str], draw: random.Random) -> list[str]:
    said = []
    for word in words:
        other = draw.choice(LETTERS)
        said += draw.choice([[word], [word], [word], [word], [], [other], [word, other]])
    return said


def test_the_counts_of_made_up_words_are_those_that_sclite_2_4_10_printed():
    draw = random.Random(11)  # noqa: S311 - nothing secret
    references = [[draw.choice(LETTERS) for _ in range(draw.randrange(1, 20))] for _ in range(500)]
    pairs = [(reference, misheard(reference, draw)) for reference in references]

    counted = pool_counts(nist_counts(reference=r, hypothesis=h) for r, h in pairs)
    least = pool_counts(count_errors(reference=r, hypothesis=h) for r, h in pairs)

    assert counted == ErrorCounts(3684, 678, 595, 627)
    assert counted.hits > least.hits


@pytest.mark.skipif(shutil.which("sclite") is None, reason="sclite is not installed")
@pytest.mark.parametrize("corpus", ["aci-bench/by-encounter", "earnings21/google"])
def test_an_installed_sclite_prints_the_same_counts(corpus: str, tmp_path: Path):
    pairs = read_pairs(corpus, limit=10_000)
    sides = {"hyp": [draft for draft, _ in pairs], "ref": [final for _, final in pairs]}
    for side, texts in sides.items():
        rows = [f"{' '.join(normalised_words(text))} (s-{n})\n" for n, text in enumerate(texts)]
        (tmp_path / f"{side}.trn").write_text("".join(rows), encoding="utf-8")
    command = "sclite -r ref.trn trn -h hyp.trn trn -i spu_id -s -o rsum stdout"
    done = subprocess.run(
        command.split(), cwd=tmp_path, check=True, capture_output=True, text=True
    )

    (summed,) = [line for line in done.stdout.splitlines() if "| Sum" in line]
    hits, *errors = map(int, summed.split("|")[3].split()[:4])
    assert ErrorCounts(hits, *errors) == pool_counts(
        nist_counts(reference=normalised_words(final), hypothesis=normalised_words(draft))
        for draft, final in pairs
    )


@pytest.mark.parametrize("corpus", ["aci-bench/by-encounter", "earnings21/google"])
def test_an_installed_meeteval_has_as_many_errors_in_every_text(corpus: str):
    # Among equally short alignments it may take another one, so that its sorts can differ.
    scorer = pytest.importorskip("meeteval.wer", reason="meeteval is not installed")
    for draft, final in read_pairs(corpus, limit=10_000):
        reference, hypothesis = normalised_words(final), normalised_words(draft)
        counted = count_errors(reference=reference, hypothesis=hypothesis)
        found = scorer.siso_word_error_rate(" ".join(reference), " ".join(hypothesis))
        assert (found.errors, found.length) == (counted.n_errors, counted.n_reference)

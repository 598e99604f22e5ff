"""What `--check` prints: how far the drafts are from the finals, and what comes back.

The words are counted as the project counts them: lower case, outer punctuation dropped and a
hyphen read as a space. The alignment is this file's own, so that the figures do not lean on the
program that the corpus is for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Edit = tuple[str, str]
"""The words of the draft and the words of the final that stand in their place."""

_OUTER = ".,;:!?()[]\"'"


@dataclass(frozen=True, slots=True)
class Figures:
    """One speaker's figures; rates are fractions pooled over words."""

    speaker: str
    n_history: int
    n_new: int
    n_words: int
    wer: float
    wer_formatted: float
    wer_new: float
    n_new_edits: int
    seen_before: float


def normalised(text: str) -> list[str]:
    """The words that count.

    >>> normalised("Follow-up: 2.5 mg (daily).")
    ['follow', 'up', '2.5', 'mg', 'daily']
    """
    words = (word.strip(_OUTER) for word in re.split(r"[\s-]+", text.lower()))
    return [word for word in words if word]


def _distances(draft: Sequence[str], final: Sequence[str]) -> list[list[int]]:
    """Edit distances of all prefixes; a band around the diagonal is enough, and is widened."""
    far = len(draft) + len(final) + 1
    band = max(8, abs(len(draft) - len(final)))
    while True:
        rows = [[j if j <= band else far for j in range(len(final) + 1)]]
        for i, said in enumerate(draft, 1):
            above, row = rows[-1], [far] * (len(final) + 1)
            row[0] = i if i <= band else far
            for j in range(max(1, i - band), min(len(final), i + band) + 1):
                row[j] = min(above[j - 1] + (said != final[j - 1]), above[j] + 1, row[j - 1] + 1)
            rows.append(row)
        if rows[-1][-1] <= band:
            return rows
        band *= 2


def _steps(draft: Sequence[str], final: Sequence[str]) -> list[tuple[str, str, bool]]:
    """A shortest way from draft to final: (draft word, final word, whether they agree)."""
    rows = _distances(draft, final)
    steps: list[tuple[str, str, bool]] = []
    i, j = len(draft), len(final)
    while i or j:
        here = rows[i][j]
        agree = bool(i and j) and draft[i - 1] == final[j - 1]
        if i and j and here == rows[i - 1][j - 1] + (not agree):
            i, j = i - 1, j - 1
            steps.append((draft[i], final[j], agree))
        elif i and here == rows[i - 1][j] + 1:
            i -= 1
            steps.append((draft[i], "", False))
        else:
            j -= 1
            steps.append(("", final[j], False))
    return steps[::-1]


def compare(draft: Sequence[str], final: Sequence[str]) -> tuple[int, list[Edit]]:
    """The number of word errors, and the runs of differing words.

    >>> compare("bis a prolol five mg".split(), "bisoprolol 5 mg".split())
    (4, [('bis a prolol five', 'bisoprolol 5')])
    """
    steps = _steps(draft, final)
    edits: list[Edit] = []
    for agree, run in groupby(steps, key=lambda step: step[2]):
        if not agree:
            said, meant, _ = zip(*run, strict=True)
            edits.append((" ".join(filter(None, said)), " ".join(filter(None, meant))))
    return sum(not agree for _, _, agree in steps), edits


def figures(
    speaker: str, history: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]
) -> Figures:
    """The figures of one speaker's (draft, final) pairs."""
    errors_history, n_history_words, known = _pooled(history)
    errors_new, n_new_words, fresh = _pooled(new)
    everything = [*history, *new]
    formatted = sum(compare(d.split(), f.split())[0] for d, f in everything)
    n_formatted = sum(len(f.split()) for _, f in everything)
    seen = set(known)
    return Figures(
        speaker=speaker,
        n_history=len(history),
        n_new=len(new),
        n_words=n_history_words + n_new_words,
        wer=(errors_history + errors_new) / (n_history_words + n_new_words),
        wer_formatted=formatted / n_formatted,
        wer_new=errors_new / n_new_words,
        n_new_edits=len(fresh),
        seen_before=sum(edit in seen for edit in fresh) / max(len(fresh), 1),
    )


def _pooled(pairs: Iterable[tuple[str, str]]) -> tuple[int, int, list[Edit]]:
    n_errors, n_words = 0, 0
    edits: list[Edit] = []
    for draft, final in pairs:
        meant = normalised(final)
        errors, found = compare(normalised(draft), meant)
        n_errors, n_words = n_errors + errors, n_words + len(meant)
        edits += found
    return n_errors, n_words, edits


def table(rows: Sequence[Figures]) -> str:
    """The figures as a Markdown table."""
    lines = [
        "| speaker | history + new | words | WER | formatted WER | new WER | new edits | known |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {r.speaker} | {r.n_history} + {r.n_new} | {r.n_words} | {r.wer:.1%}"
        f" | {r.wer_formatted:.1%} | {r.wer_new:.1%} | {r.n_new_edits} | {r.seen_before:.0%} |"
        for r in rows
    ]
    return "\n".join(lines) + "\n"

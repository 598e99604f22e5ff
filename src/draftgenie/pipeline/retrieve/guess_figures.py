"""What is known of a guess at an unknown word, as one row of figures for the gate."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from draftgenie.pipeline._hash import mix, word_key
from draftgenie.pipeline._sound import sound_key
from draftgenie.pipeline.retrieve import keys as k
from draftgenie.pipeline.retrieve.language import log_probability
from draftgenie.pipeline.retrieve.lexicon import LONGEST_TERM, RUNS, letters_of
from draftgenie.pipeline.retrieve.rules import FUNCTION_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from draftgenie.pipeline._hash import Keys
    from draftgenie.pipeline._text import Words
    from draftgenie.pipeline.retrieve.candidates import Batch
    from draftgenie.pipeline.retrieve.counts import Counts
    from draftgenie.pipeline.retrieve.lexicon import Lexicon
    from draftgenie.pipeline.retrieve.unknown import Guess, Whose

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

MOST_IN_FINALS = 1
"""A word that the finals have more often is known."""

N_BESIDE = 2

NAMES: tuple[str, ...] = (
    "spelling",
    "sound",
    "channel",
    "channel_per_letter",
    "rank",
    "margin",
    "channel_margin",
    "n_rivals",
    "overlap_margin",
    "is_misheard_form",
    "is_listed",
    "log_misheard",
    "log_target_in_finals",
    "log_target_in_own_finals",
    "log_rarest_target_word",
    "n_source",
    "n_target",
    "source_letters",
    "letters_grown",
    "n_unknown",
    "log_commonest_source_word",
    "log_source_in_finals",
    "log_source_in_drafts",
    "log_source_in_own_drafts",
    "function_share",
    "gain_pool",
    "gain_own",
    "same_first_letter",
    "same_sound",
    "capital",
    "log_words_of_history",
)
VERSION = "unknown-1"


def figures(  # noqa: PLR0913, PLR0917 - the parts of one computation
    found: list[Guess],
    batch: Batch,
    drafts: Sequence[Words],
    whose: Whose,
    lexicon: Lexicon,
    counts: Counts,
    in_finals: Floats,
) -> Floats:
    """One row per guess, columns as in `NAMES`: shape (n_guesses, len(NAMES)), float32.

    `in_finals` is how often the finals have the word at each position of the batch.
    """
    if not found:
        return np.empty((0, len(NAMES)), dtype=np.float32)
    sources = [drafts[g.draft].norm[g.first : g.last] for g in found]
    channel = lexicon.channel.log_odds(
        [g.entry.words for g in found], [" ".join(words) for words in sources]
    )
    columns = [
        *_likeness_columns(found, channel),
        *_target_columns(found, batch, whose, counts),
        *_source_columns(found, sources, batch, in_finals, counts),
        *_gain_columns(found, batch, counts),
        *_form_columns(found, sources, drafts),
        np.full(len(found), np.log1p(counts.get(np.array([k.WORDS], dtype=np.uint64))[0])),
    ]
    return np.column_stack(columns).astype(np.float32)


def _likeness_columns(found: list[Guess], channel: Doubles) -> list[Doubles]:
    """How alike, and how much more alike than what else the place may stand for."""
    likeness = np.array([g.likeness for g in found])
    at: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    for n, g in enumerate(found):
        at[g[:3]].append(n)
    best = {place: max(likeness[rows]) for place, rows in at.items()}
    letters = np.array([len(letters_of(g.entry.words)) for g in found])
    rank, margin, channel_margin, rivals = np.zeros((4, len(found)))
    overlap = np.zeros(len(found))
    for place, rows in at.items():
        others = max((best[o] for o in _overlapping(place, best)), default=0.0)
        for r, n in enumerate(rows):
            rest = [m for m in rows if m != n]
            rank[n] = r
            margin[n] = likeness[n] - max((likeness[m] for m in rest), default=0.0)
            channel_margin[n] = channel[n] - max((channel[m] for m in rest), default=0.0)
            rivals[n] = len(rest)
            overlap[n] = likeness[n] - others
    return [
        np.array([g.spelling for g in found]),
        np.array([g.sound for g in found]),
        channel,
        channel / letters,
        rank,
        margin,
        channel_margin,
        rivals,
        overlap,
    ]


def _overlapping(
    place: tuple[int, int, int], among: dict[tuple[int, int, int], float]
) -> Iterator[tuple[int, int, int]]:
    draft, first, last = place
    for start in range(first - LONGEST_TERM + 1, last):
        for end in range(max(start, first) + 1, start + LONGEST_TERM + 1):
            other = (draft, start, end)
            if other != place and other in among:
                yield other


def _target_columns(
    found: list[Guess], batch: Batch, whose: Whose, counts: Counts
) -> list[Floats | Doubles]:
    targets = [g.entry.words.split() for g in found]
    runs = np.array([RUNS[g.entry.words] for g in found], dtype=np.uint64)
    n = np.array([len(words) for words in targets])
    own = batch.own[np.array([g.draft for g in found])]
    short = np.minimum(n, k.LONGEST_OWN_FINAL_RUN)
    words = np.zeros((len(found), LONGEST_TERM), dtype=np.uint64)
    for row, target in zip(words, targets, strict=True):
        row[: len(target)] = [word_key(word) for word in target]
    rarest = counts.get(mix(words, k.run_salt(k.FINAL, 1)))
    rarest[words == 0] = np.inf
    listed = [
        g.entry.is_listed(speaker=whose.speakers[g.draft], specialty=whose.specialties[g.draft])
        for g in found
    ]
    return [
        np.array([float(g.is_misheard_form) for g in found]),
        np.array(listed, dtype=np.float64),
        np.log1p(np.array([g.entry.n_misheard for g in found])),
        np.log1p(counts.get(mix(runs, k.run_salts(k.FINAL, n)))),
        np.log1p(counts.get(mix(mix(runs, own), k.run_salts(k.FINAL_OWN, short)))),
        np.log1p(rarest.min(axis=1)),
    ]


def _source_columns(
    found: list[Guess],
    sources: Sequence[Sequence[str]],
    batch: Batch,
    in_finals: Floats,
    counts: Counts,
) -> list[Floats | Doubles]:
    n = np.array([len(words) for words in sources])
    draft = np.array([g.draft for g in found])
    position = batch.start[draft] + np.array([g.first for g in found])
    each = position[:, None] + np.minimum(np.arange(LONGEST_TERM), n[:, None] - 1)
    word_counts = in_finals[each]
    unknown = (word_counts <= MOST_IN_FINALS) & (np.arange(LONGEST_TERM) < n[:, None])
    run = batch.run(n, position)
    letters = np.array([sum(map(len, words)) for words in sources])
    grown = np.array([len(letters_of(g.entry.words)) for g in found]) - letters
    share = [sum(w in FUNCTION_WORDS for w in words) / len(words) for words in sources]
    return [
        n,
        np.array([g.entry.words.count(" ") + 1 for g in found]),
        letters,
        grown,
        unknown.sum(axis=1),
        np.log1p(word_counts.max(axis=1)),
        np.log1p(counts.get(mix(run, k.run_salts(k.FINAL, n)))),
        np.log1p(counts.get(mix(run, k.run_salts(k.DRAFT, n)))),
        np.log1p(counts.get(mix(mix(run, batch.own[draft]), k.run_salts(k.DRAFT_OWN, n)))),
        np.array(share),
    ]


def _gain_columns(found: list[Guess], batch: Batch, counts: Counts) -> tuple[Floats, Floats]:
    """How much likelier the place reads with the guess, in logs: for everyone, for the speaker."""
    own = np.array([batch.own[g.draft] for g in found], dtype=np.uint64)
    width = 2 * N_BESIDE + LONGEST_TERM
    old, new = np.zeros((2, len(found), width), dtype=np.uint64)
    flat = batch.flat
    for n, g in enumerate(found):
        start = int(batch.start[g.draft])
        left = flat[start + g.first - N_BESIDE : start + g.first]
        right = flat[start + g.last : start + g.last + N_BESIDE]
        middle = flat[start + g.first : start + g.last]
        target: Keys = np.array([word_key(w) for w in g.entry.words.split()], dtype=np.uint64)
        for row, words in ((old, middle), (new, target)):
            whole = np.concatenate([left, words, right])
            row[n, : len(whole)] = whole
    # Asked together, what stands beside both is looked up once.
    pool, mine = log_probability(np.concatenate([new, old]), np.tile(own, 2), counts)
    half = len(found)
    return pool[:half] - pool[half:], mine[:half] - mine[half:]


def _form_columns(
    found: list[Guess], sources: Sequence[Sequence[str]], drafts: Sequence[Words]
) -> list[Doubles]:
    written = [
        ("".join(words), letters_of(g.entry.words))
        for g, words in zip(found, sources, strict=True)
    ]
    places = [(drafts[g.draft], g.first) for g in found]
    return [
        np.array([float(a[0] == b[0]) for a, b in written]),
        np.array([float(sound_key(a) == sound_key(b)) for a, b in written]),
        np.array([float(text.text[text.starts[first]].isupper()) for text, first in places]),
    ]

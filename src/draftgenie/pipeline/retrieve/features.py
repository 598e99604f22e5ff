"""What is known of a candidate, as one row of figures for the gate.

The counts look back only: they must not contain the item itself, nor anything after it. Rates
are shrunk step by step from the rare to the common, as in a back-off chain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from draftgenie.domain.correction import LONGEST_SOURCE, LONGEST_TARGET
from draftgenie.pipeline._hash import EDGE, mix
from draftgenie.pipeline.retrieve import keys as k
from draftgenie.pipeline.retrieve.around import NAMES as AROUND_NAMES
from draftgenie.pipeline.retrieve.around import around
from draftgenie.pipeline.retrieve.language import log_probability
from draftgenie.pipeline.retrieve.rules import SHAPE_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from draftgenie.pipeline._hash import Keys
    from draftgenie.pipeline._text import Words
    from draftgenie.pipeline.retrieve.candidates import Batch, Candidates, Floats, Ints
    from draftgenie.pipeline.retrieve.counts import Counts
    from draftgenie.pipeline.retrieve.english import English
    from draftgenie.pipeline.retrieve.rules import RuleTable

STRENGTH = 3.0
BASE_RATE = 0.05

_RATES = ("rate", "left", "right", "both", "specialty", "own", "own_left", "own_right")
_COUNTS = (
    "made seen made_own seen_own made_specialty seen_specialty made_left seen_left made_right"
    " seen_right made_both seen_both made_own_left seen_own_left made_own_right seen_own_right"
).split()
_TEXT = (
    "source_in_finals source_in_own_finals rarest_target_word rarest_source_word"
    " gain_pool gain_own gain_per_word n_source n_target n_grown"
    " gain_english source_in_english target_in_english"
).split()
_PLACE = ("inner_marks", "mark_before", "mark_after", "capital", "at_start", "at_end")

NAMES: tuple[str, ...] = (
    *(f"logit_{name}" for name in _RATES),
    *(f"log_{name}" for name in _COUNTS),
    *_TEXT,
    *SHAPE_NAMES,
    *AROUND_NAMES,
    *_PLACE,
)
VERSION = "features-3"


def features(
    batch: Batch,
    words: Sequence[Words],
    table: RuleTable,
    found: Candidates,
    *,
    counts: Counts,
    english: English,
) -> Floats:
    """One row per candidate, columns as in `NAMES`: shape (n_candidates, len(NAMES)), float32."""
    made, seen = _all_counts(batch, table, counts, found)
    columns = [_logit(rate) for rate in _shrunk_rates(made, seen)]
    for name in ("", "_own", "_specialty", "_left", "_right", "_both", "_own_left", "_own_right"):
        columns += [np.log1p(made[name]), np.log1p(seen[name])]
    readings = _readings(batch, table, found)
    columns += _text_columns(batch, table, counts, found, readings)
    columns += _english_columns(batch, table, english, found, readings)
    columns += list(table.shapes[found.rule].T)
    columns += around(batch, found, counts=counts, english=english)
    columns += _place_columns(words, found)
    return np.column_stack(columns).astype(np.float32).reshape(len(found), len(NAMES))


def _logit(rate: Floats) -> Floats:
    return np.asarray(np.log(rate / (1 - rate)), dtype=np.float32)


def _all_counts(
    batch: Batch, table: RuleTable, counts: Counts, c: Candidates
) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """The candidates' counts and those with two words beside or one beside and own."""
    n, position = c.n_words, c.position
    name = table.rule[c.rule]
    own = batch.own[c.draft]
    left, right = batch.at(position - 1), batch.at(position + n)

    def seen(run: Keys, salt: np.uint64, n_run: Ints, made: Floats) -> Floats:
        return counts.at_least(mix(run, k.run_salts(salt, n_run)), made)

    both = counts.get(mix(mix(mix(name, left), right), k.MADE_BOTH))
    own_left = counts.get(mix(mix(mix(name, left), own), k.MADE_OWN_LEFT))
    own_right = counts.get(mix(mix(mix(name, right), own), k.MADE_OWN_RIGHT))
    # Of a habit that has changed, what was done in these contexts before says nothing.
    both, own_left, own_right = (np.where(c.changed, 0, n) for n in (both, own_left, own_right))
    wide = batch.run(n + 2, position - 1)
    run_left = mix(batch.run(n + 1, position - 1), own)
    run_right = mix(batch.run(n + 1, position), own)
    made = {
        "": c.made,
        "_own": c.made_own,
        "_specialty": c.made_specialty,
        "_left": c.made_left,
        "_right": c.made_right,
        "_both": both,
        "_own_left": own_left,
        "_own_right": own_right,
    }
    return made, {
        "": c.seen,
        "_own": c.seen_own,
        "_specialty": c.seen_specialty,
        "_left": c.seen_left,
        "_right": c.seen_right,
        "_both": np.where(c.changed, 0, seen(wide, k.DRAFT, n + 2, both)),
        "_own_left": np.where(c.changed, 0, seen(run_left, k.DRAFT_OWN, n + 1, own_left)),
        "_own_right": np.where(c.changed, 0, seen(run_right, k.DRAFT_OWN, n + 1, own_right)),
    }


def _shrunk_rates(made: dict[str, Floats], seen: dict[str, Floats]) -> list[Floats]:
    def shrink(name: str, towards: npt.NDArray[np.floating] | float) -> Floats:
        rate = (made[name] + STRENGTH * towards) / (seen[name] + STRENGTH)
        return np.asarray(np.clip(rate, 1e-4, 1 - 1e-4), dtype=np.float32)

    rate = shrink("", BASE_RATE)
    left, right = shrink("_left", rate), shrink("_right", rate)
    both = shrink("_both", (left + right) / 2)
    specialty = shrink("_specialty", rate)
    own = shrink("_own", specialty)
    own_left = shrink("_own_left", (own + left) / 2)
    own_right = shrink("_own_right", (own + right) / 2)
    return [rate, left, right, both, specialty, own, own_left, own_right]


def _text_columns(
    batch: Batch, table: RuleTable, counts: Counts, c: Candidates, readings: tuple[Keys, Keys]
) -> list[npt.NDArray[np.floating]]:
    n, position, own = c.n_words, c.position, batch.own[c.draft]
    n_target = table.n_target[c.rule]
    short, shorter = np.minimum(n, k.LONGEST_FINAL_RUN), np.minimum(n, k.LONGEST_OWN_FINAL_RUN)
    in_finals = counts.get(mix(batch.run(short, position), k.run_salts(k.FINAL, short)))
    own_run = mix(batch.run(shorter, position), own)
    in_own = counts.get(mix(own_run, k.run_salts(k.FINAL_OWN, shorter)))
    pool, mine = _language_gain(batch, counts, c, readings)
    return [
        np.log1p(in_finals),
        np.log1p(in_own),
        np.log1p(_rarest_target_word(table, counts, c)),
        np.log1p(_rarest_source_word(batch, counts, c)),
        pool,
        mine,
        pool / np.maximum(1, n_target + 2),
        n,
        n_target,
        n_target - n,
    ]


def _english_columns(
    batch: Batch, table: RuleTable, english: English, c: Candidates, readings: tuple[Keys, Keys]
) -> list[npt.NDArray[np.floating]]:
    """How much likelier the place reads in English at large, and each side's rarest word there."""
    new, old = (
        np.where(text[:, 2:] != 0, english.log_chance(text[:, 1:-1], text[:, 2:]), 0).sum(axis=1)
        for text in readings
    )
    targets = table.target_words[c.rule]
    j = np.arange(LONGEST_SOURCE)
    return [
        new - old,
        _rarest(english.log_count(batch.at(c.position[:, None] + j)), j < c.n_words[:, None]),
        _rarest(english.log_count(targets), targets != 0),
    ]


def _rarest(n: Floats, there: npt.NDArray[np.bool_]) -> Floats:
    """The least of each row's values that are there, 0 where none is."""
    rarest: Floats = np.where(there, n, np.inf).min(axis=1, initial=np.inf)
    return np.where(np.isinf(rarest), 0, rarest)


def _rarest_target_word(table: RuleTable, counts: Counts, c: Candidates) -> Floats:
    words = table.target_words[c.rule]
    return _rarest(counts.get(mix(words, k.run_salt(k.FINAL, 1))), words != 0)


def _rarest_source_word(batch: Batch, counts: Counts, c: Candidates) -> Floats:
    j = np.arange(LONGEST_SOURCE)
    n = counts.get(mix(batch.at(c.position[:, None] + j), k.run_salt(k.FINAL, 1)))
    return _rarest(n, j < c.n_words[:, None])


def _readings(batch: Batch, table: RuleTable, c: Candidates) -> tuple[Keys, Keys]:
    """Each candidate's place after its edit and before it, as `_in_context` gives it."""
    targets = table.target_words[c.rule]
    rows = np.arange(len(c))
    new = _in_context(
        batch, c, table.n_target[c.rule], lambda j: targets[rows, min(j, LONGEST_TARGET - 1)]
    )
    return new, _in_context(batch, c, c.n_words, lambda j: batch.at(c.position + j))


def _language_gain(
    batch: Batch, counts: Counts, c: Candidates, readings: tuple[Keys, Keys]
) -> tuple[Floats, Floats]:
    """How much likelier the place reads after the edit, in logs: for everyone, for the speaker."""
    # Asked together, what stands beside both is looked up once.
    own = np.tile(batch.own[c.draft], 2)
    pool, mine = log_probability(np.concatenate(readings), own, counts)
    return pool[: len(c)] - pool[len(c) :], mine[: len(c)] - mine[len(c) :]


def _in_context(batch: Batch, c: Candidates, n: Ints, word: Callable[[int], Keys]) -> Keys:
    """Two draft words, the `n` words of a span, two draft words; zeros behind."""
    text = np.zeros((len(c), LONGEST_TARGET + 4), dtype=np.uint64)
    text[:, 0] = batch.at(c.position - 2)
    text[:, 1] = batch.at(c.position - 1)
    after = c.position + c.n_words
    for j in range(LONGEST_TARGET + 2):
        text[:, 2 + j] = np.where(
            j < n,
            word(j),
            np.where(j == n, batch.at(after), np.where(j == n + 1, batch.at(after + 1), 0)),
        )
    return text


def _place_columns(words: Sequence[Words], c: Candidates) -> list[npt.NDArray[np.floating]]:
    rows = [
        _place(words[draft], first, n)
        for draft, first, n in zip(
            c.draft.tolist(), c.first.tolist(), c.n_words.tolist(), strict=True
        )
    ]
    return list(np.array(rows, dtype=np.float32).reshape(len(c), len(_PLACE)).T)


def _place(text: Words, first: int, n: int) -> tuple[float, ...]:
    inner = sum(_mark(text.gap(j)) > 0 for j in range(first + 1, first + n))
    before = _mark(text.gap(first))
    after = _mark(text.gap(first + n))
    capital = text.text[text.starts[first]].isupper()
    return inner, before, after, capital, first == 0, first + n == len(text)


def _mark(gap: str) -> float:
    """0 for white space or a hyphen, 1 where a sentence ends, 2 for any other mark."""
    if gap == " ":
        return 0
    if any(c in ".?!\n" for c in gap):
        return 1
    return 2 if gap.strip(" -") else 0


assert EDGE != 0  # noqa: S101 - `_in_context` tells an edge from filling by it

"""Where the rules of a table could apply in some drafts, with the counts that speak for each."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from draftgenie.domain.correction import LONGEST_SOURCE
from draftgenie.pipeline._hash import flatten, mix, run_keys
from draftgenie.pipeline.retrieve import keys as k
from draftgenie.pipeline.retrieve.recent import has_changed, recent_tallies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from draftgenie.pipeline._hash import Keys
    from draftgenie.pipeline.retrieve.counts import Counts
    from draftgenie.pipeline.retrieve.rules import RuleTable

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

LEAST_RATE = 0.03
LEAST_OWN_RATE = 0.06
LEAST_CONTEXT_RATE = 0.1


@dataclass(frozen=True, slots=True)
class Batch:
    """Some drafts laid end to end, with the keys of their word runs."""

    flat: Keys
    runs: Keys
    text: Ints
    start: Ints
    own: Keys
    specialty: Keys

    @classmethod
    def of(
        cls,
        drafts: Sequence[Sequence[str]],
        speakers: Sequence[str],
        specialties: Sequence[str | None],
    ) -> Batch:
        """Drafts as normalised words, each with its speaker and specialty."""
        flat, start = flatten(drafts)
        text = np.full(len(flat), -1, dtype=np.int64)
        for n, (at, words) in enumerate(zip(start.tolist(), drafts, strict=True)):
            text[at : at + len(words)] = n
        return cls(
            flat=flat,
            runs=np.stack(run_keys(flat, k.LONGEST_DRAFT_RUN + 1)),
            text=text,
            start=start,
            own=np.array([k.who_key(s) for s in speakers], dtype=np.uint64),
            specialty=np.array([k.who_key(s) for s in specialties], dtype=np.uint64),
        )

    def at(self, position: Ints) -> Keys:
        """The word at each position, an edge past the end."""
        return self.flat[np.minimum(position, len(self.flat) - 1)]

    def run(self, n_words: Ints, position: Ints) -> Keys:
        """The run of `n_words` words at each position; at most one word more than is counted."""
        return self.runs[n_words - 1, position]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Places where a rule could apply; every array has one entry a candidate.

    `draft` numbers the drafts of the batch, `first` the draft's word the source begins at,
    `n_words` how many words it has, `rule` the rule in the table. The other arrays are counts of
    the history: `made*` how often the rule was applied, `seen*` how often its source was seen;
    plain over everyone, `_own` for this speaker, `_specialty` for the speaker's specialty,
    `_left` and `_right` with the same word beside it. Where the speaker's habit has `changed`,
    what that speaker did before the newest notes is in none of them.
    """

    draft: Ints
    first: Ints
    n_words: Ints
    rule: Ints
    position: Ints
    made: Floats
    seen: Floats
    made_own: Floats
    seen_own: Floats
    made_specialty: Floats
    seen_specialty: Floats
    made_left: Floats
    seen_left: Floats
    made_right: Floats
    seen_right: Floats
    changed: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.draft)

    def only(self, kept: npt.NDArray[np.bool_] | Ints) -> Candidates:
        """Those candidates alone, in their order."""
        return Candidates(*(getattr(self, f.name)[kept] for f in fields(self)))


def find_candidates(batch: Batch, table: RuleTable, counts: Counts) -> Candidates:
    """Every candidate of the batch that some count speaks for, by place and rule.

    A rule is worth a look when it was made in at least three of a hundred places its source
    was seen, twice as often for this speaker, or one in ten beside the same word.
    """
    position, rule = _places(batch, table)
    made = counts.get(mix(table.rule[rule], k.MADE))
    known = made > 0
    position, rule, made = position[known], rule[known], made[known]
    draft = batch.text[position]
    found = Candidates(
        draft=draft,
        first=position - batch.start[draft],
        n_words=table.n_source[rule],
        rule=rule,
        position=position,
        made=made,
        **_tallies(batch, table, counts, position, rule, made),
        changed=np.zeros(len(rule), dtype=bool),
    )
    found = _as_of_late(found, batch, table, counts)
    return found.only(_worth_a_look(found))


def _as_of_late(found: Candidates, batch: Batch, table: RuleTable, counts: Counts) -> Candidates:
    """The candidates; of a habit that has changed, the speaker's older counts are forgotten."""
    name, source = table.rule[found.rule], table.source[found.rule]
    made, seen = recent_tallies(batch, name, source, found.n_words, found.draft, counts)
    changed = has_changed(
        made=made, seen=seen, older_made=found.made_own - made, older_seen=found.seen_own - seen
    )
    if not changed.any():
        return found
    own = batch.own[found.draft]
    left, right = batch.at(found.position - 1), batch.at(found.position + found.n_words)
    run_left = batch.run(found.n_words + 1, found.position - 1)
    run_right = batch.run(found.n_words + 1, found.position)
    salts = k.run_salts(k.DRAFT_OWN, found.n_words + 1)
    older = {
        "made": found.made_own - made,
        "seen": found.seen_own - seen,
        "made_own": found.made_own - made,
        "seen_own": found.seen_own - seen,
        "made_specialty": found.made_own - made,
        "seen_specialty": found.seen_own - seen,
        "made_left": counts.get(mix(mix(mix(name, left), own), k.MADE_OWN_LEFT)),
        "seen_left": counts.get(mix(mix(run_left, own), salts)),
        "made_right": counts.get(mix(mix(mix(name, right), own), k.MADE_OWN_RIGHT)),
        "seen_right": counts.get(mix(mix(run_right, own), salts)),
    }
    left_over = {
        name: np.where(changed, np.maximum(getattr(found, name) - n, 0), getattr(found, name))
        for name, n in older.items()
    }
    return replace(found, **left_over, changed=changed)


def _places(batch: Batch, table: RuleTable) -> tuple[Ints, Ints]:
    """Position and rule of every source that stands whole inside one draft."""
    sources, first, n_rules = np.unique(table.source, return_index=True, return_counts=True)
    positions: list[Ints] = [np.empty(0, dtype=np.int64)]
    rules: list[Ints] = [np.empty(0, dtype=np.int64)]
    for n in range(1, LONGEST_SOURCE + 1):
        if not len(sources):
            break
        run = batch.runs[n - 1]
        at = np.searchsorted(sources, run)
        at[at == len(sources)] = 0
        last = np.minimum(np.arange(len(run)) + n - 1, len(run) - 1)
        whole = (batch.text >= 0) & (batch.text[last] == batch.text)
        where = np.flatnonzero((sources[at] == run) & whole)
        many = n_rules[at[where]]
        offset = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
        rule = np.repeat(first[at[where]], many) + offset
        fits = table.n_source[rule] == n
        positions.append(np.repeat(where, many)[fits])
        rules.append(rule[fits])
    position, rule = np.concatenate(positions), np.concatenate(rules)
    order = np.lexsort((rule, position))
    return position[order], rule[order]


def _tallies(
    batch: Batch, table: RuleTable, counts: Counts, position: Ints, rule: Ints, made: Floats
) -> dict[str, Floats]:
    n = table.n_source[rule]
    name, source = table.rule[rule], table.source[rule]
    draft = batch.text[position]
    own, special = batch.own[draft], batch.specialty[draft]
    left, right = batch.at(position - 1), batch.at(position + n)

    def seen(run: Keys, n_run: Ints, salt: np.uint64, made: Floats) -> Floats:
        # What was made was seen; the run may be longer than what is counted.
        return counts.at_least(mix(run, k.run_salts(salt, n_run)), made)

    made_own = counts.get(mix(mix(name, own), k.MADE_OWN))
    made_specialty = counts.get(mix(mix(name, special), k.MADE_SPECIALTY))
    made_left = counts.get(mix(mix(name, left), k.MADE_LEFT))
    made_right = counts.get(mix(mix(name, right), k.MADE_RIGHT))
    return {
        "seen": seen(source, n, k.DRAFT, made),
        "made_own": made_own,
        "seen_own": seen(mix(source, own), n, k.DRAFT_OWN, made_own),
        "made_specialty": made_specialty,
        "seen_specialty": seen(mix(source, special), n, k.DRAFT_SPECIALTY, made_specialty),
        "made_left": made_left,
        "seen_left": seen(batch.run(n + 1, position - 1), n + 1, k.DRAFT, made_left),
        "made_right": made_right,
        "seen_right": seen(batch.run(n + 1, position), n + 1, k.DRAFT, made_right),
    }


def _worth_a_look(c: Candidates) -> npt.NDArray[np.bool_]:
    def rate(made: Floats, seen: Floats) -> Floats:
        return np.asarray(made / np.maximum(seen, 1), dtype=np.float32)

    return (
        (rate(c.made, c.seen) >= LEAST_RATE)
        | (rate(c.made_own, c.seen_own) >= LEAST_OWN_RATE)
        | (rate(c.made_left, c.seen_left) >= LEAST_CONTEXT_RATE)
        | (rate(c.made_right, c.seen_right) >= LEAST_CONTEXT_RATE)
    )

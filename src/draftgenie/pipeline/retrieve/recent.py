"""What a speaker did lately: counts over the newest spans of the own notes.

An editor who changes a habit goes against years of counts. Each pair is therefore also counted for
the span of 20 notes of its speaker that it stands in; the newest two, so the last 20 to 40 notes,
are what "lately" means.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from draftgenie.pipeline._hash import mix
from draftgenie.pipeline.retrieve import keys as k

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from draftgenie.pipeline._hash import Keys
    from draftgenie.pipeline.retrieve.candidates import Batch, Ints
    from draftgenie.pipeline.retrieve.counts import Counts, Values

FAR_AHEAD = 1 << 20
"""More notes than anybody dictates: what came before is then long ago."""

LEAST_SEEN = 4
DEVIATIONS = 3.0
"""One in a thousand: every rule of every draft is asked whether its habit has changed."""


def plus_recent(counts: Counts, examples: Sequence[k.Example], keys: Keys) -> Counts:
    """The counts with `keys` and with what the examples say of their speakers' latest habits."""
    own = np.array([k.who_key(e.speaker) for e in examples], dtype=np.uint64)
    n_before = counts.get(mix(own, k.NOTES_OWN)).astype(np.int64)
    met: Counter[str] = Counter()
    for n, example in enumerate(examples):
        n_before[n] += met[example.speaker]
        met[example.speaker] += 1
    return counts.plus(np.concatenate([keys, k.recent_keys(examples, n_before)]))


def without_recent(counts: Counts, speakers: Iterable[str]) -> Counts:
    """The counts with nothing lately: for items from the past, whose lately was another."""
    own = np.array([k.who_key(ref) for ref in sorted(set(speakers))], dtype=np.uint64)
    return counts.plus(mix(own, k.NOTES_OWN), times=FAR_AHEAD)


def recent_tallies(
    batch: Batch, name: Keys, source: Keys, n_words: Ints, draft: Ints, counts: Counts
) -> tuple[Values, Values]:
    """How often each rule was made lately for its speaker, and how often its source was seen."""
    span = counts.get(mix(batch.own, k.NOTES_OWN)).astype(np.int64) // k.SPAN
    made = np.zeros(len(draft), dtype=np.float32)
    seen = np.zeros(len(draft), dtype=np.float32)
    for back in (0, 1):
        whose = k.span_keys(batch.own, span - back)[draft]
        made += counts.get(mix(mix(name, whose), k.MADE_RECENT))
        seen += counts.get(mix(mix(source, whose), k.run_salts(k.DRAFT_RECENT, n_words)))
    return made, np.maximum(seen, made)


def has_changed(
    *, made: Values, seen: Values, older_made: Values, older_seen: Values
) -> npt.NDArray[np.bool_]:
    """Where a rule's rate lately and its rate before cannot be the same habit, any one shape.

    Their Wilson intervals of three standard deviations do not meet.
    """
    low, high = _interval(made, seen)
    older_low, older_high = _interval(np.minimum(older_made, older_seen), older_seen)
    met = (seen >= LEAST_SEEN) & (older_seen >= LEAST_SEEN)
    return np.asarray(met & ((high < older_low) | (low > older_high)))


def _interval(
    made: Values, seen: Values
) -> tuple[npt.NDArray[np.floating], npt.NDArray[np.floating]]:
    """The Wilson interval of each share."""
    n = np.maximum(seen, 1)
    share = made / n
    middle = share + DEVIATIONS**2 / (2 * n)
    spread = DEVIATIONS * np.sqrt(share * (1 - share) / n + DEVIATIONS**2 / (4 * n * n))
    scale = 1 + DEVIATIONS**2 / n
    return (middle - spread) / scale, (middle + spread) / scale

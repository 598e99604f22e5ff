"""Bringing the correction rows of some speakers up to what their history now says."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from draftgenie.domain.correction import Correction, Layer
from draftgenie.pipeline.retrieve import commonest
from draftgenie.pipeline.retrieve.keys import LONGEST_OWN_RUN, seen_keys, surface_keys
from draftgenie.ports.store import CorrectionQuery

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from draftgenie.domain.correction import Edit
    from draftgenie.pipeline.retrieve import Counts
    from draftgenie.ports import Store
    from draftgenie.services.learning import SpeakerBuilt

_COUNTED = ("surface", "n_applied", "n_left_alone", "first_seen", "last_seen")
_COUNTS_OF = attrgetter(*_COUNTED)


@dataclass(slots=True)
class Met:
    """What some new pairs of one speaker hold.

    `surfaces` says of each correction that they make how it was written, and how often.
    `sources` are the word runs, written forms and marks of the drafts; None where every
    correction of the speaker is to be counted.
    """

    sources: set[str] | None
    n_pairs: int = 0
    n_edits: int = 0
    surfaces: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


def update_corrections(
    store: Store, counts: Counts, met: Mapping[str, Met], edits: Mapping[str, Edit]
) -> list[SpeakerBuilt]:
    """Write the corrections of every speaker in `met`; what is new and changed of each.

    Only a correction whose source stands in the new drafts can have changed.

    Args:
        store: where they are kept.
        counts: the counts of the whole history.
        met: what the new pairs of each speaker hold.
        edits: an example of every correction that was met.
    """
    from draftgenie.services.learning import SpeakerBuilt

    built = []
    for speaker, new in sorted(met.items()):
        before = {c.id: c for c in _known(store, speaker, new.sources)}
        after = _recount(store, counts, speaker, before, new, edits)
        changed = [c for c in after if before.get(c.id) != c]
        store.corrections.put(changed)
        n_new = sum(c.id not in before for c in changed)
        n_all = store.corrections.count(CorrectionQuery(speaker=speaker))
        n_changed = len(changed) - n_new
        built.append(SpeakerBuilt(speaker, new.n_pairs, new.n_edits, n_all, n_new, n_changed))
    return built


def _known(store: Store, speaker: str, sources: set[str] | None) -> list[Correction]:
    if sources is None:
        return store.corrections.list(CorrectionQuery(speaker=speaker))
    return store.corrections.with_sources(sources, speaker=speaker)


def _recount(
    store: Store,
    counts: Counts,
    speaker: str,
    before: Mapping[str, Correction],
    new: Met,
    edits: Mapping[str, Edit],
) -> list[Correction]:
    ids = None if new.sources is None else {*before, *new.surfaces}
    tallies = store.corrections.tallies(speaker=speaker, ids=ids)
    known = {
        id_: before.get(id_) or _first_met(id_, speaker, edits[id_])
        for id_ in sorted({*tallies, *before})
    }
    made_of: dict[tuple[str, Layer], int] = {}
    for id_, c in known.items():
        n = tallies.get(id_, (0, None, None))[0]
        made_of[c.source, c.layer] = made_of.get((c.source, c.layer), 0) + n
    seen = _seen(counts, speaker, list(known.values()))
    result = []
    for (id_, c), n_seen in zip(known.items(), seen, strict=True):
        n_applied, first, last = tallies.get(id_, (0, None, None))
        surface = _surface(c, new.surfaces.get(id_), n_applied)
        n_left_alone = max(0, n_seen - made_of[c.source, c.layer])
        now = (surface, n_applied, n_left_alone, first, last)
        was = _COUNTS_OF(c)
        result.append(c if now == was else _changed(c, dict(zip(_COUNTED, now, strict=True))))
    return result


def _changed(c: Correction, to: dict[str, Any]) -> Correction:
    return replace(c, **to)


def _first_met(id_: str, speaker: str, edit: Edit) -> Correction:
    return Correction(
        id=id_,
        speaker=speaker,
        source=edit.source,
        target=edit.target,
        surface=edit.surface,
        layer=edit.layer,
        category=edit.category,
        n_applied=0,
        n_left_alone=0,
        first_seen=None,
        last_seen=None,
    )


def _seen(counts: Counts, speaker: str, corrections: Sequence[Correction]) -> list[int]:
    """How often each source stood in the speaker's drafts; 0 for sources too long to count."""
    runs = [c.source.split() if c.layer is Layer.WORDS else [] for c in corrections]
    forms = [f" {c.source}" if c.layer is Layer.MARKS else c.source for c in corrections]
    counted = np.array([0 < len(run) <= LONGEST_OWN_RUN for run in runs], dtype=bool)
    in_words = counts.get(seen_keys(runs, speaker))
    in_forms = counts.get(surface_keys(forms, speaker))
    of_words = np.array([c.layer is Layer.WORDS for c in corrections], dtype=bool)
    seen = np.where(of_words, np.where(counted, in_words, 0), in_forms)
    return [int(n) for n in seen]


def _surface(c: Correction, met: Counter[str] | None, n_applied: int) -> str:
    """As it was; as the new edits write it once they are most of what was seen."""
    if met is None:
        return c.surface
    newest = commonest(met)
    return newest if 2 * met[newest] > n_applied else c.surface

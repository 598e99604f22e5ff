"""Corrections as people look at them: list, show, search, statistics."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftgenie.domain.draft import content_id
from draftgenie.errors import ModelError, NotFoundError
from draftgenie.ports.store import CorrectionQuery, Page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from draftgenie.domain.correction import (
        Category,
        Correction,
        CorrectionStatus,
        Layer,
        Occurrence,
        Origin,
        Severity,
    )
    from draftgenie.ports import Embedder, Index, Store
    from draftgenie.ports.index import Hit

N_EXAMPLES = 5
HITS_A_CORRECTION = 5
"""Neighbours asked for per correction that is wanted: one has many contexts."""

OCCURRENCES_LOOKED_AT = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """One correction of one speaker as a list shows it.

    `rate` is how often it was made where it could have been, 0 to 1; None if never seen.
    """

    id: str
    speaker: str
    source: str
    target: str
    surface: str
    layer: Layer
    category: Category
    severity: Severity
    n_applied: int
    n_left_alone: int
    rate: float | None
    first_seen: str | None
    last_seen: str | None
    status: CorrectionStatus
    origin: Origin


@dataclass(frozen=True, slots=True)
class Held:
    """A correction as one speaker has it.

    `contradictions` are the other targets of the same source, most applied first; `examples`
    the newest places where it was made.
    """

    line: Line
    contradictions: list[Line]
    examples: list[Occurrence]


@dataclass(frozen=True, slots=True)
class Shown:
    """One change, and every speaker that has it."""

    id: str
    source: str
    target: str
    layer: Layer
    category: Category
    severity: Severity
    speakers: list[Held]


@dataclass(frozen=True, slots=True)
class Stats:
    """What was learned, of one speaker or of all.

    `pairs` are the pairs read; `edits` the places of the history where a correction was made;
    `left_alone` those where its source stood and none was. `corrections` are counted per
    speaker, `distinct` over all of them. The `by_…` figures count corrections.
    """

    pairs: int
    edits: int
    left_alone: int
    rate: float | None
    corrections: int
    distinct: int
    by_layer: dict[str, int]
    by_category: dict[str, int]
    by_severity: dict[str, int]
    by_status: dict[str, int]
    by_origin: dict[str, int]


@dataclass(frozen=True, slots=True)
class Found:
    """A correction that was searched for by meaning.

    `similarity` is the cosine of its nearest context to what was asked, -1 to 1; `context` is
    that place in its surroundings, as the draft has them.
    """

    line: Line
    similarity: float
    context: str
    item: str


def line(c: Correction) -> Line:
    """The correction as a list shows it."""
    rate = None if c.rate is None else round(c.rate, 4)
    return Line(
        c.id, c.speaker, c.source, c.target, c.surface, c.layer, c.category, c.severity,
        c.n_applied, c.n_left_alone, rate, c.first_seen, c.last_seen, c.status, c.origin,
    )  # fmt: skip


def list_(
    *, store: Store, query: CorrectionQuery, page: Page | None = None
) -> tuple[list[Line], int]:
    """The corrections of a page, and how many there are on all pages."""
    found = store.corrections.list(query, page)
    return [line(c) for c in found], store.corrections.count(query)


def show(*, store: Store, correction_id: str, speaker: str | None = None) -> Shown:
    """The correction as every speaker has it, or as one does.

    Raises:
        NotFoundError: nobody has it, or not this speaker.
    """
    known = store.corrections.get(correction_id, speaker=speaker)
    if not known:
        raise no_correction(correction_id, speaker)
    one = known[0]
    held = [
        Held(
            line(c),
            [line(other) for other in contradictions(store, c)],
            store.corrections.occurrences(c.id, speaker=c.speaker, limit=N_EXAMPLES),
        )
        for c in known
    ]
    return Shown(one.id, one.source, one.target, one.layer, one.category, one.severity, held)


def no_correction(correction_id: str, speaker: str | None = None) -> NotFoundError:
    """The error for a correction that is not there."""
    whose = f" of speaker {speaker!r}" if speaker else " in this store"
    return NotFoundError(
        f"no correction {correction_id!r}{whose}", hint="draftgenie correction list"
    )


def contradictions(store: Store, c: Correction) -> list[Correction]:
    """The other targets that the same source has for this speaker, most applied first.

    Words that were put in have no source and contradict nothing.
    """
    if not c.source:
        return []
    found = store.corrections.list(CorrectionQuery(speaker=c.speaker, text=c.source))
    return [o for o in found if (o.source, o.layer) == (c.source, c.layer) and o.id != c.id]


def stats(*, store: Store, speaker: str | None = None) -> Stats:
    """What was learned, of one speaker or of all that are not removed."""
    found = store.corrections.list(CorrectionQuery(speaker=speaker))
    n_applied = sum(c.n_applied for c in found)
    n_left_alone = sum(c.n_left_alone for c in found)
    n = n_applied + n_left_alone
    return Stats(
        pairs=len(store.corrections.read_pairs(speaker=speaker)),
        edits=n_applied,
        left_alone=n_left_alone,
        rate=round(n_applied / n, 4) if n else None,
        corrections=len(found),
        distinct=len({c.id for c in found}),
        by_layer=_counted(c.layer for c in found),
        by_category=_counted(c.category for c in found),
        by_severity=_counted(c.severity for c in found),
        by_status=_counted(c.status for c in found),
        by_origin=_counted(c.origin for c in found),
    )


def _counted(names: Iterable[str]) -> dict[str, int]:
    return {str(name): n for name, n in sorted(Counter(names).items())}


def search_meaning(
    text: str, *, store: Store, index: Index, embedder: Embedder, speaker: str | None, n: int
) -> list[Found]:
    """The corrections whose past contexts are nearest to a text, nearest first.

    Args:
        text: what is looked for.
        store: where corrections are.
        index: the vectors of their contexts.
        embedder: the model that made those vectors.
        speaker: only this speaker's; None for everyone's.
        n: at most this many corrections.

    Raises:
        ModelError: nothing was embedded yet, or by another model.
    """
    if not index.ids():
        # Said before the model loads, which takes seconds.
        msg = "no contexts are embedded yet by this model"
        raise ModelError(msg, hint="draftgenie correction build")
    (vector,) = embedder.embed([text])
    hits = index.search(vector, n=n * HITS_A_CORRECTION, speaker=speaker)
    nearest: dict[tuple[str, str], Hit] = {}
    for hit in hits:
        nearest.setdefault((hit.speaker, hit.correction_id), hit)
    found = (_join(store, hit) for hit in nearest.values())
    return [f for f in found if f is not None][:n]


def _join(store: Store, hit: Hit) -> Found | None:
    """What the store has of a hit; None for one that the index has not dropped yet."""
    known = store.corrections.get(hit.correction_id, speaker=hit.speaker)
    places = store.corrections.occurrences(
        hit.correction_id, speaker=hit.speaker, limit=OCCURRENCES_LOOKED_AT
    )
    for place in places:
        if known and context_id(place) == hit.id:
            similarity = round(float(hit.similarity), 4)
            return Found(line(known[0]), similarity, place.context, place.item)
    return None


def context_id(place: Occurrence) -> str:
    """The id under which the context of an occurrence is embedded."""
    return content_id("ctx", place.speaker, place.correction_id, place.context)

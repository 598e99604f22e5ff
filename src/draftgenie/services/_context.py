"""What a language model is told of a speaker's history: only what is like the draft.

Nothing of the draft's own item is used, and nothing from after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from draftgenie.domain.correction import CorrectionStatus, Layer
from draftgenie.errors import ModelError
from draftgenie.pipeline._sentences import split_sentences
from draftgenie.pipeline._text import split_words
from draftgenie.services._case import Context, Known, Similar
from draftgenie.services._past import Past, is_past
from draftgenie.services.learning import sources_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from draftgenie.domain.correction import Correction, Occurrence
    from draftgenie.domain.draft import Draft
    from draftgenie.ports import Embedder, Index, Store
    from draftgenie.ports.index import Hit, Vectors
    from draftgenie.services._learned import Learned

MOST_CORRECTIONS = 60
MOST_PAIRS = 3
MOST_LINES = 24
N_OCCURRENCES = 200
LEAST_SIMILARITY = 0.5
N_AROUND = 60


@dataclass(frozen=True)
class Shelf:
    """Where context is looked for, and how many similar places; none without an index."""

    store: Store
    index: Index | None = None
    embedder: Embedder | None = None
    n_similar: int = 6

    @cached_property
    def is_empty(self) -> bool:
        """Whether there is nothing in the index; looked at once, before a model is loaded."""
        return self.index is None or not self.index.ids()


def retrieve(drafts: Sequence[Draft], shelf: Shelf, *, learned: Learned | None) -> list[Context]:
    """The context of each draft, in order."""
    vectors, why = _vectors(drafts, shelf)
    past = Past.of(shelf.store, learned) if learned and _any_past(drafts, shelf, learned) else None
    found = []
    for draft, rows in zip(drafts, vectors, strict=True):
        usable = _usable(draft, shelf.store, learned, past)
        person = shelf.store.speakers.get(draft.speaker)
        similar = _similar(draft, rows, shelf, usable)
        found.append(
            Context(
                corrections=_corrections(draft, shelf.store, usable),
                similar=similar,
                specialty=person.specialty if person else None,
                n_pairs=_n_pairs(draft, shelf.store, usable),
                why_none_similar=None if similar else why or "nothing in the index is like it",
            )
        )
    return found


def _any_past(drafts: Sequence[Draft], shelf: Shelf, learned: Learned) -> bool:
    return any(is_past(d, store=shelf.store, learned=learned) for d in drafts)


def _usable(
    draft: Draft, store: Store, learned: Learned | None, past: Past | None
) -> Collection[str] | None:
    """The items that may be used; None when all that there are may be, but its own."""
    if learned is None or past is None or not is_past(draft, store=store, learned=learned):
        return None
    return {pair.item_id for pair in past.before(draft, store=store)} - {draft.item_id}


def _n_pairs(draft: Draft, store: Store, usable: Collection[str] | None) -> int:
    read = store.corrections.read_pairs(speaker=draft.speaker)
    if usable is None:
        return len(read)
    items = (d.item_id for i in read if (d := store.drafts.get(i)) is not None)
    return sum(item in usable for item in items)


def _corrections(draft: Draft, store: Store, usable: Collection[str] | None) -> tuple[Known, ...]:
    """The speaker's corrections whose source stands in the draft, most often made first."""
    sources = sources_of([split_words(draft.text).norm])
    known = [
        told
        for c in store.corrections.with_sources(sources, speaker=draft.speaker)
        if c.layer is Layer.WORDS and c.status is not CorrectionStatus.BLOCKED
        if (told := _known(c, store, usable)).n_applied
    ]
    known.sort(key=lambda k: (-k.n_applied, k.n_left_alone or 0, k.id))
    return tuple(known[:MOST_CORRECTIONS])


def _known(c: Correction, store: Store, usable: Collection[str] | None) -> Known:
    if usable is None:
        return Known(c.id, c.source, c.target, c.n_applied, c.n_left_alone)
    made = store.corrections.occurrences(c.id, speaker=c.speaker, limit=N_OCCURRENCES)
    return Known(c.id, c.source, c.target, sum(o.item_id in usable for o in made), None)


def _vectors(drafts: Sequence[Draft], shelf: Shelf) -> tuple[list[Vectors | None], str | None]:
    """The vectors of each draft's lines; none, and why, where nothing can be searched."""
    nothing: list[Vectors | None] = [None] * len(drafts)
    if shelf.index is None or shelf.embedder is None or not shelf.n_similar:
        return nothing, "nothing is searched by likeness here"
    texts = [split_sentences(draft.text)[:MOST_LINES] for draft in drafts]
    try:
        if shelf.is_empty:
            return nothing, "the index is empty; draftgenie correction build"
        rows = shelf.embedder.embed([line for lines in texts for line in lines])
    except ModelError as error:
        return nothing, error.message
    cuts, at = [], 0
    for lines in texts:
        cuts.append(rows[at : at + len(lines)])
        at += len(lines)
    return [*cuts], None


def _similar(
    draft: Draft, vectors: Vectors | None, shelf: Shelf, usable: Collection[str] | None
) -> tuple[Similar, ...]:
    """Corrected places of the speaker's most similar earlier pairs, the likest first."""
    if vectors is None or shelf.index is None:
        return ()
    best: dict[str, Hit] = {}
    for vector in vectors:
        for hit in shelf.index.search(vector, n=shelf.n_similar, speaker=draft.speaker):
            if hit.similarity > max(LEAST_SIMILARITY, _best_of(best, hit)):
                best[hit.id] = hit
    places = shelf.store.corrections.occurrences_in(best, speaker=draft.speaker)
    ordered = sorted(best.values(), key=lambda h: (-h.similarity, h.id))
    found = [
        shown
        for hit in ordered
        if (place := _first_usable(places.get(hit.id, []), draft, usable)) is not None
        and (shown := _shown(place, hit, shelf.store)) is not None
    ]
    pairs = list(dict.fromkeys(one.item for one in found))[:MOST_PAIRS]
    return tuple(one for one in found if one.item in pairs)[: shelf.n_similar]


def _best_of(best: dict[str, Hit], hit: Hit) -> float:
    return best[hit.id].similarity if hit.id in best else -1.0


def _first_usable(
    places: Sequence[Occurrence], draft: Draft, usable: Collection[str] | None
) -> Occurrence | None:
    for place in places:
        if place.item_id != draft.item_id and (usable is None or place.item_id in usable):
            return place
    return None


def _shown(place: Occurrence, hit: Hit, store: Store) -> Similar | None:
    """The place with some words around it; None when its draft was replaced since."""
    for draft in store.drafts.current(place.item_id):
        if draft.text[place.start : place.end] == place.before:
            left = draft.text[: place.start][-N_AROUND:]
            right = draft.text[place.end :][:N_AROUND]
            return Similar(
                place.item,
                f"{left}{place.before}{right}",
                f"{left}{place.after}{right}",
                round(hit.similarity, 4),
            )
    return None

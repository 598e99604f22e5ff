"""Embedding the contexts that corrections were made in, after they were counted.

Only corrections of words are embedded. Case and marks have ten times as many contexts, and
nobody looks for a comma by its meaning.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftgenie.domain.correction import Layer
from draftgenie.ports.index import IndexRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from draftgenie.ports import Embedder, Index, Progress, Store

    Context = tuple[str, str, str, str, str]

BATCH = 512


@dataclass(frozen=True, slots=True)
class Embedded:
    """What became of the index: contexts that came, went, and were there already."""

    new: int
    removed: int
    kept: int


def embed(*, store: Store, index: Index, embedder: Embedder, progress: Progress) -> Embedded:
    """Bring the index up to the store; the model is loaded only when a context is new.

    Batches are kept as they are finished, so one that was cut off goes on where it stopped.

    Raises:
        ModelError: the model is absent, or the index was made by another.
        StoreLockedError: another process is writing.
    """
    have = index.ids()
    wanted: set[str] = set()
    new: list[Context] = []
    for context in store.corrections.contexts(layer=Layer.WORDS):
        wanted.add(context[0])
        if context[0] not in have:
            new.append(context)
    n_removed = index.remove(have - wanted) if have - wanted else 0
    # Equal texts stand together, and a batch embeds each of its texts once.
    new.sort(key=lambda context: (context[1], context[0]))
    n_new = 0
    for batch in _batches(progress.track(new, label="contexts", total=len(new)) if new else ()):
        vectors = embedder.embed([text for _, text, *_ in batch])
        rows = [IndexRow(id_, who, correction, kind) for id_, _, who, correction, kind in batch]
        n_new += index.add(rows, vectors)
    return Embedded(n_new, n_removed, len(wanted & have))


def catch_up(
    *, store: Store, index: Index, embedder: Embedder, progress: Progress
) -> Embedded | None:
    """Bring an index that was built once up to the store; None when it is there already.

    A command that was killed between its commit and its vectors leaves some to be made, and an
    index that a power cut spoiled has emptied itself: both are made up for here.

    Raises:
        ModelError: the model is absent, or the index was made by another.
        StoreLockedError: another process is writing.
    """
    have = index.ids()
    wanted = {context[0] for context in store.corrections.contexts(layer=Layer.WORDS)}
    if have == wanted:
        return None
    progress.say(f"vectors to make: {len(wanted - have)}, to drop: {len(have - wanted)}")
    return embed(store=store, index=index, embedder=embedder, progress=progress)


def _batches(contexts: Iterable[Context]) -> Iterator[list[Context]]:
    batch: list[Context] = []
    for context in contexts:
        batch.append(context)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch

"""What the notes of a run say most often in place of what the human wrote."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from draftgenie.pipeline.evaluate.pooled import commonest
from draftgenie.pipeline.evaluate.texts import score_words
from draftgenie.services._cases import read_texts
from draftgenie.services._runs import read_keys

if TYPE_CHECKING:
    from draftgenie.pipeline.evaluate.pooled import Confusion
    from draftgenie.ports import Store
    from draftgenie.services._runs import Evaluated


def find_confusions(run: Evaluated, *, store: Store, n: int) -> tuple[Confusion, ...]:
    """The `n` commonest errors of the run's notes, read anew from the texts.

    Notes that are gone, or whose final was replaced since, are left out; a replay has none.
    """
    stored = store.evaluations.get_run(run.run_id) if n and run.run_id else None
    found: Counter[tuple[str, str]] = Counter()
    for note_id, final_id in (read_keys(stored) or ()) if stored else ():
        texts = read_texts(store, note_id)
        if texts is not None and texts.final_id == final_id:
            found.update(score_words(reference=texts.final, hypothesis=texts.note).changed)
    return tuple(commonest(found, n))

"""What became of a model's earlier edits, by the finals of the notes they were proposed for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftgenie.domain.note import Proposer, Verdict
from draftgenie.pipeline.generate.credit import label_edits
from draftgenie.pipeline.generate.trust import Trust, count, sort_of
from draftgenie.ports.store import NoteQuery
from draftgenie.services._past import is_past

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from draftgenie.domain.draft import Draft
    from draftgenie.pipeline.generate.label import Label
    from draftgenie.pipeline.generate.trust import Sort
    from draftgenie.ports import Store
    from draftgenie.ports.store import Evaluable
    from draftgenie.services._learned import Learned

NEWEST = 500
"""So many of each speaker's notes are looked at: a model is trusted for what it does now."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One edit of a model, made or suggested, that a final has judged."""

    speaker: str
    item: str
    dictated_at: str | None
    sort: Sort
    label: Label


def judge(store: Store, *, generator: str) -> list[Judged]:
    """The edits of one model in current notes whose finals came, by speaker and time."""
    query = NoteQuery(has_final=True, last=NEWEST)
    by_model = {n.id for n in store.notes.list(query) if n.generator == generator}
    if not by_model:
        return []
    return [
        judged
        for texts in store.notes.evaluable(query)
        if texts.note_id in by_model
        for judged in _judge(store, texts)
    ]


def _judge(store: Store, texts: Evaluable) -> Iterator[Judged]:
    note = store.notes.get(texts.note_id)
    edits = [
        e
        for e in (note.edits if note else ())
        if e.proposer is not Proposer.EMBEDDED and e.verdict is not Verdict.REFUSED
    ]
    labels = label_edits(draft=texts.draft, final=texts.final, edits=edits)
    for edit, label in zip(edits, labels, strict=True):
        sort = sort_of(edit.proposer, edit.category)
        yield Judged(texts.speaker, texts.item, texts.dictated_at, sort, label)


def trust_for(
    draft: Draft, judged: Sequence[Judged], *, store: Store, learned: Learned | None
) -> Trust:
    """What is known for a draft: of other items, and for one of the past of earlier ones."""
    usable = [j for j in judged if (j.speaker, j.item) != (draft.speaker, draft.item)]
    if learned is not None and is_past(draft, store=store, learned=learned):
        at = draft.dictated_at or ""
        usable = [j for j in usable if j.dictated_at is not None and j.dictated_at < at]
    return Trust(
        own=count((j.sort, j.label) for j in usable if j.speaker == draft.speaker),
        everyone=count((j.sort, j.label) for j in usable),
    )

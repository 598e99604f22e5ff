"""Each fact that a note lost, by its value, read anew from the texts: no run keeps text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftgenie.pipeline.evaluate import fact_report
from draftgenie.ports.store import Evaluable
from draftgenie.services._watched import Lists, read_lists

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from draftgenie.ports import Store
    from draftgenie.services._runs import HarmedNote


@dataclass(frozen=True, slots=True)
class SafetyCase:
    """A fact that is right in a draft and not in its note.

    `final` is its value, `note` what stands in its place there: another fact of the class, or
    None. Values are canonical: `milligrams` is `mg`, every negation `not`.
    """

    kind: str
    speaker: str
    item: str
    note_id: str
    final: str
    note: str | None


def safety_cases(store: Store, notes: Iterable[HarmedNote]) -> tuple[SafetyCase, ...]:
    """Every fact that the notes lost, in their order, then by place in the final.

    Notes that are gone, or whose final was replaced since, are left out.
    """
    wanted = [note for note in notes if note.lost]
    lists = read_lists(store) if wanted else Lists()
    return tuple(case for note in wanted for case in _cases(store, note, lists))


def _cases(store: Store, harmed: HarmedNote, lists: Lists) -> Iterator[SafetyCase]:
    texts = read_texts(store, harmed.note_id)
    if texts is not None and texts.final_id == harmed.final_id:
        yield from lost_facts(texts, lists)


def lost_facts(texts: Evaluable, lists: Lists) -> Iterator[SafetyCase]:
    """Every fact of the final that the draft has and the note does not, by place."""
    if texts.draft == texts.note:
        return
    for fate in fact_report(texts, watched=lists.of(texts.speaker)).fates:
        if fate.is_lost:
            found = None if fate.note is None else fate.note.value
            yield SafetyCase(
                fate.fact.kind, texts.speaker, texts.item, texts.note_id, fate.fact.value, found
            )


def read_texts(store: Store, note_id: str) -> Evaluable | None:
    """A note with its draft and the current final; None when one of them is not there."""
    note = store.notes.get(note_id)
    draft = None if note is None else store.drafts.get(note.draft_id)
    final = None if note is None else store.drafts.final(note.item_id)
    if note is None or draft is None or final is None:
        return None
    return Evaluable(
        note_id=note.id,
        draft_id=draft.id,
        final_id=final.id,
        speaker=note.speaker,
        item=note.item,
        draft=draft.text,
        note=note.text,
        final=final.text,
        dictated_at=draft.dictated_at,
        seq=draft.seq,
    )

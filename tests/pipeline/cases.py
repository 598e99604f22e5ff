"""A draft, a note and a final, and the scores of a note, valid by default."""

from __future__ import annotations

from draftgenie.domain.evaluation import NoteScores
from draftgenie.domain.score import ErrorCounts
from draftgenie.ports.store import Evaluable


def a_case(*, draft: str, note: str, final: str, item: str = "visit-1") -> Evaluable:
    return Evaluable(
        note_id=f"not_{item}",
        draft_id=f"drf_{item}",
        final_id=f"fin_{item}",
        speaker="dr-okafor",
        item=item,
        draft=draft,
        note=note,
        final=final,
        dictated_at=None,
        seq=1,
    )


def some_scores(
    *,
    draft: int,
    note: int,
    words: int = 100,
    speaker: str = "dr-okafor",
    item: str = "visit-1",
) -> NoteScores:
    """A note of `words` words with that many errors before and after, in every count."""
    before = ErrorCounts(hits=words - draft, substitutions=draft)
    after = ErrorCounts(hits=words - note, substitutions=note)
    return NoteScores(
        note_id=f"not_{speaker}_{item}",
        final_id=f"fin_{speaker}_{item}",
        speaker=speaker,
        item=item,
        draft=before,
        note=after,
        draft_formatted=before,
        note_formatted=after,
        draft_sentences=ErrorCounts(hits=10 - bool(draft), substitutions=bool(draft)),
        note_sentences=ErrorCounts(hits=10 - bool(note), substitutions=bool(note)),
    )

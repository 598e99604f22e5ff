"""What each correction did to a note whose final is known: the note as it is, and without it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftgenie.domain.note import apply_edits
from draftgenie.pipeline._align import distance
from draftgenie.pipeline._text import formatted_words, normalised_words, split_words
from draftgenie.pipeline.generate.label import Change, Label, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from draftgenie.domain.note import NoteEdit
    from draftgenie.pipeline._text import Words


@dataclass(frozen=True, slots=True)
class Saved:
    """Errors that a note does not have because of some edits; fewer than none when they harm."""

    words: int
    formatted: int


@dataclass(frozen=True, slots=True)
class Credit:
    """One applied edit: what it was by the strict reading, and what the note owes to it.

    `label` looks at the edit alone in the draft: by normalised words, or by formatted ones when
    it changes nothing else. `saved` looks at the note, in which the other edits stay.
    """

    edit: NoteEdit
    label: Label
    saved: Saved


@dataclass(frozen=True, slots=True)
class Share:
    """One correction's part in a note: its edits one by one, and what all of them saved."""

    correction_id: str
    credits: tuple[Credit, ...]
    saved: Saved


def share_out(*, draft: str, final: str, edits: Sequence[NoteEdit]) -> list[Share]:
    """The part of each correction in the note that the applied edits make, by correction id.

    Every figure is a distance measured again without the edits in question, so edits that lean
    on each other may each be credited with what they saved together.
    """
    note = _Note(draft, final, edits)
    labels = label_edits(draft=draft, final=final, edits=edits)
    credits_of: dict[str, list[Credit]] = {}
    for edit, verdict in zip(edits, labels, strict=True):
        one = Credit(edit, verdict, note.saved_by([edit]))
        credits_of.setdefault(edit.correction_id, []).append(one)
    return [
        Share(
            id_,
            tuple(of_one),
            of_one[0].saved if len(of_one) == 1 else note.saved_by([c.edit for c in of_one]),
        )
        for id_, of_one in sorted(credits_of.items())
    ]


class _Note:
    """A note, its final, and the distances between them."""

    def __init__(self, draft: str, final: str, edits: Sequence[NoteEdit]) -> None:
        self._draft = draft
        self._edits = edits
        self._final = normalised_words(final), formatted_words(final)
        self._words = self._split(edits)
        self._distances = [
            distance(reference=f, hypothesis=n)
            for f, n in zip(self._final, self._words, strict=True)
        ]

    def saved_by(self, edits: Sequence[NoteEdit]) -> Saved:
        """What the note would have more errors without these edits."""
        left = self._split([e for e in self._edits if not any(e is gone for gone in edits)])
        more = [
            # Most edits of marks and case leave the words alone, and this is quicker to see.
            0 if now == was else distance(reference=final, hypothesis=now) - known
            for final, was, now, known in zip(
                self._final, self._words, left, self._distances, strict=True
            )
        ]
        return Saved(*more)

    def _split(self, edits: Sequence[NoteEdit]) -> tuple[list[str], list[str]]:
        text = apply_edits(self._draft, tuple(edits))
        return normalised_words(text), formatted_words(text)


def label_edits(*, draft: str, final: str, edits: Sequence[NoteEdit]) -> list[Label]:
    """What each edit alone would have done to the draft, by the strict reading, in their order.

    By normalised words, or by formatted ones when it changes nothing else.
    """
    words = split_words(draft)
    changes = [_change(words, edit) for edit in edits]
    in_words = iter(
        label(
            draft=words.norm,
            final=normalised_words(final),
            changes=[c for c in changes if c is not None],
        )
    )
    in_forms = iter(
        label(
            draft=formatted_words(draft),
            final=formatted_words(final),
            changes=[
                _formatted_change(draft, edit)
                for edit, c in zip(edits, changes, strict=True)
                if c is None
            ],
        )
    )
    return [next(in_forms) if change is None else next(in_words) for change in changes]


def _change(draft: Words, edit: NoteEdit) -> Change | None:
    """The edit over normalised words; None when it leaves them as they are."""
    first = bisect_left(draft.starts, edit.start)
    n_words = bisect_left(draft.starts, edit.end) - first
    target = normalised_words(edit.after)
    if draft.norm[first : first + n_words] == target:
        return None
    return Change(first, n_words, target)


def _formatted_change(draft: str, edit: NoteEdit) -> Change:
    """The edit over formatted words: those that it writes otherwise, splits or joins."""
    start, end = edit.start, edit.end
    while start and not draft[start - 1].isspace():
        start -= 1
    while end < len(draft) and not draft[end].isspace():
        end += 1
    before = formatted_words(draft[start:end])
    after = formatted_words(draft[start : edit.start] + edit.after + draft[edit.end : end])
    n_left = _n_same(before, after)
    n_right = _n_same(before[n_left:][::-1], after[n_left:][::-1])
    return Change(
        first=len(formatted_words(draft[:start])) + n_left,
        n_words=len(before) - n_left - n_right,
        target=after[n_left : len(after) - n_right],
    )


def _n_same(a: Sequence[str], b: Sequence[str]) -> int:
    """How many words both begin with."""
    return next(
        (n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y),
        min(len(a), len(b)),
    )

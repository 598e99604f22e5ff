"""Why a note reads as it does: for each edit, what the history shows for it and against it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftgenie.domain.correction import Layer
from draftgenie.errors import NotFoundError
from draftgenie.pipeline._text import split_words
from draftgenie.services import _learned, rag
from draftgenie.services._past import Past
from draftgenie.services.correction import Line, line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from draftgenie.domain.correction import Correction, Occurrence
    from draftgenie.domain.draft import Draft, Pair
    from draftgenie.domain.note import GeneratedNote, NoteEdit
    from draftgenie.pipeline._text import Words
    from draftgenie.pipeline.diff import Piece
    from draftgenie.pipeline.mine import Mined
    from draftgenie.ports import ArrayStore, Store

N_PLACES = 3
N_OCCURRENCES = 200
N_CONTEXT = 5


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a past draft: what stood there in its surroundings, and what the final has."""

    speaker: str
    item: str
    at: str | None
    left: str
    before: str
    right: str
    after: str


@dataclass(frozen=True, slots=True)
class Explained:
    """One edit that was considered, with the history's word on it.

    `correction` is the correction as this speaker has it, or else the one who made it most;
    None when it is not in the store any more. `evidence` are places where it was made, this
    speaker's before others', `counter_evidence` places of this speaker where the final note
    kept the source; both newest first, and none of them from the item itself or from after it.
    """

    edit: NoteEdit
    correction: Line | None
    evidence: list[Place]
    counter_evidence: list[Place]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A note and all of its edits, explained."""

    note: GeneratedNote
    edits: list[Explained]


@dataclass(frozen=True, slots=True)
class NoteDiff:
    """How a draft became its note, or how the note differs from the final note of its item."""

    note_id: str
    draft_id: str
    final_id: str | None
    speaker: str
    item: str
    pieces: list[Piece]


def diff(
    name: str, *, store: Store, speaker: str | None = None, with_final: bool = False
) -> NoteDiff:
    """What the generator changed in the draft; or, with the final note, what it left to change.

    Raises:
        NotFoundError: no such note, or its item has no final note.
        UsageError: several notes have a claim to the name.
    """
    from draftgenie.pipeline.diff import word_diff

    note = rag.show(name, store=store, speaker=speaker)
    final = store.drafts.final(note.item_id) if with_final else None
    if with_final and final is None:
        msg = f"item {note.item!r} has no final note to compare with"
        raise NotFoundError(msg, hint="ingest its final note first")
    if final is not None:
        pieces = word_diff(reference=final.text, hypothesis=note.text)
    else:
        pieces = word_diff(reference=note.text, hypothesis=_draft(store, note).text)
    final_id = None if final is None else final.id
    return NoteDiff(note.id, note.draft_id, final_id, note.speaker, note.item, pieces)


def _draft(store: Store, note: GeneratedNote) -> Draft:
    draft = store.drafts.get(note.draft_id)
    if draft is None:
        msg = f"the draft of note {note.id!r} is not there any more"
        raise NotFoundError(msg, hint="draftgenie rag list")
    return draft


def explain(
    name: str, *, store: Store, arrays: ArrayStore, speaker: str | None = None
) -> Explanation:
    """The note's edits, each with what the store knows of it now.

    Raises:
        NotFoundError: no such note.
        UsageError: several notes have a claim to the name.
    """
    note = rag.show(name, store=store, speaker=speaker)
    history = _History(store, _usable(store, arrays, _draft(store, note)), note.speaker)
    return Explanation(note, [history.explain(edit) for edit in note.edits])


def _usable(store: Store, arrays: ArrayStore, draft: Draft) -> Sequence[Pair]:
    learned = _learned.load(store, arrays)
    return () if learned is None else Past.of(store, learned).before(draft, store=store)


class _History:
    """The pairs that may speak for or against the edits of one note, oldest first."""

    def __init__(self, store: Store, pairs: Sequence[Pair], speaker: str) -> None:
        self._store = store
        self._speaker = speaker
        self._pairs: dict[str, list[Pair]] = {}
        for pair in pairs:
            self._pairs.setdefault(pair.item_id, []).append(pair)
        self._own = [pair for pair in pairs if pair.speaker == speaker]
        self._words: dict[str, Words] = {}
        self._mined: dict[str, Mined] = {}

    def explain(self, edit: NoteEdit) -> Explained:
        """The edit with its evidence."""
        known = self._correction(edit.correction_id)
        if known is None:
            return Explained(edit, None, [], [])
        return Explained(
            edit, line(known), self._evidence(known.id), list(self._kept(known.source))
        )

    def _correction(self, correction_id: str) -> Correction | None:
        known = self._store.corrections.get(correction_id)
        known.sort(key=lambda c: (c.speaker != self._speaker, -c.n_applied, c.speaker))
        return known[0] if known else None

    def _evidence(self, correction_id: str) -> list[Place]:
        own = self._store.corrections.occurrences(
            correction_id, speaker=self._speaker, limit=N_OCCURRENCES
        )
        found = [place for o in own if (place := self._place_of(o)) is not None]
        if len(found) < N_PLACES:
            others = self._store.corrections.occurrences(correction_id, limit=N_OCCURRENCES)
            found += [
                place
                for o in others
                if o.speaker != self._speaker and (place := self._place_of(o)) is not None
            ]
        return found[:N_PLACES]

    def _place_of(self, o: Occurrence) -> Place | None:
        """Where an occurrence stands; None when it may not be used for this note."""
        for pair in self._pairs.get(o.item_id, ()):
            if pair.draft[o.start : o.end] == o.before:
                return _place(pair, self._words_of(pair), o.start, o.end, o.after)
        return None

    def _kept(self, source: str) -> Iterator[Place]:
        """Places of the speaker where the source was left alone."""
        wanted, n = source.split(), 0
        if not wanted:
            return
        for pair in reversed(self._own):
            words = self._words_of(pair)
            for start, end in _runs(words, wanted):
                if not self._is_changed(pair, start, end):
                    yield _place(pair, words, start, end, pair.draft[start:end])
                    n += 1
                if n == N_PLACES:
                    return

    def _words_of(self, pair: Pair) -> Words:
        if pair.draft_id not in self._words:
            self._words[pair.draft_id] = split_words(pair.draft)
        return self._words[pair.draft_id]

    def _is_changed(self, pair: Pair, start: int, end: int) -> bool:
        from draftgenie.pipeline.mine import mine

        if pair.draft_id not in self._mined:
            self._mined[pair.draft_id] = mine(draft=pair.draft, final=pair.final)
        edits = self._mined[pair.draft_id].edits
        return any(e.layer is Layer.WORDS and e.start < end and start < e.end for e in edits)


def _runs(words: Words, wanted: list[str]) -> Iterator[tuple[int, int]]:
    """The characters of each run of the wanted words."""
    n = len(wanted)
    for first in range(len(words) - n + 1):
        if words.norm[first] == wanted[0] and words.norm[first : first + n] == wanted:
            yield words.starts[first], words.ends[first + n - 1]


def _place(pair: Pair, words: Words, start: int, end: int, after: str) -> Place:
    # Words that end before the place, and words that start behind it.
    n_left = bisect_left(words.ends, start + 1)
    first_right = bisect_left(words.starts, end)
    left = words.starts[max(0, n_left - N_CONTEXT)] if n_left else start
    last = min(len(words), first_right + N_CONTEXT)
    right = words.ends[last - 1] if last > first_right else end
    return Place(
        pair.speaker,
        pair.item,
        pair.dictated_at,
        pair.draft[left:start],
        pair.draft[start:end],
        pair.draft[end:right],
        after,
    )

"""What DraftGenie makes of a draft: the generated note, its edits and the session behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from draftgenie.domain.correction import Category


class Verdict(StrEnum):
    """What became of a proposed edit."""

    APPLIED = "applied"
    SUGGESTED = "suggested"
    REFUSED = "refused"


class Proposer(StrEnum):
    """Who proposed an edit: the history (the embedded generator), a language model, or both."""

    EMBEDDED = "embedded"
    MODEL = "model"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class NoteEdit:
    """One edit that was considered for a note.

    `start` and `end` are half-open character offsets in the draft. `confidence` is the
    calibrated probability, 0 to 1, that the place ends up as the human would write it;
    `harm` the probability that the edit takes the note further from its final. `evidence` is
    how many times the history made this very change. `reason` says why, for people.
    """

    start: int
    end: int
    before: str
    after: str
    confidence: float
    harm: float
    correction_id: str
    evidence: int
    n_left_alone: int
    category: Category
    verdict: Verdict
    reason: str
    # Ids of embedded notes are made from their edits as they are told; who proposed them is known.
    proposer: Proposer = field(default=Proposer.EMBEDDED, repr=False)


def by_place(edit: NoteEdit) -> tuple[int, int, str, str]:
    """What the edits of a note are ordered by: place first, then what tells two at one apart."""
    return edit.start, edit.end, edit.after, edit.correction_id


@dataclass(frozen=True, slots=True)
class GeneratedNote:
    """The corrected text of one draft, with every edit that was applied, suggested or refused.

    `confidence` is the probability that all applied edits of words are right (the product of
    theirs; marks and case are told edit by edit); None when no word was changed, because then
    nothing was claimed.
    """

    id: str
    draft_id: str
    item_id: str
    speaker: str
    item: str
    text: str
    confidence: float | None
    edits: tuple[NoteEdit, ...]
    generator: str
    session_id: str
    created_at: str = ""
    current: bool = True

    @property
    def applied(self) -> tuple[NoteEdit, ...]:
        """The edits that are in `text`, in draft order."""
        return tuple(e for e in self.edits if e.verdict is Verdict.APPLIED)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a generation session: what it did, in figures and ids, never in note text."""

    name: str
    status: str
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Session:
    """How a note came to be: the steps in order, with everything needed to explain it.

    `status` is `complete`, or `fallback` where the model failed and the note is the embedded one.
    `record` is all that a session with a language model was made from, what was sent and what
    came back: with it the note can be made again offline. It is text of patients; None where no
    model was asked.
    """

    id: str
    draft_id: str
    speaker: str
    generator: str
    status: str
    steps: tuple[Step, ...]
    note_id: str | None = None
    created_at: str = ""
    record: dict[str, Any] | None = None


def apply_edits(text: str, edits: tuple[NoteEdit, ...]) -> str:
    """`text` with the given edits made; everything outside them stays byte for byte.

    Raises:
        ValueError: two edits overlap, or one does not find its `before`.
    """
    parts: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if edit.start < at or text[edit.start : edit.end] != edit.before:
            msg = f"the edit at {edit.start}-{edit.end} does not fit its draft"
            raise ValueError(msg)
        parts += [text[at : edit.start], edit.after]
        at = edit.end
    return "".join([*parts, text[at:]])

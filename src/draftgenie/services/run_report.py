"""An evaluation run with all that a person wants to see of it, texts of harmed notes too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftgenie.pipeline.evaluate.summary import pool_counts
from draftgenie.services import evaluate, review
from draftgenie.services._cases import read_texts
from draftgenie.services._runs import read_keys
from draftgenie.services.audit import record_reading
from draftgenie.services.trends import trend

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from draftgenie.domain.evaluation import NoteScores
    from draftgenie.domain.score import ErrorCounts
    from draftgenie.ports import Store
    from draftgenie.services.evaluate import Evaluated, HarmedNote
    from draftgenie.services.panes import SideBySide
    from draftgenie.services.review import NoteLooked
    from draftgenie.services.trends import Step


@dataclass(frozen=True, slots=True)
class ErrorKinds:
    """Errors of words by what is done about them, and those of case and marks alone."""

    words: ErrorCounts
    formatting: int


@dataclass(frozen=True, slots=True)
class NoteSeen:
    """A note with its figures and its three texts."""

    looked: NoteLooked
    panes: SideBySide


@dataclass(frozen=True, slots=True)
class RunReport:
    """A run, its notes' errors before and after, trends by speaker, and notes to look at.

    `drafts` and `notes` are None where the run does not say which notes it measured. `seen` are
    the worst notes and all that lost a fact, in the order of `run.harmed`; `n_unseen` is how many
    harmed ones are not among them.
    """

    run: Evaluated
    drafts: ErrorKinds | None
    notes: ErrorKinds | None
    trends: dict[str, tuple[Step, ...]]
    seen: tuple[NoteSeen, ...]
    n_unseen: int


def report(name: str, *, store: Store, n_notes: int) -> RunReport:
    """The run with this id, `latest` for the newest, with the texts of its worst notes.

    That texts were handed out is in the audit trail.

    Args:
        name: which run.
        store: where it is.
        n_notes: how many of the worst notes are shown; those that lost a fact always are.

    Raises:
        NotFoundError: there is no such run.
    """
    run = evaluate.show(name, store=store)
    by_speaker = read_scores(store, run)
    scores = [s for group in by_speaker.values() for s in group]
    seen = _seen(store, run.harmed, n_notes)
    record_reading(store, "evaluation.report", run.run_id or name, notes=len(seen))
    return RunReport(
        run=run,
        drafts=error_kinds(scores, of_note=False),
        notes=error_kinds(scores, of_note=True),
        trends={ref: trend(group) for ref, group in by_speaker.items()},
        seen=seen,
        n_unseen=len(run.harmed) - len(seen),
    )


def error_kinds(scores: Sequence[NoteScores], *, of_note: bool) -> ErrorKinds | None:
    """The errors of the drafts, or of the notes, pooled; None without scores."""
    if not scores:
        return None
    words = pool_counts(s.note if of_note else s.draft for s in scores)
    formatted = pool_counts(s.note_formatted if of_note else s.draft_formatted for s in scores)
    return ErrorKinds(words, max(formatted.n_errors - words.n_errors, 0))


def read_scores(store: Store, run: Evaluated) -> dict[str, list[NoteScores]]:
    """The scores of the run's notes by speaker, in the run's order."""
    stored = store.evaluations.get_run(run.run_id) if run.run_id else None
    keys = None if stored is None else read_keys(stored)
    if stored is None or not keys:
        return {}
    known = store.evaluations.known(stored.signature)
    found: dict[str, list[NoteScores]] = {}
    for scores in (known[key] for key in keys if key in known):
        found.setdefault(scores.speaker, []).append(scores)
    return found


def _seen(store: Store, harmed: Iterable[HarmedNote], n_notes: int) -> tuple[NoteSeen, ...]:
    wanted = [note for i, note in enumerate(harmed) if i < n_notes or note.lost]
    seen = []
    for note in wanted:
        texts = read_texts(store, note.note_id)
        # A replay stores no notes, and a text may have been replaced or deleted since.
        if texts is not None and texts.final_id == note.final_id:
            looked = review.look(note.note_id, store=store, speaker=note.speaker)
            seen.append(NoteSeen(looked, looked.panes))
    return tuple(seen)

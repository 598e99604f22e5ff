"""The dashboard with every drill-down open: buckets, speakers, notes, and how it all went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftgenie.errors import NotFoundError
from draftgenie.ports.store import Page, SpeakerQuery
from draftgenie.services import dashboard, evaluate
from draftgenie.services.audit import record_reading
from draftgenie.services.flow import name_of
from draftgenie.services.run_report import ErrorKinds, error_kinds
from draftgenie.services.trends import pooled_curve, trend

if TYPE_CHECKING:
    from collections.abc import Iterable

    from draftgenie.domain.bucket import Policy
    from draftgenie.domain.evaluation import CurvePoint
    from draftgenie.ports import Store
    from draftgenie.services.dashboard import Dashboard, SpeakerView
    from draftgenie.services.evaluate import Evaluated, RunLine
    from draftgenie.services.flow import Span
    from draftgenie.services.trends import Step

N_RUNS = 30
"""Newest runs whose figures are shown over time."""


@dataclass(frozen=True, slots=True)
class Person:
    """One speaker's view, and the error rates note by note."""

    view: SpeakerView
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything of the dashboard at once.

    `people` come by bucket in the order of the allocation, most errors left first. `runs` are
    evaluations of generated notes, oldest first; `latest` is the newest of them. `drafts` and
    `notes` are the errors of all evaluated notes before and after.
    """

    board: Dashboard
    people: tuple[Person, ...]
    runs: tuple[RunLine, ...]
    latest: Evaluated | None
    drafts: ErrorKinds | None
    notes: ErrorKinds | None
    curve: tuple[CurvePoint, ...]


def survey(
    *,
    store: Store,
    policy: Policy,
    signature: str,
    span: Span,
    bucket: str | None = None,
    speaker: str | None = None,
) -> Overview:
    """The whole dashboard, or what is opened of it; people of other buckets are left out.

    That it was handed out is in the audit trail: it names people, and words of their notes where
    a fact was lost.

    Raises:
        NotFoundError: there is no such speaker.
        UsageError: there is no such bucket.
    """
    board = dashboard.look(
        store=store,
        policy=policy,
        signature=signature,
        bucket=bucket,
        speaker=speaker,
        span=span,
    )
    scores = dashboard.read_scores(store, signature)
    people = _people(store, board, scores, span)
    shown = [s for person in people for s in scores.get(person.view.speaker.ref, ())]
    record_reading(store, "dashboard.export", speaker or "*", speakers=len(people), bucket=bucket)
    return Overview(
        board=board,
        people=people,
        runs=_runs(store),
        latest=_latest(store),
        drafts=error_kinds(shown, of_note=False),
        notes=error_kinds(shown, of_note=True),
        curve=pooled_curve(p.view.baseline for p in people if p.view.baseline is not None),
    )


def _people(
    store: Store, board: Dashboard, scores: dashboard.Scores, span: Span
) -> tuple[Person, ...]:
    places = {part.bucket: i for i, part in enumerate(board.allocation)}
    people = [
        Person(
            dashboard.open_speaker(store, speaker, scores, board.attention, span),
            trend(scores.get(speaker.ref, ())),
        )
        for speaker in store.speakers.list(SpeakerQuery())
        if _is_opened(board, speaker.ref)
    ]

    def place(person: Person) -> tuple[int, float, str]:
        figures = person.view.figures
        bucket = name_of(figures.assigned_bucket)
        return places[bucket], -(figures.note_wer_formatted or 0.0), figures.speaker

    return tuple(sorted(people, key=place))


def _is_opened(board: Dashboard, ref: str) -> bool:
    if board.speaker is not None and ref != board.speaker.speaker.ref:
        return False
    return board.bucket is None or ref in {line.speaker for line in board.bucket.speakers}


def _runs(store: Store) -> tuple[RunLine, ...]:
    lines, _ = evaluate.list_(store=store, page=Page(1, 3 * N_RUNS))
    return tuple(_of_notes(lines))[::-1]


def _of_notes(lines: Iterable[RunLine]) -> list[RunLine]:
    return [line for line in lines if line.kind == "run"][:N_RUNS]


def _latest(store: Store) -> Evaluated | None:
    try:
        return evaluate.show("latest", store=store)
    except NotFoundError:
        return None

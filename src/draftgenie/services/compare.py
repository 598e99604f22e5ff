"""Two evaluation runs over the notes that they share: the second's held against the first's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from draftgenie.errors import NotFoundError, UsageError
from draftgenie.pipeline.evaluate import score_note, summarise
from draftgenie.services._cases import lost_facts, read_texts
from draftgenie.services._runs import read_keys
from draftgenie.services._watched import read_lists

if TYPE_CHECKING:
    from collections.abc import Iterable

    from draftgenie.domain.evaluation import Summary
    from draftgenie.ports import Progress, Store
    from draftgenie.ports.store import Evaluable, StoredRun
    from draftgenie.services._cases import SafetyCase
    from draftgenie.services._runs import Key


@dataclass(frozen=True, slots=True)
class Compared:
    """The second run against the first, over `shared` notes: of one draft, with one final.

    In `figures` and `cases` what is called the draft is the first run's note, and what
    is called the note the second's: a gain is what the second has fewer errors than the first.
    `only_first` and `only_second` count notes that the other run does not have or that are gone.
    """

    first: str
    second: str
    first_scope: str
    second_scope: str
    shared: int
    alike: int
    only_first: int
    only_second: int
    draft_wer: float | None
    figures: Summary
    cases: tuple[SafetyCase, ...]
    warnings: tuple[str, ...]


def compare(first: str, second: str, *, store: Store, progress: Progress) -> Compared:
    """The figures of two runs side by side, with paired tests.

    Raises:
        NotFoundError: there is no such run.
        UsageError: a run was stored by a version that did not keep what it measured.
    """
    runs = _find(store, first), _find(store, second)
    sides = [_by_draft(store, run) for run in runs]
    both = [place for place in sides[0] if place in sides[1]]
    scores, drafts = [], []
    cases: list[SafetyCase] = []
    n_alike = 0
    lists = read_lists(store)
    for place in progress.track(both, label="compare", total=len(both)):
        case = _case(store, sides[0][place], sides[1][place])
        if case is None:
            continue
        n_alike += case.draft == case.note
        scores.append(score_note(case, watched=lists.of(case.speaker)))
        cases += lost_facts(case, lists)
        drafts.append(place)
    figures = summarise(scores, signature=runs[1].signature)
    return Compared(
        first=runs[0].id,
        second=runs[1].id,
        first_scope=runs[0].scope,
        second_scope=runs[1].scope,
        shared=len(scores),
        alike=n_alike,
        only_first=len(sides[0]) - len(scores),
        only_second=len(sides[1]) - len(scores),
        draft_wer=_draft_wer(store, runs[0], [sides[0][place] for place in drafts]),
        figures=replace(figures, warnings=()),
        cases=tuple(cases),
        warnings=(*_unlike(*runs), *figures.warnings),
    )


def _find(store: Store, name: str) -> StoredRun:
    run = store.evaluations.get_run(name)
    if run is None:
        msg = f"no evaluation run {name!r} in this store"
        raise NotFoundError(msg, hint="draftgenie evaluate list")
    return run


def _by_draft(store: Store, run: StoredRun) -> dict[tuple[str, str], Key]:
    """The keys of a run's notes by draft and final."""
    keys = read_keys(run)
    if keys is None:
        msg = f"run {run.id!r} was stored without the notes that it measured"
        raise UsageError(msg, hint="draftgenie evaluate run, and compare that")
    drafts = store.evaluations.drafts_of(run.signature)
    return {(drafts[key[0]], key[1]): key for key in keys if key[0] in drafts}


def _case(store: Store, first: Key, second: Key) -> Evaluable | None:
    """Both notes with their final, the first one as the draft; None when a text is gone."""
    before, after = read_texts(store, first[0]), read_texts(store, second[0])
    if before is None or after is None or after.final_id != second[1]:
        return None
    return replace(after, draft=before.note)


def _draft_wer(store: Store, run: StoredRun, keys: Iterable[Key]) -> float | None:
    """The pooled rate of the drafts that both runs' notes were made of."""
    known = store.evaluations.known(run.signature)
    return summarise(
        [known[key] for key in keys if key in known], signature=run.signature
    ).draft_wer


def _unlike(first: StoredRun, second: StoredRun) -> list[str]:
    if first.signature == second.signature:
        return []
    return ["the runs were measured by different methods; both are measured anew by this one"]

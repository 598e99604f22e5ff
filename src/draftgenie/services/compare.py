"""Two runs or generators over the notes they share: the second is held against the first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from draftgenie.errors import NotFoundError, UsageError
from draftgenie.pipeline.evaluate import score_note, summarise
from draftgenie.pipeline.evaluate.summary import pool_counts
from draftgenie.pipeline.evaluate.texts import count_words
from draftgenie.services._cases import lost_facts, read_texts
from draftgenie.services._runs import read_keys
from draftgenie.services._watched import read_lists

if TYPE_CHECKING:
    from collections.abc import Sequence

    from draftgenie.domain.evaluation import Summary
    from draftgenie.ports import Progress, Store
    from draftgenie.ports.store import Evaluable, StoredRun
    from draftgenie.services._cases import SafetyCase
    from draftgenie.services._runs import Key

RUNS = "runs"
GENERATORS = "generators"


@dataclass(frozen=True, slots=True)
class Compared:
    """The second side against the first, over `shared` notes: of one draft, with one final.

    `of` says what the sides are, `runs` or `generators`. In `figures` and `cases` what is called
    the draft is the first side's note, and what is called the note the second's: a gain is what
    the second has fewer errors than the first. `only_first` and `only_second` count notes that
    the other side does not have or that are gone; `draft_wer` is that of the drafts behind both.
    """

    of: str
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


class _Side(NamedTuple):
    """What is compared, with the keys of its notes by draft and final."""

    name: str
    scope: str
    keys: dict[tuple[str, str], Key]


def compare(first: str, second: str, *, store: Store, progress: Progress) -> Compared:
    """The figures of two runs side by side, with paired tests.

    Raises:
        NotFoundError: there is no such run.
        UsageError: a run was stored by a version that did not keep what it measured.
    """
    runs = _find(store, first), _find(store, second)
    sides = [_Side(run.id, run.scope, _by_draft(store, run)) for run in runs]
    done = _compare(sides, signature=runs[1].signature, store=store, progress=progress)
    return replace(done, warnings=(*_unlike(*runs), *done.warnings))


def compare_generators(
    first: str, second: str, *, signature: str, store: Store, progress: Progress
) -> Compared:
    """The notes that two generators made of the same drafts, against the present finals.

    Superseded notes count; of several of one draft by one generator, the current or newest does.
    A name stands for all its versions and models: `llm` is `llm-1:some-model` as well. Embedded
    notes that stand where a model failed are neither generator's.

    Raises:
        NotFoundError: no note with a final is by such a generator.
    """
    sides = [_of_generator(store, name) for name in (first, second)]
    done = _compare(sides, signature=signature, store=store, progress=progress)
    return replace(done, of=GENERATORS)


def _compare(
    sides: Sequence[_Side], *, signature: str, store: Store, progress: Progress
) -> Compared:
    first, second = sides
    both = [place for place in first.keys if place in second.keys]
    scores, drafts = [], []
    cases: list[SafetyCase] = []
    n_alike = 0
    lists = read_lists(store)
    for place in progress.track(both, label="compare", total=len(both)):
        found = _case(store, first.keys[place], second.keys[place])
        if found is None:
            continue
        case, draft = found
        n_alike += case.draft == case.note
        scores.append(score_note(case, watched=lists.of(case.speaker)))
        drafts.append(count_words(reference=case.final, hypothesis=draft).words)
        cases += lost_facts(case, lists)
    figures = summarise(scores, signature=signature)
    return Compared(
        of=RUNS,
        first=first.name,
        second=second.name,
        first_scope=first.scope,
        second_scope=second.scope,
        shared=len(scores),
        alike=n_alike,
        only_first=len(first.keys) - len(scores),
        only_second=len(second.keys) - len(scores),
        draft_wer=pool_counts(drafts).rate,
        figures=replace(figures, warnings=()),
        cases=tuple(cases),
        warnings=figures.warnings,
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


def _of_generator(store: Store, name: str) -> _Side:
    made = [row for row in store.notes.ever_made() if _is_called(row[0], name)]
    if not made:
        msg = f"no note with a final is by a generator {name!r}"
        raise NotFoundError(msg, hint="draftgenie rag generate --all --generator NAME")
    scope = ", ".join(sorted({generator for generator, *_ in made}))
    return _Side(name, scope, {(draft, final): (note, final) for _, draft, note, final in made})


def _is_called(generator: str, name: str) -> bool:
    """Whether a name is that of the generator, or that without model or without version.

    >>> [_is_called("llm-1:tiny", name) for name in ("llm", "llm-1", "llm-1:tiny", "embedded")]
    [True, True, True, False]
    >>> _is_called("embedded-1 for llm-1", "embedded")
    False
    """
    if " " in generator:
        return generator == name
    return generator == name or generator.startswith((f"{name}-", f"{name}:"))


def _case(store: Store, first: Key, second: Key) -> tuple[Evaluable, str] | None:
    """Both notes with their final, the first one as the draft, and the draft itself.

    None when a text is gone.
    """
    before, after = read_texts(store, first[0]), read_texts(store, second[0])
    if before is None or after is None or after.final_id != second[1]:
        return None
    return replace(after, draft=before.note), after.draft


def _unlike(first: StoredRun, second: StoredRun) -> list[str]:
    if first.signature == second.signature:
        return []
    return ["the runs were measured by different methods; both are measured anew by this one"]

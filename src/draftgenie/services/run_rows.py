"""An evaluation run as rows of a table: its notes, its speakers, or the facts that were lost."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from draftgenie.domain.evaluation import SAFETY_CLASSES, RowOf
from draftgenie.errors import NotFoundError
from draftgenie.services import evaluate
from draftgenie.services._runs import REPLAY
from draftgenie.services.audit import record_reading
from draftgenie.services.run_report import read_scores

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from draftgenie.domain.evaluation import NoteScores, SafetyCounts
    from draftgenie.domain.score import ErrorCounts
    from draftgenie.ports import Store
    from draftgenie.services.evaluate import Evaluated, SafetyCase, SpeakerEvaluated


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a run, and the type of each of their fields, in order."""

    run_id: str
    fields: dict[str, type]
    rows: Iterator[dict[str, Any]]


_COUNTS = ("words", "errors", "substitutions", "deletions", "insertions", "wer")
_SIDES = ("draft", "note")
_LOST = {f"lost_{name}": int for name in SAFETY_CLASSES}
_NOTE_FIELDS: dict[str, type] = {
    **dict.fromkeys(("run_id", "speaker", "item", "note_id", "final_id", "outcome"), str),
    "words": int,
    **{
        f"{side}_{name}": float if name == "wer" else int
        for side in _SIDES
        for name in _COUNTS[1:]
    },
    **{f"{side}_errors_formatted": int for side in _SIDES},
    **{f"{side}_similarity": float for side in _SIDES},
    **dict.fromkeys(("fixed", "kept", "changed", "broken", "added"), int),
    **_LOST,
    "lost_facts": str,
    "verdict": str,
}
_RATES = (
    "draft_wer",
    "note_wer",
    "draft_wer_formatted",
    "note_wer_formatted",
    "draft_cer",
    "note_cer",
    "draft_ser",
    "note_ser",
    "relative_gain",
    "relative_gain_formatted",
    "p_value",
    "draft_quality",
    "note_quality",
    "edit_precision",
    "edit_recall",
    "edits_saved_per_note",
    "edits_saved_per_1000_words",
)
_SPEAKER_FIELDS: dict[str, type] = {
    **dict.fromkeys(("run_id", "speaker"), str),
    **dict.fromkeys(("items", "words", "better", "worse", "same"), int),
    **dict.fromkeys((*_RATES, "ci95_low", "ci95_high"), float),
    **_LOST,
    "lost_facts": str,
    **dict.fromkeys(("bucket_before", "bucket_after", "reason", "signature"), str),
}
_FACT_FIELDS: dict[str, type] = dict.fromkeys(
    ("run_id", "kind", "speaker", "item", "note_id", "final", "note"), str
)


def rows(name: str, of: RowOf, *, store: Store) -> Rows:
    """The rows of a run; `latest` names the newest of generated notes.

    That they were handed out is in the audit trail before the first one is: a lost fact is a
    part of a text.

    Raises:
        NotFoundError: there is no such run, or its notes are asked for and it keeps none.
    """
    run = evaluate.show(name, store=store)
    if of is RowOf.NOTES and run.kind == REPLAY:
        msg = f"run {run.run_id!r} is a replay, and a replay keeps no notes"
        raise NotFoundError(msg, hint="--of speakers, or --of facts")
    fields, made = _OF[of]
    record_reading(store, "evaluation.export", run.run_id or name, of=of.value)
    whole = ({"run_id": run.run_id, **row} for row in made(store, run))
    return Rows(run.run_id or name, fields, whole)


def _notes(store: Store, run: Evaluated) -> Iterator[dict[str, Any]]:
    lost = _said(run.cases, lambda case: case.note_id)
    verdicts = {r.note_id: r.verdict.value for r in store.evaluations.reviews()}
    for group in read_scores(store, run).values():
        for s in group:
            yield {
                **{n: getattr(s, n) for n in ("speaker", "item", "note_id", "final_id")},
                "outcome": s.outcome.value,
                "words": s.draft.n_reference,
                **_side("draft", s.draft, s.draft_formatted),
                **_side("note", s.note, s.note_formatted),
                "draft_similarity": s.draft_similarity,
                "note_similarity": s.note_similarity,
                **_fates(s),
                **_lost_counts(s.safety),
                "lost_facts": lost.get(s.note_id),
                "verdict": verdicts.get(s.note_id),
            }


def _side(side: str, words: ErrorCounts, formatted: ErrorCounts) -> dict[str, Any]:
    return {
        f"{side}_errors": words.n_errors,
        f"{side}_substitutions": words.substitutions,
        f"{side}_deletions": words.deletions,
        f"{side}_insertions": words.insertions,
        f"{side}_wer": words.rate,
        f"{side}_errors_formatted": formatted.n_errors,
    }


def _fates(s: NoteScores) -> dict[str, int]:
    if s.edits is None:
        return {}
    return {n: getattr(s.edits, n) for n in ("fixed", "kept", "changed", "broken", "added")}


def _lost_counts(safety: Mapping[str, SafetyCounts]) -> dict[str, int]:
    return {f"lost_{name}": safety[name].lost for name in SAFETY_CLASSES if name in safety}


def _speakers(store: Store, run: Evaluated) -> Iterator[dict[str, Any]]:  # noqa: ARG001 - as _notes
    lost = _said(run.cases, lambda case: case.speaker)
    for one in run.speakers:
        yield {
            **{n: getattr(one, n) for n in _SPEAKER_FIELDS if hasattr(one, n)},
            **_interval(one),
            **_lost_counts(one.safety),
            "lost_facts": lost.get(one.speaker or ""),
        }


def _interval(one: SpeakerEvaluated) -> dict[str, float]:
    return {} if one.ci95 is None else {"ci95_low": one.ci95[0], "ci95_high": one.ci95[1]}


def _said(cases: Iterable[SafetyCase], key: Callable[[SafetyCase], str]) -> dict[str, str]:
    """The lost facts by note or speaker, as one text each."""
    found: dict[str, list[str]] = defaultdict(list)
    for case in cases:
        found[key(case)].append(f"{case.kind} {case.final} > {case.note or 'missing'}")
    return {name: "; ".join(said) for name, said in found.items()}


def _facts(store: Store, run: Evaluated) -> Iterator[dict[str, Any]]:  # noqa: ARG001 - as _notes
    """Each lost fact; without a value where the run keeps no notes or a text was replaced."""
    for case in run.cases:
        yield asdict(case)
    told = {case.note_id for case in run.cases}
    for note in run.harmed:
        if note.note_id not in told:
            for kind, n in note.lost.items():
                place = {"speaker": note.speaker, "item": note.item, "note_id": note.note_id}
                yield from [{"kind": kind, **place}] * n


_OF = {
    RowOf.NOTES: (_NOTE_FIELDS, _notes),
    RowOf.SPEAKERS: (_SPEAKER_FIELDS, _speakers),
    RowOf.FACTS: (_FACT_FIELDS, _facts),
}

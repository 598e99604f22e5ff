"""What an evaluation run found, and the form in which the store keeps it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from draftgenie.domain.evaluation import (
    Bin,
    Calibration,
    CurvePoint,
    EditFates,
    Outcome,
    SafetyCounts,
    Summary,
    Sureness,
)
from draftgenie.pipeline.evaluate.pooled import Confusion, Spread, spread
from draftgenie.ports.store import StoredRun

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from draftgenie.domain.evaluation import NoteScores
    from draftgenie.services._cases import SafetyCase
    from draftgenie.services.review import Reviewed


# What was measured: a note and the final it was held against.
Key: TypeAlias = tuple[str, str]

SPREAD_RATES = tuple(
    f"{side}_{rate}"
    for rate in ("wer", "wer_formatted", "cer", "ser")
    for side in ("draft", "note")
)
"""The rates whose mean, median and deviation over speakers are told."""

RUN = "run"
REPLAY = "replay"


@dataclass(frozen=True, slots=True)
class HarmedNote:
    """A note that is further from its final than its draft was, or that lost or made up a fact.

    A replay stores no notes: of one, `note_id` is the id of the draft. Errors are normalised
    words; `lost` and `invented` count facts by safety class and leave out classes with none.
    """

    speaker: str
    item: str
    note_id: str
    final_id: str
    outcome: Outcome
    draft_errors: int
    note_errors: int
    errors_added: int
    lost: dict[str, int]
    invented: dict[str, int]


# A run that an earlier version stored lacks what was added since: every field needs a default.
@dataclass(frozen=True, slots=True)
class SpeakerEvaluated(Summary):
    """The figures of one speaker, and what they meant for the bucket; of a replay, the curve."""

    bucket_before: str | None = None
    bucket_after: str | None = None
    reason: str = ""
    curve: tuple[CurvePoint, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluated(Summary):
    """The figures of a run in total, per speaker, and the notes that came to harm.

    `kind` is `run` for generated notes and `replay` for a history that was walked again, which
    alone has a learning `curve`: by own items known before, fewest first. `run_id` is None when
    there was nothing to evaluate, because then nothing is stored. `harmed` has the worst first:
    by errors added, then by facts lost. `cases` are the facts that were lost, one by one, and
    hold parts of texts, and so do `confusions`, where they are asked for; `reviews` is what people
    say of the notes. All three are read anew each time and never stored. `spread` has how the
    speakers' rates lie, by the name of the rate.
    """

    run_id: str | None = None
    scope: str = ""
    policy: str = ""
    created_at: str = ""
    speakers: tuple[SpeakerEvaluated, ...] = ()
    harmed: tuple[HarmedNote, ...] = ()
    cases: tuple[SafetyCase, ...] = ()
    reviews: Reviewed | None = None
    kind: str = RUN
    curve: tuple[CurvePoint, ...] = ()
    spread: dict[str, Spread | None] = field(default_factory=dict)
    confusions: tuple[Confusion, ...] = ()

    @property
    def n_lost(self) -> int:
        """Safety facts that were right in a draft and are wrong in its note."""
        return sum(counts.lost for counts in self.safety.values())

    @property
    def n_moved(self) -> int:
        """Speakers that the run moved."""
        return sum(s.bucket_after != s.bucket_before for s in self.speakers)

    def told(self) -> dict[str, Any]:
        """What the event and the audit row of the run say: no text, no single speaker."""
        return {
            "run_id": self.run_id,
            "scope": self.scope,
            "notes": self.items,
            "draft_wer": self.draft_wer,
            "note_wer": self.note_wer,
            "relative_gain": self.relative_gain,
            "better": self.better,
            "worse": self.worse,
            "same": self.same,
            "lost": self.n_lost,
            "moved": self.n_moved,
        }


def harmed_notes(scores: Iterable[NoteScores]) -> tuple[HarmedNote, ...]:
    """Those of the notes that came to harm, worst first."""
    found = (_harmed(s) for s in scores)
    return tuple(sorted((note for note in found if note is not None), key=_badness))


def _harmed(s: NoteScores) -> HarmedNote | None:
    lost = {name: counts.lost for name, counts in s.safety.items() if counts.lost}
    invented = {name: counts.invented for name, counts in s.safety.items() if counts.invented}
    if s.outcome is not Outcome.WORSE and not lost and not invented:
        return None
    before, after = s.draft.n_errors, s.note.n_errors
    return HarmedNote(
        s.speaker,
        s.item,
        s.note_id,
        s.final_id,
        s.outcome,
        before,
        after,
        after - before,
        lost,
        invented,
    )


def _badness(note: HarmedNote) -> tuple[int, int, str, str, str]:
    n_lost = sum(note.lost.values())
    return -note.errors_added, -n_lost, note.speaker, note.item, note.note_id


def store_form(run: Evaluated, keys: Iterable[Key] = ()) -> StoredRun:
    """The run as it is stored, with the keys of its notes; a replay has none.

    Raises:
        ValueError: it has no id.
    """
    if run.run_id is None:
        msg = "a run over nothing is not stored"
        raise ValueError(msg)
    # What follows from the rest is worked out anew when it is read.
    result = asdict(replace(run, cases=(), reviews=None, spread={}, confusions=()))
    result["keys"] = [*keys]
    return StoredRun(run.run_id, run.signature, run.scope, result, run.created_at, run.kind)


def read_keys(stored: StoredRun) -> list[Key] | None:
    """What the run measured, in its order; None when an earlier version stored it."""
    keys = stored.result.get("keys")
    return None if keys is None else [(note_id, final_id) for note_id, final_id in keys]


def read_run(stored: StoredRun) -> Evaluated:
    """The run that `store_form` made, its dicts in the order of their keys."""
    values = _values(stored.result, Evaluated)
    values["speakers"] = tuple(
        SpeakerEvaluated(**_values(row, SpeakerEvaluated)) for row in values["speakers"]
    )
    values["harmed"] = tuple(
        HarmedNote(**{**row, "outcome": Outcome(row["outcome"])}) for row in values["harmed"]
    )
    values["cases"], values["reviews"], values["confusions"] = (), None, ()
    values["spread"] = {
        rate: spread(getattr(s, rate) for s in values["speakers"]) for rate in SPREAD_RATES
    }
    return Evaluated(**values)


def _values(stored: Mapping[str, Any], kind: type[Summary]) -> dict[str, Any]:
    values = {f.name: stored[f.name] for f in fields(kind) if f.name in stored}
    values["safety"] = {name: SafetyCounts(**n) for name, n in values["safety"].items()}
    values["warnings"] = tuple(values["warnings"])
    values["speakers"] = tuple(values["speakers"])
    values["curve"] = tuple(CurvePoint(**point) for point in values.get("curve", ()))
    values["ci95"] = _interval(values["ci95"])
    if values.get("edits") is not None:
        values["edits"] = EditFates(**values["edits"])
    if values.get("calibration") is not None:
        found = values["calibration"]
        values["calibration"] = Calibration(
            **{**found, "bins": tuple(Bin(**one) for one in found["bins"])}
        )
    if values.get("sureness") is not None:
        found = Sureness(**values["sureness"])
        values["sureness"] = replace(
            found,
            ci95_by_note=_interval(found.ci95_by_note),
            ci95_by_speaker=_interval(found.ci95_by_speaker),
        )
    return values


def _interval(stored: Sequence[float] | None) -> tuple[float, float] | None:
    """An interval as it was before it went through JSON."""
    return None if stored is None else (stored[0], stored[1])

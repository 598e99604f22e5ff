"""The quality team's view: speakers over the buckets, gains, moves, and what needs attention."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, TypeAlias

from draftgenie.errors import UsageError
from draftgenie.pipeline.evaluate.summary import pool_rates
from draftgenie.ports.store import CorrectionQuery, DraftQuery, Page, SpeakerQuery
from draftgenie.services._cases import safety_cases
from draftgenie.services._runs import HarmedNote, harmed_notes, read_run
from draftgenie.services.facts import facts_of
from draftgenie.services.flow import NO_BUCKET, Flow, Span, over_time
from draftgenie.services.review import held_against
from draftgenie.services.speaker import find_speaker

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from draftgenie.domain.bucket import Move, Policy
    from draftgenie.domain.correction import Correction
    from draftgenie.domain.evaluation import Baseline, NoteScores, Outcome
    from draftgenie.domain.speaker import Speaker
    from draftgenie.ports import Store
    from draftgenie.services._cases import SafetyCase
    from draftgenie.services.review import Reviewed

N_MOVES = 10
N_NOTES = 10
N_CORRECTIONS = 10
N_RANKED = 5
"""Speakers at either end of the gains."""


@dataclass(frozen=True, slots=True)
class Totals:
    """How much there is, of speakers not removed; of texts only what is current.

    `pending` counts drafts without a note whose item has no final yet; `evaluated` notes that
    were measured against the present final. `held` are pairs that wait for a person to say
    whether the final is of this note at all.
    """

    speakers: int
    items: int
    drafts: int
    finals: int
    pairs: int
    held: int
    pending: int
    notes: int
    corrections: int
    evaluated: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """How many speakers are in a bucket, by DraftGenie and by the source system."""

    bucket: str
    assigned: int
    assumed: int


@dataclass(frozen=True, slots=True)
class SpeakerLine:
    """One speaker with the pooled figures of all its evaluated notes; rates None without any."""

    speaker: str
    specialty: str | None
    assigned_bucket: str | None
    assumed_bucket: str | None
    bucket_locked: bool
    evaluated: int
    words: int
    draft_wer: float | None
    note_wer: float | None
    draft_wer_formatted: float | None
    note_wer_formatted: float | None
    relative_gain: float | None
    better: int
    worse: int
    same: int
    lost: int


@dataclass(frozen=True, slots=True)
class Gain:
    """The gain that the latest evaluation found, with its 95 % interval."""

    run_id: str | None
    created_at: str
    scope: str
    items: int
    draft_wer: float | None
    note_wer: float | None
    relative_gain: float | None
    relative_gain_formatted: float | None
    ci95: tuple[float, float] | None
    p_value: float | None
    better: int
    worse: int
    same: int


@dataclass(frozen=True, slots=True)
class Attention:
    """What a person should look at.

    `worse` are speakers whose notes have more errors than their drafts, `lost` notes that lost a
    safety fact, worst first, and `cases` each of these facts by its value; `pending` drafts that
    wait for a note, by speaker.
    """

    lost: tuple[HarmedNote, ...]
    worse: tuple[str, ...]
    not_evaluated: tuple[str, ...]
    pending: dict[str, int]
    locked: tuple[str, ...]
    cases: tuple[SafetyCase, ...] = ()


@dataclass(frozen=True, slots=True)
class BucketView:
    """One bucket, the speakers assigned to it, most errors left first, and the facts they lost."""

    bucket: str
    speakers: tuple[SpeakerLine, ...]
    cases: tuple[SafetyCase, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteFigures:
    """One evaluated note: errors in normalised words, and safety facts it lost, by class."""

    item: str
    note_id: str
    outcome: Outcome
    draft_errors: int
    note_errors: int
    words: int
    lost: dict[str, int]


@dataclass(frozen=True, slots=True)
class SpeakerView:
    """One speaker: facts, figures, moves oldest first, newest notes, commonest corrections.

    `baseline` is what the newest replay of the history found; None before the first. `worktype`
    is the commonest one of the items; `mean_duration_s` is over items that have one.
    `items_per_week` and `usage` are those of `services.facts`, None when no span was asked for.
    `cases` are the facts that any of the evaluated notes lost, however old it is.
    """

    speaker: Speaker
    worktype: str | None
    mean_duration_s: float | None
    counts: dict[str, int]
    figures: SpeakerLine
    moves: tuple[Move, ...]
    notes: tuple[NoteFigures, ...]
    corrections: tuple[Correction, ...]
    baseline: Baseline | None = None
    cases: tuple[SafetyCase, ...] = ()
    items_per_week: float | None = None
    usage: str | None = None


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything at one look; `bucket` and `speaker` are the drill-downs that were asked for.

    `moves` are the newest ones, newest first. `gain` is None before the first evaluation. `flow`
    is None when no span was asked for. `best` have the highest relative gains, highest first, and
    `worst` the lowest, lowest first; nobody is in both. `reviews` is what people say of the
    evaluated notes, None when nobody says anything.
    """

    scheme: str
    policy: str
    allocation: tuple[Allocation, ...]
    totals: Totals
    gain: Gain | None
    moves: tuple[Move, ...]
    attention: Attention
    bucket: BucketView | None = None
    speaker: SpeakerView | None = None
    flow: Flow | None = None
    best: tuple[SpeakerLine, ...] = ()
    worst: tuple[SpeakerLine, ...] = ()
    reviews: Reviewed | None = None


# The scores of each speaker's current notes, oldest first.
Scores: TypeAlias = "Mapping[str, Sequence[NoteScores]]"


def look(
    *,
    store: Store,
    policy: Policy,
    signature: str,
    bucket: str | None = None,
    speaker: str | None = None,
    span: Span | None = None,
) -> Dashboard:
    """The whole view.

    Args:
        store: where it all is.
        policy: whose scheme's buckets are shown, besides others that speakers are in.
        signature: of the scores to show.
        bucket: a bucket to open; `none` for speakers without one.
        speaker: the reference of a speaker to open.
        span: the periods over which the flow between buckets is told.

    Raises:
        NotFoundError: there is no such speaker.
        UsageError: there is no such bucket.
    """
    opened = None if speaker is None else find_speaker(store, speaker)
    people = store.speakers.list(SpeakerQuery())
    scores = read_scores(store, signature)
    lines = [_line(person, scores.get(person.ref, ())) for person in people]
    allocation = _allocate(people, policy)
    moves = store.evaluations.moves()
    attention = _attention(store, lines, scores)
    best, worst = _ranked(lines)
    return Dashboard(
        scheme=policy.scheme.name,
        policy=policy.version,
        allocation=allocation,
        totals=_count(store, people, scores),
        gain=_latest_gain(store),
        moves=tuple(reversed(moves[-N_MOVES:])),
        attention=attention,
        bucket=None if bucket is None else _open_bucket(bucket, allocation, lines, attention),
        speaker=None if opened is None else open_speaker(store, opened, scores, attention, span),
        best=best,
        worst=worst,
        reviews=_reviewed(store, scores),
        flow=None if span is None else over_time(store=store, policy=policy, span=span),
    )


def read_scores(store: Store, signature: str) -> dict[str, list[NoteScores]]:
    """The scores of each speaker's current notes, oldest first, by speaker."""
    found = store.evaluations.current(signature)
    return {ref: list(group) for ref, group in groupby(found, key=attrgetter("speaker"))}


def _ranked(
    lines: Iterable[SpeakerLine],
) -> tuple[tuple[SpeakerLine, ...], tuple[SpeakerLine, ...]]:
    """The speakers at the upper and at the lower end of the gains."""
    told = [(line.relative_gain, line) for line in lines if line.relative_gain is not None]
    told.sort(key=lambda pair: (-pair[0], pair[1].speaker))
    ranked = [line for _, line in told]
    n = min(N_RANKED, len(ranked) // 2)
    return tuple(ranked[:n]), tuple(reversed(ranked[len(ranked) - n :]))


def _reviewed(store: Store, scores: Scores) -> Reviewed | None:
    reviews = store.evaluations.reviews()
    if not reviews:
        return None
    return held_against(reviews, {s.note_id: s for group in scores.values() for s in group})


def _line(person: Speaker, scores: Sequence[NoteScores]) -> SpeakerLine:
    return SpeakerLine(
        speaker=person.ref,
        specialty=person.specialty,
        assigned_bucket=person.assigned_bucket,
        assumed_bucket=person.assumed_bucket,
        bucket_locked=person.bucket_locked,
        evaluated=len(scores),
        **pool_rates(scores),
        lost=sum(counts.lost for s in scores for counts in s.safety.values()),
    )


def _allocate(people: Sequence[Speaker], policy: Policy) -> tuple[Allocation, ...]:
    """Every bucket of the scheme, best first, then others that are in use, `none` last."""
    assigned = Counter(p.assigned_bucket or NO_BUCKET for p in people)
    assumed = Counter(p.assumed_bucket or NO_BUCKET for p in people)
    others = sorted({*assigned, *assumed} - {*policy.scheme.names, NO_BUCKET})
    names = (*policy.scheme.names, *others, NO_BUCKET)
    return tuple(Allocation(name, assigned[name], assumed[name]) for name in names)


def _count(store: Store, people: Sequence[Speaker], scores: Scores) -> Totals:
    return Totals(
        speakers=len(people),
        **store.drafts.stats(),
        corrections=store.corrections.count(CorrectionQuery()),
        evaluated=sum(map(len, scores.values())),
    )


def _latest_gain(store: Store) -> Gain | None:
    stored = store.evaluations.get_run("latest")
    if stored is None:
        return None
    run = read_run(stored)
    return Gain(
        run_id=run.run_id,
        created_at=run.created_at,
        scope=run.scope,
        items=run.items,
        draft_wer=run.draft_wer,
        note_wer=run.note_wer,
        relative_gain=run.relative_gain,
        relative_gain_formatted=run.relative_gain_formatted,
        ci95=run.ci95,
        p_value=run.p_value,
        better=run.better,
        worse=run.worse,
        same=run.same,
    )


def _attention(store: Store, lines: Sequence[SpeakerLine], scores: Scores) -> Attention:
    pending = Counter(draft.speaker for draft in store.drafts.iter(DraftQuery(pending=True)))
    harmed = harmed_notes(s for group in scores.values() for s in group)
    lost = tuple(note for note in harmed if note.lost)
    return Attention(
        lost=lost,
        worse=tuple(
            line.speaker
            for line in lines
            if line.note_wer is not None
            and line.draft_wer is not None
            and line.note_wer > line.draft_wer
        ),
        not_evaluated=tuple(line.speaker for line in lines if not line.evaluated),
        pending=dict(sorted(pending.items())),
        locked=tuple(line.speaker for line in lines if line.bucket_locked),
        cases=safety_cases(store, lost),
    )


def _open_bucket(
    bucket: str,
    allocation: Sequence[Allocation],
    lines: Sequence[SpeakerLine],
    attention: Attention,
) -> BucketView:
    names = [part.bucket for part in allocation]
    if bucket not in names:
        msg = f"no bucket {bucket!r} in this scheme"
        raise UsageError(msg, hint=f"buckets are {', '.join(names)}")
    inside = [line for line in lines if (line.assigned_bucket or NO_BUCKET) == bucket]
    inside.sort(key=lambda line: (-(line.note_wer_formatted or 0.0), line.speaker))
    people = {line.speaker for line in inside}
    cases = tuple(case for case in attention.cases if case.speaker in people)
    return BucketView(bucket, tuple(inside), cases)


def open_speaker(
    store: Store, speaker: Speaker, scores: Scores, attention: Attention, span: Span | None
) -> SpeakerView:
    """All about one speaker, whose scores and lost facts are among the given ones."""
    facts = facts_of(speaker.ref, store=store, now=span.now if span else speaker.updated_at)
    own = scores.get(speaker.ref, ())
    top = store.corrections.list(CorrectionQuery(speaker=speaker.ref), Page(1, N_CORRECTIONS))
    return SpeakerView(
        speaker=speaker,
        worktype=facts.worktype,
        mean_duration_s=facts.mean_duration_s,
        counts=store.drafts.stats(speaker=speaker.ref),
        figures=_line(speaker, own),
        moves=tuple(store.evaluations.moves(speaker.ref)),
        notes=tuple(_figures(s) for s in reversed(own[-N_NOTES:])),
        corrections=tuple(top),
        baseline=store.baselines.get(speaker.ref),
        cases=tuple(case for case in attention.cases if case.speaker == speaker.ref),
        items_per_week=facts.items_per_week if span else None,
        usage=facts.usage if span else None,
    )


def _figures(s: NoteScores) -> NoteFigures:
    return NoteFigures(
        item=s.item,
        note_id=s.note_id,
        outcome=s.outcome,
        draft_errors=s.draft.n_errors,
        note_errors=s.note.n_errors,
        words=s.draft.n_reference,
        lost={name: counts.lost for name, counts in s.safety.items() if counts.lost},
    )

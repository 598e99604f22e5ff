"""The work of one evaluation run: new notes scored, their speakers settled, all of it pooled."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from draftgenie.domain.event import EventType
from draftgenie.errors import ModelError
from draftgenie.pipeline.evaluate import DRAFTGENIE, add_similarity, summarise
from draftgenie.pipeline.evaluate.summary import pool_counts
from draftgenie.ports.store import NoteQuery
from draftgenie.services._measuring import measuring
from draftgenie.services._runs import Evaluated, SpeakerEvaluated, harmed_notes
from draftgenie.services._watched import read_lists
from draftgenie.services.bucket import apply_policy, has_bucket

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from draftgenie.domain.bucket import Policy
    from draftgenie.domain.evaluation import NoteScores, Summary
    from draftgenie.pipeline.evaluate import QualityProfile
    from draftgenie.ports import Clock, Embedder, Progress, Store
    from draftgenie.ports.store import Evaluable
    from draftgenie.services._measuring import Measure, Work
    from draftgenie.services._runs import Key

BATCH = 500
"""New notes that are scored in one transaction, or more when one speaker has more."""

SIMILARITY_BATCH = 256
"""Notes whose sentences are embedded together."""

NO_NEWS = "no newly evaluated note"
NOTHING = "no generated note has a final note yet"


@dataclass(frozen=True, slots=True)
class Method:
    """How notes are measured and speakers moved.

    `signature` names the scores; `embedder` measures similarity, which is left out without one.
    """

    policy: Policy
    signature: str
    profile: QualityProfile = DRAFTGENIE
    embedder: Embedder | None = None

    @property
    def full_signature(self) -> str:
        """The signature, with the embedder that measured the similarities."""
        if self.embedder is None:
            return self.signature
        return f"{self.signature}|sim:{self.embedder.identity}"


class Job:
    """One run on its way through the store.

    `seen` is the sequence number of the newest event when the notes were found: a final note
    that came later is for another run.
    """

    def __init__(
        self,
        run_id: str,
        found: Mapping[str, Sequence[Key]],
        *,
        store: Store,
        clock: Clock,
        method: Method,
        seen: int,
    ) -> None:
        self._seen = seen
        self._run_id = run_id
        self._found = found
        self._store = store
        self._clock = clock
        self._method = method
        self._known = self._stored_scores(method.signature)
        self._n_known = len(self._known)
        self._decisions: dict[str, tuple[str | None, str | None, str]] = {}
        self._started = ""

    def work(self, wanted: Sequence[Key], progress: Progress, *, scope: str) -> Evaluated:
        """Score what is new, settle its speakers, and pool the wanted notes."""
        groups = list(self._groups())
        with self._store.atomic():
            self._started = self._store.log.emit(
                EventType.EVALUATION_STARTED,
                aggregate=self._run_id,
                payload={"run_id": self._run_id, "scope": scope, "notes": len(wanted)},
            )
        n_new = sum(map(self._n_new, self._found))
        with measuring(n_new, read_lists(self._store)) as measure:
            scored = self._score(groups, measure)
            for _ in progress.track(scored, label="evaluate", total=n_new):
                pass
        scores = self._known
        if self._method.embedder is not None:
            scores = self._with_similarity(self._method.embedder, progress)
        chosen = [scores[key] for key in wanted if key in scores]
        made = pool(chosen, self._decisions, self._buckets(), method=self._method, scope=scope)
        return replace(made, run_id=self._run_id)

    def score_only(self, progress: Progress) -> tuple[int, int]:
        """Score what is new and settle its speakers; how many notes that were, and moves."""
        n_new = sum(map(self._n_new, self._found))
        with measuring(n_new, read_lists(self._store)) as measure:
            scored = self._score(self._groups(), measure)
            n_scored = sum(1 for _ in progress.track(scored, label="evaluate"))
        n_moved = sum(before != after for before, after, _ in self._decisions.values())
        return n_scored, n_moved

    def complete(self, done: Evaluated) -> None:
        """Tell that the run is stored, in the transaction that stores it."""
        figures = done.told() | {"scored": len(self._known) - self._n_known}
        self._store.log.emit(
            EventType.EVALUATION_COMPLETED,
            aggregate=self._run_id,
            payload=figures,
            causation_id=self._started,
        )
        self._store.log.audit("evaluation.run", subject=self._run_id, detail=figures)

    def _stored_scores(self, signature: str) -> dict[Key, NoteScores]:
        only = next(iter(self._found)) if len(self._found) == 1 else None
        return self._store.evaluations.known(signature, speaker=only)

    def _n_new(self, ref: str) -> int:
        return sum(key not in self._known for key in self._found[ref])

    def _groups(self) -> Iterator[list[str]]:
        """Speakers with new notes or without a bucket, so many together as fill a batch."""
        group: list[str] = []
        n_notes = 0
        for ref in self._found:
            n_new = self._n_new(ref)
            speaker = self._store.speakers.get(ref)
            if not n_new and (speaker is None or has_bucket(speaker, self._method.policy)):
                continue
            group.append(ref)
            n_notes += n_new
            if n_notes >= BATCH:
                yield group
                group, n_notes = [], 0
        if group:
            yield group

    def _score(self, groups: Iterable[Sequence[str]], measure: Measure) -> Iterator[Key]:
        """The keys of the new notes as they are scored; all of a speaker in one transaction."""
        for group in groups:
            with self._store.atomic():
                measured = [(ref, measure(self._works(ref))) for ref in group]
                for ref, scores in measured:
                    new: list[NoteScores] = []
                    for one in scores:
                        new.append(one)
                        yield one.note_id, one.final_id
                    self._settle(ref, new)

    def _works(self, ref: str) -> Iterator[Work]:
        if not self._n_new(ref):
            return
        edits = self._store.notes.edits(NoteQuery(ref, has_final=True))
        for case in self._unscored(ref, self._known):
            yield case, edits.get(case.note_id, ())

    def _unscored(self, ref: str, scores: Mapping[Key, NoteScores]) -> Iterator[Evaluable]:
        keys = {key for key in self._found[ref] if key not in scores}
        if not keys:
            return
        for case in self._store.notes.evaluable(NoteQuery(ref, has_final=True)):
            if (case.note_id, case.final_id) in keys:
                yield case

    def _settle(self, ref: str, new: Sequence[NoteScores]) -> None:
        """Store a speaker's new scores, and make the move that they call for."""
        self._known.update(((s.note_id, s.final_id), s) for s in new)
        # None of them is new when another process measured the same notes meanwhile.
        if self._store.evaluations.add(new, signature=self._method.signature):
            self._tell(ref, new)
        self._store.deliveries.scored(ref, seen=self._seen)
        speaker = self._store.speakers.get(ref)
        if speaker is None or speaker.removed_at is not None:
            return
        said = apply_policy(
            store=self._store,
            clock=self._clock,
            speaker=speaker,
            policy=self._method.policy,
            signature=self._method.signature,
        )
        self._decisions[ref] = said.before, said.after, said.reason

    def _tell(self, ref: str, new: Sequence[NoteScores]) -> None:
        figures = {
            "speaker": ref,
            "run_id": self._run_id,
            "notes": len(new),
            "draft_wer": pool_counts(s.draft for s in new).rate,
            "note_wer": pool_counts(s.note for s in new).rate,
            "lost": sum(counts.lost for s in new for counts in s.safety.values()),
        }
        self._store.log.emit(
            EventType.EVALUATION_CREATED,
            aggregate=ref,
            payload=figures,
            causation_id=self._started
            or self._store.log.cause(EventType.FINAL_INGESTED, aggregate=new[-1].final_id),
        )

    def _buckets(self) -> dict[str, str | None]:
        people = ((ref, self._store.speakers.get(ref)) for ref in self._found)
        return {ref: person.assigned_bucket for ref, person in people if person is not None}

    def _with_similarity(self, embedder: Embedder, progress: Progress) -> dict[Key, NoteScores]:
        """All scores with both similarities; those measured now are stored beside the plain ones.

        Raises:
            ModelError: the embedder cannot be used.
        """
        signature = self._method.full_signature
        measured = self._stored_scores(signature)
        missing = (case for ref in self._found for case in self._unscored(ref, measured))
        total = sum(key not in measured for keys in self._found.values() for key in keys)
        cases = iter(progress.track(missing, label="similarity", total=total))
        while batch := list(islice(cases, SIMILARITY_BATCH)):
            plain = [self._known[case.note_id, case.final_id] for case in batch]
            try:
                new = add_similarity(plain, batch, embed=embedder.embed)
            except ModelError as error:
                self._fail(error)
                raise
            with self._store.atomic():
                # The model takes its time, and an item may be deleted meanwhile.
                still = [s for s in new if self._store.notes.get(s.note_id) is not None]
                self._store.evaluations.add(still, signature=signature)
            measured.update(((s.note_id, s.final_id), s) for s in new)
        return measured

    def _fail(self, error: ModelError) -> None:
        with self._store.atomic():
            self._store.log.emit(
                EventType.EVALUATION_FAILED,
                aggregate=self._run_id,
                payload={"run_id": self._run_id, "error": error.exit_code.name.lower()},
                causation_id=self._started,
            )


def pool(
    scores: Sequence[NoteScores],
    decisions: Mapping[str, tuple[str | None, str | None, str]],
    buckets: Mapping[str, str | None],
    *,
    method: Method,
    scope: str,
) -> Evaluated:
    """The figures of the notes, with what became of their speakers."""
    summary = summarise(scores, signature=method.full_signature, profile=method.profile)
    speakers = []
    for one in summary.speakers:
        ref = one.speaker or ""
        now = buckets.get(ref)
        before, after, reason = decisions.get(ref, (now, now, NO_NEWS))
        speakers.append(
            SpeakerEvaluated(
                **_fields(one), bucket_before=before, bucket_after=after, reason=reason
            )
        )
    values = _fields(summary)
    values["speakers"] = tuple(speakers)
    values["warnings"] = summary.warnings if scores else (NOTHING,)
    return Evaluated(
        **values,
        scope=scope,
        policy=f"{method.policy.version}:{method.policy.scheme.name}",
        harmed=harmed_notes(scores),
    )


def _fields(summary: Summary) -> dict[str, Any]:
    return {f.name: getattr(summary, f.name) for f in fields(summary)}

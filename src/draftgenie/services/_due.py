"""What is done about the events that came: one effect per handler, for many events at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftgenie.domain.delivery import Handler
from draftgenie.domain.event import EventType
from draftgenie.services import evaluate, learning, rag
from draftgenie.services.bucket import apply_policy

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterator, Sequence

    from draftgenie.domain.delivery import Delivery
    from draftgenie.domain.draft import Draft
    from draftgenie.pipeline.generate import Limits
    from draftgenie.ports import ArrayStore, Clock, Progress, Store
    from draftgenie.services.evaluate import Method


@dataclass(frozen=True, slots=True)
class Effects:
    """What effects are made with.

    `pull` fetches the past records of some speakers from the sources that may have left them
    out, and gives how many were new.
    """

    store: Store
    arrays: ArrayStore
    clock: Clock
    progress: Progress
    limits: Limits
    method: Method
    pull: Callable[[set[str]], int]


class Due:
    """Deliveries of one handler, and their effect."""

    def __init__(self, effects: Effects, counts: Counter[str]) -> None:
        self._with = effects
        self._store = effects.store
        self._counts = counts

    def deliver(self, handler: Handler, group: Sequence[Delivery]) -> None:
        """Make the effect that these deliveries call for, once, and mark them."""
        effect = {
            Handler.PULL: self._pull,
            Handler.BUILD: self._build,
            Handler.GENERATE: self._generate,
            Handler.EVALUATE: self._evaluate,
            Handler.BUCKET: self._settle,
        }[handler]
        waiting = effect(group)
        with self._store.atomic():
            self._store.deliveries.finish(d for d in group if d not in waiting)
            self._store.deliveries.park(waiting)

    def _pull(self, group: Sequence[Delivery]) -> set[Delivery]:
        self._counts["pulled"] += self._with.pull(self._live(group))
        return set()

    def _build(self, group: Sequence[Delivery]) -> set[Delivery]:
        built = learning.build(
            store=self._store,
            arrays=self._with.arrays,
            progress=self._with.progress,
            speakers=self._live(group),
        )
        self._counts["pairs"] += built.pairs
        return set()

    def _generate(self, group: Sequence[Delivery]) -> set[Delivery]:
        drafts = [draft for d in group if (draft := self._unanswered(d)) is not None]
        for made in rag.generate(
            drafts,
            store=self._store,
            arrays=self._with.arrays,
            clock=self._with.clock,
            limits=self._with.limits,
        ):
            self._counts["notes"] += made.is_new
        return set()

    def _unanswered(self, delivery: Delivery) -> Draft | None:
        """The delivery's draft, unless it is past: replaced, gone, noted, or signed already."""
        draft = self._store.drafts.get(delivery.aggregate)
        if draft is None or not draft.current or not self._live([delivery]):
            return None
        if self._store.drafts.final(draft.item_id) is not None:
            return None
        return draft if self._store.notes.for_draft(draft.id) is None else None

    def _evaluate(self, group: Sequence[Delivery]) -> set[Delivery]:
        """Score the notes that have their finals; those that have none wait."""
        waiting = {d for d in group if self._waits(d)}
        speakers = self._live([d for d in group if d not in waiting])
        if speakers:
            scored = evaluate.score_arrived(
                sorted(speakers),
                store=self._store,
                clock=self._with.clock,
                progress=self._with.progress,
                method=self._with.method,
            )
            self._counts["scored"] += scored.notes
            self._counts["moved"] += scored.moved
        return waiting

    def _waits(self, delivery: Delivery) -> bool:
        """Whether it is about a note of a current draft whose item has no final."""
        if delivery.type is not EventType.NOTE_GENERATED:
            return False
        note = self._store.notes.get(delivery.aggregate)
        if note is None or self._store.drafts.final(note.item_id) is not None:
            return False
        draft = self._store.drafts.get(note.draft_id)
        current = self._store.notes.for_draft(note.draft_id)
        return bool(draft and draft.current and current and current.id == note.id)

    def _settle(self, group: Sequence[Delivery]) -> set[Delivery]:
        for ref in sorted({d.speaker for d in group}):
            with self._store.atomic():
                speaker = self._store.speakers.get(ref)
                if speaker is None or speaker.removed_at is not None:
                    continue
                said = apply_policy(
                    store=self._store,
                    clock=self._with.clock,
                    speaker=speaker,
                    policy=self._with.method.policy,
                    signature=self._with.method.signature,
                )
                self._counts["moved"] += said.moves
                self._store.deliveries.finish(d for d in group if d.speaker == ref)
        return set()

    def _live(self, group: Sequence[Delivery]) -> set[str]:
        """The speakers of some deliveries that are there and were not removed."""
        return set(self._not_removed({d.speaker for d in group}))

    def _not_removed(self, refs: set[str]) -> Iterator[str]:
        for ref in refs:
            speaker = self._store.speakers.get(ref)
            if speaker is not None and speaker.removed_at is None:
                yield ref

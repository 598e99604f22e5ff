"""Buckets: what the policy says of a speaker, moves by it or by hand, and the lock."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from draftgenie.domain.bucket import Move
from draftgenie.domain.draft import content_id
from draftgenie.domain.event import EventType
from draftgenie.errors import UsageError
from draftgenie.pipeline.bucket import decide
from draftgenie.services.speaker import find_speaker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from draftgenie.domain.bucket import Decision, Policy
    from draftgenie.domain.speaker import Speaker
    from draftgenie.ports import Clock, Store

BY_HAND = "hand"
"""Who made a move that no policy made; the audit trail has the person."""

BY_POLICY = "policy"
"""Who made a move that followed from evaluated notes."""


def explain(*, store: Store, ref: str, policy: Policy, signature: str) -> Decision:
    """What the policy says of a speaker now, and why; nothing is changed.

    Raises:
        NotFoundError: there is no such speaker.
    """
    return _decide(store, find_speaker(store, ref), policy=policy, signature=signature)


def apply_policy(
    *, store: Store, clock: Clock, speaker: Speaker, policy: Policy, signature: str
) -> Decision:
    """What the policy says of a speaker, done in the present transaction."""
    decision = _decide(store, speaker, policy=policy, signature=signature)
    if decision.moves and decision.after is not None:
        move = Move(
            speaker=speaker.ref,
            before=decision.before,
            after=decision.after,
            reason=decision.reason,
            made_by=BY_POLICY,
            policy=policy.version,
            numbers=decision.numbers,
            at=clock.now(),
        )
        cause = store.log.cause(EventType.EVALUATION_CREATED, aggregate=speaker.ref)
        make_move(store=store, speaker=speaker, move=move, causation_id=cause)
    return decision


def has_bucket(speaker: Speaker, policy: Policy) -> bool:
    """Whether the speaker is in a bucket of the policy's scheme."""
    return speaker.assigned_bucket in policy.scheme.names


def _decide(store: Store, speaker: Speaker, *, policy: Policy, signature: str) -> Decision:
    window = store.evaluations.last(speaker.ref, policy.window, signature=signature)
    decision = decide(
        speaker_ref=speaker.ref,
        current=speaker.assigned_bucket,
        locked=speaker.bucket_locked,
        scores=window,
        policy=policy,
    )
    notes = content_id("win", *sorted(f"{s.note_id} {s.final_id}" for s in window))
    decision = replace(decision, numbers={**decision.numbers, "window": notes})
    # A window speaks once: scored anew (a later version, two runs at a time) it would take the
    # speaker down step by step on the same evidence.
    if decision.moves and has_bucket(speaker, policy) and notes == _moved_on(store, speaker.ref):
        reason = f"the last move was made on these same notes; {decision.reason}"
        return replace(decision, after=decision.before, reason=reason)
    return decision


def _moved_on(store: Store, ref: str) -> str | None:
    """The window that the policy's last move of a speaker was made on."""
    moves = [m for m in store.evaluations.moves(ref) if m.made_by == BY_POLICY]
    return moves[-1].numbers.get("window") if moves else None


def set_by_hand(
    *,
    store: Store,
    clock: Clock,
    ref: str,
    bucket: str,
    reason: str | None,
    buckets: Sequence[str],
) -> tuple[Speaker, bool]:
    """The speaker in its new bucket, and whether it was in another before.

    A lock holds against the policy, not against a person.

    Raises:
        NotFoundError: there is no such speaker.
        UsageError: no reason, or a bucket that the scheme does not have.
    """
    if bucket not in buckets:
        msg = f"no bucket {bucket!r} in this scheme"
        raise UsageError(msg, hint=f"buckets are {', '.join(buckets)}")
    if not (reason or "").strip():
        msg = "a move by hand needs a reason"
        raise UsageError(msg, hint="--reason TEXT")
    with store.atomic():
        known = find_speaker(store, ref)
        if known.assigned_bucket == bucket:
            return known, False
        move = Move(
            speaker=known.ref,
            before=known.assigned_bucket,
            after=bucket,
            reason=(reason or "").strip(),
            made_by=BY_HAND,
            policy=BY_HAND,
            numbers={},
            at=clock.now(),
        )
        return make_move(store=store, speaker=known, move=move), True


def make_move(
    *, store: Store, speaker: Speaker, move: Move, causation_id: str | None = None
) -> Speaker:
    """The speaker after the move, stored with the move and its event in the present transaction.

    The reason stays with the move: a person may have written a name into it.
    """
    moved = replace(
        speaker, assigned_bucket=move.after, updated_at=move.at, version=speaker.version + 1
    )
    store.speakers.put(moved)
    store.evaluations.add_move(move)
    change = {"before": move.before, "after": move.after, "made_by": move.made_by}
    store.log.emit(
        EventType.SPEAKER_BUCKET_REASSIGNED,
        aggregate=moved.ref,
        payload={"speaker": moved.ref, "version": moved.version, **change},
        causation_id=causation_id,
    )
    store.log.audit("speaker.bucket", subject=moved.ref, detail=change)
    return moved


def set_lock(*, store: Store, clock: Clock, ref: str, locked: bool) -> tuple[Speaker, bool]:
    """The speaker with its bucket held, or let go, and whether that is a change.

    Raises:
        NotFoundError: there is no such speaker.
    """
    with store.atomic():
        known = find_speaker(store, ref)
        if known.bucket_locked == locked:
            return known, False
        held = replace(
            known, bucket_locked=locked, updated_at=clock.now(), version=known.version + 1
        )
        store.speakers.put(held)
        detail = {"changed": ["bucket_locked"], "locked": locked}
        store.log.emit(
            EventType.SPEAKER_UPDATED,
            aggregate=held.ref,
            payload={"speaker": held.ref, "version": held.version, **detail},
        )
        store.log.audit("speaker.lock", subject=held.ref, detail=detail)
        return held, True

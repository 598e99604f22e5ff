"""What people decide about corrections; the generator obeys it from the next draft on."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from draftgenie.domain.correction import (
    Category,
    Correction,
    CorrectionStatus,
    Layer,
    Origin,
    correction_id,
)
from draftgenie.domain.event import EventType
from draftgenie.errors import ConflictError, UsageError
from draftgenie.pipeline._text import normalised_words
from draftgenie.pipeline.mine.categories import SPOKEN_MARKS, categorise
from draftgenie.ports.store import SpeakerQuery
from draftgenie.services.correction import no_correction
from draftgenie.services.speaker import find_speaker

if TYPE_CHECKING:
    from collections.abc import Mapping

    from draftgenie.ports import Store

MAX_LENGTH = 1000
"""Characters on either side of a correction that a person writes."""

_VERBS = {
    CorrectionStatus.APPROVED: "approve",
    CorrectionStatus.BLOCKED: "block",
    CorrectionStatus.LEARNED: "reset",
}


@dataclass(frozen=True, slots=True)
class Decided:
    """A correction of one speaker as it is now, and whether that is new."""

    correction: Correction
    changed: bool


def decide(
    correction_id: str,
    status: CorrectionStatus,
    *,
    store: Store,
    speaker: str | None = None,
    everyone: bool = False,
) -> list[Decided]:
    """Approve or block a correction, or (`learned`) take such a decision back.

    A speaker may decide about a correction that only others have: theirs would be used for
    this speaker, too; and about one that only stands in a note, as a guess.

    Args:
        correction_id: which correction.
        status: the decision.
        store: where corrections are.
        speaker: for whom; without it the one speaker that has the correction.
        everyone: for every speaker there is.

    Raises:
        NotFoundError: no such correction or speaker.
        UsageError: several speakers have it and none is named, or it cannot be approved.
        ConflictError: another target of the same source is approved.
    """
    with store.atomic():
        known = {c.speaker: c for c in store.corrections.get(correction_id)}
        example = next(iter(known.values()), None) or _guessed(store, correction_id, speaker)
        if example is None:
            raise no_correction(correction_id)
        refs = _refs(store, sorted(known), speaker=speaker, everyone=everyone)
        done = []
        for ref in refs:
            now = known.get(ref) or _unseen(example, ref)
            done.append(_decide(store, now, status, is_there=ref in known))
        changed = [d for d in done if d.changed]
        if changed:
            detail = {"correction_id": correction_id, "speakers": len(changed)}
            subject = changed[0].correction.speaker if len(changed) == 1 else "*"
            store.log.audit(f"correction.{_VERBS[status]}", subject=subject, detail=detail)
    return done


def _guessed(store: Store, correction_id: str, speaker: str | None) -> Correction | None:
    """A correction that nobody has and a note made nevertheless: a guess at words never seen."""
    edit = store.notes.edit(correction_id)
    if edit is None or edit.category in {Category.CASING, Category.PUNCTUATION}:
        return None
    try:
        guess = worded(speaker=speaker or "", source=edit.before, target=edit.after)
    except ValueError:
        return None
    return guess if guess.id == correction_id else None


def _refs(store: Store, having: list[str], *, speaker: str | None, everyone: bool) -> list[str]:
    if everyone:
        return [s.ref for s in store.speakers.list(SpeakerQuery())]
    if speaker is not None:
        return [find_speaker(store, speaker).ref]
    if len(having) != 1:
        msg = f"{len(having) or 'no'} speakers have this correction"
        raise UsageError(msg, hint="say for whom with --speaker REF or --all")
    return having


def _unseen(example: Correction, speaker: str) -> Correction:
    return replace(
        example,
        speaker=speaker,
        n_applied=0,
        n_left_alone=0,
        first_seen=None,
        last_seen=None,
        status=CorrectionStatus.LEARNED,
        origin=Origin.ADDED,
    )


def _decide(store: Store, now: Correction, status: CorrectionStatus, *, is_there: bool) -> Decided:
    after = replace(now, status=status)
    if status is CorrectionStatus.LEARNED:
        # As if nobody had ever said anything about it.
        after = replace(after, origin=Origin.MINED)
    if after == now or (status is CorrectionStatus.LEARNED and not is_there):
        return Decided(now, changed=False)
    if status is CorrectionStatus.LEARNED and not now.n_applied:
        store.corrections.delete(speaker=now.speaker, ids=[now.id])
    else:
        check_approval(after, approved_sources(store, after.speaker))
        store.corrections.put([after])
    announce(store, after, is_new=not is_there)
    return Decided(after, changed=True)


def announce(store: Store, c: Correction, *, is_new: bool) -> None:
    """The event of one decided correction."""
    kind = EventType.CORRECTIONS_CREATED if is_new else EventType.CORRECTIONS_UPDATED
    payload = {"corrections": 1, "correction_id": c.id, "status": c.status.value}
    store.log.emit(kind, aggregate=c.speaker, payload=payload)


def approved_sources(store: Store, speaker: str) -> dict[str, str]:
    """The sources that a person approved a correction of, with that correction's id."""
    decided = store.corrections.decided(speaker)
    return {c.source: c.id for c in decided if c.status is CorrectionStatus.APPROVED}


def check_approval(c: Correction, approved: Mapping[str, str]) -> None:
    """Check that the generator can obey, if the correction is approved.

    Args:
        c: what was decided.
        approved: the speaker's `approved_sources` so far.

    Raises:
        UsageError: it changes no words that stand in a draft.
        ConflictError: another target of the same source is approved.
    """
    if c.status is not CorrectionStatus.APPROVED:
        return
    if c.layer is not Layer.WORDS or not c.source:
        msg = f"correction {c.id!r} changes no words of a draft and cannot be approved"
        raise UsageError(msg, hint="only replaced and removed words are corrected by themselves")
    other = approved.get(c.source, c.id)
    if other != c.id:
        msg = f"correction {other!r} of the same source is approved for {c.speaker!r}"
        hint = f"draftgenie correction approve --reset {other} --speaker {c.speaker}"
        raise ConflictError(msg, hint=hint)


def add(*, store: Store, speaker: str, source: str, target: str) -> Decided:
    """A correction in a person's own words, approved for one speaker.

    Raises:
        NotFoundError: no such speaker.
        UsageError: source and target do not make a correction of words.
        ConflictError: another target of the same source is approved.
    """
    with store.atomic():
        ref = find_speaker(store, speaker).ref
        try:
            given = worded(speaker=ref, source=source, target=target)
        except ValueError as error:
            hint = 'draftgenie correction add "metropolol" "metoprolol" --speaker REF'
            raise UsageError(str(error), hint=hint) from None
        known = store.corrections.get(given.id, speaker=ref)
        after = given
        if known:
            after = replace(known[0], surface=given.surface, status=given.status)
            if known == [after]:
                return Decided(after, changed=False)
        check_approval(after, approved_sources(store, after.speaker))
        store.corrections.put([after])
        announce(store, after, is_new=not known)
        store.log.audit("correction.add", subject=ref, detail={"correction_id": after.id})
    return Decided(after, changed=True)


def worded(
    *,
    speaker: str,
    source: str,
    target: str,
    surface: str | None = None,
    status: CorrectionStatus = CorrectionStatus.APPROVED,
    origin: Origin = Origin.ADDED,
) -> Correction:
    """A correction of words that nothing was counted of yet.

    Raises:
        ValueError: source and target do not make one; the message says why.
    """
    before, after = " ".join(normalised_words(source)), " ".join(normalised_words(target))
    written = target.strip() if surface is None else surface
    if before == after:
        msg = "source and target have the same words" if before else "there are no words in it"
        raise ValueError(msg)
    if written.strip() and not after and before not in SPOKEN_MARKS:
        msg = "the target has marks but no words"
        raise ValueError(msg)
    check_written(source)
    check_written(written)
    return Correction(
        id=correction_id(source=before, target=after, layer=Layer.WORDS),
        speaker=speaker,
        source=before,
        target=after,
        surface=written,
        layer=Layer.WORDS,
        category=categorise(before, after),
        n_applied=0,
        n_left_alone=0,
        first_seen=None,
        last_seen=None,
        status=status,
        origin=origin,
    )


def check_written(text: str) -> None:
    """Check that a text can stand in a note.

    Raises:
        ValueError: it is too long, or holds a control or surrogate character.
    """
    if len(text) > MAX_LENGTH:
        msg = f"it is longer than {MAX_LENGTH} characters"
        raise ValueError(msg)
    if any(unicodedata.category(ch) in {"Cc", "Cs"} and ch not in "\t\r\n" for ch in text):
        msg = "it holds a control or surrogate character"
        raise ValueError(msg)

"""Corrections handed out as records, and taken in again.

A record carries what a person decided. Counts are in it to be read; they come from a store's
own history only and are never taken in.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from draftgenie.domain.correction import (
    Category,
    Correction,
    CorrectionStatus,
    Layer,
    Origin,
    correction_id,
)
from draftgenie.domain.event import EventType
from draftgenie.domain.speaker import clean_ref
from draftgenie.errors import (
    ConflictError,
    DraftGenieError,
    Exit,
    InputError,
    NotFoundError,
    Reject,
    bad_records,
)
from draftgenie.ports.store import CorrectionQuery
from draftgenie.services.audit import record_reading
from draftgenie.services.decision import (
    approved_sources,
    check_approval,
    check_written,
    worded,
)
from draftgenie.services.speaker import find_speaker

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from draftgenie.pipeline.ingest import Row
    from draftgenie.ports import Store

FIELDS: dict[str, type] = {
    "speaker": str,
    "source": str,
    "target": str,
    "surface": str,
    "layer": str,
    "category": str,
    "severity": str,
    "n_applied": int,
    "n_left_alone": int,
    "first_seen": str,
    "last_seen": str,
    "status": str,
    "origin": str,
    "id": str,
}
"""The fields of a record, with the types of their values."""
_READ = ("speaker", "source", "target", "surface", "layer", "status")
_Choice = TypeVar("_Choice", Layer, CorrectionStatus)


def export(
    *, store: Store, speaker: str | None = None, decided: bool = False
) -> Iterator[dict[str, Any]]:
    """Records that `import_` takes back exactly, by speaker, layer, source and target.

    That they were handed out is in the audit trail before the first one is.

    Args:
        store: where corrections are.
        speaker: only this speaker's.
        decided: only those that a person approved, blocked or brought in.
    """
    found = store.corrections.list(CorrectionQuery(speaker=speaker))
    if decided:
        found = [c for c in found if _is_decided(c)]
    record_reading(
        store, "correction.export", speaker or "*", speaker=speaker, corrections=len(found)
    )
    for c in sorted(found, key=lambda c: (c.speaker, c.layer, c.source, c.target)):
        yield {name: _plain(getattr(c, name)) for name in FIELDS}


def _is_decided(c: Correction) -> bool:
    return c.status is not CorrectionStatus.LEARNED or c.origin is not Origin.MINED


def _plain(value: Any) -> Any:
    return getattr(value, "value", value)


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the records of an input; the four add up to them."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class Options:
    """How an input is taken.

    `speaker` and `status` fill what a record leaves out. With `skip`, bad records are left out;
    without it everything is stored or nothing is.
    """

    speaker: str | None = None
    status: CorrectionStatus | None = None
    skip: bool = False


@dataclass(frozen=True, slots=True)
class _Given:
    """What a record says; its counts, if it has any, are not asked."""

    speaker: str
    source: str
    target: str
    surface: str | None
    layer: Layer
    status: CorrectionStatus


_MEND = "records look like those of draftgenie correction export; --status fills a missing status"


def import_(*, store: Store, rows: Iterable[Row], options: Options) -> Imported:
    """What became of the rows.

    A correction that is not there is added with the status given. One that is there takes an
    approval or a block; `learned` is no decision and changes nothing.

    Raises:
        BadRecordsError: records cannot be taken, and `options.skip` is false; nothing is stored.
        NotFoundError: the same, and every one of them names a speaker that is not there.
        ConflictError: the same, and every one contradicts what is approved.
    """
    counts: Counter[str] = Counter()
    rejects: list[Reject] = []
    changed: Counter[tuple[str, EventType]] = Counter()
    taking = _Taking(store, options)
    with store.atomic():
        for row in rows:
            try:
                before, after = taking.take(row)
            except (DraftGenieError, ValueError) as error:
                rejects.append(_reject(row, error))
                continue
            if before == after:
                counts["unchanged"] += 1
                continue
            store.corrections.put([after])
            counts["updated" if before else "added"] += 1
            kind = EventType.CORRECTIONS_UPDATED if before else EventType.CORRECTIONS_CREATED
            changed[after.speaker, kind] += 1
        if rejects and not options.skip:
            raise bad_records(rejects)
        _record(store, changed)
    return Imported(**counts, rejected=len(rejects))


def _reject(row: Row, error: DraftGenieError | ValueError) -> Reject:
    if isinstance(row.fields, Reject):
        return row.fields
    if not isinstance(error, DraftGenieError):
        return row.reject(str(error), hint=_MEND)
    code = error.exit_code if isinstance(error, NotFoundError | ConflictError) else Exit.INPUT
    return replace(row.reject(error.message, hint=error.hint), exit_code=code)


def _record(store: Store, changed: Counter[tuple[str, EventType]]) -> None:
    for (speaker, kind), n in sorted(changed.items()):
        store.log.emit(kind, aggregate=speaker, payload={"corrections": n})
    if changed:
        detail = {"corrections": changed.total()}
        store.log.audit("correction.import", subject="corrections", detail=detail)


class _Taking:
    """Records that become corrections, and what the records before them approved."""

    def __init__(self, store: Store, options: Options) -> None:
        self._store = store
        self._options = options
        self._approved: dict[str, dict[str, str]] = {}

    def take(self, row: Row) -> tuple[Correction | None, Correction]:
        """The correction of a row as it was and as it is now.

        Raises:
            ValueError: the record makes no correction.
            NotFoundError: its speaker is not there.
            ConflictError: it contradicts what is approved.
        """
        given = self._given(row)
        ref = find_speaker(self._store, given.speaker).ref
        known = self._store.corrections.get(given.id, speaker=ref)
        before = known[0] if known else None
        after = given
        if before is not None:
            after = before
            if given.status is not CorrectionStatus.LEARNED:
                after = replace(before, status=given.status, surface=given.surface)
        if after == before:
            return before, after
        approved = self._approved.setdefault(ref, approved_sources(self._store, ref))
        check_approval(after, approved)
        if after.status is CorrectionStatus.APPROVED:
            approved[after.source] = after.id
        elif approved.get(after.source) == after.id:
            del approved[after.source]
        return before, after

    def _given(self, row: Row) -> Correction:
        if isinstance(row.fields, Reject):
            raise InputError(row.fields.reason, hint=row.fields.hint)
        fill = {"speaker": self._options.speaker, "status": self._options.status}
        missing = {k: v for k, v in fill.items() if v is not None and row.fields.get(k) is None}
        known = _checked({**row.fields, **missing})
        if known.layer is Layer.WORDS:
            return worded(
                speaker=known.speaker,
                source=known.source,
                target=known.target,
                surface=known.surface,
                status=known.status,
                origin=Origin.IMPORTED,
            )
        return _of_form(known)


def _checked(fields: Mapping[str, Any]) -> _Given:
    """What a record says.

    Raises:
        ValueError: it says what cannot be, named by its field.
    """
    texts = {name: fields.get(name) for name in _READ}
    for name, value in texts.items():
        if value is not None and not isinstance(value, str):
            msg = f"{name} is not a text"
            raise ValueError(msg)
    for name in ("source", "target", "surface"):
        try:
            check_written(texts[name] or "")
        except ValueError as error:
            msg = f"{name}: {error}"
            raise ValueError(msg) from None
    return _Given(
        _named(texts["speaker"]),
        texts["source"] or "",
        texts["target"] or "",
        texts["surface"],
        _one_of(Layer, "layer", texts["layer"] or Layer.WORDS.value),
        _one_of(CorrectionStatus, "status", texts["status"]),
    )


def _named(speaker: str | None) -> str:
    if speaker is None:
        msg = "speaker is missing"
        raise ValueError(msg)
    try:
        return clean_ref(speaker)
    except ValueError as error:
        msg = f"speaker {error}"
        raise ValueError(msg) from None


def _one_of(kind: type[_Choice], name: str, text: str | None) -> _Choice:
    if text is None:
        msg = f"{name} is missing"
        raise ValueError(msg)
    if text not in list(kind):
        msg = f"{name} is none of {', '.join(kind)}"
        raise ValueError(msg)
    return kind(text)


def _of_form(known: _Given) -> Correction:
    """A correction of case or marks, which is kept as it is written."""
    if known.source == known.target:
        msg = "source and target are the same"
        raise ValueError(msg)
    return Correction(
        id=correction_id(source=known.source, target=known.target, layer=known.layer),
        speaker=known.speaker,
        source=known.source,
        target=known.target,
        surface=known.target if known.surface is None else known.surface,
        layer=known.layer,
        category=Category.CASING if known.layer is Layer.CASE else Category.PUNCTUATION,
        n_applied=0,
        n_left_alone=0,
        first_seen=None,
        last_seen=None,
        status=known.status,
        origin=Origin.IMPORTED,
    )

"""Which corrections help and which harm: what each did over the replayed history."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from draftgenie.domain.correction import SEVERITY
from draftgenie.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from draftgenie.domain.correction import Category, CorrectionStatus, Layer, Severity
    from draftgenie.domain.evaluation import Baseline, Effect
    from draftgenie.ports import Store


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One correction over the replayed history of one speaker or of several.

    Edits and words as in `Effect`. `note_wer_without` is what the notes' rate would be if this
    correction had never been made and all others had; `is_harmful` says that it would be lower,
    or the formatted one where words do not tell. `status` is what a person decided since; None
    when the report is of several speakers.
    """

    id: str
    source: str
    target: str
    surface: str
    layer: Layer
    category: Category
    severity: Severity
    speakers: int
    items: int
    applied: int
    right: int
    neither: int
    harmful: int
    words_won: int
    words_lost: int
    formatted_won: int
    formatted_lost: int
    note_wer: float | None
    note_wer_without: float | None
    note_wer_formatted: float | None
    note_wer_formatted_without: float | None
    is_harmful: bool
    status: CorrectionStatus | None = None


@dataclass(frozen=True, slots=True)
class Replay:
    """A replay that a report draws on."""

    run_id: str
    created_at: str
    speakers: int


@dataclass(frozen=True, slots=True)
class Report:
    """The corrections, worst first; `total` counts those left out by the limit, too.

    `harmful` is how many of all cost more than they saved. `replays` are the runs that hold the
    speakers' baselines, newest first.
    """

    items: tuple[ReportLine, ...]
    total: int
    harmful: int
    speaker: str | None
    notes: int
    note_wer: float | None
    note_wer_formatted: float | None
    replays: tuple[Replay, ...]


def report(*, store: Store, speaker: str | None = None, limit: int | None = None) -> Report:
    """What the corrections of one speaker, or of all, did in the newest replays.

    Order: harmful ones before all others; then by words lost, harmful edits, formatted words
    lost and words won, most first.

    Raises:
        NotFoundError: there is no baseline to tell it from.
    """
    baselines = _baselines(store, speaker)
    notes = _Notes(baselines)
    by_id = groupby(store.baselines.effects(speaker=speaker), key=attrgetter("correction_id"))
    lines = sorted((notes.line(list(effects)) for _, effects in by_id), key=_cost)
    shown = lines[:limit]
    if speaker is not None:
        shown = [_with_status(store, speaker, line) for line in shown]
    return Report(
        items=tuple(shown),
        total=len(lines),
        harmful=sum(line.is_harmful for line in lines),
        speaker=speaker,
        notes=sum(one.items for one in baselines),
        note_wer=notes.rate(),
        note_wer_formatted=notes.formatted_rate(),
        replays=_replays(baselines),
    )


def _baselines(store: Store, speaker: str | None) -> list[Baseline]:
    if speaker is None:
        found = store.baselines.list()
    else:
        found = [one for one in [store.baselines.get(speaker)] if one is not None]
    if not found:
        whose = "this store" if speaker is None else f"the history of speaker {speaker!r}"
        msg = f"{whose} was not replayed yet"
        which = "--all" if speaker is None else f"--speaker {speaker}"
        raise NotFoundError(msg, hint=f"draftgenie evaluate replay {which}")
    return found


def _replays(baselines: Sequence[Baseline]) -> tuple[Replay, ...]:
    newest = sorted(baselines, key=lambda b: (b.created_at, b.run_id), reverse=True)
    runs = groupby(newest, key=attrgetter("created_at", "run_id"))
    return tuple(Replay(run_id, at, len(list(group))) for (at, run_id), group in runs)


class _Notes:
    """The errors of all replayed notes, and what they would be without one correction."""

    def __init__(self, baselines: Sequence[Baseline]) -> None:
        self._errors = sum(b.note_errors for b in baselines)
        self._words = sum(b.words for b in baselines)
        self._formatted_errors = sum(b.note_errors_formatted for b in baselines)
        self._formatted_words = sum(b.words_formatted for b in baselines)

    def rate(self, more: int = 0) -> float | None:
        return (self._errors + more) / self._words if self._words else None

    def formatted_rate(self, more: int = 0) -> float | None:
        return (self._formatted_errors + more) / self._formatted_words if self._words else None

    def line(self, effects: Sequence[Effect]) -> ReportLine:
        """The line of one correction, from what it did to each speaker's notes."""
        # As the speaker with the most of its edits has it.
        one = max(effects, key=lambda e: (e.applied, e.speaker))
        more = sum(e.errors_without for e in effects)
        more_formatted = sum(e.errors_without_formatted for e in effects)
        return ReportLine(
            id=one.correction_id,
            source=one.source,
            target=one.target,
            surface=one.surface,
            layer=one.layer,
            category=one.category,
            severity=SEVERITY[one.category],
            speakers=len(effects),
            **{name: sum(getattr(e, name) for e in effects) for name in _SUMMED},
            note_wer=self.rate(),
            note_wer_without=self.rate(more),
            note_wer_formatted=self.formatted_rate(),
            note_wer_formatted_without=self.formatted_rate(more_formatted),
            is_harmful=(more, more_formatted) < (0, 0),
        )


_SUMMED = (
    "items",
    "applied",
    "right",
    "neither",
    "harmful",
    "words_won",
    "words_lost",
    "formatted_won",
    "formatted_lost",
)


def _cost(line: ReportLine) -> tuple[bool, int, int, int, int, int, str, str, str]:
    return (
        not line.is_harmful,
        -line.words_lost,
        -line.harmful,
        -line.formatted_lost,
        -line.words_won,
        -line.formatted_won,
        line.source,
        line.target,
        line.id,
    )


def _with_status(store: Store, speaker: str, line: ReportLine) -> ReportLine:
    held = store.corrections.get(line.id, speaker=speaker)
    return replace(line, status=held[0].status) if held else line

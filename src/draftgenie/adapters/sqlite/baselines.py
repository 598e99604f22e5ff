"""What replays found: each speaker's baseline, and what each correction did in it."""

from __future__ import annotations

from dataclasses import asdict, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from draftgenie.adapters.sqlite._json import dump, load
from draftgenie.domain.correction import Category, Layer
from draftgenie.domain.evaluation import Baseline, CurvePoint, Effect

if TYPE_CHECKING:
    import builtins
    from collections.abc import Iterable

    from draftgenie.adapters.sqlite._connection import Connection, Row

_KEYS = ("speaker", "run_id", "basis", "created_at")
_BASELINE = (
    "SELECT b.speaker, b.run_id, b.basis, b.created_at, b.figures_json FROM baseline b "
    "JOIN speaker s ON s.ref = b.speaker"
)
_COLUMNS = tuple(f.name for f in fields(Effect))
_EFFECT = (
    f"SELECT {', '.join(f'e.{name}' for name in _COLUMNS)} FROM correction_effect e "
    "JOIN speaker s ON s.ref = e.speaker"
)
_effect_values = attrgetter(*_COLUMNS)


class Baselines:
    """The tables baseline and correction_effect."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def get(self, speaker: str) -> Baseline | None:
        """The baseline of a speaker; None before the first replay."""
        row = self._db.row(f"{_BASELINE} WHERE b.speaker = ?", (speaker,))
        return None if row is None else _baseline(row)

    def list(self) -> list[Baseline]:
        """The baselines of all speakers not removed, by speaker."""
        rows = self._db.rows(f"{_BASELINE} WHERE s.removed_at IS NULL ORDER BY b.speaker")
        return [_baseline(row) for row in rows]

    def put(self, baseline: Baseline, effects: Iterable[Effect]) -> None:
        """Store a speaker's baseline with what corrections did; both replace the older ones."""
        figures = asdict(baseline)
        keys = [figures.pop(name) for name in _KEYS]
        # The effects go with the row they belong to.
        self._db.write("DELETE FROM baseline WHERE speaker = ?", (baseline.speaker,))
        self._db.write(
            "INSERT INTO baseline(speaker, run_id, basis, created_at, figures_json) "
            "VALUES (?, ?, ?, ?, ?)",
            (*keys, dump(figures)),
        )
        self._db.write_many(
            f"INSERT INTO correction_effect({', '.join(_COLUMNS)}) "
            f"VALUES ({', '.join('?' * len(_COLUMNS))})",
            (_effect_values(effect) for effect in effects),
        )

    def effects(self, *, speaker: str | None = None) -> builtins.list[Effect]:
        """What corrections did in the baselines of one speaker, or of all not removed.

        By correction id, then speaker.
        """
        whose = "s.removed_at IS NULL" if speaker is None else "e.speaker = ?"
        rows = self._db.rows(
            f"{_EFFECT} WHERE {whose} ORDER BY e.correction_id, e.speaker",
            () if speaker is None else (speaker,),
        )
        return [_effect(row) for row in rows]


def _baseline(row: Row) -> Baseline:
    figures: dict[str, Any] = load(row[-1])
    figures["curve"] = tuple(CurvePoint(**point) for point in figures["curve"])
    if figures["ci95"] is not None:
        low, high = figures["ci95"]
        figures["ci95"] = low, high
    return Baseline(**dict(zip(_KEYS, row, strict=False)), **figures)


def _effect(row: Row) -> Effect:
    values = dict(zip(_COLUMNS, row, strict=True))
    values["layer"] = Layer(values["layer"])
    values["category"] = Category(values["category"])
    return Effect(**values)

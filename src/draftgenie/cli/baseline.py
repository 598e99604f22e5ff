"""How a replay and the baseline it gives look to people."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Protocol

from draftgenie.cli import output
from draftgenie.cli.figures import WIDTH, change, outcomes, print_run
from draftgenie.cli.output import Column, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from draftgenie.domain.evaluation import Baseline, CurvePoint
    from draftgenie.services.evaluate import Evaluated
    from draftgenie.services.speaker import Shown


class Replayed(Protocol):
    """Replayed items and the gain over them."""

    @property
    def items(self) -> int:
        """How many they are."""
        ...

    @property
    def relative_gain(self) -> float | None:
        """The share of the drafts' word errors that would be gone; None without errors."""
        ...

    @property
    def ci95(self) -> tuple[float, float] | None:
        """Its 95 % interval; None when that cannot be told."""
        ...


def promise(found: Replayed) -> str:
    """What DraftGenie would have done over the replayed history, or that it cannot be told."""
    notes = "1 note" if found.items == 1 else f"{found.items} notes"
    if found.relative_gain is None:
        return f"{notes} of history hold no edits of words that could have been removed"
    if found.ci95 is None:
        return f"{notes} of history are too few to tell what DraftGenie would have removed"
    low, high = found.ci95
    interval = f"95 % interval {percent(low)} to {percent(high)}"
    if low > 0 or high < 0:
        done = "removed" if low > 0 else "added"
        of = "of" if low > 0 else "to"
        gain = percent(abs(found.relative_gain))
        return (
            f"with {notes} of history DraftGenie would have {done} {gain} {of} the word edits "
            f"({interval})"
        )
    return f"{notes} of history do not tell yet whether DraftGenie removes edits ({interval})"


def print_speaker(found: Shown, *, as_json: bool) -> None:
    """A speaker with facts, standing and baseline."""
    body, facts = output.plain(found.speaker), output.plain(found.facts)
    whole = {**body, **facts, "held_back": found.held_back, "baseline": found.baseline}
    duration = found.facts.mean_duration_s
    told = {
        "worktype": found.facts.worktype,
        "mean_duration": None if duration is None else f"{duration:.0f} s",
        "usage": usage(found.facts),
        "edits": f"suggested only: {found.held_back}" if found.held_back else None,
    }
    output.record(whole, as_json=as_json, shown={**body, **_known(told), **fact(found.baseline)})


def _known(facts: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in facts.items() if value is not None}


class Used(Protocol):
    """How much somebody dictates."""

    @property
    def items_per_week(self) -> float | None:
        """Over the newest weeks; None when that was not asked."""
        ...

    @property
    def usage(self) -> str | None:
        """The name of its level."""
        ...


def usage(found: Used) -> str | None:
    """The level, with the items a week that it comes from."""
    if found.items_per_week is None:
        return None
    return f"{found.usage} ({found.items_per_week:.1f} items a week)"


def fact(baseline: Baseline | None) -> dict[str, str]:
    """The promise of a baseline and where it comes from; nothing before the first replay."""
    if baseline is None:
        return {}
    where = f"replay {baseline.run_id} of {baseline.created_at[:10]}"
    return {"baseline": f"{promise(baseline)}; {where}"}


def print_replay(done: Evaluated, *, all_notes: bool) -> None:
    """The run as any other, the learning curve, and the promise."""
    print_run(done, all_notes=all_notes)
    if done.curve:
        output.text("")
        print_curve(done.curve)
    if done.items:
        output.text("")
        said = promise(done)
        output.text(textwrap.fill(f"{said[0].upper()}{said[1:]}.", WIDTH))


def print_curve(curve: Sequence[CurvePoint]) -> None:
    """The learning curve as a table, one stretch a line."""
    columns = (
        Column("OWN ITEMS BEFORE", stretch, right=True),
        Column("NOTES", lambda p: p.items, right=True),
        Column("WORDS", lambda p: p.words, right=True),
        Column("WER %", lambda p: change(p.draft_wer, p.note_wer), right=True),
        Column(
            "FORMATTED %",
            lambda p: change(p.draft_wer_formatted, p.note_wer_formatted),
            right=True,
        ),
        Column("GAIN", lambda p: percent(p.relative_gain), right=True),
        Column("+/-/=", outcomes, right=True),
    )
    output.table(curve, columns)


def stretch(point: CurvePoint) -> str:
    """How many own items were known before, as people read it."""
    if point.own_to is None:
        return f"{point.own_from} and more"
    if point.own_to == point.own_from:
        return str(point.own_from)
    return f"{point.own_from} to {point.own_to}"

"""The plots of the pages; where there is nothing to draw, words that say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from draftgenie.cli.figures import in_order
from draftgenie.cli.output import percent
from draftgenie.ports.page import Plot, PlotKind, Series, Text, Tone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from draftgenie.domain.evaluation import Calibration, CurvePoint, SafetyCounts
    from draftgenie.ports.page import Block
    from draftgenie.services.dashboard import Allocation
    from draftgenie.services.evaluate import RunLine
    from draftgenie.services.flow import Flow
    from draftgenie.services.run_report import ErrorKinds
    from draftgenie.services.trends import Step

FEWEST = 2
"""Points from which on a line says something."""


def _nothing(said: str) -> Text:
    return Text(said, Tone.QUIET)


def _before_after(
    before: Sequence[float | None], after: Sequence[float | None]
) -> tuple[Series, ...]:
    return Series("drafts", tuple(before)), Series("notes", tuple(after))


def _went(name: str, values: Sequence[float | None]) -> str:
    known = [v for v in values if v is not None]
    return f"{name} from {percent(known[0])} to {percent(known[-1])}" if known else ""


def _said(before: Sequence[float | None], after: Sequence[float | None]) -> str:
    return f"{_went('Drafts', before)}, {_went('notes', after)}"


def trend(steps: Sequence[Step], *, whose: str, small: bool = True) -> Block:
    """The error rates of one speaker's drafts and notes, oldest notes first."""
    if len(steps) < FEWEST:
        return _nothing("Too few evaluated notes to draw a trend.")
    before, after = [s.draft_wer for s in steps], [s.note_wer for s in steps]
    solid = " Solid line: drafts; broken line: notes." if small else ""
    return Plot(
        PlotKind.LINES,
        caption=f"Error rate of {whose} over time.",
        alternative=f"{_said(before, after)} over {steps[-1].last} notes.{solid}",
        x_label="note, oldest first",
        y_label="WER",
        places=tuple(str(s.last) for s in steps),
        at=tuple(float(s.last) for s in steps),
        series=_before_after(before, after),
        is_share=True,
        small=small,
    )


def runs(lines: Sequence[RunLine]) -> Block:
    """The error rates of one evaluation after the other."""
    if len(lines) < FEWEST:
        return _nothing("Fewer than two evaluations are stored: no trend over evaluations yet.")
    before, after = [r.draft_wer for r in lines], [r.note_wer for r in lines]
    return Plot(
        PlotKind.LINES,
        caption="Error rate over evaluations.",
        alternative=f"{_said(before, after)} over {len(lines)} evaluations.",
        x_label="evaluation",
        y_label="WER",
        places=tuple(r.created_at[5:10] for r in lines),
        series=_before_after(before, after),
        is_share=True,
    )


def learning_curve(points: Sequence[CurvePoint]) -> Block:
    """Error rates by how many own items were known before."""
    if len(points) < FEWEST:
        return _nothing("No learning curve yet: draftgenie evaluate replay --all draws it.")
    before, after = [p.draft_wer for p in points], [p.note_wer for p in points]
    return Plot(
        PlotKind.LINES,
        caption="Learning curve of the replayed history.",
        alternative=f"{_said(before, after)} as more own items were known.",
        x_label="own items known before, at least",
        y_label="WER",
        places=tuple(str(p.own_from) for p in points),
        series=_before_after(before, after),
        is_share=True,
    )


def error_kinds(drafts: ErrorKinds | None, notes: ErrorKinds | None) -> Block:
    """Errors by kind before and after."""
    if drafts is None or notes is None:
        return _nothing("No errors by kind: nothing was evaluated yet.")
    names = ("substituted", "missing", "extra", "case and marks")
    before, after = _kinds(drafts), _kinds(notes)
    fewer = ", ".join(
        f"{name} {int(a)} to {int(b)}" for name, a, b in zip(names, before, after, strict=True)
    )
    return Plot(
        PlotKind.BARS,
        caption="Errors by kind, before and after.",
        alternative=f"Words {fewer}.",
        x_label="",
        y_label="errors",
        places=names,
        series=_before_after(before, after),
    )


def _kinds(kinds: ErrorKinds) -> tuple[float, ...]:
    w = kinds.words
    return tuple(map(float, (w.substitutions, w.deletions, w.insertions, kinds.formatting)))


def facts(safety: Mapping[str, SafetyCounts]) -> Block:
    """Facts that are wrong or missing before and after, by class."""
    rows = [(name, n) for name, n in in_order(safety) if n.total]
    if not rows:
        return _nothing("No safety facts: the finals hold none, or nothing was evaluated yet.")
    before = [float(n.total - n.draft_right) for _, n in rows]
    after = [float(n.total - n.note_right) for _, n in rows]
    said = ", ".join(
        f"{name} {int(a)} to {int(b)}" for (name, _), a, b in zip(rows, before, after, strict=True)
    )
    return Plot(
        PlotKind.BARS,
        caption="Facts wrong or missing, before and after.",
        alternative=f"By class: {said}.",
        x_label="",
        y_label="facts",
        places=tuple(name for name, _ in rows),
        series=_before_after(before, after),
    )


def calibration(found: Calibration | None) -> Block:
    """The reliability curve of the generator's confidence."""
    if found is None or not found.bins:
        return _nothing("No calibration: no evaluated note has an edit of words.")
    return Plot(
        PlotKind.LINES,
        caption="Reliability of the confidence.",
        alternative=(
            f"Share of edits that were right over the confidence claimed; on the broken line both "
            f"are equal. Expected calibration error {percent(found.ece)}."
        ),
        x_label="confidence claimed",
        y_label="edits right",
        places=tuple(percent(b.mean_confidence, 0) for b in found.bins),
        at=tuple(b.mean_confidence for b in found.bins),
        series=(Series("edits", tuple(b.n_right / b.n for b in found.bins)),),
        is_share=True,
        diagonal=True,
    )


def allocation(parts: Sequence[Allocation]) -> Plot:
    """How many speakers each bucket has, by DraftGenie and by the source system."""
    said = ", ".join(f"{p.bucket} {p.assigned} and {p.assumed}" for p in parts)
    return Plot(
        PlotKind.BARS,
        caption="Speakers by bucket, assigned and assumed.",
        alternative=f"Assigned and assumed: {said}.",
        x_label="",
        y_label="speakers",
        places=tuple(p.bucket for p in parts),
        series=(
            Series("assigned", tuple(float(p.assigned) for p in parts)),
            Series("assumed", tuple(float(p.assumed) for p in parts)),
        ),
    )


def flow(found: Flow) -> Block:
    """How many speakers each bucket held at the end of each period, the best bucket lowest."""
    used = [b for b in found.buckets if any(p.assigned.get(b) for p in found.periods)]
    if not any(p.moves for p in found.periods):
        return _nothing("No flow between buckets: nobody moved in these periods.")
    last = found.periods[-1]
    said = ", ".join(f"{b} {last.assigned.get(b, 0)}" for b in used)
    return Plot(
        PlotKind.STACKED,
        caption=f"Speakers by bucket, {found.unit.value} by {found.unit.value}.",
        alternative=f"At the end of {last.name}: {said}.",
        x_label="",
        y_label="speakers",
        places=tuple(p.name for p in found.periods),
        series=tuple(
            Series(b, tuple(float(p.assigned.get(b, 0)) for p in found.periods)) for b in used
        ),
    )

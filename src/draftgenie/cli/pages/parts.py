"""What the pages have in common: tables from columns, lost facts, safety, verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from draftgenie.cli.figures import in_order
from draftgenie.cli.output import Column, percent
from draftgenie.domain.evaluation import Outcome
from draftgenie.ports.page import Cell, Figure, Heading, Table, Text, Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from draftgenie.domain.evaluation import Calibration, SafetyCounts
    from draftgenie.ports.page import Block
    from draftgenie.services.evaluate import SafetyCase
    from draftgenie.services.review import Reviewed

Targets: TypeAlias = "Mapping[str, str]"


def table(
    caption: str,
    records: Iterable[Any],
    columns: Sequence[Column],
    *,
    target: Callable[[Any], str | None] = lambda _record: None,
    tone: Tone = Tone.PLAIN,
) -> Table:
    """Records as a table; the first cell of a row leads to the record's target."""
    rows = []
    for record in records:
        first, *rest = (_text(column.cell(record)) for column in columns)
        rows.append((Cell(first, target(record), tone), *map(Cell, rest)))
    headings = tuple(Heading(c.heading, is_number=c.right) for c in columns)
    return Table(caption, headings, tuple(rows))


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def lost_facts(cases: Sequence[SafetyCase], targets: Targets) -> tuple[Block, ...]:
    """Every fact that was lost, by its value; `targets` leads from a note's id to its section."""
    if not cases:
        return (Text("No fact that a draft had right is lost in its note.", Tone.GOOD),)
    columns = (
        Column("Item", lambda c: c.item),
        Column("Speaker", lambda c: c.speaker),
        Column("Fact", lambda c: c.kind),
        Column("Final and draft", lambda c: c.final),
        Column("Note", lambda c: c.note or "– (missing)"),
        Column("Note id", lambda c: c.note_id),
    )
    were = "1 fact was" if len(cases) == 1 else f"{len(cases)} facts were"
    said = (
        f"{were} right in a draft and not in its note. "
        "Values are in one form: milligrams is mg, every negation is not."
    )
    shown = table(
        "Facts that notes lost",
        cases,
        columns,
        target=lambda c: targets.get(c.note_id),
        tone=Tone.BAD,
    )
    return (Text(said, Tone.BAD), shown)


def safety(found: Mapping[str, SafetyCounts]) -> Table:
    """The facts of the finals by class, and what became of them."""
    columns = (
        Column("Class", lambda r: r[0]),
        Column("In finals", lambda r: r[1].total, right=True),
        *(
            Column(f"{side.capitalize()} {fate}", _fate(f"{side}_{fate}"), right=True)
            for side in ("draft", "note")
            for fate in ("right", "wrong", "missing")
        ),
        Column("Lost", lambda r: r[1].lost, right=True),
        Column("Gained", lambda r: r[1].gained, right=True),
        Column("Invented", lambda r: r[1].invented, right=True),
    )
    return table("Safety facts by class", in_order(found), columns)


def _fate(name: str) -> Callable[[Any], int]:
    return lambda row: int(getattr(row[1], name))


def calibration(found: Calibration) -> tuple[Block, ...]:
    """The bins of the reliability curve as a table, and the error in words."""
    columns = (
        Column("Confidence", lambda b: f"{100 * b.low:.0f} to {100 * b.high:.0f} %"),
        Column("Edits", lambda b: b.n, right=True),
        Column("Claimed", lambda b: percent(b.mean_confidence), right=True),
        Column("Right", lambda b: percent(b.n_right / b.n), right=True),
    )
    said = (
        f"Right: {found.applied_right} of {found.n_applied} applied edits, "
        f"{found.suggested_right} of {found.n_suggested} suggested. Expected calibration error "
        f"{percent(found.ece)}."
    )
    return (table("Edits by confidence", found.bins, columns), Text(said))


def verdicts(found: Reviewed | None, targets: Targets) -> tuple[Block, ...]:
    """What people say of notes, held against what the figures say."""
    if found is None:
        said = "Nobody said anything of these notes yet: draftgenie evaluate comment NOTE."
        return (Text(said, Tone.QUIET),)
    sure = "" if found.kappa is None else f" (Cohen's kappa {found.kappa:.2f})"
    have = "1 note has" if found.notes == 1 else f"{found.notes} notes have"
    agreed = f"{have} a verdict; the figures agree with {found.agree}{sure}."
    columns = (
        Column("People say", lambda v: v.value),
        Column("Notes", lambda v: getattr(found, v), right=True),
        *(Column(f"Figures say {o.value}", _both(found, o), right=True) for o in Outcome),
    )
    blocks: list[Block] = [Text(agreed), table("Verdicts by outcome", Outcome, columns)]
    if found.disagreements:
        apart = (
            Column("Item", lambda d: d.item),
            Column("Speaker", lambda d: d.speaker),
            Column("People say", lambda d: d.verdict.value),
            Column("Figures say", lambda d: d.outcome.value),
            Column("Note id", lambda d: d.note_id),
        )
        shown = table(
            "Notes on which people and figures differ",
            found.disagreements,
            apart,
            target=lambda d: targets.get(d.note_id),
        )
        blocks.append(shown)
    return tuple(blocks)


def _both(found: Reviewed, outcome: Outcome) -> Callable[[Outcome], int]:
    """How many notes have this outcome, by verdict."""

    def count(verdict: Outcome) -> int:
        apart = [d.outcome for d in found.disagreements if d.verdict is verdict]
        return getattr(found, verdict) - len(apart) if verdict is outcome else apart.count(outcome)

    return count


def gain_figure(
    gain: float | None, ci95: tuple[float, float] | None, p_value: float | None
) -> Figure:
    """The relative gain with what is known of its sureness."""
    if gain is None:
        return Figure("Relative gain", "–", "no errors to gain on")
    sure = "how sure that is cannot be told"
    if ci95 is not None:
        sure = f"95 % interval {percent(ci95[0])} to {percent(ci95[1])}"
    if p_value is not None:
        sure += f", p {'< 0.0001' if p_value < 0.0001 else f'= {p_value:.4f}'}"  # noqa: PLR2004
    return Figure("Relative gain", percent(gain), sure, Tone.GOOD if gain > 0 else Tone.BAD)


def rate_figure(name: str, before: float | None, after: float | None) -> Figure:
    """A rate of the notes, with that of the drafts as the remark."""
    return Figure(name, percent(after), f"drafts {percent(before)}")


def lost_figure(n_lost: int) -> Figure:
    """How many facts were lost."""
    tone = Tone.BAD if n_lost else Tone.GOOD
    return Figure("Lost facts", str(n_lost), "right in the draft, not in the note", tone)


def outcome_figure(better: int, worse: int, same: int) -> Figure:
    """How many notes are better, worse and the same."""
    return Figure("Notes better", str(better), f"{worse} worse, {same} the same")

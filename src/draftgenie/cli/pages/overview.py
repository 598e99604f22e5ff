"""The page of the dashboard: from buckets to speakers to notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from draftgenie.cli import figures
from draftgenie.cli.baseline import promise, stretch
from draftgenie.cli.figures import change, outcomes
from draftgenie.cli.output import Column, percent
from draftgenie.cli.pages import parts, plots
from draftgenie.ports.page import Facts, Figure, Figures, Page, Section, Text, Tone

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from draftgenie.domain.bucket import Move
    from draftgenie.ports.page import Block
    from draftgenie.services.dashboard import Attention, Dashboard, SpeakerLine, SpeakerView
    from draftgenie.services.overview import Overview, Person

N_TRENDS = 40
"""Speakers whose trend is drawn: each plot takes a tenth of a second and 5 kB."""


def overview_page(found: Overview, *, now: str) -> Page:
    """The whole page, made at the instant `now`."""
    board = found.board
    places = {p.view.speaker.ref: f"speaker-{n}" for n, p in enumerate(found.people, 1)}
    return Page(
        title=_title(board),
        subtitle=f"{now[:16].replace('T', ' ')} UTC · scheme {board.scheme} · {board.policy}",
        sections=(
            Section("Figures", _figures(board), "figures"),
            Section("Needs attention", _attention(board.attention, places), "attention"),
            Section("Buckets", _buckets(found), "buckets"),
            Section("Best and worst speakers", _ranked(board, places), "ranked"),
            Section("Over time", _over_time(found), "time"),
            Section("Errors and confidence", _errors(found), "errors"),
            Section("Verdicts", parts.verdicts(board.reviews, {}), "verdicts"),
            Section("Speakers by bucket", _people(found, places), "people"),
        ),
        remarks=("This page names people and words of patients' notes: keep it safe.",),
    )


def _title(board: Dashboard) -> str:
    if board.speaker is not None:
        return f"Dashboard: {board.speaker.speaker.ref}"
    return "Dashboard" if board.bucket is None else f"Dashboard: {board.bucket.bucket}"


def _figures(board: Dashboard) -> tuple[Block, ...]:
    gain, totals = board.gain, board.totals
    n_lost = len(board.attention.cases)
    pairs = f"{totals.pairs} pairs, {totals.pending} waiting"
    if totals.held:
        pairs += f", {totals.held} held for review"
    tiles = [
        Figure("Speakers", str(totals.speakers), pairs),
        Figure("Notes evaluated", str(totals.evaluated), f"of {totals.notes} generated"),
    ]
    if gain is not None:
        tiles += [
            parts.rate_figure("WER of the notes", gain.draft_wer, gain.note_wer),
            parts.gain_figure(gain.relative_gain, gain.ci95, gain.p_value),
            parts.outcome_figure(gain.better, gain.worse, gain.same),
        ]
    tiles.append(parts.lost_figure(n_lost))
    if gain is None:
        said = "Nothing was evaluated yet: draftgenie evaluate run --all"
    else:
        said = (
            f"Error rate and gain are of the latest evaluation: {gain.items} notes, {gain.scope}."
        )
    return (Figures(tuple(tiles)), Text(said, Tone.QUIET))


def _attention(found: Attention, places: Mapping[str, str]) -> tuple[Block, ...]:
    pending = [f"{ref} {n}" for ref, n in found.pending.items()]
    rows = [
        ("Speakers whose notes got worse", found.worse),
        ("Speakers without an evaluation", found.not_evaluated),
        ("Drafts waiting for a note", pending),
        ("Speakers with a locked bucket", found.locked),
    ]
    shown = tuple((name, f"{len(names)}: {', '.join(names)}") for name, names in rows if names)
    whose = {case.note_id: places.get(case.speaker, "people") for case in found.cases}
    other = (Facts(shown),) if shown else ()
    return (*parts.lost_facts(found.cases, whose), *other)


def _buckets(found: Overview) -> tuple[Block, ...]:
    board = found.board
    columns = (
        Column(f"Bucket ({board.scheme})", lambda a: a.bucket),
        Column("Assigned", lambda a: a.assigned, right=True),
        Column("Assumed", lambda a: a.assumed, right=True),
    )
    said = (
        "Assigned is what DraftGenie found, assumed what the source system says. "
        "The first bucket needs the least human work."
    )
    return (
        Text(said, Tone.QUIET),
        parts.table("Speakers by bucket", board.allocation, columns),
        plots.allocation(board.allocation),
        *_flow(board),
        *_moves(board.moves, "Newest moves"),
    )


def _flow(board: Dashboard) -> tuple[Block, ...]:
    if board.flow is None:
        return ()
    columns = (
        Column("Assumed", lambda c: c.assumed),
        Column("Assigned", lambda c: c.assigned),
        Column("Speakers", lambda c: c.speakers, right=True),
    )
    crossed = parts.table("The two distributions crossed", board.flow.crossings, columns)
    return (crossed, plots.flow(board.flow))


def _moves(moves: Sequence[Move], caption: str) -> tuple[Block, ...]:
    if not moves:
        return (Text("Nobody moved between buckets yet.", Tone.QUIET),)
    columns = (
        Column("At", lambda m: m.at[:16].replace("T", " ")),
        Column("Speaker", lambda m: m.speaker),
        Column("Bucket", lambda m: f"{m.before or '–'} → {m.after}"),
        Column("By", lambda m: m.made_by),
        Column("Reason", lambda m: m.reason),
    )
    return (parts.table(caption, moves, columns),)


def _ranked(board: Dashboard, places: Mapping[str, str]) -> tuple[Block, ...]:
    if not board.best:
        return (Text("Fewer than two speakers have an evaluated gain.", Tone.QUIET),)

    def target(line: SpeakerLine) -> str | None:
        return places.get(line.speaker)

    return (
        parts.table("Highest gains", board.best, _LINE, target=target),
        parts.table("Lowest gains", board.worst, _LINE, target=target),
    )


_LINE = (
    Column("Speaker", lambda s: s.speaker),
    Column("Specialty", lambda s: s.specialty),
    Column("Assumed", lambda s: s.assumed_bucket),
    Column("Notes", lambda s: s.evaluated, right=True),
    Column("WER %", lambda s: change(s.draft_wer, s.note_wer), right=True),
    Column(
        "Formatted %", lambda s: change(s.draft_wer_formatted, s.note_wer_formatted), right=True
    ),
    Column("Gain", lambda s: percent(s.relative_gain), right=True),
    Column("Better/worse/same", outcomes, right=True),
    Column("Lost facts", lambda s: s.lost, right=True),
    Column("Locked", lambda s: "yes" if s.bucket_locked else ""),
)


def _over_time(found: Overview) -> tuple[Block, ...]:
    return (plots.runs(found.runs), plots.learning_curve(found.curve))


def _errors(found: Overview) -> tuple[Block, ...]:
    latest = found.latest
    return (
        plots.error_kinds(found.drafts, found.notes),
        plots.facts({} if latest is None else latest.safety),
        plots.calibration(None if latest is None else latest.calibration),
    )


def _people(found: Overview, places: Mapping[str, str]) -> tuple[Block, ...]:
    drawn = _with_trend(found.people)
    sections: list[Block] = []
    for part in found.board.allocation:
        inside = [p for p in found.people if _bucket_of(p.view) == part.bucket]
        if inside:
            sections.append(_bucket(part.bucket, inside, places, drawn))
    if not sections:
        return (Text("No speaker is here.", Tone.QUIET),)
    if len(drawn) < len(found.people):
        said = (
            f"Trends are drawn for the {len(drawn)} speakers with the highest error rates; for "
            "any other one: draftgenie dashboard --speaker REF --html FILE."
        )
        sections.insert(0, Text(said, Tone.QUIET))
    return tuple(sections)


def _with_trend(people: Iterable[Person]) -> set[str]:
    """The speakers whose trend is drawn."""
    told = [p for p in people if len(p.steps) >= plots.FEWEST]
    told.sort(key=lambda p: (-(p.view.figures.note_wer or 0.0), p.view.speaker.ref))
    return {p.view.speaker.ref for p in told[:N_TRENDS]}


def _bucket_of(view: SpeakerView) -> str:
    return view.figures.assigned_bucket or "none"


def _bucket(
    name: str, inside: Sequence[Person], places: Mapping[str, str], drawn: set[str]
) -> Section:
    lines = [p.view.figures for p in inside]
    shown = parts.table(
        f"Speakers in {name}", lines, _LINE, target=lambda line: places.get(line.speaker)
    )
    people = tuple(
        _speaker(p, places[p.view.speaker.ref], is_drawn=p.view.speaker.ref in drawn)
        for p in inside
    )
    n = len(inside)
    title = f"{name}: {n} speaker{'' if n == 1 else 's'}"
    return Section(title, (shown, *people), f"bucket-{places[inside[0].view.speaker.ref]}")


def _speaker(person: Person, anchor: str, *, is_drawn: bool) -> Section:
    view, figures_ = person.view, person.view.figures
    blocks: list[Block] = [Facts(_facts(view))]
    if is_drawn:
        blocks.append(plots.trend(person.steps, whose=view.speaker.ref))
    if view.cases:
        blocks += parts.lost_facts(view.cases, {})
    if view.notes:
        blocks.append(parts.table("Newest notes", view.notes, _NOTE))
    if view.baseline is not None:
        blocks += [
            parts.table("Learning curve of the replayed history", view.baseline.curve, _CURVE)
        ]
    if view.moves:
        blocks += _moves(view.moves, "Moves")
    if view.corrections:
        blocks.append(parts.table("Commonest corrections", view.corrections, _CORRECTION))
    lost = f", {figures_.lost} facts lost" if figures_.lost else ""
    title = (
        f"{view.speaker.ref}: {figures_.evaluated} notes, "
        f"WER {change(figures_.draft_wer, figures_.note_wer)} %{lost}"
    )
    return Section(title, tuple(blocks), anchor, folded=True)


def _facts(view: SpeakerView) -> tuple[tuple[str, str], ...]:
    speaker, counts = view.speaker, view.counts
    duration = "" if view.mean_duration_s is None else f"{view.mean_duration_s:.0f} s"
    rows = {
        "Name": speaker.name,
        "Specialty": speaker.specialty or "",
        "Commonest worktype": view.worktype or "",
        "Mean duration": duration,
        "Assigned bucket": speaker.assigned_bucket or "–",
        "Assumed bucket": speaker.assumed_bucket or "–",
        "Locked": "yes" if speaker.bucket_locked else "",
        "Texts": ", ".join(f"{n} {name}" for name, n in counts.items()),
        "Gain": percent(view.figures.relative_gain),
        "Better/worse/same": outcomes(view.figures),
        "Replayed history": "" if view.baseline is None else promise(view.baseline),
    }
    return tuple((name, value) for name, value in rows.items() if value)


_NOTE = (
    Column("Item", lambda n: n.item),
    Column("Note id", lambda n: n.note_id),
    Column("Errors", lambda n: f"{n.draft_errors} → {n.note_errors}", right=True),
    Column("Words", lambda n: n.words, right=True),
    Column("Outcome", lambda n: n.outcome.value),
    Column("Lost", lambda n: figures.facts(n.lost)),
)
_CURVE = (
    Column("Own items before", stretch),
    Column("Notes", lambda p: p.items, right=True),
    Column("Words", lambda p: p.words, right=True),
    Column("WER %", lambda p: change(p.draft_wer, p.note_wer), right=True),
    Column("Gain", lambda p: percent(p.relative_gain), right=True),
    Column("Better/worse/same", outcomes, right=True),
)
_CORRECTION = (
    Column("Source", lambda c: c.source or "∅"),
    Column("Becomes", lambda c: c.surface or "∅"),
    Column("Category", lambda c: c.category.value),
    Column("Made", lambda c: c.n_applied, right=True),
    Column("Left alone", lambda c: c.n_left_alone, right=True),
)

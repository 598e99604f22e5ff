"""The page of one evaluation run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from draftgenie.cli import figures
from draftgenie.cli.figures import change, outcomes
from draftgenie.cli.output import Column, percent
from draftgenie.cli.pages import notes, parts, plots
from draftgenie.ports.page import Facts, Figure, Figures, Page, Section, Text, Tone

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from draftgenie.ports.page import Block
    from draftgenie.services.evaluate import Evaluated, SpeakerEvaluated
    from draftgenie.services.run_report import RunReport
    from draftgenie.services.trends import Step

N_TRENDS = 40
"""Speakers whose trend is drawn: each plot takes a tenth of a second and 5 kB."""


def run_page(found: RunReport) -> Page:
    """The whole page."""
    run = found.run
    places = notes.anchors(found.seen)
    kind = "Replay" if run.curve else "Evaluation"
    remarks = (f"Signature: {run.signature}", _KEEP)
    return Page(
        title=f"{kind} of {run.items} notes",
        subtitle=f"{run.scope} · {run.created_at[:16].replace('T', ' ')} UTC · {run.run_id}",
        sections=(
            Section("Figures", _figures(run), "figures"),
            Section("Safety", _safety(run, places), "safety"),
            Section("Errors before and after", _errors(found), "errors"),
            Section("Speakers", _speakers(run, found.trends), "speakers"),
            Section("Calibration", _calibration(run), "calibration"),
            Section("Verdicts", parts.verdicts(run.reviews, places), "verdicts"),
            Section("Notes side by side", _notes(found, places), "notes"),
            Section("How it was measured", _method(run), "method"),
        ),
        remarks=remarks,
    )


_KEEP = "This page holds words of patients' notes: keep it as safe as them."


def _figures(run: Evaluated) -> tuple[Block, ...]:
    saved = run.edits_saved_per_1000_words
    tiles = (
        parts.rate_figure("WER of the notes", run.draft_wer, run.note_wer),
        parts.rate_figure("Formatted WER", run.draft_wer_formatted, run.note_wer_formatted),
        parts.rate_figure("Character error rate", run.draft_cer, run.note_cer),
        parts.rate_figure("Sentence edit rate", run.draft_ser, run.note_ser),
        parts.gain_figure(run.relative_gain, run.ci95, run.p_value),
        parts.outcome_figure(run.better, run.worse, run.same),
        parts.lost_figure(run.n_lost),
        Figure("Edits saved", "–" if saved is None else f"{saved:.1f}", "per 1,000 words"),
    )
    lines = [
        " ".join(figures.sureness(run).split("\n")),
        *figures.further(run.sureness),
        " ".join(figures.edits(run)),
        *figures.similarity(run),
    ]
    warned = [Text(f"Warning: {warning}.", Tone.BAD) for warning in run.warnings]
    return (Figures(tiles), *(Text(line) for line in lines if line), *warned)


def _safety(run: Evaluated, places: Mapping[str, str]) -> tuple[Block, ...]:
    lost: tuple[Block, ...] = parts.lost_facts(run.cases, places)
    if run.n_lost > len(run.cases):
        n_left = run.n_lost - len(run.cases)
        said = (
            f"{n_left} of {run.n_lost} lost facts are not listed by value, because a replay keeps "
            "no notes or a text was replaced since; their notes are named below."
        )
        lost = (Text(said, Tone.BAD), *(lost if run.cases else ()))
    return (*lost, *_harmed(run, places), parts.safety(run.safety), plots.facts(run.safety))


def _harmed(run: Evaluated, places: Mapping[str, str]) -> tuple[Block, ...]:
    if not run.harmed:
        return ()
    columns = (
        Column("Note", lambda n: n.note_id),
        Column("Speaker", lambda n: n.speaker),
        Column("Item", lambda n: n.item),
        Column("Errors", lambda n: f"{n.draft_errors} → {n.note_errors}", right=True),
        Column("Lost", lambda n: figures.facts(n.lost)),
        Column("Invented", lambda n: figures.facts(n.invented)),
    )
    caption = "Notes that got worse, lost a fact or made one up, worst first"
    shown = parts.table(caption, run.harmed, columns, target=lambda n: places.get(n.note_id))
    return (Section(f"Harmed notes: {len(run.harmed)}", (shown,), "harmed", folded=True),)


def _errors(found: RunReport) -> tuple[Block, ...]:
    curve = (plots.learning_curve(found.run.curve),) if found.run.curve else ()
    return (plots.error_kinds(found.drafts, found.notes), *curve)


def _speakers(run: Evaluated, trends: Mapping[str, tuple[Step, ...]]) -> tuple[Block, ...]:
    if not run.speakers:
        return (Text("No speaker has an evaluated note.", Tone.QUIET),)
    columns = (
        Column("Speaker", lambda r: r.speaker),
        Column("Notes", lambda r: r.items, right=True),
        Column("Words", lambda r: r.words, right=True),
        Column("WER %", lambda r: change(r.draft_wer, r.note_wer), right=True),
        Column(
            "Formatted %",
            lambda r: change(r.draft_wer_formatted, r.note_wer_formatted),
            right=True,
        ),
        Column("Gain", lambda r: percent(r.relative_gain), right=True),
        Column("95 % interval", _interval, right=True),
        Column("Better/worse/same", outcomes, right=True),
        Column("Lost facts", lambda r: sum(n.lost for n in r.safety.values()), right=True),
        Column("Bucket", _bucket),
    )
    drawn = sorted(run.speakers, key=lambda r: (-(r.note_wer or 0.0), r.speaker or ""))[:N_TRENDS]
    lines = [
        plots.trend(trends[r.speaker], whose=r.speaker)
        for r in drawn
        if r.speaker is not None and len(trends.get(r.speaker, ())) >= plots.FEWEST
    ]
    title = f"Trends: {len(lines)} of {len(run.speakers)} speakers, highest error rates first"
    folded = Section(title, tuple(lines), "trends", folded=True)
    return (
        parts.table("Speakers: draft > note", run.speakers, columns),
        *_moves(run.speakers),
        *((folded,) if lines else ()),
    )


def _interval(row: SpeakerEvaluated) -> str:
    return "–" if row.ci95 is None else f"{percent(row.ci95[0])} to {percent(row.ci95[1])}"


def _bucket(row: SpeakerEvaluated) -> str:
    before, after = row.bucket_before or "–", row.bucket_after or "–"
    return after if before == after else f"{before} → {after}"


def _moves(speakers: Iterable[SpeakerEvaluated]) -> tuple[Block, ...]:
    moved = [s for s in speakers if s.bucket_before != s.bucket_after]
    columns = (
        Column("Speaker", lambda r: r.speaker),
        Column("Bucket", _bucket),
        Column("Reason", lambda r: r.reason),
    )
    return (parts.table("Speakers that the run moved", moved, columns),) if moved else ()


def _calibration(run: Evaluated) -> tuple[Block, ...]:
    more = () if run.calibration is None else parts.calibration(run.calibration)
    return (plots.calibration(run.calibration), *more)


def _notes(found: RunReport, places: dict[str, str]) -> tuple[Block, ...]:
    if not found.seen:
        said = (
            "No note came to harm." if not found.run.harmed else "No texts are kept of the notes."
        )
        return (Text(said, Tone.QUIET),)
    left = f" {found.n_unseen} more came to harm and are not shown." if found.n_unseen else ""
    return (Text(notes.LEGEND + left), *notes.sections(found.seen, places))


def _method(run: Evaluated) -> tuple[Block, ...]:
    rows = (
        ("Run", run.run_id or "–"),
        ("Scope", run.scope),
        ("Notes and words", f"{run.items} notes, {run.words} words of finals"),
        ("Bucket policy", run.policy),
        ("Quality profile", run.quality_profile),
        ("Signature", run.signature),
    )
    said = "Rates are pooled over words and are never means of rates."
    return (Facts(rows), Text(said, Tone.QUIET))

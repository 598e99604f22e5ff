"""`draftgenie dashboard`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from draftgenie.cli import output
from draftgenie.cli.baseline import fact, print_curve, usage
from draftgenie.cli.figures import change, facts, outcomes, print_cases, reviews, sureness
from draftgenie.cli.options import HtmlOption, SpeakerOption
from draftgenie.cli.output import Column, percent
from draftgenie.cli.pages.write import write_page
from draftgenie.cli.run import Verb, current, noun
from draftgenie.domain.bucket import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from draftgenie.domain.bucket import Move
    from draftgenie.ports.page import Page
    from draftgenie.services.dashboard import (
        Allocation,
        Attention,
        BucketView,
        Dashboard,
        Gain,
        SpeakerView,
    )
    from draftgenie.services.flow import Span
    from draftgenie.wiring import App

# One command and no callback: Typer makes it the noun itself.
app = noun("Speakers over the buckets, gains, and what needs attention.")

N_NAMES = 8
"""Names that are written out where there may be many."""


@app.command("dashboard", cls=Verb)
def show_dashboard(
    ctx: typer.Context,
    bucket: Annotated[
        str | None,
        typer.Option("--bucket", metavar="B", help="Open a bucket; none: speakers without one."),
    ] = None,
    speaker: SpeakerOption = None,
    by: Annotated[Unit, typer.Option("--by", help="Periods of the flow.")] = Unit.WEEK,
    periods: Annotated[
        int, typer.Option("--periods", min=1, max=120, help="How many periods of flow.")
    ] = 8,
    html: HtmlOption = None,
) -> None:
    """Show the speakers over the buckets, the gain, and what needs attention.

    With --bucket or --speaker, one bucket's speakers or one speaker's notes instead. With --html
    all of it, every speaker opened, as one page that needs no network.

    Example: draftgenie dashboard --html dashboard.html
    """
    from draftgenie.services import dashboard as service
    from draftgenie.services.flow import Span

    run = current(ctx)
    with run.open() as opened:
        span = Span(opened.clock.now(), by, periods)
        if html is not None:
            write_page(run, html, _page(opened, bucket=bucket, speaker=speaker, span=span))
            return
        found = service.look(
            store=opened.store,
            policy=opened.policy,
            signature=opened.signature,
            bucket=bucket,
            speaker=speaker,
            span=span,
        )
    if run.json:
        output.json_line(found)
        return
    if found.bucket is None and found.speaker is None:
        _print_overview(found)
    if found.bucket is not None:
        _print_bucket(found.bucket)
    if found.speaker is not None:
        _print_speaker(found.speaker)


def _page(opened: App, *, bucket: str | None, speaker: str | None, span: Span) -> Page:
    from draftgenie.cli.pages.overview import overview_page
    from draftgenie.services.overview import survey

    found = survey(
        store=opened.store,
        policy=opened.policy,
        signature=opened.signature,
        bucket=bucket,
        speaker=speaker,
        span=span,
    )
    return overview_page(found, now=span.now)


def _print_overview(found: Dashboard) -> None:
    from draftgenie.cli.flow import print_crossings, print_periods

    _print_allocation(found.allocation, scheme=found.scheme)
    if found.flow is not None:
        print_crossings(found.flow)
    totals = [f"{name} {n}" for name, n in output.plain(found.totals).items()]
    output.text("  ".join(totals[:7]))
    output.text("  ".join(totals[7:]))
    output.text("")
    _print_gain(found.gain)
    if found.flow is not None:
        print_periods(found.flow)
    _print_ranked(found)
    _print_moves(found.moves)
    _print_reviews(found)
    _print_attention(found.attention)


def _print_allocation(allocation: Sequence[Allocation], *, scheme: str) -> None:
    n_most = max(max(part.assigned, part.assumed) for part in allocation) or 1

    def bar(n: int) -> str:
        return "█" * round(20 * n / n_most) or ("▏" if n else "")

    columns = (
        Column(f"BUCKET ({scheme})", lambda a: a.bucket),
        Column("ASSIGNED", lambda a: a.assigned, right=True),
        Column("", lambda a: f"{bar(a.assigned):<20}"),
        Column("ASSUMED", lambda a: a.assumed, right=True),
        Column("", lambda a: f"{bar(a.assumed):<20}"),
    )
    output.table(allocation, columns)
    output.text("")


def _print_gain(gain: Gain | None) -> None:
    if gain is None:
        output.text("Nothing was evaluated yet: draftgenie evaluate run --all")
    else:
        output.text(output.visible(f"Latest evaluation: {gain.items} notes, {gain.scope}"))
        output.text(sureness(gain))
    output.text("")


def _print_ranked(found: Dashboard) -> None:
    if not found.best:
        return
    rows = [("best", s) for s in found.best] + [("worst", s) for s in reversed(found.worst)]
    columns = (
        Column("GAINS", lambda r: r[0]),
        Column("SPEAKER", lambda r: r[1].speaker),
        Column("NOTES", lambda r: r[1].evaluated, right=True),
        Column("WER %", lambda r: change(r[1].draft_wer, r[1].note_wer), right=True),
        Column("GAIN", lambda r: percent(r[1].relative_gain), right=True),
        Column("+/-/=", lambda r: outcomes(r[1]), right=True),
        Column("LOST", lambda r: r[1].lost, right=True),
    )
    output.table(rows, columns)
    output.text("")


def _print_reviews(found: Dashboard) -> None:
    lines = reviews(found.reviews)
    for line in lines:
        output.text(line)
    if lines:
        output.text("")


def _print_moves(moves: Iterable[Move]) -> None:
    columns = (
        Column("MOVED AT", lambda m: m.at[:16]),
        Column("SPEAKER", lambda m: m.speaker),
        Column("BUCKET", lambda m: f"{m.before or '–'} > {m.after}"),
        Column("BY", lambda m: m.made_by),
        Column("REASON", lambda m: m.reason, wrap=True),
    )
    rows = list(moves)
    if rows:
        output.table(rows, columns)
        output.text("")


def _print_attention(found: Attention) -> None:
    pending = [f"{speaker} {n}" for speaker, n in found.pending.items()]
    lost = [f"{n.speaker}/{n.item} ({facts(n.lost)})" for n in found.lost]
    output.text("Needs attention")
    output.facts(
        {
            "  notes that lost a safety fact": _some(lost),
            "  speakers whose notes got worse": _some(found.worse),
            "  speakers without an evaluation": _some(found.not_evaluated),
            "  drafts waiting for a note": _some(pending),
            "  speakers with a locked bucket": _some(found.locked),
        }
    )
    if not any((lost, found.worse, found.not_evaluated, pending, found.locked)):
        output.text("  nothing")
    if found.cases:
        output.text("")
        print_cases(found.cases)


def _some(names: Sequence[str]) -> str:
    if not names:
        return ""
    shown = names[:N_NAMES]
    more = f" and {len(names) - len(shown)} more" if len(shown) < len(names) else ""
    return f"{len(names)}: {', '.join(shown)}{more}"


def _print_bucket(found: BucketView) -> None:
    if not found.speakers:
        output.note(f"no speaker is in {found.bucket}")
        return
    columns = (
        Column("SPEAKER", lambda s: s.speaker),
        Column("SPECIALTY", lambda s: s.specialty),
        Column("ASSUMED", lambda s: s.assumed_bucket),
        Column("NOTES", lambda s: s.evaluated, right=True),
        Column("WER %", lambda s: change(s.draft_wer, s.note_wer), right=True),
        Column(
            "FORMATTED %",
            lambda s: change(s.draft_wer_formatted, s.note_wer_formatted),
            right=True,
        ),
        Column("GAIN", lambda s: percent(s.relative_gain), right=True),
        Column("+/-/=", outcomes, right=True),
        Column("LOST", lambda s: s.lost, right=True),
        Column("", lambda s: "locked" if s.bucket_locked else ""),
    )
    output.table(found.speakers, columns)
    if found.cases:
        output.text("")
        print_cases(found.cases)
    output.note(f"to open one: draftgenie dashboard --speaker {found.speakers[0].speaker}")


def _print_speaker(found: SpeakerView) -> None:
    speaker, figures = found.speaker, found.figures
    duration = None if found.mean_duration_s is None else f"{found.mean_duration_s:.0f} s"
    output.facts(
        {
            "speaker": speaker.ref,
            "name": speaker.name,
            "specialty": speaker.specialty,
            "worktype": found.worktype,
            "mean duration": duration,
            "usage": usage(found),
            "assigned": speaker.assigned_bucket or "–",
            "assumed": speaker.assumed_bucket or "–",
            "locked": speaker.bucket_locked,
            **found.counts,
            "evaluated": figures.evaluated,
            "WER %": change(figures.draft_wer, figures.note_wer),
            "formatted %": change(figures.draft_wer_formatted, figures.note_wer_formatted),
            "gain": percent(figures.relative_gain),
            "+/-/=": outcomes(figures),
            **fact(found.baseline),
        }
    )
    output.text("")
    if found.baseline is not None:
        print_curve(found.baseline.curve)
        output.text("")
    _print_moves(found.moves)
    print_cases(found.cases)
    _print_notes_of(found)
    _print_corrections_of(found)


def _print_notes_of(found: SpeakerView) -> None:
    columns = (
        Column("NEWEST NOTES", lambda n: n.item),
        Column("NOTE", lambda n: n.note_id),
        Column("ERRORS", lambda n: f"{n.draft_errors} > {n.note_errors}", right=True),
        Column("WORDS", lambda n: n.words, right=True),
        Column("", lambda n: n.outcome.value),
        Column("LOST", lambda n: facts(n.lost)),
    )
    if found.notes:
        output.table(found.notes, columns)
        output.text(f"to read one: draftgenie evaluate note {found.notes[0].note_id}")
        output.text("")


def _print_corrections_of(found: SpeakerView) -> None:
    columns = (
        Column("COMMONEST CORRECTIONS", lambda c: c.source),
        Column("BECOMES", lambda c: c.surface),
        Column("CATEGORY", lambda c: c.category.value),
        Column("MADE", lambda c: c.n_applied, right=True),
        Column("LEFT ALONE", lambda c: c.n_left_alone, right=True),
    )
    if found.corrections:
        output.table(found.corrections, columns)

"""`draftgenie correction list`, `show` and `stats`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from draftgenie.cli import output
from draftgenie.cli.correction.group import CorrectionId, app, columns, shown_side
from draftgenie.cli.options import Limit, PageNumber, SpeakerOption
from draftgenie.cli.run import Verb, current
from draftgenie.domain.correction import Category, CorrectionStatus, Severity

if TYPE_CHECKING:
    from draftgenie.services.correction import Held, Shown


@app.command("list", cls=Verb)
def list_corrections(
    ctx: typer.Context,
    speaker: SpeakerOption = None,
    category: Annotated[
        Category | None, typer.Option("--category", help="Only this kind of change.")
    ] = None,
    severity: Annotated[
        Severity | None, typer.Option("--severity", help="Only of this severity.")
    ] = None,
    status: Annotated[
        CorrectionStatus | None, typer.Option("--status", help="Only what was so decided.")
    ] = None,
    search: Annotated[
        str | None, typer.Option("--search", help="Part of the source or the target.")
    ] = None,
    min_applied: Annotated[
        int, typer.Option("--min-applied", min=0, help="Made at least so often.")
    ] = 0,
    sort: Annotated[
        str, typer.Option("--sort", help="applied, rate, source …; a leading - turns it round.")
    ] = "-applied",
    limit: Limit = 100,
    page: PageNumber = 1,
) -> None:
    """List corrections and how often they were made.

    Example: draftgenie correction list --speaker dr-okafor --severity high
    """
    from draftgenie.ports.store import CorrectionQuery, Page
    from draftgenie.services import correction as service
    from draftgenie.services.speaker import find_speaker

    run = current(ctx)
    with run.open() as opened:
        query = CorrectionQuery(
            speaker=None if speaker is None else find_speaker(opened.store, speaker).ref,
            category=category and category.value,
            severity=severity and severity.value,
            status=status and status.value,
            text=search,
            min_applied=min_applied,
            sort=sort.lstrip("-").replace("-", "_"),
            descending=sort.startswith("-"),
        )
        found, total = service.list_(store=opened.store, query=query, page=Page(page, limit))
    output.listing(found, total=total, columns=columns(), as_json=run.json)


@app.command("show", cls=Verb)
def show_correction(
    ctx: typer.Context, correction_id: CorrectionId, speaker: SpeakerOption = None
) -> None:
    """Show a correction as each speaker has it.

    With the newest places where it was made, and what else the same source became.

    Example: draftgenie correction show cor_41f0… --speaker dr-okafor
    """
    from draftgenie.services import correction as service
    from draftgenie.services.audit import record_reading
    from draftgenie.services.speaker import find_speaker

    run = current(ctx)
    with run.open() as opened:
        ref = None if speaker is None else find_speaker(opened.store, speaker).ref
        shown = service.show(store=opened.store, correction_id=correction_id, speaker=ref)
        record_reading(opened.store, "correction.show", shown.id, speaker=ref)
    if run.json:
        body = output.plain(shown)
        held = body.pop("speakers")
        body["speakers"] = [{**h.pop("line"), **h} for h in held]
        output.json_line(body)
        return
    _print_change(shown)
    for one in shown.speakers:
        _print_held(one)


def _print_change(shown: Shown) -> None:
    output.facts(
        {
            "id": shown.id,
            "source": shown_side(shown.source),
            "target": shown_side(shown.target),
            "layer": shown.layer.value,
            "category": shown.category.value,
            "severity": shown.severity.value,
        }
    )


def _print_held(one: Held) -> None:
    line = one.line
    facts = [
        ("written", shown_side(line.surface)),
        ("made", f"{line.n_applied} of {line.n_applied + line.n_left_alone} times"),
        ("rate", output.percent(line.rate)),
        ("seen", " to ".join(sorted({s for s in (line.first_seen, line.last_seen) if s}))),
        ("status", line.status.value),
        ("origin", line.origin.value),
    ]
    facts += [
        ("else", f"{shown_side(other.target)}, {other.n_applied} times ({other.id})")
        for other in one.contradictions
    ]
    facts += [
        ("in", "  ".join(filter(None, (place.item, place.at, place.context))))
        for place in one.examples
    ]
    output.text("")
    output.text(output.visible(f"{line.speaker}:"))
    output.facts(facts)


@app.command("stats", cls=Verb)
def correction_stats(ctx: typer.Context, speaker: SpeakerOption = None) -> None:
    """Count corrections by kind, severity and status.

    Example: draftgenie correction stats --speaker dr-okafor --json
    """
    from draftgenie.services import correction as service
    from draftgenie.services.speaker import find_speaker

    run = current(ctx)
    with run.open() as opened:
        ref = None if speaker is None else find_speaker(opened.store, speaker).ref
        stats = service.stats(store=opened.store, speaker=ref)
    output.record(stats, as_json=run.json)

"""`draftgenie evaluate run`, `list` and `show`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from draftgenie.cli import output
from draftgenie.cli.evaluate.group import app
from draftgenie.cli.options import Limit, PageNumber, SpeakerOption, one_or_all
from draftgenie.cli.output import Column, percent
from draftgenie.cli.replay import replay_history
from draftgenie.cli.run import Verb, current

if TYPE_CHECKING:
    from draftgenie.cli.run import Run
    from draftgenie.services.evaluate import Evaluated
    from draftgenie.wiring import App

Confusions = Annotated[
    int,
    typer.Option("--confusions", min=0, metavar="N", help="List the N commonest errors of notes."),
]


@app.command("run", cls=Verb)
def run_evaluation(
    ctx: typer.Context,
    speaker: SpeakerOption = None,
    everyone: Annotated[
        bool, typer.Option("--all", help="All speakers; so it is without --speaker.")
    ] = False,
    last: Annotated[
        int | None,
        typer.Option("--last", min=1, metavar="N", help="Figures over each one's last N notes."),
    ] = None,
    max_wer: Annotated[
        float | None,
        typer.Option("--max-wer", metavar="X", help="Exit 9 if the notes' WER is above this."),
    ] = None,
    min_gain: Annotated[
        float | None,
        typer.Option("--min-gain", metavar="X", help="Exit 9 if the relative gain is below this."),
    ] = None,
    gate_safety: Annotated[
        bool,
        typer.Option(
            "--gate-safety",
            help="Exit 9 if a note lost a number, unit, negation, side or term.",
        ),
    ] = False,
    similarity: Annotated[
        bool, typer.Option("--similarity", help="Semantic similarity too; loads the model.")
    ] = False,
    confusions: Confusions = 0,
) -> None:
    """Measure generated notes against the final notes, and move speakers between buckets.

    Each note is scored once; the same notes again are the run that is stored already. Rates and
    thresholds are fractions: 0.05 is 5 %.

    Example: draftgenie evaluate run --all --max-wer 0.05
    """
    from draftgenie.services import evaluate as service

    run = current(ctx)
    one_or_all(speaker, everyone=everyone)
    with run.open() as opened:
        begun = opened.clock.now()
        done = _evaluate(opened, speaker=speaker, last=last, similarity=similarity)
        done = _with_confusions(opened, done, confusions)
    _print(run, done)
    if not similarity and done.run_id is not None:
        run.say("similarity was not measured; --similarity measures it")
    run.say(_what_next(done, is_new=done.created_at >= begun))
    service.check_gates(done, max_wer=max_wer, min_gain=min_gain, safety=gate_safety)


def _with_confusions(opened: App, done: Evaluated, n: int) -> Evaluated:
    from dataclasses import replace

    from draftgenie.services.confusions import find_confusions

    return replace(done, confusions=find_confusions(done, store=opened.store, n=n))


def _evaluate(
    opened: App, *, speaker: str | None, last: int | None, similarity: bool
) -> Evaluated:
    from draftgenie.ports.store import NoteQuery
    from draftgenie.services import evaluate as service
    from draftgenie.services.speaker import find_speaker

    ref = None if speaker is None else find_speaker(opened.store, speaker).ref
    method = service.Method(
        opened.policy, opened.signature, embedder=opened.embedder if similarity else None
    )
    return service.run(
        NoteQuery(speaker=ref, last=last),
        store=opened.store,
        clock=opened.clock,
        progress=opened.progress,
        method=method,
    )


def _print(run: Run, done: Evaluated, *, all_notes: bool = False) -> None:
    from draftgenie.cli.baseline import print_replay
    from draftgenie.cli.figures import print_run

    if run.json:
        output.json_line(done)
    elif done.curve:
        print_replay(done, all_notes=all_notes)
    else:
        print_run(done, all_notes=all_notes)


def _what_next(done: Evaluated, *, is_new: bool) -> str:
    if done.run_id is None:
        return "nothing to evaluate; next: draftgenie rag generate --all"
    if not is_new:
        return "unchanged: these notes were evaluated before"
    return f"evaluated: {done.items} notes, moved: {done.n_moved}; next: draftgenie dashboard"


app.command("replay", cls=Verb)(replay_history)


@app.command("list", cls=Verb)
def list_runs(ctx: typer.Context, limit: Limit = 100, page: PageNumber = 1) -> None:
    """List evaluation runs and replays, newest first.

    Example: draftgenie evaluate list --limit 10
    """
    from draftgenie.ports.store import Page
    from draftgenie.services import evaluate as service

    run = current(ctx)
    with run.open() as opened:
        runs, total = service.list_(store=opened.store, page=Page(page, limit))
    columns = (
        Column("RUN", lambda r: r.run_id),
        Column("AT", lambda r: r.created_at[:16]),
        Column("KIND", lambda r: r.kind),
        Column("NOTES", lambda r: r.items, right=True),
        Column("DRAFT", lambda r: percent(r.draft_wer), right=True),
        Column("NOTE", lambda r: percent(r.note_wer), right=True),
        Column("GAIN", lambda r: percent(r.relative_gain), right=True),
        Column("LOST", lambda r: r.lost, right=True),
        Column("MOVED", lambda r: r.moved, right=True),
        Column("SCOPE", lambda r: r.scope),
    )
    output.listing(runs, total=total, columns=columns, as_json=run.json)


@app.command("show", cls=Verb)
def show_run(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(metavar="[RUN]", help="The id of a run; latest: the newest but replays."),
    ] = "latest",
    notes: Annotated[
        bool,
        typer.Option("--notes", help="Every note that got worse or lost a fact, worst first."),
    ] = False,
    confusions: Confusions = 0,
) -> None:
    """Show an evaluation run as it was stored.

    Example: draftgenie evaluate show latest --notes
    """
    from draftgenie.services import evaluate as service
    from draftgenie.services.audit import record_reading

    run = current(ctx)
    with run.open() as opened:
        done = service.show(name, store=opened.store)
        record_reading(opened.store, "evaluate.show", done.run_id or name)
        done = _with_confusions(opened, done, confusions)
    _print(run, done, all_notes=notes)

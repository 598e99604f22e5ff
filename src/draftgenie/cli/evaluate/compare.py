"""`draftgenie evaluate compare`."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Annotated, Any

import typer

from draftgenie.cli import figures, output
from draftgenie.cli.evaluate.group import app
from draftgenie.cli.output import Column, percent
from draftgenie.cli.run import Verb, current

if TYPE_CHECKING:
    from draftgenie.domain.evaluation import SafetyCounts
    from draftgenie.services.compare import Compared


@app.command("compare", cls=Verb)
def compare_runs(
    ctx: typer.Context,
    first: Annotated[
        str, typer.Argument(metavar="RUN", help="The run or generator to start from.")
    ],
    second: Annotated[
        str,
        typer.Argument(metavar="RUN", help="The one held against it; latest is the newest run."),
    ],
    *,
    generators: Annotated[
        bool, typer.Option("--generators", help="The two are generators: embedded, llm.")
    ] = False,
) -> None:
    """Compare two runs or generators over the notes they share.

    Notes are shared that were made of one draft and measured against one final; the tests are
    paired. With --generators the notes are all that either made, superseded or not, held against
    the present finals.

    Example: draftgenie evaluate compare run_2f6c0b run_9d01aa
    """
    from draftgenie.services.compare import compare, compare_generators

    run = current(ctx)
    with run.open() as opened:
        if generators:
            done = compare_generators(
                first,
                second,
                signature=opened.signature,
                store=opened.store,
                progress=opened.progress,
            )
        else:
            done = compare(first, second, store=opened.store, progress=opened.progress)
    if run.json:
        output.json_line(_body(done))
    else:
        _print(done)
    if not done.shared:
        run.say(f"the {done.of} share no notes")


def _body(done: Compared) -> dict[str, Any]:
    """The comparison as scripts read it: what `figures` calls draft and note is named by run."""
    found = done.figures
    rates = ("wer", "wer_formatted", "cer", "ser")
    same = ("words", "relative_gain", "ci95", "p_value", "better", "worse", "same", "sureness")
    return {
        **{f.name: getattr(done, f.name) for f in fields(done) if f.name != "figures"},
        **{f"first_{rate}": getattr(found, f"draft_{rate}") for rate in rates},
        **{f"second_{rate}": getattr(found, f"note_{rate}") for rate in rates},
        **{name: getattr(found, name) for name in same},
        "edits": found.edits,
        "safety": {kind: _facts(counts) for kind, counts in found.safety.items()},
        "signature": found.signature,
    }


def _facts(counts: SafetyCounts) -> dict[str, int]:
    return {
        f.name.replace("draft", "first").replace("note", "second"): getattr(counts, f.name)
        for f in fields(counts)
    }


def _print(done: Compared) -> None:
    found = done.figures
    rates = (
        ("WER", found.draft_wer, found.note_wer),
        ("WER formatted", found.draft_wer_formatted, found.note_wer_formatted),
        ("CER", found.draft_cer, found.note_cer),
        ("SER", found.draft_ser, found.note_ser),
    )
    columns = (
        Column("RATE", lambda row: row[0]),
        Column("FIRST", lambda row: percent(row[1], 2), right=True),
        Column("SECOND", lambda row: percent(row[2], 2), right=True),
    )
    output.table(rates, columns)
    output.text(f"shared notes: {done.shared}, word for word alike: {done.alike}")
    output.text(f"nearer to the final in the second: {found.better}, in the first: {found.worse}")
    output.text(f"only in the first: {done.only_first}, only in the second: {done.only_second}")
    output.text(f"WER of their drafts: {percent(done.draft_wer, 2)}")
    output.text("")
    figures.print_safety(found.safety, sides=_SIDES)
    figures.print_cases(done.cases, sides=_SIDES)
    one = done.of.removesuffix("s")
    output.text(
        figures.sureness(found, before=f"the first {one}'s", after=f"The second {one}'s notes")
    )
    for line in figures.further(found.sureness):
        output.text(line)
    for warning in done.warnings:
        output.text(f"Warning: {warning}.")
    for name, scope in ((done.first, done.first_scope), (done.second, done.second_scope)):
        output.text(output.visible(f"{name}: {scope}"))
    output.text(output.visible(found.signature))


_SIDES = ("FIRST", "SECOND")

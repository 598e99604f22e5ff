"""`draftgenie evaluate score`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from draftgenie.cli import output
from draftgenie.cli.evaluate.group import app
from draftgenie.cli.output import Column, percent
from draftgenie.cli.run import Verb, current
from draftgenie.domain.score import TextFormat
from draftgenie.errors import GateError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from draftgenie.cli.run import Run
    from draftgenie.pipeline.evaluate.texts import FactTally
    from draftgenie.services.score import AllScored, ItemFault, ItemScored, PairedTexts, Scoring


@app.command("score", cls=Verb)
def score_texts(
    ctx: typer.Context,
    reference: Annotated[
        str, typer.Option("--reference", metavar="FILE", help="The right texts; - is stdin.")
    ],
    hypothesis: Annotated[
        str, typer.Option("--hypothesis", metavar="FILE", help="Those to measure; - is stdin.")
    ],
    form: Annotated[
        TextFormat | None,
        typer.Option("--format", help="Of both files; told by their names otherwise."),
    ] = None,
    words_only: Annotated[
        bool,
        typer.Option("--words-only", help="Count words and nothing else, five times as fast."),
    ] = False,
    nist: Annotated[
        bool, typer.Option("--nist", help="Give the counts as NIST's sclite makes them, too.")
    ] = False,
    confusions: Annotated[
        int, typer.Option("--confusions", min=0, metavar="N", help="How many errors to list.")
    ] = 20,
    alignment: Annotated[
        bool, typer.Option("--alignment", help="Show each text with errors word under word.")
    ] = False,
    max_wer: Annotated[
        float | None,
        typer.Option("--max-wer", metavar="X", help="Exit 9 if the WER is above this."),
    ] = None,
) -> None:
    """Score texts against their references; no store is needed or touched.

    Plain text pairs line by line, trn by the id in brackets (speaker up to its first underscore,
    or hyphen), JSON lines by item, with text and, if you like, speaker. Rates are fractions.

    Example: draftgenie evaluate score --reference signed.trn --hypothesis drafts.trn
    """
    from draftgenie.services.gate import too_high
    from draftgenie.services.score import Asked, Scoring

    run = current(ctx)
    if alignment and run.json:
        msg = "--alignment is for people, and --json is one document"
        raise UsageError(msg, hint="leave one of them out")
    asked = Asked(words_only, nist, confusions)
    scoring = Scoring(_pairs(run, reference, hypothesis, form), asked)
    _go_through(run, scoring, show=alignment)
    done = scoring.figures()
    if run.json:
        output.json_line(done)
    else:
        _print(done)
    if missed := too_high("the WER", done.wer, option="--max-wer", limit=max_wer):
        raise GateError(missed)


def _pairs(
    run: Run, reference: str, hypothesis: str, form: TextFormat | None
) -> Iterator[PairedTexts]:
    from draftgenie.adapters.texts import STDIN, read_texts, told_format
    from draftgenie.services.score import pair_by_item, pair_by_line

    if reference == hypothesis == STDIN:
        msg = "only one side can come from stdin"
        raise UsageError(msg, hint="give the other one as a file")
    told = {form} if form else {told_format(reference), told_format(hypothesis)} - {None}
    if len(told) > 1:
        msg = f"the files are of two formats, {' and '.join(sorted(map(str, told)))}"
        raise UsageError(msg, hint="--format says how both are written")
    chosen = told.pop() or TextFormat.TXT
    sides = [read_texts(run.input(path), chosen) for path in (reference, hypothesis)]
    return pair_by_line(*sides) if chosen is TextFormat.TXT else pair_by_item(*sides)


def _go_through(run: Run, scoring: Scoring, *, show: bool) -> None:
    from draftgenie.cli.progress import choose_progress

    progress = choose_progress(quiet=run.quiet, as_json=run.json)
    for item in progress.track(scoring, label="score"):
        if show and item.scores.words.n_errors:
            _show(item)


def _show(item: ItemScored) -> None:
    from draftgenie.cli.evaluate.alignment import alignment_lines
    from draftgenie.pipeline.evaluate.texts import aligned_words

    words, text = item.scores.words, item.reference
    whose = f"{text.speaker} " if text.speaker else ""
    output.text(
        output.visible(
            f"{whose}{text.item}: {words.n_reference} words, {words.substitutions} substituted, "
            f"{words.deletions} missing, {words.insertions} extra"
        )
    )
    rows = aligned_words(reference=text.text, hypothesis=item.hypothesis.text)
    for line in alignment_lines(rows):
        output.text(line)
    output.text("")


def _print(done: AllScored) -> None:
    output.table([*_spread_last(done)], _COLUMNS)
    output.text("")
    if done.nist is not None:
        n = done.nist
        output.text(
            f"As sclite counts: {n.hits} hits, {n.substitutions} substitutions, {n.deletions} "
            f"deletions, {n.insertions} insertions, WER {percent(n.rate, 2)}."
        )
        output.text("")
    if done.wer_formatted is not None:
        _print_facts(done.safety)
        _print_faults(done.faults)
    if done.confusions:
        output.table(done.confusions, _CONFUSIONS)
        output.text("")
    output.text(done.signature)


def _spread_last(done: AllScored) -> Iterator[Any]:
    """The rows of the table: all, each speaker who is named, and how the speakers lie."""
    yield {**_row(done), "who": "all"}
    speakers = [s for s in done.speakers if s.speaker is not None]
    for speaker in speakers:
        yield {**_row(speaker), "who": speaker.speaker}
    if len(speakers) > 1:
        for name in ("mean", "median", "standard_deviation"):
            rates = {
                rate: getattr(found, name) if found else None
                for rate, found in done.spread.items()
            }
            yield {"who": f"({name.replace('_', ' ')})", **rates}


def _row(scored: Any) -> dict[str, Any]:
    names = ("items", "items_wrong", "words", "hits", "substitutions", "deletions", "insertions")
    rates = ("wer", "wer_formatted", "cer", "ser")
    return {name: getattr(scored, name) for name in (*names, *rates)}


def _counted(heading: str, name: str) -> Column:
    return Column(heading, lambda row: row.get(name), right=True)


def _rated(heading: str, name: str) -> Column:
    return Column(heading, lambda row: percent(row.get(name), 2), right=True)


_COLUMNS = (
    Column("SPEAKER", lambda row: row["who"]),
    _counted("ITEMS", "items"),
    _counted("WRONG", "items_wrong"),
    _counted("WORDS", "words"),
    _counted("HITS", "hits"),
    _counted("SUB", "substitutions"),
    _counted("DEL", "deletions"),
    _counted("INS", "insertions"),
    _rated("WER", "wer"),
    _rated("FORMATTED", "wer_formatted"),
    _rated("CER", "cer"),
    _rated("SER", "ser"),
)
_CONFUSIONS = (
    Column("TIMES", lambda c: c.n, right=True),
    Column("REFERENCE", lambda c: c.reference or "–"),
    Column("HYPOTHESIS", lambda c: c.hypothesis or "–"),
)


def _print_faults(faults: Sequence[ItemFault]) -> None:
    if not faults:
        return
    columns = (
        Column("FACT", lambda f: f.kind),
        Column("SPEAKER", lambda f: f.speaker or "–"),
        Column("ITEM", lambda f: f.item),
        Column("REFERENCE", lambda f: f.reference),
        Column("HYPOTHESIS", lambda f: f.hypothesis or "–"),
    )
    output.table(faults, columns)
    output.text("")


def _print_facts(safety: Mapping[str, FactTally]) -> None:
    columns = (
        Column("FACTS", lambda row: row[0]),
        Column("IN REFERENCES", lambda row: row[1].total, right=True),
        Column("RIGHT", lambda row: row[1].right, right=True),
        Column("WRONG", lambda row: row[1].wrong, right=True),
        Column("MISSING", lambda row: row[1].missing, right=True),
        Column("INVENTED", lambda row: row[1].invented, right=True),
    )
    output.table(safety.items(), columns)
    output.text("")

"""`draftgenie evaluate comment` and `note`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from draftgenie.cli import output
from draftgenie.cli.evaluate.group import app
from draftgenie.cli.options import SpeakerOption
from draftgenie.cli.run import Verb, current
from draftgenie.domain.evaluation import Outcome

if TYPE_CHECKING:
    from draftgenie.services.review import NoteLooked

NoteName = Annotated[str, typer.Argument(metavar="NOTE", help="The id of a note, or its item.")]


@app.command("comment", cls=Verb)
def comment_note(
    ctx: typer.Context,
    note: NoteName,
    verdict: Annotated[
        Outcome, typer.Option("--verdict", help="Whether the note is better than its draft.")
    ],
    text: Annotated[str, typer.Option("--text", metavar="T", help="What you say of it.")] = "",
    speaker: SpeakerOption = None,
) -> None:
    """Say of a generated note whether it is better than its draft, the same, or worse.

    The newest verdict on a note counts; reports set it beside what the figures say.

    Example: draftgenie evaluate comment visit-0001 --verdict worse --text "dose changed"
    """
    from draftgenie.services import review as service

    run = current(ctx)
    with run.open() as opened:
        done = service.comment(
            note, verdict, text, store=opened.store, clock=opened.clock, speaker=speaker
        )
    shown = f"{done.review.verdict.value}  {done.speaker}  {done.item}  {done.review.note_id}"
    output.one(done, as_json=run.json, text=shown)
    run.say("stored" if done.changed else "unchanged: this was said before")


@app.command("note", cls=Verb)
def show_note(ctx: typer.Context, note: NoteName, speaker: SpeakerOption = None) -> None:
    """Show one note beside its draft and its final note: figures, marks and comments.

    Where 120 columns are free the three texts stand side by side; else each is shown on its way
    to the final note: words to take out stand in [-…-], words to put in in {+…+}.

    Example: draftgenie evaluate note visit-0001
    """
    from draftgenie.services import review as service
    from draftgenie.services.audit import record_reading

    run = current(ctx)
    with run.open() as opened:
        found = service.look(note, store=opened.store, speaker=speaker)
        record_reading(opened.store, "evaluate.note", found.scores.note_id)
    if run.json:
        output.json_line(found)
    else:
        _print(found)


def _print(found: NoteLooked) -> None:
    from draftgenie.cli.figures import print_cases

    s = found.scores
    facts = {"note": s.note_id, "speaker": s.speaker, "item": s.item, "outcome": s.outcome.value}
    for name, before, after in (
        ("errors", s.draft, s.note),
        ("formatted errors", s.draft_formatted, s.note_formatted),
    ):
        n = before.n_reference
        facts[name] = f"{before.n_errors} > {after.n_errors} of {n} words"
    if s.edits is not None:
        e = s.edits
        facts["errors of the draft"] = f"{e.fixed} fixed, {e.kept} kept, {e.changed} changed"
        facts["right words"] = f"{e.right_kept} kept, {e.broken} broken, {e.added} added"
    output.facts(facts)
    output.text("")
    print_cases(found.cases)
    _print_texts(found)
    output.text("")
    for review in found.reviews:
        output.text(output.visible(f"{review.at[:16]}  {review.verdict.value}  {review.text}"))


def _print_texts(found: NoteLooked) -> None:
    from draftgenie.cli.columns import LEGEND, WIDE_ENOUGH, three_columns
    from draftgenie.cli.diff import render

    if (width := output.room()) >= WIDE_ENOUGH:
        for line in three_columns(found.panes, width=width, colours=output.colours()):
            output.styled(line)
        output.text("")
        output.text(LEGEND)
        return
    output.text("From the draft to the final note:")
    output.styled(render(found.draft_marks, colours=output.colours()))
    output.text("")
    output.text("From the generated note to the final note:")
    output.styled(render(found.note_marks, colours=output.colours()))

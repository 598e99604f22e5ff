"""`draftgenie rag generate`."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from draftgenie.cli import output
from draftgenie.cli.options import SpeakerOption
from draftgenie.cli.rag.group import app, note_body
from draftgenie.cli.run import Run, Verb, current
from draftgenie.errors import ModelError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from draftgenie.domain.note import GeneratedNote
    from draftgenie.pipeline.generate import Limits
    from draftgenie.services.rag import Generated
    from draftgenie.wiring import App


class Generator(StrEnum):
    """What makes the notes."""

    EMBEDDED = "embedded"
    LLM = "llm"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the command line asks for."""

    piped: str | None
    item: str | None
    draft: str | None
    pending: bool
    everything: bool
    speaker: str | None
    save: bool
    dry_run: bool

    def check(self) -> None:
        """Check that it says exactly one thing.

        Raises:
            UsageError: it does not.
        """
        if self.piped is not None:
            self._check_piped()
            return
        ways = [self.item is not None, self.draft is not None, self.pending, self.everything]
        if sum(ways) != 1:
            msg = "say which drafts, in one way" if any(ways) else "say which drafts"
            hint = "--item ITEM, --draft ID, --pending, --all, or --speaker REF - for a pipe"
            raise UsageError(msg, hint=hint)
        if self.save:
            msg = "--save goes with a draft from stdin; others are stored in any case"
            raise UsageError(msg, hint="leave it out")

    def _check_piped(self) -> None:
        if self.piped != "-":
            msg = "a draft is read from stdin only, as -"
            raise UsageError(msg, hint="draftgenie rag generate --speaker REF - < FILE")
        if self.speaker is None:
            msg = "whose draft it is must be said"
            raise UsageError(msg, hint="--speaker REF")
        if self.draft is not None or self.pending or self.everything or self.dry_run:
            msg = "a draft from stdin goes with --speaker, --save and --item alone"
            raise UsageError(msg, hint="leave the other options out")
        if self.item is not None and not self.save:
            msg = "--item names the item that a draft from stdin is stored as"
            raise UsageError(msg, hint="add --save, or leave it out")


MinConfidence = Annotated[
    float | None, typer.Option(metavar="P", help="Least chance of being right, 0 to 1.")
]
MinGain = Annotated[
    float | None, typer.Option(metavar="G", help="Least expected number of words saved.")
]
MaxHarm = Annotated[
    float | None, typer.Option(metavar="H", help="Greatest chance of harm, 0 to 1.")
]
MaxNoteHarm = Annotated[
    float | None, typer.Option(metavar="H", help="Greatest chance that a note ends worse.")
]


@app.command("generate", cls=Verb)
def generate_notes(
    ctx: typer.Context,
    piped: Annotated[
        str | None, typer.Argument(metavar="[-]", help="Read one draft from stdin.")
    ] = None,
    item: Annotated[
        str | None, typer.Option("--item", metavar="ITEM", help="The drafts of this item.")
    ] = None,
    draft: Annotated[str | None, typer.Option("--draft", metavar="ID", help="This draft.")] = None,
    pending: Annotated[
        bool, typer.Option("--pending", help="Drafts without a final note and without a note.")
    ] = False,
    everything: Annotated[bool, typer.Option("--all", help="Every current draft.")] = False,
    speaker: SpeakerOption = None,
    generator: Annotated[
        Generator, typer.Option("--generator", help="What makes the notes.")
    ] = Generator.EMBEDDED,
    min_confidence: MinConfidence = None,
    min_gain: MinGain = None,
    max_harm: MaxHarm = None,
    max_note_harm: MaxNoteHarm = None,
    save: Annotated[
        bool, typer.Option("--save", help="Store the draft from stdin and its note.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Store no note.")] = False,
) -> None:
    """Correct drafts from what was learned.

    A draft from stdin gives its corrected text and nothing else.

    Example: draftgenie rag generate --pending --json
    """
    run = current(ctx)
    _check_installed(generator)
    asked = _Asked(piped, item, draft, pending, everything, speaker, save, dry_run)
    asked.check()
    with run.open() as opened:
        limits = opened.limits(
            min_confidence=min_confidence,
            min_gain=min_gain,
            max_harm=max_harm,
            max_note_harm=max_note_harm,
        )
        if piped:
            _print_piped(run, _correct_piped(run, opened, asked, limits))
        else:
            _print_stored(run, opened, asked, limits)


def _check_installed(generator: Generator) -> None:
    if generator is Generator.LLM:
        msg = "the llm generator is not installed in this version"
        raise ModelError(msg, hint="leave out --generator, or --generator embedded")


def _read_stdin(run: Run) -> bytes:
    from draftgenie.services.piped import MAX_BYTES

    run.input("-")
    return sys.stdin.buffer.read(MAX_BYTES)


def _correct_piped(run: Run, opened: App, asked: _Asked, limits: Limits) -> GeneratedNote:
    from draftgenie.services import piped as service
    from draftgenie.services import rag

    raw = _read_stdin(run)
    store, speaker = opened.store, asked.speaker or ""
    if not asked.save:
        return service.correct(
            raw, speaker=speaker, store=store, arrays=opened.arrays, limits=limits
        )
    draft = service.save(raw, speaker=speaker, item=asked.item, store=store, clock=opened.clock)
    made = rag.generate(
        [draft], store=store, arrays=opened.arrays, clock=opened.clock, limits=limits
    )
    return next(iter(made)).note


def _print_piped(run: Run, note: GeneratedNote) -> None:
    if run.json:
        output.json_line(note_body(note))
    else:
        output.exact(note.text)


def _print_stored(run: Run, opened: App, asked: _Asked, limits: Limits) -> None:
    from draftgenie.services.audit import record_reading

    if run.json:
        record_reading(opened.store, "rag.generate", asked.item or asked.draft or "notes")
    n = n_new = n_edits = 0
    for made in _stored(opened, asked, limits):
        n += 1
        n_new += made.is_new
        n_edits += len(made.note.applied)
        if run.json:
            output.json_line({**note_body(made.note), "is_new": made.is_new})
        else:
            output.text(output.visible(_line(made.note)))
    run.say(_what_next(n, n_new, n_edits, asked, has_learned=opened.store.learned() is not None))


def _stored(opened: App, asked: _Asked, limits: Limits) -> Iterator[Generated]:
    from draftgenie.services import rag, wanted

    drafts, total = wanted.choose_drafts(
        wanted.Wanted(asked.item, asked.draft, asked.pending, asked.speaker), store=opened.store
    )
    notes = rag.generate(
        drafts, store=opened.store, arrays=opened.arrays, clock=opened.clock, limits=limits
    )
    if asked.dry_run:
        notes = wanted.dry_run(notes, store=opened.store)
    return opened.progress.track(notes, label="notes", total=total) if total else iter(())


def _line(note: GeneratedNote) -> str:
    edits = f"{len(note.applied)} edits"
    return "  ".join((note.speaker, note.item, note.id, edits, output.percent(note.confidence)))


def _what_next(n: int, n_new: int, n_edits: int, asked: _Asked, *, has_learned: bool) -> str:
    if not n:
        return "no drafts are pending" if asked.pending else "no drafts are there"
    if not has_learned:
        return "nothing was learned yet, so nothing was changed; next: draftgenie correction build"
    if asked.dry_run:
        return f"dry run: {n} notes with {n_edits} edits, none stored"
    if not n_new:
        return f"unchanged: {n} notes were there already"
    return f"stored: {n_new} notes with {n_edits} edits; next: draftgenie rag explain NOTE"

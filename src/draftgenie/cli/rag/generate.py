"""`draftgenie rag generate`."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from draftgenie.cli import output
from draftgenie.cli.options import SpeakerOption
from draftgenie.cli.rag.group import app, note_body
from draftgenie.cli.rag.model import Asked
from draftgenie.cli.run import Run, Verb, current
from draftgenie.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from draftgenie.domain.draft import Draft
    from draftgenie.domain.note import GeneratedNote
    from draftgenie.pipeline.generate import Limits
    from draftgenie.services.llm import Made
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
    model: Asked | None = None

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
        is_dry = self.dry_run and (self.model is None or self.save)
        if self.draft is not None or self.pending or self.everything or is_dry:
            msg = "a draft from stdin goes with --speaker, --save and --item alone"
            raise UsageError(msg, hint="leave the other options out")
        if self.item is not None and not self.save:
            msg = "--item names the item that a draft from stdin is stored as"
            raise UsageError(msg, hint="add --save, or leave it out")


Piped = Annotated[str | None, typer.Argument(metavar="[-]", help="Read one draft from stdin.")]
ItemName = Annotated[
    str | None, typer.Option("--item", metavar="ITEM", help="The drafts of this item.")
]
DraftId = Annotated[str | None, typer.Option("--draft", metavar="ID", help="This draft.")]
Pending = Annotated[
    bool, typer.Option("--pending", help="Drafts without a final note and without a note.")
]
Everything = Annotated[bool, typer.Option("--all", help="Every current draft.")]
GeneratorName = Annotated[Generator, typer.Option("--generator", help="What makes the notes.")]
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
Save = Annotated[bool, typer.Option("--save", help="Store the draft from stdin and its note.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Store no note; with llm, show what would be sent.")
]
ModelName = Annotated[
    str | None, typer.Option("--model", metavar="NAME", help="The language model (llm).")
]
BaseUrl = Annotated[
    str | None, typer.Option("--base-url", metavar="URL", help="Where the model is (llm).")
]
Instruction = Annotated[
    str | None, typer.Option("--instruction", metavar="TEXT", help="Said to the model (llm).")
]
Critique = Annotated[
    bool | None,
    typer.Option("--critique/--no-critique", help="Have the model judge its edits (llm)."),
]
Strict = Annotated[bool, typer.Option("--strict", help="Exit 8 when the model fails (llm).")]


@app.command("generate", cls=Verb)
def generate_notes(
    ctx: typer.Context,
    piped: Piped = None,
    item: ItemName = None,
    draft: DraftId = None,
    pending: Pending = False,
    everything: Everything = False,
    speaker: SpeakerOption = None,
    generator: GeneratorName = Generator.EMBEDDED,
    min_confidence: MinConfidence = None,
    min_gain: MinGain = None,
    max_harm: MaxHarm = None,
    max_note_harm: MaxNoteHarm = None,
    save: Save = False,
    dry_run: DryRun = False,
    model: ModelName = None,
    base_url: BaseUrl = None,
    instruction: Instruction = None,
    critique: Critique = None,
    strict: Strict = False,
) -> None:
    """Correct drafts from what was learned.

    A draft from stdin gives its corrected text and nothing else. With --generator llm a language
    model proposes more edits, which are checked one by one; when it fails, the note is the
    embedded one, and the exit code 6.

    Example: draftgenie rag generate --pending --json
    """
    run = current(ctx)
    of_model = Asked(model, base_url, instruction, critique, strict)
    if generator is Generator.EMBEDDED:
        of_model.check_unused()
    asked = _Asked(piped, item, draft, pending, everything, speaker, save, dry_run)
    if generator is Generator.LLM:
        asked = replace(asked, model=of_model)
    asked.check()
    with run.open() as opened:
        limits = opened.limits(
            min_confidence=min_confidence,
            min_gain=min_gain,
            max_harm=max_harm,
            max_note_harm=max_note_harm,
        )
        if asked.model is not None:
            _with_model(run, opened, asked, limits)
        elif piped:
            _print_piped(run, _correct_piped(run, opened, asked, limits))
        else:
            _print_stored(run, opened, asked, limits)


def _with_model(run: Run, opened: App, asked: _Asked, limits: Limits) -> None:
    from draftgenie.cli.rag.model import means_of, print_notes, print_preview
    from draftgenie.services import llm

    model = (asked.model or Asked()).open(opened, dry_run=asked.dry_run)
    means = means_of(opened, limits)
    if asked.piped and not asked.save:
        draft = _unnamed(run, opened, asked)
        if asked.dry_run:
            print_preview(run, [draft], means, model)
        else:
            _print_piped_with_model(run, llm.correct(draft, means=means, model=model))
        return
    drafts, total = _drafts(run, opened, asked)
    if asked.dry_run:
        print_preview(run, drafts, means, model)
        return
    made = llm.generate(drafts, means=means, model=model)
    print_notes(run, opened.progress.track(made, label="notes", total=total) if total else ())


def _unnamed(run: Run, opened: App, asked: _Asked) -> Draft:
    from draftgenie.services import piped as service
    from draftgenie.services import rag
    from draftgenie.services.speaker import find_speaker

    ref = find_speaker(opened.store, asked.speaker or "").ref
    record = service.read_draft(_read_stdin(run), speaker=ref)
    return rag.unnamed(record.draft or "", speaker=ref)


def _drafts(run: Run, opened: App, asked: _Asked) -> tuple[Iterable[Draft], int]:
    from draftgenie.services import piped as service
    from draftgenie.services import wanted

    if asked.piped:
        raw, speaker = _read_stdin(run), asked.speaker or ""
        kept = service.save(
            raw, speaker=speaker, item=asked.item, store=opened.store, clock=opened.clock
        )
        return [kept], 1
    return wanted.choose_drafts(
        wanted.Wanted(asked.item, asked.draft, asked.pending, asked.speaker), store=opened.store
    )


def _print_piped_with_model(run: Run, made: Made) -> None:
    from draftgenie.cli.rag.model import check_whole, note_json

    if run.json:
        output.json_line(note_json(made))
    else:
        output.exact(made.note.text)
    check_whole(1, Counter([made.failure.reason] if made.failure else []))


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

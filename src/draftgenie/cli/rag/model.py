"""`draftgenie rag generate --generator llm`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from draftgenie.cli import output
from draftgenie.cli.rag.group import note_body
from draftgenie.errors import PartialError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from draftgenie.cli.run import Run
    from draftgenie.domain.draft import Draft
    from draftgenie.pipeline.generate import Limits
    from draftgenie.services.llm import Made, Means, Model
    from draftgenie.wiring import App


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks of a model; None where it does not say."""

    model: str | None = None
    base_url: str | None = None
    instruction: str | None = None
    critique: bool | None = None
    strict: bool = False

    def check_unused(self) -> None:
        """Check that nothing is asked of a model that is not used.

        Raises:
            UsageError: something is.
        """
        if self != Asked():
            msg = "options of a language model were given, and none is used"
            raise UsageError(msg, hint="add --generator llm")

    def open(self, opened: App, *, dry_run: bool) -> Model:
        """The model, ready to be asked."""
        return opened.model(
            model=self.model,
            base_url=self.base_url,
            instruction=self.instruction,
            critique=self.critique,
            strict=self.strict,
            dry_run=dry_run,
        )


def means_of(opened: App, limits: Limits) -> Means:
    """What notes are made with besides the model."""
    from draftgenie.services.llm import Means

    return Means(
        opened.store, opened.arrays, opened.clock, opened.progress, limits, opened.shelf()
    )


def print_preview(run: Run, drafts: Iterable[Draft], means: Means, model: Model) -> None:
    """What would be sent for each draft before anything is answered, and nothing sent."""
    from draftgenie.services import llm

    n = 0
    for draft, request in llm.preview(drafts, means=means, model=model):
        n += 1
        body = model.chat.body(request)
        told = {"speaker": draft.speaker, "item": draft.item, "draft_id": draft.id}
        told["to"] = model.chat.base_url
        if run.json:
            output.json_line({**told, "body": body})
        else:
            output.text(output.visible("  ".join(told.values())))
            output.json_line(body)
    run.say(f"dry run: {n} requests would be sent, and more after their answers; none was")


def print_notes(run: Run, made: Iterable[Made]) -> None:
    """Each note as it is finished, and at the end how many the model had no part in.

    Raises:
        PartialError: some notes are the embedded ones, since the provider failed.
    """
    n = n_new = 0
    reasons: Counter[str] = Counter()
    spent: list[dict[str, Any]] = []
    for one in made:
        n += 1
        n_new += one.is_new
        if one.failure is not None:
            reasons[one.failure.reason] += 1
        spent.append(dict(one.spent or {}))
        _print_note(run, one)
    run.say(_what_next(n, n_new, spent))
    check_whole(n, reasons)


def check_whole(n: int, reasons: Counter[str]) -> None:
    """Tell, and exit 6, when the provider failed.

    Raises:
        PartialError: it did, for at least one of `n` notes.
    """
    if not reasons:
        return
    why = ", ".join(f"{reason} {count}" for reason, count in sorted(reasons.items()))
    msg = f"{reasons.total()} of {n} notes are the embedded ones: the model failed ({why})"
    raise PartialError(msg, hint="draftgenie rag session NOTE says how; run it again, or --strict")


def _print_note(run: Run, one: Made) -> None:
    note = one.note
    if run.json:
        output.json_line({**note_json(one), "is_new": one.is_new})
        return
    edits = f"{len(note.applied)} edits"
    shown = [note.speaker, note.item, note.id, edits, output.percent(note.confidence)]
    shown.append(f"embedded ({one.failure.reason})" if one.failure else note.generator)
    output.text(output.visible("  ".join(shown)))


def note_json(one: Made) -> dict[str, Any]:
    """A note as scripts read it; `fallback` is why it is the embedded one, or null."""
    failed = one.failure.reason if one.failure else None
    return {**note_body(one.note), "fallback": failed, "spent": output.plain(one.spent)}


def _what_next(n: int, n_new: int, spent: list[dict[str, Any]]) -> str:
    if not n:
        return "no drafts are there"
    if not n_new:
        return f"unchanged: {n} notes were there already"
    said = f"stored: {n_new} notes; {_told(spent)}"
    return f"{said}next: draftgenie rag explain NOTE"


def _told(spent: list[dict[str, Any]]) -> str:
    calls = sum(one.get("calls", 0) for one in spent)
    tokens = [one.get(name) or 0 for one in spent for name in ("prompt_tokens", "answer_tokens")]
    costs = [one["cost"] for one in spent if one.get("cost")]
    told = f"{calls} calls, {sum(tokens)} tokens"
    return f"{told}, {sum(costs):.4f} spent; " if costs else f"{told}; "

"""`draftgenie rag explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer  # noqa: TC002 - Typer reads the annotation

from draftgenie.cli import output
from draftgenie.cli.options import SpeakerOption
from draftgenie.cli.rag.group import NoteName, app, edit_body
from draftgenie.cli.run import Verb, current
from draftgenie.domain.correction import SEVERITY
from draftgenie.domain.note import Proposer, Verdict

if TYPE_CHECKING:
    from draftgenie.domain.note import NoteEdit
    from draftgenie.services.explain import Explained, Explanation, Place

_WHOM = {Proposer.MODEL: "the model", Proposer.BOTH: "the history and the model"}


@app.command("explain", cls=Verb)
def explain_note(ctx: typer.Context, name: NoteName, speaker: SpeakerOption = None) -> None:
    """Show why a note reads as it does.

    For each edit that was made, and each that was nearly made: the places of the history that
    speak for it, those that speak against it, and the figures.

    Example: draftgenie rag explain visit-0001
    """
    from draftgenie.services import explain as service
    from draftgenie.services.audit import record_reading

    run = current(ctx)
    with run.open() as opened:
        found = service.explain(name, store=opened.store, arrays=opened.arrays, speaker=speaker)
        record_reading(opened.store, "rag.explain", found.note.id)
    if run.json:
        output.json_line(_body(found))
        return
    _print_heading(found)
    for n, one in enumerate(found.edits, 1):
        _print_edit(n, one)


def _body(found: Explanation) -> dict[str, Any]:
    return {
        "note_id": found.note.id,
        "speaker": found.note.speaker,
        "item": found.note.item,
        "draft_id": found.note.draft_id,
        "confidence": found.note.confidence,
        "edits": [
            {
                **edit_body(one.edit),
                "verdict": one.edit.verdict.value,
                "severity": SEVERITY[one.edit.category].value,
                "correction": output.plain(one.correction),
                "evidence_places": output.plain(one.evidence),
                "counter_evidence": output.plain(one.counter_evidence),
            }
            for one in found.edits
        ],
    }


def _print_heading(found: Explanation) -> None:
    n = {verdict: sum(e.edit.verdict is verdict for e in found.edits) for verdict in Verdict}
    counted = ", ".join(f"{n[verdict]} {verdict.value}" for verdict in Verdict)
    note = found.note
    output.text(output.visible(f"{note.id}  {note.speaker}  {note.item}"))
    output.text(f"{counted}; confidence {output.percent(note.confidence)}")


def _print_edit(n: int, one: Explained) -> None:
    edit = one.edit
    output.text("")
    output.text(output.visible(f"{n}. {edit.verdict.value}: {_change(edit)}"))
    facts = [
        ("  because" if edit.verdict is Verdict.APPLIED else "  not made", edit.reason),
        ("  chances", f"{_chance(edit.confidence)} right, {_chance(edit.harm)} harm"),
        ("  history", f"made {edit.evidence} times, left alone {edit.n_left_alone} times"),
        ("  kind", f"{edit.category.value}, {SEVERITY[edit.category].value} severity"),
        ("  correction", edit.correction_id),
    ]
    if edit.proposer is not Proposer.EMBEDDED:
        facts.append(("  proposed by", _WHOM[edit.proposer]))
    facts += [("  made in", _place(place, one)) for place in one.evidence]
    facts += [("  left in", _place(place, one)) for place in one.counter_evidence]
    output.facts(facts)


def _change(edit: NoteEdit) -> str:
    return f"{edit.before!r} → {edit.after!r} at {edit.start}-{edit.end}"


def _chance(chance: float) -> str:
    return output.percent(chance, 0)


def _place(place: Place, one: Explained) -> str:
    change = place.before
    if place.after != place.before:
        # Dictated marks leave no words behind; how they are written says the correction.
        surface = one.correction.surface if one.correction else ""
        change = f"{place.before.strip()} → {place.after or surface.strip() or '∅'}"
    shown = " ".join(f"{place.left}[{change}]{place.right}".split())
    return "  ".join(filter(None, (place.speaker, place.item, place.at, shown)))

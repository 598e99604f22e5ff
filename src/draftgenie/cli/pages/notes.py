"""Notes beside their drafts and finals, as sections of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from draftgenie.cli.pages.parts import lost_facts
from draftgenie.ports.page import Facts, Pane, Panes, Section, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from draftgenie.ports.page import Block
    from draftgenie.services.run_report import NoteSeen

LEGEND = (
    "Marked words are not as the final has them. In the draft, struck through: wrong. In the "
    "note, underlined: mended; underlined with a wave: left as it was; framed: broken, wrong and "
    "new. In the final, underlined with dashes: missing from the note."
)


def anchors(seen: Sequence[NoteSeen]) -> dict[str, str]:
    """The anchor of each note's section by the note's id."""
    return {one.looked.scores.note_id: f"note-{n}" for n, one in enumerate(seen, 1)}


def sections(seen: Sequence[NoteSeen], places: dict[str, str]) -> tuple[Section, ...]:
    """A section for each note; those that lost a fact are open."""
    return tuple(_section(one, places[one.looked.scores.note_id]) for one in seen)


def _section(one: NoteSeen, anchor: str) -> Section:
    scores, cases = one.looked.scores, one.looked.cases
    lost = f", lost: {', '.join(f'{c.final} → {c.note or chr(0x2013)}' for c in cases)}"
    said = f"{scores.outcome.value}, {scores.draft.n_errors} → {scores.note.n_errors} errors"
    blocks: list[Block] = [Facts(_facts(one)), *(lost_facts(cases, {}) if cases else ())]
    blocks.append(
        Panes(
            (
                Pane("Draft", one.panes.draft),
                Pane("Generated note", one.panes.note),
                Pane("Final note", one.panes.final),
            )
        )
    )
    blocks += [Text(f"{r.at[:16]}: {r.verdict.value}. {r.text}") for r in one.looked.reviews]
    title = f"{scores.speaker} / {scores.item}: {said}{lost if cases else ''}"
    return Section(title, tuple(blocks), anchor, folded=True)


def _facts(one: NoteSeen) -> tuple[tuple[str, str], ...]:
    s = one.looked.scores
    rows = [("Note", s.note_id)]
    for name, before, after in (
        ("Errors", s.draft, s.note),
        ("Formatted errors", s.draft_formatted, s.note_formatted),
    ):
        rows.append((name, f"{before.n_errors} → {after.n_errors} of {after.n_reference} words"))
    if s.edits is not None:
        e = s.edits
        rows += [
            ("Errors of the draft", f"{e.fixed} fixed, {e.kept} kept, {e.changed} changed"),
            ("Right words", f"{e.right_kept} kept, {e.broken} broken, {e.added} added"),
        ]
    return tuple(rows)

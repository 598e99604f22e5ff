"""Why a note reads as it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from draftgenie.domain.note import Verdict
from draftgenie.errors import NotFoundError
from draftgenie.pipeline.generate import Limits
from draftgenie.services import rag
from draftgenie.services.explain import Place, diff, explain
from draftgenie.services.wanted import Wanted, choose_drafts
from tests.histories import a_draft, a_history, arrays, dated, take_in, texts

if TYPE_CHECKING:
    from pathlib import Path

    from draftgenie.adapters.sqlite import SqliteStore
    from draftgenie.services.explain import Explained
    from tests.builders import TickingClock


def note_for(
    store: SqliteStore, home: Path, clock: TickingClock, item: str, **limits: float
) -> str:
    drafts, _ = choose_drafts(Wanted(item=item), store=store)
    (made,) = rag.generate(
        drafts, store=store, arrays=arrays(home), clock=clock, limits=Limits(**limits)
    )
    return made.note.id


def explained(store: SqliteStore, home: Path, note_id: str, source: str) -> Explained:
    found = explain(note_id, store=store, arrays=arrays(home))
    return next(e for e in found.edits if e.edit.before.strip() == source)


def test_an_edit_is_explained_by_the_newest_places_that_speak_for_it(
    learned: SqliteStore, home: Path, clock: TickingClock
) -> None:
    take_in(learned, clock, a_draft(101))
    note_id = note_for(learned, home, clock, "visit-0101")

    one = explained(learned, home, note_id, "metroprolol")

    assert one.edit.verdict is Verdict.APPLIED
    assert one.correction is not None
    assert (one.correction.speaker, one.correction.n_applied) == ("dr-okafor", 30)
    assert one.counter_evidence == []
    assert [p.item for p in one.evidence] == ["visit-0029", "visit-0028", "visit-0027"]
    assert one.evidence[1] == Place(
        speaker="dr-okafor",
        item="visit-0028",
        at=dated(28),
        left="clinic today. The patient takes ",
        before="metroprolol",
        right=" 50 milligrams every morning. No",
        after="metoprolol",
    )


def test_places_where_the_source_was_kept_speak_against_it(
    learned: SqliteStore, home: Path, clock: TickingClock
) -> None:
    take_in(learned, clock, a_draft(105))
    note_id = note_for(
        learned, home, clock, "visit-0105", min_confidence=0.0, max_harm=1.0, max_note_harm=1.0
    )

    one = explained(learned, home, note_id, "ilium")

    assert [(p.item, p.before, p.after) for p in one.counter_evidence] == [
        ("visit-0025", "ilium", "ilium"),
        ("visit-0020", "ilium", "ilium"),
        ("visit-0015", "ilium", "ilium"),
    ]
    assert all("bruise over the " in p.left for p in one.counter_evidence)
    assert {p.after for p in one.evidence} == {"ileum"}


def test_what_was_nearly_changed_says_why_it_was_not(
    learned: SqliteStore, home: Path, clock: TickingClock
) -> None:
    take_in(learned, clock, a_draft(101))
    note_id = note_for(learned, home, clock, "visit-0101", min_confidence=1.0)

    one = explained(learned, home, note_id, "milligrams")

    assert one.edit.verdict is Verdict.SUGGESTED
    assert one.edit.reason.endswith("is under 1.00")
    assert len(one.evidence) == 3


def test_what_only_others_do_is_explained_from_them(
    learned: SqliteStore, home: Path, clock: TickingClock
) -> None:
    take_in(learned, clock, a_draft(101, speaker="dr-new"))
    note_id = note_for(learned, home, clock, "visit-0101")

    one = explained(learned, home, note_id, "milligrams")

    assert one.correction is not None
    assert one.correction.speaker == "dr-okafor"
    assert {p.speaker for p in one.evidence} == {"dr-okafor"}


def test_nothing_from_the_item_itself_or_later_is_evidence(
    learned: SqliteStore, home: Path, clock: TickingClock
) -> None:
    drafts, _ = choose_drafts(Wanted(item="visit-0020", speaker="dr-okafor"), store=learned)
    (made,) = rag.generate(
        drafts, store=learned, arrays=arrays(home), clock=clock, limits=Limits(min_gain=0.0)
    )
    note_id = made.note.id

    one = explained(learned, home, note_id, "milligrams")

    assert [p.item for p in one.evidence] == ["visit-0019", "visit-0018", "visit-0017"]


def test_an_explanation_outlives_its_correction(
    learned: SqliteStore, home: Path, clock: TickingClock
) -> None:
    take_in(learned, clock, a_draft(101))
    note_id = note_for(learned, home, clock, "visit-0101")
    with learned.atomic():
        learned.corrections.forget_all()

    found = explain(note_id, store=learned, arrays=arrays(home))

    assert [(e.correction, e.evidence, e.counter_evidence) for e in found.edits] == [
        (None, [], [])
    ] * len(found.edits)


def test_a_diff_shows_what_the_note_changed_or_what_it_left_to_change(
    learned: SqliteStore, home: Path, clock: TickingClock
) -> None:
    take_in(learned, clock, a_draft(101))
    note_id = note_for(learned, home, clock, "visit-0101")
    with pytest.raises(NotFoundError, match="item 'visit-0101' has no final note"):
        diff(note_id, store=learned, with_final=True)
    (pair,) = a_history(1, first=101, with_dates=False)
    take_in(learned, clock, {**pair, "final": f"{texts(101)[1]} Copy to all."})

    changed = diff(note_id, store=learned)
    left = diff(note_id, store=learned, with_final=True)

    assert [(p.before, p.after) for p in changed.pieces if p.tag != "equal"] == [
        ("um", ""),
        ("metroprolol", "metoprolol"),
        ("milligrams", "mg"),
    ]
    assert changed.final_id is None
    assert [(p.before, p.after) for p in left.pieces if p.tag != "equal"] == [("", "Copy to all.")]
    assert left.final_id is not None

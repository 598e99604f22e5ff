"""Generating notes: what the history is obeyed in, and what it may never do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from draftgenie.domain.correction import CorrectionStatus, Layer, correction_id
from draftgenie.domain.draft import Kind
from draftgenie.domain.note import Verdict, apply_edits
from draftgenie.errors import NotFoundError, UsageError
from draftgenie.pipeline.generate import Limits
from draftgenie.ports.store import DraftQuery, NoteQuery
from draftgenie.services import decision, rag
from draftgenie.services.wanted import Wanted, choose_drafts, dry_run
from tests.histories import a_draft, a_history, arrays, build, dated, take_in, texts

if TYPE_CHECKING:
    from pathlib import Path

    from draftgenie.adapters.sqlite import SqliteStore
    from draftgenie.domain.note import GeneratedNote
    from draftgenie.services.rag import Generated
    from tests.builders import TickingClock

TERM = correction_id(source="metroprolol", target="metoprolol", layer=Layer.WORDS)
UNIT = correction_id(source="milligrams", target="mg", layer=Layer.WORDS)


def generate(
    store: SqliteStore, home: Path, clock: TickingClock, wanted: Wanted | None = None, **more: Any
) -> list[Generated]:
    drafts, _ = choose_drafts(wanted or Wanted(pending=True), store=store)
    return list(
        rag.generate(drafts, store=store, arrays=arrays(home), clock=clock, limits=Limits(**more))
    )


def note_of(
    store: SqliteStore, home: Path, clock: TickingClock, *records: dict[str, Any]
) -> GeneratedNote:
    """The note of the first of some new records."""
    take_in(store, clock, *records)
    wanted = Wanted(item=records[0]["item"], speaker=records[0]["speaker"])
    return generate(store, home, clock, wanted)[0].note


def test_a_habit_of_the_history_is_corrected(
    learned: SqliteStore, home: Path, clock: TickingClock
) -> None:
    note = note_of(learned, home, clock, a_draft(101))

    draft, final = texts(101)
    assert note.text == final
    assert [(e.before, e.after, e.evidence, e.n_left_alone) for e in note.applied] == [
        ("um ", "", 21, 0),
        ("metroprolol", "metoprolol", 42, 0),
        ("milligrams", "mg", 42, 0),
    ]
    assert all(0.5 <= e.confidence <= 1 and 0 <= e.harm <= 0.12 for e in note.applied)
    assert apply_edits(draft, note.applied) == note.text


def test_generating_again_gives_the_same_note_and_changes_nothing(
    learned: SqliteStore, home: Path, clock: TickingClock
) -> None:
    take_in(learned, clock, a_draft(101), a_draft(102))
    first = generate(learned, home, clock)
    events = list(learned.log.events())

    again = generate(learned, home, clock, Wanted(speaker="dr-okafor"))

    pending = {made.note.id: made.note for made in first}
    assert len(pending) == 2
    known = [made for made in again if made.note.id in pending]
    assert [made.is_new for made in known] == [False, False]
    assert [made.note for made in known] == list(pending.values())
    assert [e for e in learned.log.events() if e.aggregate in pending] == [
        e for e in events if e.aggregate in pending
    ]
    assert generate(learned, home, clock) == []


def test_nothing_is_changed_before_anything_was_learned(
    store: SqliteStore, home: Path, clock: TickingClock
) -> None:
    note = note_of(store, home, clock, a_draft(101))

    assert (note.text, note.edits, note.confidence) == (texts(101)[0], (), None)


def test_nothing_is_changed_by_an_empty_history(
    store: SqliteStore, home: Path, clock: TickingClock
) -> None:
    take_in(store, clock, a_draft(101))
    build(store, home)

    note = note_of(store, home, clock, a_draft(101))

    assert (note.text, note.edits) == (texts(101)[0], ())


@pytest.mark.parametrize("with_dates", [True, False])
def test_an_item_never_learns_from_itself(
    learned: SqliteStore, home: Path, clock: TickingClock, *, with_dates: bool
) -> None:
    only_here = {
        "speaker": "dr-okafor",
        "item": "visit-0900",
        "draft": "The krakow sign was there. " * 8,
        "final": "The Kernig sign was there. " * 8,
    } | ({"dictated_at": dated(40)} if with_dates else {})
    take_in(learned, clock, only_here)
    build(learned, home)

    own = note_of(learned, home, clock, only_here)
    later = a_draft(901) | {"draft": only_here["draft"]}
    next_one = note_of(learned, home, clock, later)

    assert (own.text, own.edits) == (only_here["draft"], ())
    assert next_one.text == only_here["final"]


def test_an_item_never_learns_from_its_other_draft(
    learned: SqliteStore, home: Path, clock: TickingClock
) -> None:
    """The final note of one item makes a pair with each of its drafts."""
    text = "The krakow sign was there. " * 8
    item = {"speaker": "dr-okafor", "item": "visit-0900"}
    take_in(
        learned,
        clock,
        {**item, "draft": text, "kind": "asr"},
        {**item, "draft": f"Seen. {text}", "kind": "llm"},
        {**item, "kind": "final", "text": text.replace("krakow", "Kernig")},
    )
    build(learned, home)

    made = generate(learned, home, clock, Wanted(item="visit-0900"))

    assert [m.note.edits for m in made] == [(), ()]


def test_nothing_dictated_later_is_used(
    learned: SqliteStore, home: Path, clock: TickingClock
) -> None:
    draft = a_draft(101)

    first_day = note_of(learned, home, clock, {**draft, "item": "a", "dictated_at": dated(0)})
    half_way = note_of(learned, home, clock, {**draft, "item": "b", "dictated_at": dated(25)})
    last = note_of(learned, home, clock, {**draft, "item": "c", "dictated_at": dated(60)})

    def seen(note: GeneratedNote) -> list[int]:
        return [e.evidence for e in note.edits if e.correction_id == TERM]

    assert (first_day.edits, seen(half_way), seen(last)) == ((), [25 + 12], [30 + 12])


def test_a_blocked_correction_never_fires_and_the_others_go_on(
    learned: SqliteStore, home: Path, clock: TickingClock
) -> None:
    decision.decide(UNIT, CorrectionStatus.BLOCKED, store=learned, speaker="dr-okafor")

    note = note_of(learned, home, clock, a_draft(101))
    chen = note_of(learned, home, clock, a_draft(101, speaker="dr-chen"))

    assert "milligrams" in note.text
    assert UNIT not in {e.correction_id for e in note.edits}
    assert TERM in {e.correction_id for e in note.applied}
    assert UNIT in {e.correction_id for e in chen.applied}


def test_a_correction_that_only_others_have_can_be_blocked_as_well(
    learned: SqliteStore, home: Path, clock: TickingClock
) -> None:
    take_in(learned, clock, a_draft(101, speaker="dr-new"))
    before = generate(learned, home, clock, Wanted(speaker="dr-new"))[0].note

    decision.decide(UNIT, CorrectionStatus.BLOCKED, store=learned, speaker="dr-new")
    after = generate(learned, home, clock, Wanted(speaker="dr-new"))[0].note

    assert UNIT in {e.correction_id for e in before.edits}
    assert UNIT not in {e.correction_id for e in after.edits}


def test_an_added_correction_fires_where_its_source_stands_and_nowhere_else(
    learned: SqliteStore, home: Path, clock: TickingClock
) -> None:
    added = decision.add(
        store=learned, speaker="dr-okafor", source="bis a prolol", target="Bisoprolol"
    ).correction
    text = "Bis a prolol again: bis a prolol, not bis a."

    own = note_of(learned, home, clock, a_draft(101) | {"draft": text})
    other = note_of(learned, home, clock, a_draft(101, speaker="dr-chen") | {"draft": text})

    assert own.text == "Bisoprolol again: Bisoprolol, not bis a."
    assert [(e.correction_id, e.confidence, e.reason) for e in own.applied] == [
        (added.id, 0.9, "approved by a person")
    ] * 2
    assert (other.text, other.applied) == (text, ())


def test_taking_a_decision_back_makes_it_as_if_nobody_had_decided(
    learned: SqliteStore, home: Path, clock: TickingClock
) -> None:
    before = note_of(learned, home, clock, a_draft(101))
    for status in (CorrectionStatus.BLOCKED, CorrectionStatus.APPROVED, CorrectionStatus.LEARNED):
        decision.decide(UNIT, status, store=learned, speaker="dr-okafor")
    added = decision.add(store=learned, speaker="dr-okafor", source="patient", target="client")
    decision.decide(added.correction.id, CorrectionStatus.LEARNED, store=learned)

    after = generate(learned, home, clock, Wanted(item="visit-0101"))[0]

    assert (after.note, after.is_new) == (before, False)


def test_limits_decide_what_is_applied_and_what_is_only_suggested(
    learned: SqliteStore, home: Path, clock: TickingClock
) -> None:
    take_in(learned, clock, a_draft(101))

    (strict,) = generate(learned, home, clock, min_confidence=1.0)

    assert strict.note.text == texts(101)[0]
    assert {e.verdict for e in strict.note.edits} == {Verdict.SUGGESTED}
    assert all("under 1.00" in e.reason for e in strict.note.edits)


def test_a_draft_of_another_kind_is_left_alone_and_says_why(
    learned: SqliteStore, home: Path, clock: TickingClock
) -> None:
    record = a_draft(101)
    bare = "".join(c for c in record["draft"] if c not in ".,")

    note = note_of(learned, home, clock, record | {"draft": bare})

    assert note.text == bare
    assert {(e.verdict, e.reason) for e in note.edits} == {
        (Verdict.SUGGESTED, "unlike this speaker's drafts so far: it has hardly any marks")
    }
    assert {"metroprolol", "milligrams"} <= {e.before for e in note.edits}

    decision.decide(TERM, CorrectionStatus.APPROVED, store=learned, speaker="dr-okafor")

    approved = note_of(learned, home, clock, record | {"draft": bare})
    assert [(e.before, e.after) for e in approved.applied] == [("metroprolol", "metoprolol")]


@pytest.mark.parametrize(("now", "unit"), [("milligrams", None), ("mgs", "mgs")])
def test_a_habit_that_changed_is_followed_after_thirty_notes(
    learned: SqliteStore, home: Path, clock: TickingClock, now: str, unit: str | None
) -> None:
    """The editor wrote "mg" 30 times, and now keeps the word, or writes "mgs"; another goes on."""
    changed = [
        record | {"final": record["final"].replace(" mg ", f" {now} ")}
        for record in a_history(30, first=30)
    ]
    take_in(learned, clock, *changed)
    build(learned, home)

    note = note_of(learned, home, clock, a_draft(101))

    written = {e.before: e.after for e in note.applied}
    assert written.get("milligrams") == unit
    assert written["metroprolol"] == "metoprolol"


def test_a_dry_run_keeps_nothing(learned: SqliteStore, home: Path, clock: TickingClock) -> None:
    take_in(learned, clock, a_draft(101))
    drafts = learned.drafts.iter(DraftQuery(pending=True))
    made = rag.generate(drafts, store=learned, arrays=arrays(home), clock=clock, limits=Limits())

    shown = list(dry_run(made, store=learned))

    assert shown[0].note.text == texts(101)[1]
    assert learned.notes.list(NoteQuery()) == []


def test_a_note_is_found_by_its_id_and_by_its_item(
    learned: SqliteStore, home: Path, clock: TickingClock
) -> None:
    note = note_of(learned, home, clock, a_draft(101))
    take_in(learned, clock, a_draft(102), a_draft(103, kind="asr"), a_draft(103, kind="llm"))
    generate(learned, home, clock, Wanted(item="visit-0103"))

    assert rag.show(note.id, store=learned) == rag.show("visit-0101", store=learned) == note
    with pytest.raises(NotFoundError, match="no note 'visit-0999'"):
        rag.show("visit-0999", store=learned)
    with pytest.raises(NotFoundError, match="no note was generated for item 'visit-0102'"):
        rag.show("visit-0102", store=learned)
    with pytest.raises(UsageError, match="2 notes, one for each"):
        rag.show("visit-0103", store=learned)


def test_a_session_tells_the_steps_in_figures(
    learned: SqliteStore, home: Path, clock: TickingClock
) -> None:
    note = note_of(learned, home, clock, a_draft(101))

    session = rag.session(note.id, store=learned)

    state = learned.learned()
    assert state is not None
    assert (session.note_id, session.status) == (note.id, "complete")
    assert [step.name for step in session.steps] == [
        "context",
        "candidates",
        "decision",
        "guard",
    ]
    assert session.steps[0].detail["learned"] == state["name"]
    assert session.steps[2].detail["applied"] == 3
    assert "metroprolol" not in str(session)


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        (Wanted(item="visit-9999"), "no item 'visit-9999'"),
        (Wanted(draft="drf_0"), "no draft 'drf_0'"),
        (Wanted(pending=True, speaker="nobody"), "no speaker 'nobody'"),
    ],
)
def test_what_is_not_there_is_said(learned: SqliteStore, wanted: Wanted, error: str) -> None:
    with pytest.raises(NotFoundError, match=error):
        choose_drafts(wanted, store=learned)


WORDS = st.sampled_from(
    ["um", "takes", "metroprolol", "25", "milligrams", "every", "the", "ilium", "looked"]
)
GAPS = st.sampled_from([" ", " ", " ", ", ", ". ", "\n", "\r\n\n", "  ", " – ", "! "])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.tuples(WORDS, GAPS), max_size=30))
def test_outside_its_edits_a_note_is_its_draft_byte_for_byte(
    learned: SqliteStore, home: Path, words: list[tuple[str, str]]
) -> None:
    draft = "".join(word + gap for word, gap in words)

    note = rag.correct_text(
        draft, speaker="dr-okafor", store=learned, arrays=arrays(home), limits=Limits()
    )

    assert apply_edits(draft, note.applied) == note.text
    assert all(draft[e.start : e.end] == e.before for e in note.edits)
    back = note.text
    for e in note.applied:
        assert back[e.start : e.start + len(e.after)] == e.after
        back = back[: e.start] + e.before + back[e.start + len(e.after) :]
    assert back == draft


def test_the_kinds_of_one_item_get_a_note_each(
    learned: SqliteStore, home: Path, clock: TickingClock
) -> None:
    take_in(learned, clock, a_draft(103, kind="asr"), a_draft(103, kind="llm"))

    made = generate(learned, home, clock, Wanted(item="visit-0103"))

    kinds = [d.kind for m in made if (d := learned.drafts.get(m.note.draft_id))]
    assert kinds == [Kind.ASR, Kind.LLM]

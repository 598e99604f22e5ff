"""Approving, blocking, adding, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from draftgenie.domain.correction import Category, CorrectionStatus, Layer, Origin, correction_id
from draftgenie.errors import ConflictError, NotFoundError, UsageError
from draftgenie.services.decision import add, decide

if TYPE_CHECKING:
    from draftgenie.adapters.sqlite import SqliteStore

UNIT = correction_id(source="milligrams", target="mg", layer=Layer.WORDS)
APPROVED, BLOCKED, LEARNED = (
    CorrectionStatus.APPROVED,
    CorrectionStatus.BLOCKED,
    CorrectionStatus.LEARNED,
)


def of(store: SqliteStore, id_: str = UNIT) -> dict[str, tuple[str, str, int]]:
    """Status, origin and count of a correction, by speaker."""
    return {c.speaker: (c.status, c.origin, c.n_applied) for c in store.corrections.get(id_)}


def added(store: SqliteStore, source: str, target: str) -> Any:
    return add(store=store, speaker="dr-okafor", source=source, target=target)


def last_events(store: SqliteStore, n: int) -> list[tuple[str, str, Any]]:
    return [(e.type.value, e.aggregate, e.payload) for e in store.log.events()][-n:]


def test_a_decision_is_for_the_speaker_that_is_named(learned: SqliteStore) -> None:
    (done,) = decide(UNIT, BLOCKED, store=learned, speaker="dr-chen")

    assert done.changed
    assert of(learned) == {
        "dr-chen": ("blocked", "mined", 12),
        "dr-okafor": ("learned", "mined", 30),
    }
    assert last_events(learned, 1) == [
        (
            "corrections.updated",
            "dr-chen",
            {"corrections": 1, "correction_id": UNIT, "status": "blocked"},
        )
    ]
    assert learned.log.verify_audit() is None


def test_deciding_again_changes_nothing(learned: SqliteStore) -> None:
    decide(UNIT, APPROVED, store=learned, speaker="dr-chen")
    events = list(learned.log.events())

    (again,) = decide(UNIT, APPROVED, store=learned, speaker="dr-chen")

    assert not again.changed
    assert list(learned.log.events()) == events


def test_several_speakers_must_be_told_apart(learned: SqliteStore) -> None:
    with pytest.raises(UsageError, match="2 speakers have this correction"):
        decide(UNIT, BLOCKED, store=learned)

    done = decide(UNIT, BLOCKED, store=learned, everyone=True)

    assert [d.correction.speaker for d in done] == ["dr-chen", "dr-okafor"]
    assert {status for status, *_ in of(learned).values()} == {"blocked"}


def test_taking_a_decision_back_leaves_what_the_history_says(learned: SqliteStore) -> None:
    before = of(learned)
    decide(UNIT, BLOCKED, store=learned, everyone=True)
    new = added(learned, "bis a prolol", "bisoprolol").correction

    decide(UNIT, LEARNED, store=learned, everyone=True)
    decide(new.id, LEARNED, store=learned)
    nothing = decide(UNIT, LEARNED, store=learned, everyone=True)

    assert of(learned) == before
    assert learned.corrections.get(new.id) == []
    assert [d.changed for d in nothing] == [False, False]


def test_unknown_corrections_and_speakers_are_not_found(learned: SqliteStore) -> None:
    with pytest.raises(NotFoundError, match="no correction 'cor_0' in this store"):
        decide("cor_0", BLOCKED, store=learned)
    with pytest.raises(NotFoundError, match="no speaker 'nobody'"):
        decide(UNIT, BLOCKED, store=learned, speaker="nobody")


def test_adding_normalises_the_words_and_keeps_how_they_are_written(
    learned: SqliteStore,
) -> None:
    done = added(learned, "Bis a PROLOL,", " Bisoprolol ")

    c = done.correction
    assert done.changed
    assert (c.source, c.target, c.surface) == ("bis a prolol", "bisoprolol", "Bisoprolol")
    assert (c.layer, c.status, c.origin) == (Layer.WORDS, APPROVED, Origin.ADDED)
    assert c.category is Category.TERM
    assert learned.corrections.get(c.id) == [c]
    assert not added(learned, "bis a prolol", "Bisoprolol").changed


def test_adding_what_the_history_has_approves_it_and_keeps_its_counts(
    learned: SqliteStore,
) -> None:
    added(learned, "milligrams", "MG")

    (c,) = learned.corrections.get(UNIT, speaker="dr-okafor")
    assert (c.surface, c.status, c.origin, c.n_applied) == ("MG", APPROVED, Origin.MINED, 30)


def test_one_source_has_one_approved_target(learned: SqliteStore) -> None:
    first = added(learned, "left knee", "right knee").correction

    with pytest.raises(ConflictError, match=first.id) as caught:
        added(learned, "Left knee", "the knee")

    assert caught.value.hint == (
        f"draftgenie correction approve --reset {first.id} --speaker dr-okafor"
    )
    decide(first.id, LEARNED, store=learned)
    assert added(learned, "left knee", "the knee").changed


@pytest.mark.parametrize(
    ("source", "target", "why"),
    [
        ("COVID", "covid.", "the same words"),
        ("", "", "no words"),
        ("…", "!", "no words"),
        ("pain", ",", "marks but no words"),
        ("pain", "pa\x1b[2Jin killer", "a control or surrogate character"),
        ("pain", "\ud800x", "a control or surrogate character"),
        ("pain", "x" * 2000, "longer than 1000 characters"),
        ("", "and", "changes no words of a draft"),
    ],
)
def test_what_makes_no_correction_of_words_is_refused(
    learned: SqliteStore, source: str, target: str, why: str
) -> None:
    with pytest.raises(UsageError, match=why):
        added(learned, source, target)


def test_dictated_marks_and_words_to_take_out_can_be_added(learned: SqliteStore) -> None:
    mark = added(learned, "full stop", ".").correction
    gone = added(learned, "you know", "").correction

    assert (mark.target, mark.surface, mark.category) == ("", ".", Category.SPOKEN_PUNCTUATION)
    assert (gone.target, gone.surface) == ("", "")


def test_no_words_of_a_decision_get_into_the_log(learned: SqliteStore) -> None:
    added(learned, "warfarina", "warfarin")

    assert "warfarin" not in str(list(learned.log.events()))

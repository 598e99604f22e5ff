"""The made notes carry true labels, and the measurement counts what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType


@pytest.fixture(scope="module")
def redaction() -> ModuleType:
    import redaction

    return redaction


def test_the_same_seed_makes_the_same_notes(redaction: ModuleType) -> None:
    first, again = (list(redaction.make_notes("last", 5, seed=3)) for _ in range(2))

    assert first == again
    assert first != list(redaction.make_notes("last", 5, seed=4))


@pytest.mark.parametrize("part", ["train", "held-out", "fresh", "last", "unseen"])
def test_labels_stand_where_they_say_and_apart(redaction: ModuleType, part: str) -> None:
    for note in redaction.make_notes(part, 20, seed=1):
        assert "{" not in note.text
        for before, after in zip(note.labels, note.labels[1:], strict=False):
            assert before.end <= after.start
        names = {note.text[x.start : x.end].lower() for x in note.labels if x.what == "name"}
        known = {word.lower() for name in note.people for word in name.split()}
        assert all(name in known or len(name) == 1 for name in names)


def test_sets_of_templates_share_no_sentence_and_no_person() -> None:
    from identifiers.notes import PARTS

    parts = list(PARTS.values())
    for n, one in enumerate(parts):
        for other in parts[n + 1 :]:
            for kind in ("HEADERS", "SENTENCES", "FOOTERS", "SPOKEN", "GIVEN"):
                assert not set(getattr(one, kind)) & set(getattr(other, kind)), kind


def test_patterns_find_all_and_doses_stay_in_a_few_notes(redaction: ModuleType) -> None:
    tally = redaction.measure(redaction.make_notes("last", 40, seed=2), with_people=True)

    assert tally.share(redaction.kinds(tally)) == 1
    assert tally.share(["name"]) >= redaction.NAMES_GOAL
    assert tally.share(redaction.SAFE) == 0
    assert (tally.n_notes, tally.n_broken) == (40, 0)


def test_an_identifier_of_which_a_letter_is_left_is_not_found(redaction: ModuleType) -> None:
    from draftgenie.pipeline.redact import redact

    done = redact("Mr. Delgado, x", roster=())

    marks = redaction.covered(done)
    assert [i for i, mark in enumerate(marks) if mark] == list(range(4, 11))
    assert len(marks) == len("Mr. Delgado, x")

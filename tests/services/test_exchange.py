"""Corrections out and in again: exact, without counts, and never half a file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from draftgenie.adapters.sqlite import SqliteStore
from draftgenie.domain.correction import CorrectionStatus, Layer, correction_id
from draftgenie.errors import BadRecordsError, ConflictError, NotFoundError
from draftgenie.ports.store import CorrectionQuery
from draftgenie.services.decision import add, decide
from draftgenie.services.exchange import Imported, Options, export, import_
from tests.builders import a_row, a_speaker, rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from draftgenie.domain.correction import Correction
    from tests.builders import TickingClock

UNIT = correction_id(source="milligrams", target="mg", layer=Layer.WORDS)
COUNTED = {"n_applied", "n_left_alone", "first_seen", "last_seen", "origin"}


@pytest.fixture
def fresh(tmp_path: Path, clock: TickingClock) -> Iterator[SqliteStore]:
    """A store that knows the speakers and nothing else."""
    with SqliteStore.open(
        tmp_path / "fresh", clock=clock, actor="tester", command="test", wait_s=5.0, create=True
    ) as opened:
        with opened.atomic():
            for ref in ("dr-okafor", "dr-chen"):
                opened.speakers.put(a_speaker(ref))
        yield opened


def exported(store: SqliteStore, **more: Any) -> list[dict[str, Any]]:
    return [json.loads(json.dumps(record)) for record in export(store=store, **more)]


def take(store: SqliteStore, *records: dict[str, Any], **options: Any) -> Imported:
    return import_(store=store, rows=rows(*records), options=Options(**options))


def everything(store: SqliteStore) -> list[Correction]:
    return store.corrections.list(CorrectionQuery())


def decide_some(store: SqliteStore) -> None:
    decide(UNIT, CorrectionStatus.BLOCKED, store=store, speaker="dr-chen")
    add(store=store, speaker="dr-okafor", source="full stop", target=".")
    add(store=store, speaker="dr-okafor", source="you know", target="")


def test_what_was_exported_changes_nothing_where_it_came_from(learned: SqliteStore) -> None:
    decide_some(learned)
    before = everything(learned)
    records = exported(learned)

    done = take(learned, *records)

    assert len(records) == len(before) == 10
    assert done == Imported(unchanged=10)
    assert everything(learned) == before


def test_what_was_exported_comes_out_of_another_store_as_it_went_in(
    learned: SqliteStore, fresh: SqliteStore
) -> None:
    decide_some(learned)
    records = exported(learned)

    first = take(fresh, *records)
    again = take(fresh, *records)

    assert (first, again) == (Imported(added=10), Imported(unchanged=10))
    back = exported(fresh)
    assert [{k: r[k] for k in r if k not in COUNTED} for r in back] == [
        {k: r[k] for k in r if k not in COUNTED} for r in records
    ]
    assert {(r["n_applied"], r["n_left_alone"], r["origin"]) for r in back} == {(0, 0, "imported")}


def test_decisions_alone_can_be_exported(learned: SqliteStore) -> None:
    decide_some(learned)

    records = exported(learned, decided=True)

    assert [(r["speaker"], r["source"], r["surface"], r["status"]) for r in records] == [
        ("dr-chen", "milligrams", "mg", "blocked"),
        ("dr-okafor", "full stop", ".", "approved"),
        ("dr-okafor", "you know", "", "approved"),
    ]


def test_an_import_takes_over_decisions_and_never_counts(learned: SqliteStore) -> None:
    record = {"speaker": "dr-chen", "source": "Milligrams", "target": "mg", "n_applied": 999}

    done = take(learned, {**record, "status": "blocked"})
    none = take(learned, {**record, "status": "learned"})

    (c,) = learned.corrections.get(UNIT, speaker="dr-chen")
    assert (done, none) == (Imported(updated=1), Imported(unchanged=1))
    assert (c.status, c.origin, c.n_applied) == ("blocked", "mined", 12)


def test_what_records_leave_out_can_be_said_for_all(fresh: SqliteStore) -> None:
    done = take(
        fresh,
        {"source": "metropolol", "target": "Metoprolol"},
        {"source": "um", "target": "", "speaker": "dr-chen", "status": "blocked"},
        speaker="dr-okafor",
        status=CorrectionStatus.APPROVED,
    )

    assert done == Imported(added=2)
    assert [(c.speaker, c.source, c.surface, c.status) for c in everything(fresh)] == [
        ("dr-okafor", "metropolol", "Metoprolol", "approved"),
        ("dr-chen", "um", "", "blocked"),
    ]


def test_imported_corrections_that_nobody_decided_on_are_not_made(
    learned: SqliteStore, home: Path
) -> None:
    from draftgenie.pipeline.generate import Limits
    from draftgenie.services import rag
    from tests.histories import arrays

    text = "The patient is calm."
    shared = {"speaker": "dr-okafor", "source": "patient", "target": "client"}

    def note() -> str:
        return rag.correct_text(
            text, speaker="dr-okafor", store=learned, arrays=arrays(home), limits=Limits()
        ).text

    take(learned, {**shared, "status": "learned"})
    waiting = note()
    take(learned, {**shared, "status": "approved"})

    assert (waiting, note()) == (text, "The client is calm.")


GOOD = {"speaker": "dr-okafor", "source": "left knee", "target": "right", "status": "approved"}


@pytest.mark.parametrize(
    ("change", "reason", "error"),
    [
        ({"status": None}, "status is missing", BadRecordsError),
        ({"status": "maybe"}, "status is none of learned, approved, blocked", BadRecordsError),
        ({"layer": "ink"}, "layer is none of words, case, marks", BadRecordsError),
        ({"source": 5}, "source is not a text", BadRecordsError),
        ({"target": "Left knee"}, "the same words", BadRecordsError),
        ({"surface": "a\x00b"}, "a control or surrogate character", BadRecordsError),
        ({"layer": "case"}, "cannot be approved", BadRecordsError),
        ({"speaker": "nobody"}, "no speaker 'nobody'", NotFoundError),
        ({"target": "both knees"}, "of the same source is approved", ConflictError),
    ],
)
def test_a_bad_record_is_named_and_nothing_is_stored(
    fresh: SqliteStore, change: dict[str, Any], reason: str, error: type[Exception]
) -> None:
    with pytest.raises(error, match=reason) as caught:
        take(fresh, GOOD, {**GOOD, **change})

    assert "in.jsonl:2: " in str(caught.value)
    assert "knee" not in str(caught.value)
    assert everything(fresh) == []


def test_bad_records_can_be_left_out(fresh: SqliteStore) -> None:
    from draftgenie.errors import Reject

    broken = a_row(Reject("in.jsonl", 3, "is not valid JSON"), 3)
    records = [*rows(GOOD, {**GOOD, "status": "maybe"}), broken]

    done = import_(store=fresh, rows=records, options=Options(skip=True))

    assert done == Imported(added=1, rejected=2)
    assert len(everything(fresh)) == 1


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    source=st.text(max_size=20),
    target=st.text(max_size=20),
    layer=st.sampled_from(["words", "case", "marks"]),
)
def test_any_texts_are_taken_as_they_are_or_refused(
    fresh: SqliteStore, source: str, target: str, layer: str
) -> None:
    record = {"speaker": "dr-okafor", "source": source, "target": target, "surface": target}
    record |= {"layer": layer, "status": "blocked"}

    with fresh.atomic():
        fresh.corrections.delete(speaker="dr-okafor", ids=[c.id for c in everything(fresh)])
    done = take(fresh, record, skip=True)

    if done.added:
        (back,) = exported(fresh)
        assert back["surface"] == target
        assert take(fresh, back) == Imported(unchanged=1)
        assert exported(fresh) == [back]
    else:
        assert (done.rejected, exported(fresh)) == (1, [])


def test_no_words_get_into_the_log(fresh: SqliteStore) -> None:
    take(fresh, GOOD)
    exported(fresh)

    assert "knee" not in str(list(fresh.log.events()))
    assert fresh.log.verify_audit() is None

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draftgenie.domain.draft import MAX_TEXT_BYTES, Kind
from draftgenie.errors import Reject
from draftgenie.pipeline.ingest import (
    Defaults,
    Record,
    read_record,
    read_speaker,
    read_speaker_fields,
    utc_instant,
)
from tests.builders import DRAFT, FINAL, a_pair, a_row

SECRET = "metoprolol tartrate"


def read(fields: dict[str, Any], **defaults: Any) -> Record | Reject:
    return read_record(a_row(fields, line=7), Defaults(**defaults))


def a_record(**changes: Any) -> Record:
    values: dict[str, Any] = {
        "speaker": "dr-okafor",
        "item": "visit-0001",
        "draft": DRAFT,
        "final": FINAL,
        "kind": Kind.ASR,
        "source": "in.jsonl",
        "line": 7,
    }
    return Record(**(values | changes))


FORMS = [
    ("pair", a_pair(), a_record()),
    ("pair of a model", a_pair(kind="LLM_DRAFT"), a_record(kind=Kind.LLM)),
    ("new draft", a_pair(final=None), a_record(final=None)),
    ("final alone", a_pair(draft=None), a_record(draft=None)),
    (
        "one final text",
        a_pair(draft=None, final=None, kind="IFN", text=FINAL),
        a_record(draft=None),
    ),
    (
        "one draft text",
        a_pair(draft=None, final=None, kind="ld", text=DRAFT),
        a_record(final=None, kind=Kind.LLM),
    ),
    ("facts that are not known", a_pair() | {"kind": None, "worktype": None}, a_record()),
    (
        "all facts",
        a_pair(
            dictated_at="2025-02-06T12:10:00+01:00",
            worktype="clinic letter",
            duration_s=61,
            metadata={"site": "north"},
        ),
        a_record(
            dictated_at="2025-02-06T11:10:00.000Z",
            worktype="clinic letter",
            duration_s=61.0,
            metadata={"site": "north"},
        ),
    ),
    (
        "unknown fields",
        a_pair(device="phone", metadata={"site": "north"}),
        a_record(metadata={"site": "north", "extra": {"device": "phone"}}),
    ),
    ("outer spaces of a reference", a_pair(speaker=" dr-okafor "), a_record()),
    (
        "texts as they are",
        a_pair(draft=" [red]\x1b[31m\r\n\u2028 ", final="é e\u0301"),
        a_record(draft=" [red]\x1b[31m\r\n\u2028 ", final="é e\u0301"),
    ),
]


@pytest.mark.parametrize(
    ("fields", "expected"), [(f, e) for _, f, e in FORMS], ids=[name for name, _, _ in FORMS]
)
def test_a_good_record_is_read(fields: dict[str, Any], expected: Record) -> None:
    assert read(fields) == expected


FAULTS = [
    (a_pair(speaker=None), "speaker is missing"),
    (a_pair(item=None), "item is missing"),
    (a_pair(draft=None, final=None), "draft, final and text are all missing"),
    (a_pair(draft=""), "draft is empty"),
    (a_pair(final=" \n\t "), "final is blank"),
    (a_pair() | {"draft": None}, "draft is not a text"),
    (a_pair(draft=["x"]), "draft is not a text"),
    (a_pair(speaker=7), "speaker is not a text"),
    (a_pair(draft=True, item=1.5), "item is not a text; draft is not a text"),
    (a_pair(draft="x\0y"), "draft holds a NUL character"),
    (a_pair(draft="x\ud800"), "draft holds half of a surrogate pair"),
    (a_pair(draft="x" * (MAX_TEXT_BYTES + 1)), "draft is longer than 8 MiB"),
    (a_pair(final="é" * (MAX_TEXT_BYTES // 2 + 1)), "final is longer than 8 MiB"),
    (a_pair(speaker="  "), "speaker is empty"),
    (a_pair(item="x" * 256), "item is longer than 255 characters"),
    (a_pair(item="a\u202eb"), "item holds a control, format or surrogate character"),
    (a_pair(kind="dictaphone"), "kind is none of asr, llm, final"),
    (a_pair(kind="final"), "kind final does not go with the field draft"),
    (a_pair(text=SECRET, kind="asr"), "text stands beside draft or final"),
    (a_pair(draft=None, final=None, text=SECRET), "kind is missing"),
    (
        a_pair(dictated_at="2025-02-06T12:10:00"),
        "dictated_at has no time zone, such as Z or +01:00",
    ),
    *(
        (
            a_pair(dictated_at=time),
            "dictated_at is not a time as in ISO 8601, such as 2025-02-06T12:10:00Z",
        )
        for time in (
            "2025-02-06",
            "2025-02-30T10:00:00Z",
            "0000-01-01T00:00:00Z",
            "0001-01-01T00:00:00+05:00",
            "2025-02-06T12:10:60Z",
            "２０２５-02-06T12:10:00Z",
            "yesterday",
            "",
        )
    ),
    (a_pair(duration_s=-1), "duration_s is below 0"),
    (a_pair(duration_s=float("inf")), "duration_s is not a finite number"),
    (a_pair(duration_s="61"), "duration_s is not a number"),
    (a_pair(duration_s=True), "duration_s is not a number"),
    (a_pair(worktype=" "), "worktype is blank"),
    (a_pair(metadata=[1]), "metadata is not an object"),
    (a_pair(metadata={"k": "x" * 70_000}), "metadata is larger than 64 KiB"),
    (
        a_pair(note="x" * 70_000),
        "metadata with the unknown fields is larger than 64 KiB",
    ),
    (
        a_pair(device=1, metadata={"extra": 2}),
        "metadata.extra is not an object, and the record has unknown fields to keep there",
    ),
]


@pytest.mark.parametrize(("fields", "reason"), FAULTS)
def test_a_bad_record_says_which_field_and_why(fields: dict[str, Any], reason: str) -> None:
    rejected = read(fields)

    assert isinstance(rejected, Reject)
    assert (rejected.place, rejected.reason) == ("in.jsonl:7", reason)
    assert SECRET not in rejected.reason


def test_metadata_may_not_be_nested_without_end() -> None:
    nested: dict[str, Any] = {}
    for _ in range(40):
        nested = {"in": [nested]}

    rejected = read(a_pair(metadata=nested))

    assert isinstance(rejected, Reject)
    assert rejected.reason == "metadata is nested deeper than 32 levels"


def test_a_row_that_could_not_be_read_stays_rejected() -> None:
    fault = Reject("in.jsonl", 7, "is not valid JSON")

    assert read_record(a_row(fault), Defaults()) is fault


def test_defaults_fill_only_what_a_record_leaves_out() -> None:
    bare = {"item": "visit-0001", "text": DRAFT}

    assert read(bare, speaker="dr-okafor", kind=Kind.LLM) == a_record(final=None, kind=Kind.LLM)
    assert read({**bare, "speaker": "dr-chen"}, speaker="dr-okafor", kind=Kind.LLM) == a_record(
        speaker="dr-chen", final=None, kind=Kind.LLM
    )
    assert read({**bare, "kind": "final"}, speaker="dr-okafor", kind=Kind.LLM) == a_record(
        draft=None, final=DRAFT
    )


@given(
    st.dictionaries(
        st.sampled_from(["speaker", "item", "draft", "final", "text", "kind", "x", "duration_s"]),
        st.one_of(st.none(), st.booleans(), st.floats(), st.text(), st.lists(st.text())),
    )
)
def test_whatever_a_record_holds_is_read_or_rejected_without_quoting_it(
    fields: dict[str, Any],
) -> None:
    outcome = read(fields)

    if isinstance(outcome, Reject):
        texts = [v for v in fields.values() if isinstance(v, str) and len(v) > 12]
        assert not any(text in outcome.reason for text in texts)
    else:
        assert outcome.draft or outcome.final


_MOMENTS = st.datetimes(
    min_value=datetime(1000, 1, 2),  # noqa: DTZ001 - the zone is drawn beside it
    max_value=datetime(9999, 12, 30),  # noqa: DTZ001
    timezones=st.integers(-720, 840).map(lambda m: timezone(timedelta(minutes=m))),
)


@given(_MOMENTS, _MOMENTS)
def test_instants_sort_as_text(one: datetime, other: datetime) -> None:
    first, second = utc_instant(one.isoformat()), utc_instant(other.isoformat())

    if first < second:
        assert one < other
    if first == second:
        assert abs(one - other) < timedelta(milliseconds=1)


def test_speaker_facts_are_taken_under_the_names_people_use() -> None:
    facts = read_speaker_fields(
        {"id": "dr-chen", "name": " Dr. Wei Chen ", "bucket": "low_touch", "wer": 0.08, "team": 4}
    )

    assert facts.ref == "dr-chen"
    assert facts.given == {
        "name": "Dr. Wei Chen",
        "assigned_bucket": "low_touch",
        "wer": 0.08,
        "metadata": {"extra": {"team": 4}},
    }


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"name": ""}, "name is empty"),
        ({"name": "x" * 256}, "name is longer than 255 characters"),
        ({"email": "not an address"}, "email is not an e-mail address"),
        ({"ser": -0.1}, "ser is below 0"),
        ({"wer": float("nan")}, "wer is not a finite number"),
        ({"status": "asleep"}, "status is none of active, inactive, pending, archived"),
        ({"id": "a", "ref": "b"}, "one fact is given under two names"),
    ],
)
def test_bad_speaker_facts_say_which_and_why(fields: dict[str, Any], reason: str) -> None:
    rejected = read_speaker(a_row(fields, line=3))

    assert isinstance(rejected, Reject)
    assert (rejected.place, rejected.reason) == ("in.jsonl:3", reason)

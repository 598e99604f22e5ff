"""What events may say; the schema says the same as the check."""

from __future__ import annotations

import pytest

from draftgenie.domain.event import EventType
from draftgenie.domain.payload import PAYLOADS, PayloadError, check_payload, schema

INGESTED = {
    "speaker": "dr-okafor",
    "item": "visit-0001",
    "item_id": "itm_1",
    "kind": "asr",
    "replaces": None,
}


def test_a_payload_of_its_types_shape_passes() -> None:
    check_payload(EventType.DRAFT_INGESTED, INGESTED)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"item": None}, "field 'item' holds what it may not"),
        ({"item": "two\nlines"}, "field 'item' holds what it may not"),
        ({"item": "x" * 256}, "field 'item' holds what it may not"),
        ({"item_id": "words of a note"}, "field 'item_id' holds what it may not"),
        ({"kind": "pdf"}, "field 'kind' holds what it may not"),
        ({"text": "the patient has no pain"}, "field 'text' is not known"),
    ],
)
def test_a_payload_that_could_hold_a_text_is_refused_without_saying_it(
    change: dict[str, object], said: str
) -> None:
    with pytest.raises(PayloadError) as caught:
        check_payload(EventType.DRAFT_INGESTED, INGESTED | change)

    assert str(caught.value) == f"draft.ingested: {said}"


@pytest.mark.parametrize("field", INGESTED)
def test_a_field_that_is_missing_is_named(field: str) -> None:
    less = {k: v for k, v in INGESTED.items() if k != field}

    with pytest.raises(PayloadError, match=f"^draft.ingested: field '{field}' is missing$"):
        check_payload(EventType.DRAFT_INGESTED, less)


@pytest.mark.parametrize("value", [True, -1, 1.5, "3"])
def test_a_count_is_a_whole_number_from_zero(value: object) -> None:
    payload = {"run_id": "run_1", "scope": "all speakers", "notes": value}

    with pytest.raises(PayloadError):
        check_payload(EventType.EVALUATION_STARTED, payload)


def test_every_type_has_a_schema_of_one_envelope() -> None:
    schemas = [schema(kind) for kind in EventType]

    assert set(PAYLOADS) == set(EventType)
    assert {tuple(one["required"]) for one in schemas} == {
        (
            "id",
            "seq",
            "type",
            "version",
            "aggregate",
            "payload",
            "correlation_id",
            "causation_id",
            "at",
        )
    }


def test_the_schema_names_what_must_be_there_and_what_may_be_null() -> None:
    said = schema(EventType.NOTE_GENERATED)["properties"]["payload"]

    assert said["required"] == [
        "speaker",
        "item_id",
        "draft_id",
        "generator",
        "n_edits",
        "confidence",
    ]
    assert said["additionalProperties"] is False
    assert said["properties"]["confidence"] == {"type": ["number", "null"]}
    assert said["properties"]["n_edits"] == {"type": "integer", "minimum": 0}

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from draftgenie.domain.draft import Kind
from draftgenie.domain.event import EventType
from draftgenie.errors import (
    BadRecordsError,
    ConflictError,
    NotFoundError,
    Reject,
    UsageError,
)
from draftgenie.pipeline.ingest import Defaults, Row
from draftgenie.services import draft, retention, speaker
from draftgenie.services.ingest import BATCH, Ingested, Options, ingest
from tests.builders import DRAFT, FINAL, TickingClock, a_pair, a_row, rows

if TYPE_CHECKING:
    from draftgenie.adapters.sqlite import SqliteStore

CREATE = Options(create_speakers=True)


def take(store: SqliteStore, *records: dict[str, Any], options: Options = CREATE) -> Ingested:
    return ingest(store=store, clock=TickingClock(), rows=rows(*records), options=options)


def exported(store: SqliteStore) -> list[dict[str, Any]]:
    return list(draft.export(store=store))


def events(store: SqliteStore) -> list[EventType]:
    return [event.type for event in store.log.events()]


def test_a_pair_becomes_an_item_with_draft_and_final(store: SqliteStore) -> None:
    outcome = take(store, a_pair(worktype="letter", dictated_at="2025-02-06T12:10:00Z"))

    assert outcome == Ingested(
        added=1, speakers_added=1, drafts_added=1, finals_added=1, pairs_completed=1
    )
    [pair] = store.drafts.pairs()
    assert (pair.speaker, pair.item, pair.kind, pair.draft, pair.final) == (
        "dr-okafor",
        "visit-0001",
        Kind.ASR,
        DRAFT,
        FINAL,
    )
    assert events(store) == [
        EventType.SPEAKER_ONBOARDED,
        EventType.DRAFT_INGESTED,
        EventType.FINAL_INGESTED,
    ]


def test_ingesting_the_same_records_twice_adds_nothing(store: SqliteStore) -> None:
    records = [a_pair(), a_pair("visit-0002", final=None), a_pair("visit-0003", draft=None)]
    take(store, *records)
    before, n_events = exported(store), len(events(store))

    assert take(store, *records) == Ingested(unchanged=3)
    assert (exported(store), len(events(store))) == (before, n_events)


def test_the_same_record_twice_in_one_input_counts_once(store: SqliteStore) -> None:
    outcome = take(store, a_pair(), a_pair())

    assert (outcome.added, outcome.unchanged, outcome.drafts_added) == (1, 1, 1)


def test_a_final_that_comes_later_completes_the_pairs(store: SqliteStore) -> None:
    take(store, a_pair(final=None), a_pair(final=None, kind="llm"))

    outcome = take(store, a_pair(draft=None))

    assert outcome == Ingested(added=1, finals_added=1, pairs_completed=2)
    assert len(list(store.drafts.pairs())) == 2


def test_facts_that_were_missing_are_filled_in(store: SqliteStore) -> None:
    take(store, a_pair(metadata={"a": 1}))

    outcome = take(store, a_pair(worktype="letter", metadata={"b": 2}))

    item = store.drafts.get_item(speaker="dr-okafor", item="visit-0001")
    assert outcome == Ingested(updated=1)
    assert item is not None
    assert (item.worktype, item.metadata) == ("letter", {"a": 1, "b": 2})


DIFFERING: list[tuple[dict[str, Any], str]] = [
    ({"draft": "another text"}, "draft"),
    ({"final": "another text"}, "final"),
    ({"draft": "x", "final": "y"}, "draft and final"),
    ({"worktype": "note"}, "worktype"),
    ({"dictated_at": "2025-02-07T12:10:00Z"}, "dictated_at"),
    ({"metadata": {"site": "south"}}, "metadata"),
]
FACTS = {
    "worktype": "letter",
    "dictated_at": "2025-02-06T12:10:00Z",
    "metadata": {"site": "north"},
}


@pytest.mark.parametrize(("change", "what"), DIFFERING)
def test_an_item_with_other_content_is_a_conflict_and_stays(
    store: SqliteStore, change: dict[str, Any], what: str
) -> None:
    take(store, a_pair(**FACTS))
    before = exported(store)

    with pytest.raises(ConflictError) as caught:
        take(store, a_pair(**(FACTS | change)))

    assert caught.value.message == (
        "1 bad record, nothing was written\n"
        f"  in.jsonl:1: item 'visit-0001' is stored with another {what}"
    )
    assert exported(store) == before


@pytest.mark.parametrize(("change", "_what"), DIFFERING)
def test_replace_makes_what_is_given_the_current_content(
    store: SqliteStore, change: dict[str, Any], _what: str
) -> None:
    take(store, a_pair(**FACTS))

    outcome = take(store, a_pair(**(FACTS | change)), options=replace(CREATE, replace=True))

    assert (outcome.updated, outcome.added, outcome.pairs_completed) == (1, 0, 0)
    wanted = a_pair(**(FACTS | change), kind="asr")
    wanted["dictated_at"] = wanted["dictated_at"].replace("Z", ".000Z")
    assert exported(store) == [wanted]


def test_an_unknown_speaker_is_not_made_up(store: SqliteStore) -> None:
    with pytest.raises(NotFoundError) as caught:
        take(store, a_pair(), options=Options())

    assert caught.value.message == (
        "1 bad record, nothing was written\n  in.jsonl:1: no speaker 'dr-okafor' in this store"
    )
    assert caught.value.hint == "add the speaker first, or let --create-speakers do it"


def test_a_removed_speaker_takes_nothing_in(store: SqliteStore) -> None:
    take(store, a_pair())
    speaker.remove(store=store, clock=TickingClock(), ref="dr-okafor")

    with pytest.raises(NotFoundError) as caught:
        take(store, a_pair("visit-0002"))

    assert caught.value.hint == "draftgenie speaker restore dr-okafor"


def test_every_bad_record_is_reported_and_nothing_is_written(store: SqliteStore) -> None:
    take(store, a_pair("kept"))
    before = exported(store)
    seen: list[int | None] = []

    with pytest.raises(BadRecordsError) as caught:
        ingest(
            store=store,
            clock=TickingClock(),
            rows=rows(
                a_pair("new"),
                a_pair(draft=""),
                a_pair("kept", draft="other"),
                a_pair(kind="dictaphone"),
            ),
            options=CREATE,
            on_reject=lambda row, _: seen.append(row.line),
        )

    assert caught.value.message == (
        "3 bad records, nothing was written\n"
        "  in.jsonl:2: draft is empty\n"
        "  in.jsonl:3: item 'kept' is stored with another draft\n"
        "  in.jsonl:4: kind is none of asr, llm, final"
    )
    assert seen == [2, 3, 4]
    assert exported(store) == before


def test_with_skip_bad_records_are_set_aside_and_the_rest_is_stored(store: SqliteStore) -> None:
    broken = Row("in.jsonl", 1, b"not json", Reject("in.jsonl", 1, "is not valid JSON"))
    records = [broken, *(a_row(a_pair(f"v{n}"), n) for n in range(2, BATCH + 3))]

    outcome = ingest(
        store=store, clock=TickingClock(), rows=records, options=replace(CREATE, skip=True)
    )

    assert (outcome.added, outcome.rejected) == (BATCH + 1, 1)
    assert store.drafts.stats()["pairs"] == BATCH + 1


def test_what_was_stored_before_an_interruption_is_kept_with_skip(store: SqliteStore) -> None:
    def records() -> Any:
        for n in range(BATCH + 10):
            yield a_row(a_pair(f"v{n}"), n)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(
            store=store, clock=TickingClock(), rows=records(), options=replace(CREATE, skip=True)
        )

    assert store.drafts.stats()["pairs"] == BATCH


@pytest.mark.parametrize("skip", [False, True])
def test_a_dry_run_says_the_same_and_stores_nothing(store: SqliteStore, *, skip: bool) -> None:
    options = Options(create_speakers=True, skip=skip)
    records = [a_pair(f"v{n}") for n in range(3)]

    dry = take(store, *records, options=replace(options, dry_run=True))

    assert exported(store) == []
    assert events(store) == []
    assert replace(dry, dry_run=False) == take(store, *records, options=options)


def test_defaults_give_speaker_and_kind(store: SqliteStore) -> None:
    options = replace(CREATE, defaults=Defaults("dr-chen", Kind.FINAL))

    take(store, {"item": "v1", "text": FINAL}, options=options)

    assert exported(store) == [
        {"speaker": "dr-chen", "item": "v1", "kind": "final", "text": FINAL}
    ]


HOSTILE = ["zzz' OR '1'='1", "../../x", "'; DROP TABLE draft;--", "[red]", "%", "CON", "O'Brien"]


def test_hostile_names_are_names_like_any_other(store: SqliteStore) -> None:
    records = [a_pair(name, speaker=name, kind="asr") for name in HOSTILE]
    take(store, *records)

    assert sorted(exported(store), key=lambda r: r["item"]) == sorted(
        records, key=lambda r: r["item"]
    )
    draft.remove(store=store, name="%")
    retention.purge(store=store, arrays=None, ref="zzz' OR '1'='1")
    assert store.drafts.stats()["items"] == len(HOSTILE) - 2


def test_an_item_of_several_speakers_needs_the_speaker(store: SqliteStore) -> None:
    take(store, a_pair(), a_pair(speaker="dr-chen"))

    with pytest.raises(UsageError) as caught:
        draft.show(store=store, name="visit-0001")

    assert caught.value.message == (
        "item 'visit-0001' is there for several speakers: dr-chen, dr-okafor"
    )
    shown = draft.show(store=store, name="visit-0001", speaker="dr-chen")
    assert shown.item.speaker == "dr-chen"
    assert draft.show(store=store, name=shown.drafts[0].id).item == shown.item


def test_the_diff_covers_both_texts(store: SqliteStore) -> None:
    take(store, a_pair())

    found = draft.diff(store=store, name="visit-0001")

    assert " ".join(p.before for p in found.pieces if p.before) == DRAFT
    assert " ".join(p.after for p in found.pieces if p.after) == FINAL
    assert [(p.before, p.after) for p in found.pieces if p.tag != "equal"] == [
        ("the", "The"),
        ("know", "known"),
        ("metroprolol", "metoprolol"),
        ("mg", "mg."),
    ]


@pytest.mark.parametrize(
    ("pair", "arguments", "message"),
    [
        (a_pair(draft=None), {}, "item 'visit-0001' has no machine draft"),
        (a_pair(), {"kind": Kind.LLM}, "item 'visit-0001' has no llm draft"),
        (a_pair(final=None), {}, "item 'visit-0001' has no final note to compare with"),
        (a_pair(), {"of_note": True}, "no note was generated for item 'visit-0001'"),
    ],
)
def test_a_diff_without_both_texts_says_which_is_missing(
    store: SqliteStore, pair: dict[str, Any], arguments: dict[str, Any], message: str
) -> None:
    take(store, pair)

    with pytest.raises(NotFoundError) as caught:
        draft.diff(store=store, name="visit-0001", **arguments)

    assert caught.value.message == message


def test_removing_an_item_leaves_the_others(store: SqliteStore) -> None:
    take(store, a_pair(), a_pair("visit-0002"))

    item, counts = draft.remove(store=store, name="visit-0001")

    assert (item.item, counts) == ("visit-0001", {"drafts": 1, "finals": 1, "notes": 0})
    assert [record["item"] for record in exported(store)] == ["visit-0002"]
    assert events(store)[-1] is EventType.DRAFT_REMOVED


def test_no_event_and_no_audit_row_holds_text_of_a_note(store: SqliteStore) -> None:
    take(store, a_pair())
    draft.remove(store=store, name="visit-0001")

    everything = str([event.payload for event in store.log.events()])

    assert not any(word in everything for word in ("metoprolol", "patient", "allergies"))
    assert store.log.verify_audit() is None


_NAMES = st.sampled_from(["a", "b", "c"])
_TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
_RECORDS = st.builds(
    lambda who, item, text, kind, site: a_pair(
        item, speaker=who, draft=None, final=None, text=text, kind=kind, metadata={"site": site}
    ),
    _NAMES,
    _NAMES,
    _TEXTS.filter(lambda text: not text.isspace()),
    st.sampled_from(["asr", "llm", "final"]),
    st.integers(0, 3),
)


@settings(max_examples=10)
@given(st.lists(_RECORDS, max_size=8))
def test_an_export_is_taken_back_exactly(
    tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, Any]]
) -> None:
    from draftgenie.adapters.sqlite import SqliteStore

    stores = [
        SqliteStore.open(
            tmp_path_factory.mktemp("home"),
            clock=TickingClock(),
            actor="tester",
            command="test",
            wait_s=1.0,
            create=True,
        )
        for _ in range(2)
    ]
    options = replace(CREATE, replace=True)
    with stores[0] as first, stores[1] as second:
        take(first, *records, options=options)
        take(second, *exported(first))

        assert exported(second) == exported(first)
        assert take(first, *exported(first)).writes is False

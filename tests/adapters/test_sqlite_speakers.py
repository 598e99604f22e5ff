"""Speakers in and out of the store, exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from draftgenie.domain.draft import Item, Kind, item_id
from draftgenie.domain.speaker import Speaker, Status
from draftgenie.errors import UsageError
from draftgenie.ports.store import CorrectionQuery, DraftQuery, NoteQuery, Page, SpeakerQuery
from tests.adapters.stores import (
    NOW,
    STORE,
    a_draft,
    a_speaker,
    add_item,
    add_note,
    open_store,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from draftgenie.adapters.sqlite import SqliteStore

HOSTILE = [
    "zzz' OR '1'='1",
    "../../x",
    "%",
    "_",
    '"; DROP TABLE speaker; --',
    "`",
    "[x]",
    "👩‍⚕️",
    "Ünal",
    "ünal",
    "a*?",
    "\\",
    "NULL",
    "1",
    "01",
]

names = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with open_store(tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    """One store for all examples of a property; each clears what it made."""
    with open_store(tmp_path_factory.mktemp("home")) as opened:
        yield opened


def put(store: SqliteStore, *speakers: Speaker) -> None:
    with store.atomic():
        for speaker in speakers:
            store.speakers.put(speaker)


def refs(store: SqliteStore, query: SpeakerQuery | None = None, page: Page | None = None) -> str:
    return " ".join(s.ref for s in store.speakers.list(query or SpeakerQuery(), page))


FULL = Speaker(
    "dr-full",
    "Dr. Füll",
    email="full@example.org",
    assigned_bucket="low_touch",
    assumed_bucket="A",
    bucket_locked=True,
    specialty="cardiology",
    ser=0.25,
    wer=0.125,
    notes="line one\nline two\t…",
    status=Status.PENDING,
    metadata={"b": [1, None, {"ü": "ß"}], "a": True},
    created_at=NOW,
    updated_at="2026-03-02T00:00:00.000Z",
    removed_at="2026-03-03T00:00:00.000Z",
    version=7,
)


def test_a_speaker_comes_back_as_it_was_put(store: SqliteStore) -> None:
    put(store, FULL, a_speaker())

    assert store.speakers.get("dr-full") == FULL
    assert store.speakers.get("dr-okafor") == a_speaker()
    assert store.speakers.get("DR-FULL") is None


def test_putting_again_replaces_the_record_and_keeps_what_belongs_to_it(
    store: SqliteStore,
) -> None:
    add_item(store, texts={Kind.ASR: "draft"})

    put(store, a_speaker(name="Dr. Ngozi Okafor", version=2))

    assert store.speakers.get("dr-okafor") == a_speaker(name="Dr. Ngozi Okafor", version=2)
    assert store.drafts.count(DraftQuery()) == 1


def test_a_list_is_filtered_sorted_and_paged(store: SqliteStore) -> None:
    put(
        store,
        a_speaker("c", name="anna", assigned_bucket="low_touch", wer=0.2),
        a_speaker("a", name="Berta", assigned_bucket="low_touch", wer=0.1),
        a_speaker("b", name="Carla", status=Status.INACTIVE, wer=None),
        a_speaker("d", name="Dora", removed_at=NOW, wer=0.1),
    )

    assert refs(store) == "a b c"
    assert refs(store, SpeakerQuery(descending=True)) == "c b a"
    assert refs(store, SpeakerQuery(sort="name")) == "c a b"
    assert refs(store, SpeakerQuery(sort="wer")) == "a c b"
    assert refs(store, SpeakerQuery(sort="wer", descending=True)) == "c a b"
    assert refs(store, SpeakerQuery(sort="wer", removed=True)) == "a d c b"
    assert refs(store, SpeakerQuery(bucket="low_touch")) == "a c"
    assert refs(store, SpeakerQuery(status="inactive")) == "b"
    assert refs(store, page=Page(1, 2)) == "a b"
    assert refs(store, page=Page(2, 2)) == "c"
    assert refs(store, page=Page(3, 2)) == ""
    assert refs(store, page=Page(10**30, 10**30)) == ""
    assert store.speakers.count(SpeakerQuery()) == 3
    assert store.speakers.count(SpeakerQuery(removed=True)) == 4


def test_search_is_a_plain_substring_in_any_case(store: SqliteStore) -> None:
    put(
        store,
        a_speaker("dr-1", name="Jörg MÜLLER", email="jm@example.org"),
        a_speaker("dr-2", name="100% sure_thing"),
    )

    assert refs(store, SpeakerQuery(search="müll")) == "dr-1"
    assert refs(store, SpeakerQuery(search="JM@EX")) == "dr-1"
    assert refs(store, SpeakerQuery(search="%")) == "dr-2"
    assert refs(store, SpeakerQuery(search="_")) == "dr-2"
    assert refs(store, SpeakerQuery(search="DR-")) == "dr-1 dr-2"
    assert refs(store, SpeakerQuery(search="")) == "dr-1 dr-2"


@pytest.mark.parametrize("sort", ["ref; DROP TABLE speaker", "rowid", "", "REF"])
def test_an_order_that_speakers_do_not_have_is_refused_with_those_they_have(
    store: SqliteStore, sort: str
) -> None:
    with pytest.raises(UsageError) as refused:
        store.speakers.list(SpeakerQuery(sort=sort))

    assert refused.value.hint is not None
    assert refused.value.hint.startswith("sort by one of: ref, name, email, bucket")


@pytest.mark.parametrize("ref", HOSTILE)
def test_a_hostile_reference_names_itself_and_nobody_else(store: SqliteStore, ref: str) -> None:
    put(store, *map(a_speaker, HOSTILE))
    for other in HOSTILE:
        add_item(store, other, speaker=other, texts={Kind.ASR: other, Kind.FINAL: other})

    assert store.speakers.get(ref) == a_speaker(ref)
    assert [d.text for d in store.drafts.list(DraftQuery(speaker=ref))] == [ref]
    assert [p.item for p in store.drafts.pairs(speaker=ref)] == [ref]
    assert [i.speaker for i in store.drafts.find_items(ref)] == [ref]
    assert ref in [s.ref for s in store.speakers.list(SpeakerQuery(search=ref))]

    with store.atomic():
        store.speakers.purge(ref)

    assert {s.ref for s in store.speakers.list(SpeakerQuery())} == set(HOSTILE) - {ref}


@settings(max_examples=60, deadline=None)
@given(one=names, two=names, item=names)
@example(one="a", two="A", item="%")
@example(one="é", two="e\u0301", item="\u202e")
def test_any_reference_round_trips_and_matches_exactly(
    shared: SqliteStore, one: str, two: str, item: str
) -> None:
    with shared.atomic():
        for ref in (one, two):
            shared.speakers.put(a_speaker(ref, name=item, metadata={item: ref}))
            key = item_id(speaker=ref, item=item)
            shared.drafts.put_item(Item(key, ref, item, created_at=NOW))

    for ref in (one, two):
        assert shared.speakers.get(ref) == a_speaker(ref, name=item, metadata={item: ref})
        found = shared.drafts.get_item(speaker=ref, item=item)
        assert found is not None
        assert (found.speaker, found.item) == (ref, item)
    found_refs = {s.ref for s in shared.speakers.list(SpeakerQuery(search=one))}
    assert found_refs == {
        ref for ref in (one, two) if one.casefold() in ref.casefold() + "\0" + item.casefold()
    }

    with shared.atomic():
        shared.speakers.purge(one)
    assert [s.ref for s in shared.speakers.list(SpeakerQuery())] == [two] * (one != two)
    with shared.atomic():
        shared.speakers.purge(two)


def test_purging_leaves_nothing_of_the_speaker_on_disk(store: SqliteStore, tmp_path: Path) -> None:
    canary = "canary-text-of-the-purged"
    for speaker in ("dr-a", "dr-b"):
        texts = {Kind.ASR: f"{canary} {speaker} " * 300, Kind.FINAL: f"{canary} {speaker} final"}
        add_item(store, speaker=speaker, texts=texts)
        add_note(store, a_draft("visit-1", texts[Kind.ASR], speaker=speaker), texts[Kind.FINAL])

    with store.atomic():
        store.speakers.purge("dr-a")

    content = b"".join((tmp_path / (STORE + end)).read_bytes() for end in ("", "-wal"))
    assert f"{canary} dr-a".encode() not in content
    assert f"{canary} dr-b".encode() in content
    assert store.drafts.stats() == {
        "items": 1,
        "drafts": 1,
        "finals": 1,
        "pairs": 1,
        "held": 0,
        "pending": 0,
        "notes": 1,
    }
    assert list(store.integrity()) == []


def test_a_removed_speaker_is_out_of_every_list_until_restored(store: SqliteStore) -> None:
    draft = a_draft("visit-1", "draft")
    add_item(store, texts={Kind.ASR: "draft", Kind.FINAL: "final"})
    add_item(store, "visit-2", texts={Kind.ASR: "pending"})
    add_note(store, draft, "note")

    def seen() -> list[int]:
        return [
            len(store.speakers.list(SpeakerQuery())),
            len(store.drafts.list(DraftQuery())),
            store.drafts.count(DraftQuery(pending=True)),
            len(list(store.drafts.pairs())),
            len(store.drafts.find_items("visit-1")),
            len(store.notes.list(NoteQuery())),
            len(list(store.notes.evaluable(NoteQuery()))),
            store.corrections.count(CorrectionQuery()),
            sum(store.drafts.stats().values()),
        ]

    before = seen()
    put(store, a_speaker(removed_at=NOW))

    assert seen() == [0] * len(before)
    assert refs(store, SpeakerQuery(removed=True)) == "dr-okafor"
    assert store.drafts.stats(speaker="dr-okafor")["drafts"] == 2
    put(store, a_speaker())
    assert seen() == before == [1, 2, 1, 1, 1, 1, 1, 0, 8]

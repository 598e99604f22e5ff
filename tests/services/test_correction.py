"""Corrections as they are listed, shown, counted and searched, and their embedding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from draftgenie.adapters.lance import LanceIndex
from draftgenie.cli.progress import Silent
from draftgenie.domain.correction import (
    Category,
    CorrectionStatus,
    Layer,
    Origin,
    Severity,
    correction_id,
)
from draftgenie.errors import ModelError, NotFoundError, UsageError
from draftgenie.ports.store import CorrectionQuery, Page
from draftgenie.services import correction, speaker
from draftgenie.services.correction import Line, Stats
from draftgenie.services.embedding import Embedded, embed
from tests.doubles import HashEmbedder
from tests.histories import a_history, build, dated, take_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from draftgenie.adapters.sqlite import SqliteStore
    from draftgenie.ports.index import Vectors
    from tests.builders import TickingClock

ILEUM = correction_id(source="ilium", target="ileum", layer=Layer.WORDS)


class CountingEmbedder(HashEmbedder):
    """Knows how many texts it was given."""

    n = 0

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.n += len(texts)
        return super().embed(texts)


@pytest.fixture
def embedder() -> CountingEmbedder:
    return CountingEmbedder()


@pytest.fixture
def index(home: Path, learned: SqliteStore, embedder: CountingEmbedder) -> LanceIndex:
    said: list[str] = []
    return LanceIndex(home / "index", embedder=embedder, lock=learned.lock, warn=said.append)


def embed_all(store: SqliteStore, index: LanceIndex, embedder: CountingEmbedder) -> Embedded:
    return embed(store=store, index=index, embedder=embedder, progress=Silent())


def test_a_list_says_how_often_each_was_made(learned: SqliteStore) -> None:
    lines, total = correction.list_(
        store=learned, query=CorrectionQuery(speaker="dr-okafor"), page=Page(2, 3)
    )

    assert total == 4
    assert lines == [
        Line(
            id=ILEUM,
            speaker="dr-okafor",
            source="ilium",
            target="ileum",
            surface="ileum",
            layer=Layer.WORDS,
            category=Category.HOMOPHONE,
            severity=Severity.MEDIUM,
            n_applied=10,
            n_left_alone=6,
            rate=0.625,
            first_seen=dated(0),
            last_seen=dated(27),
            status=CorrectionStatus.LEARNED,
            origin=Origin.MINED,
        )
    ]


@pytest.mark.parametrize(
    ("sort", "descending", "sources"),
    [
        ("source", False, ["ilium", "metroprolol", "milligrams", "um"]),
        ("rate", False, ["ilium", "metroprolol", "milligrams", "um"]),
        ("left_alone", True, ["ilium", "metroprolol", "milligrams", "um"]),
        ("applied", False, ["ilium", "um", "metroprolol", "milligrams"]),
    ],
)
def test_lists_are_sorted_as_asked(
    learned: SqliteStore, sort: str, sources: list[str], *, descending: bool
) -> None:
    query = CorrectionQuery(speaker="dr-okafor", sort=sort, descending=descending)

    lines, _ = correction.list_(store=learned, query=query)

    assert [line.source for line in lines] == sources


def test_an_order_that_is_none_is_refused(learned: SqliteStore) -> None:
    with pytest.raises(UsageError, match="cannot be sorted by 'weight'"):
        correction.list_(store=learned, query=CorrectionQuery(sort="weight"))


def test_a_correction_is_shown_as_each_speaker_has_it(learned: SqliteStore) -> None:
    shown = correction.show(store=learned, correction_id=ILEUM)

    assert (shown.source, shown.target, shown.severity) == ("ilium", "ileum", Severity.MEDIUM)
    assert [(h.line.speaker, h.line.n_applied, h.contradictions) for h in shown.speakers] == [
        ("dr-chen", 4, []),
        ("dr-okafor", 10, []),
    ]
    newest = shown.speakers[1].examples[0]
    assert (newest.item, newest.at, newest.before, newest.after) == (
        "visit-0027",
        dated(27),
        "ilium",
        "ileum",
    )
    assert len(shown.speakers[1].examples) == correction.N_EXAMPLES


def test_other_targets_of_a_source_are_shown_as_contradictions(
    learned: SqliteStore, clock: TickingClock, home: Path
) -> None:
    again = {
        **a_history(1, first=200)[0],
        "draft": "The ilium was seen and the iliac ilium.",
        "final": "The hilum was seen and the iliac ileum.",
    }
    take_in(learned, clock, again)
    build(learned, home)

    (held,) = correction.show(store=learned, correction_id=ILEUM, speaker="dr-okafor").speakers

    assert [(c.source, c.target, c.n_applied) for c in held.contradictions] == [
        ("ilium", "hilum", 1)
    ]


def test_a_correction_that_nobody_has_is_not_found(learned: SqliteStore) -> None:
    with pytest.raises(NotFoundError, match="no correction 'cor_0' in this store"):
        correction.show(store=learned, correction_id="cor_0")
    with pytest.raises(NotFoundError, match="no correction 'cor_0' of speaker 'dr-chen'"):
        correction.show(store=learned, correction_id="cor_0", speaker="dr-chen")


def test_statistics_count_corrections_by_what_they_are(learned: SqliteStore) -> None:
    assert correction.stats(store=learned, speaker="dr-chen") == Stats(
        pairs=12,
        edits=12 + 12 + 6 + 4,
        left_alone=3,
        rate=round(34 / 37, 4),
        corrections=4,
        distinct=4,
        by_layer={"words": 4},
        by_category={"filler": 1, "format": 1, "homophone": 1, "term": 1},
        by_severity={"high": 1, "low": 2, "medium": 1},
        by_status={"learned": 4},
        by_origin={"mined": 4},
    )
    everyone = correction.stats(store=learned)
    assert (everyone.pairs, everyone.corrections, everyone.distinct) == (42, 8, 4)


def test_statistics_of_nothing_have_no_rate(store: SqliteStore) -> None:
    assert correction.stats(store=store).rate is None


def test_embedding_twice_embeds_nothing_twice(
    learned: SqliteStore, index: LanceIndex, embedder: CountingEmbedder
) -> None:
    wanted = {id_ for id_, *_ in learned.corrections.contexts(layer=Layer.WORDS)}

    first = embed_all(learned, index, embedder)
    n = embedder.n
    second = embed_all(learned, index, embedder)

    assert first == Embedded(new=len(wanted), removed=0, kept=0)
    assert second == Embedded(new=0, removed=0, kept=len(wanted))
    assert (index.ids(), embedder.n) == (wanted, n)


def test_only_corrections_of_words_are_embedded(
    learned: SqliteStore,
    index: LanceIndex,
    embedder: CountingEmbedder,
    clock: TickingClock,
    home: Path,
) -> None:
    embed_all(learned, index, embedder)
    marks = a_history(1, first=300)[0] | {"draft": "no pain today", "final": "No pain, today."}
    take_in(learned, clock, marks)
    assert build(learned, home).edits == 3

    assert embed_all(learned, index, embedder).new == 0


def test_what_is_gone_from_the_store_goes_from_the_index(
    learned: SqliteStore,
    index: LanceIndex,
    embedder: CountingEmbedder,
    clock: TickingClock,
    home: Path,
) -> None:
    n = embed_all(learned, index, embedder).new
    speaker.remove(store=learned, clock=clock, ref="dr-chen")
    build(learned, home)

    done = embed_all(learned, index, embedder)

    assert done.new == 0
    assert done.removed + done.kept == n
    assert index.ids() == {id_ for id_, *_ in learned.corrections.contexts(layer=Layer.WORDS)}


def test_a_search_by_meaning_finds_each_correction_by_its_nearest_context(
    learned: SqliteStore, index: LanceIndex, embedder: CountingEmbedder
) -> None:
    embed_all(learned, index, embedder)

    found = correction.search_meaning(
        "The ilium looked healthy",
        store=learned,
        index=index,
        embedder=embedder,
        speaker="dr-okafor",
        n=2,
    )

    assert found[0].line.source == "ilium"
    assert len({(f.line.id, f.line.speaker) for f in found}) == len(found) == 2
    assert {f.line.speaker for f in found} == {"dr-okafor"}
    assert "ilium" in found[0].context
    assert found[0].similarity >= found[1].similarity


def test_a_search_by_meaning_drops_what_the_store_no_longer_has(
    learned: SqliteStore, index: LanceIndex, embedder: CountingEmbedder
) -> None:
    embed_all(learned, index, embedder)
    with learned.atomic():
        learned.corrections.delete(speaker="dr-okafor", ids=[ILEUM])
        learned.corrections.delete(speaker="dr-chen", ids=[ILEUM])

    found = correction.search_meaning(
        "ilium", store=learned, index=index, embedder=embedder, speaker=None, n=50
    )

    assert ILEUM not in {f.line.id for f in found}
    assert found


def test_a_search_by_meaning_before_anything_was_embedded_says_what_to_do(
    learned: SqliteStore, index: LanceIndex, embedder: CountingEmbedder
) -> None:
    with pytest.raises(ModelError, match="no contexts are embedded yet") as caught:
        correction.search_meaning(
            "ilium", store=learned, index=index, embedder=embedder, speaker=None, n=5
        )

    assert caught.value.hint == "draftgenie correction build"

"""Records and cursor move together, whoever is cut off or pulls at the same time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from draftgenie.domain.source import Source, SourceKind
from draftgenie.errors import ConflictError, SourceError
from draftgenie.services.pull import pull
from draftgenie.services.source import add
from tests.builders import a_pair, rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from draftgenie.adapters.sqlite import SqliteStore
    from draftgenie.pipeline.ingest import Row
    from tests.builders import TickingClock

N_PAGES = 4


class Pages:
    """A source of pages with one record each; `before` happens before a page is given."""

    def __init__(self, before: Callable[[int], object] = lambda _page: None) -> None:
        self._before = before

    def read(
        self, cursor: Mapping[str, str]
    ) -> Iterator[tuple[list[Row], Mapping[str, str | None]]]:
        for page in range(int(cursor.get("page", "0")) + 1, N_PAGES + 1):
            self._before(page)
            yield rows(a_pair(f"v{page}")), {"page": str(page)}


@pytest.fixture
def source(store: SqliteStore, clock: TickingClock) -> Source:
    new = Source("pages", SourceKind.HTTP, "https://a.example/", create_speakers=True)
    return add(store=store, clock=clock, source=new)[0]


def items(store: SqliteStore) -> list[str]:
    return [item.item for item in store.drafts.items()]


def test_a_pull_that_was_cut_off_goes_on_where_it_stopped(
    store: SqliteStore, clock: TickingClock, source: Source
) -> None:
    def cut(page: int) -> None:
        if page == 3:
            msg = "the server went away"
            raise SourceError(msg)

    with pytest.raises(SourceError):
        pull(source, Pages(cut), store=store, clock=clock)
    kept, cursor = items(store), store.sources.cursor("pages")
    rest = pull(source, Pages(), store=store, clock=clock)

    assert (kept, cursor) == (["v1", "v2"], {"page": "2"})
    assert (rest.records, rest.added) == (2, 2)
    assert items(store) == ["v1", "v2", "v3", "v4"]


def test_a_batch_that_cannot_be_stored_moves_no_cursor(
    store: SqliteStore, clock: TickingClock, source: Source
) -> None:
    class Killed(BaseException):
        pass

    class Broken(Pages):
        def read(
            self, cursor: Mapping[str, str]
        ) -> Iterator[tuple[list[Row], Mapping[str, str | None]]]:
            for some, marks in super().read(cursor):
                yield some, _Deadly(marks) if marks["page"] == "2" else marks

    class _Deadly(dict[str, "str | None"]):
        def items(self) -> object:  # type: ignore[override]
            raise Killed

    with pytest.raises(Killed):
        pull(source, Broken(), store=store, clock=clock)

    assert (items(store), store.sources.cursor("pages")) == (["v1"], {"page": "1"})


def test_of_two_pulls_at_once_one_ends_and_nothing_is_lost_or_doubled(
    store: SqliteStore, clock: TickingClock, source: Source
) -> None:
    def other(page: int) -> None:
        if page == 2:
            pull(source, Pages(), store=store, clock=clock)

    with pytest.raises(ConflictError, match="another process is pulling"):
        pull(source, Pages(other), store=store, clock=clock)

    assert items(store) == ["v1", "v2", "v3", "v4"]
    assert store.sources.cursor("pages") == {"page": "4"}


def test_a_pull_with_nothing_new_tells_no_event(
    store: SqliteStore, clock: TickingClock, source: Source
) -> None:
    pull(source, Pages(), store=store, clock=clock)
    n = store.log.last_seq()

    again = pull(source, Pages(), store=store, clock=clock)

    assert (again.records, store.log.last_seq()) == (0, n)
    known = store.sources.get("pages")
    assert known is not None
    assert known.pulled_at is not None

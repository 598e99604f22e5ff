"""What was learned: when gates are fitted anew, and reading it while another build goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import example, given

from draftgenie.adapters.arrays import ArrayFiles
from draftgenie.domain.correction import LONGEST_SOURCE, Layer
from draftgenie.domain.draft import Kind, Pair
from draftgenie.errors import StoreError
from draftgenie.pipeline.retrieve import NAMES
from draftgenie.services import _learned
from draftgenie.services._learned import Learned, Rows
from draftgenie.services.learning import Read
from tests.histories import a_history, arrays, build, take_in
from tests.pipeline.texts import any_text

if TYPE_CHECKING:
    from pathlib import Path

    from draftgenie.adapters.sqlite import SqliteStore
    from tests.builders import TickingClock


def some_rows(label: int, n: int) -> Rows:
    """Rows that are told apart by their label alone."""
    figures = np.full((n, len(NAMES)), label, dtype=np.float32)
    return Rows(figures, np.full(n, label, dtype=np.int8))


@given(any_text, any_text)
@example("\u0301a pain", "pain")
@example("pain, \u0301a", "pain")
def test_every_edit_of_words_that_can_be_looked_for_is_counted_where_it_stands(
    draft: str, final: str
) -> None:
    read = Read.of(Pair("drf_1", "fin_1", "itm_1", "dr-a", "visit-1", Kind.ASR, draft, final))

    counted = read.example()

    assert [(" ".join(counted.draft[m.start : m.end]), m.target) for m in counted.made] == [
        (e.source, tuple(e.target.split()))
        for _, e in read.edits
        if e.layer is Layer.WORDS and 0 < len(e.source.split()) <= LONGEST_SOURCE
    ]


def test_the_gate_is_fitted_anew_after_a_fifth_more_rows_also_when_the_log_is_full() -> None:
    # As many rows of one label as need no others to be fitted.
    fitted = Learned(rows=some_rows(0, 2_500), n_logged=1_000_000).with_gate()
    assert fitted.n_fitted == 1_000_000

    early = replace(fitted, n_logged=1_199_999)
    assert early.with_gate().gate is early.gate
    assert replace(fitted, n_logged=1_200_000).with_gate().n_fitted == 1_200_000


def test_a_log_keeps_the_newest_rows_and_knows_how_many_there_were() -> None:
    full = some_rows(0, 5).plus(some_rows(1, 3), most=6)
    assert full.labels.tolist() == [0, 0, 0, 1, 1, 1]
    assert full.figures[:, 0].tolist() == [0, 0, 0, 1, 1, 1]
    assert Learned().plus(some_rows(0, 5)).plus(some_rows(1, 3)).n_logged == 8


class Overtaken(ArrayFiles):
    """Arrays of which another process makes newer ones just before the first is read."""

    def __init__(self, folder: Path, build_again: Any) -> None:
        super().__init__(folder)
        self._build_again = build_again

    def get(self, array_id: str) -> np.ndarray:
        if self._build_again is not None:
            build_again, self._build_again = self._build_again, None
            build_again()
        return super().get(array_id)


def test_a_build_that_ends_while_its_forerunner_is_read_is_read_instead(
    store: SqliteStore, home: Path, clock: TickingClock
) -> None:
    history = a_history()
    take_in(store, clock, *history[: len(history) // 2])
    build(store, home)

    def build_again() -> None:
        take_in(store, clock, *history)
        build(store, home)

    learned = _learned.load(store, Overtaken(home / "learned", build_again))

    newest = _learned.load(store, arrays(home))
    assert learned is not None
    assert newest is not None
    assert learned.name == newest.name
    assert learned.n_pairs == len(history)


def test_what_is_missing_for_good_is_told(
    store: SqliteStore, home: Path, clock: TickingClock
) -> None:
    take_in(store, clock, *a_history())
    build(store, home)
    for path in (home / "learned").iterdir():
        path.unlink()

    with pytest.raises(StoreError, match="what was learned is incomplete"):
        _learned.load(store, arrays(home))

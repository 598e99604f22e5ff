"""Notes measured one after the other or, where there are many, in processes of their own."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import chain, islice
from threading import Thread
from typing import TYPE_CHECKING, TypeAlias

from draftgenie.domain.note import NoteEdit
from draftgenie.pipeline.evaluate import score_note
from draftgenie.pipeline.evaluate.claims import judge_edits
from draftgenie.ports.store import Evaluable
from draftgenie.services._watched import Lists

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import ProcessPoolExecutor

    from draftgenie.domain.evaluation import NoteScores

    Measure: TypeAlias = "Callable[[Iterable[Work]], Iterator[NoteScores]]"

Work: TypeAlias = tuple[Evaluable, tuple[NoteEdit, ...]]
"""A note with its draft and final, and the edits that made it."""

WORTH_PROCESSES = 400
"""From so many notes on other processes have started, and paid for it, before one is done."""

MAX_PROCESSES = 8
"""More would wait for the one that reads and writes the store."""

_CHUNK = 25
"""Notes that go to another process together."""


def measure(case: Evaluable, edits: Sequence[NoteEdit], lists: Lists) -> NoteScores:
    """The scores of one note, with what its edits claimed."""
    scores = score_note(case, watched=lists.of(case.speaker))
    claims = judge_edits(draft=case.draft, final=case.final, edits=edits)
    return replace(scores, claims=claims) if claims else scores


@contextmanager
def measuring(n_notes: int, lists: Lists) -> Iterator[Measure]:
    """What measures so many notes with these lists; it gives their scores in their order.

    In other processes the notes are taken as soon as it is called, and the scores are the same;
    here they are taken one by one, as the scores are asked for.
    """
    n_processes = min(_n_processors(), MAX_PROCESSES)
    if n_notes < WORTH_PROCESSES or n_processes == 1:
        yield partial(_measure_each, lists)
        return
    pool = _start(n_processes, lists)
    try:
        yield partial(_measure_elsewhere, pool)
    finally:
        pool.shutdown(cancel_futures=True)


def _n_processors() -> int:
    """How many this process may use, which in a container are fewer than there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _start(n_processes: int, lists: Lists) -> ProcessPoolExecutor:
    # Here, because a command that measures little need not wait for them to load.
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_all_start_methods, get_context

    # A fork of this very process would share its connection to the store.
    is_served = "forkserver" in get_all_start_methods()
    context = get_context("forkserver" if is_served else "spawn")
    if is_served:
        context.set_forkserver_preload([__name__])
    return ProcessPoolExecutor(
        n_processes, mp_context=context, initializer=_begin, initargs=(lists,)
    )


class _Known:
    """What another process was given when it began, because it is much and always the same."""

    lists = Lists()


def _begin(lists: Lists) -> None:
    _Known.lists = lists
    # Ctrl-C reaches all processes, and the one that a person started ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """One that is killed ends nobody, and its processes would wait for work for ever."""
    from multiprocessing import parent_process

    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


def _measure_each(lists: Lists, works: Iterable[Work]) -> Iterator[NoteScores]:
    return (measure(case, edits, lists) for case, edits in works)


def _measure_elsewhere(pool: ProcessPoolExecutor, works: Iterable[Work]) -> Iterator[NoteScores]:
    left = iter(works)
    chunks = iter(lambda: list(islice(left, _CHUNK)), [])
    waiting = [pool.submit(_measure_chunk, chunk) for chunk in chunks]
    return chain.from_iterable(future.result() for future in waiting)


def _measure_chunk(works: Sequence[Work]) -> list[NoteScores]:
    return [*_measure_each(_Known.lists, works)]

"""What the tests of evaluation share: a way to run one, and something to run it over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from draftgenie.cli.progress import Silent
from draftgenie.pipeline.bucket import DEFAULT_POLICY
from draftgenie.ports.store import NoteQuery
from draftgenie.services import evaluate
from draftgenie.services.evaluate import Evaluated, Method
from tests.builders import a_speaker
from tests.noted import add_noted

if TYPE_CHECKING:
    from collections.abc import Callable

    from draftgenie.adapters.sqlite import SqliteStore
    from tests.builders import TickingClock

    Run = Callable[..., Evaluated]

METHOD = Method(DEFAULT_POLICY, "wer|norm:test")


def runner(store: SqliteStore, clock: TickingClock) -> Run:
    """Runs an evaluation of the notes that the keywords name."""

    def evaluated(method: Method = METHOD, progress: Any = None, **query: Any) -> Evaluated:
        return evaluate.run(
            NoteQuery(**query),
            store=store,
            clock=clock,
            progress=progress or Silent(),
            method=method,
        )

    return evaluated


def add_speaker(store: SqliteStore, ref: str = "dr-okafor", **facts: Any) -> None:
    """Store a speaker."""
    with store.atomic():
        store.speakers.put(a_speaker(ref, **facts))


def add_many(store: SqliteStore, n: int, *, first: int = 1, **texts: Any) -> None:
    """Store that many items with notes, `visit-0001` and on."""
    for i in range(first, first + n):
        add_noted(store, f"visit-{i:04}", **texts)


def bucket_of(store: SqliteStore, ref: str = "dr-okafor") -> str | None:
    """The speaker's assigned bucket."""
    speaker = store.speakers.get(ref)
    assert speaker is not None
    return speaker.assigned_bucket


def traces(store: SqliteStore) -> list[Any]:
    """Everything that a run leaves behind."""
    known = store.evaluations.known(METHOD.signature)
    events = [(e.type, e.aggregate, e.payload) for e in store.log.events()]
    return [events, store.evaluations.moves(), store.evaluations.runs(), known]

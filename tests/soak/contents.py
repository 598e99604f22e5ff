"""What a data folder holds, without what may differ between two runs of the same commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from draftgenie.adapters.lance import LanceIndex
from draftgenie.adapters.sqlite import SqliteStore
from draftgenie.domain.correction import Layer
from tests.builders import TickingClock
from tests.doubles import HashEmbedder

if TYPE_CHECKING:
    from pathlib import Path

# Each with the columns that say what is so; times, sequence numbers and random ids differ.
TABLES = {
    "speaker": "ref, name, specialty, assigned_bucket, bucket_locked, status, removed_at IS NULL",
    "item": "id, speaker, item, dictated_at",
    "draft": "id, item_id, kind, text, current",
    "final_note": "id, item_id, text, current",
    "pair_read": "draft_id, final_id, speaker, n_words, n_edits",
    "correction": "speaker, id, source, target, surface, layer, category, n_applied, "
    "n_left_alone, first_seen, last_seen, status, origin",
    "occurrence": "correction_id, speaker, draft_id, start, end, before, after, context_id, at",
    "generated_note": "id, draft_id, text, confidence, generator, current",
    "note_edit": "note_id, n, start, end, before, after, confidence, harm, correction_id, "
    "evidence, n_left_alone, category, verdict",
    "evaluation": "note_id, final_id, speaker, signature, scores_json",
    "bucket_move": "speaker, before, after, reason, made_by",
    "term": "words, surface, speaker, specialty",
}
EVENTS_ONCE = ("draft.ingested", "final.ingested", "note.generated", "speaker.onboarded")
"""Events of which a second one of the same thing would be a change made twice."""


def open_store(home: Path) -> SqliteStore:
    """The store of a data folder, for looking."""
    return SqliteStore.open(
        home, clock=TickingClock(), actor="tester", command="test", wait_s=30, create=False
    )


def contents(home: Path) -> dict[str, Any]:
    """Every table's rows in order, and each event that may happen only once."""
    with open_store(home) as store:
        found: dict[str, Any] = {
            table: store._db.rows(f"SELECT {columns} FROM {table} ORDER BY {columns}")
            for table, columns in TABLES.items()
        }
        marks = ", ".join("?" for _ in EVENTS_ONCE)
        found["event"] = store._db.rows(
            f"SELECT type, aggregate, payload_json FROM event WHERE type IN ({marks}) "
            "ORDER BY type, aggregate, payload_json",
            EVENTS_ONCE,
        )
        learned = store.learned()
        found["learned"] = learned and learned["digest"]
    return found


def faults(home: Path) -> list[str]:
    """What is wrong with the store, its audit trail, and between it and the index."""
    with open_store(home) as store:
        return [*store.integrity(), *_missing_vectors(home, store)]


def _missing_vectors(home: Path, store: SqliteStore) -> list[str]:
    if not (home / "index").exists():
        return []
    index = LanceIndex(
        home / "index",
        embedder=HashEmbedder(),
        lock=store.lock,
        warn=lambda said: None,  # noqa: ARG005 - a rebuilt index is no fault
    )
    wanted = {row[0] for row in store.corrections.contexts(layer=Layer.WORDS)}
    have = index.ids()
    return [f"{len(wanted ^ have)} vectors differ from the contexts"] if wanted ^ have else []

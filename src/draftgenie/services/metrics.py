"""Figures for a monitoring system: what is there, what waits, what failed, what was gained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from draftgenie.domain.metric import Metric, Sort, by_label, gauge
from draftgenie.ports.store import Page

if TYPE_CHECKING:
    from draftgenie.ports import Store
    from draftgenie.ports.figures import FolderFigures

N_RUNS_LOOKED_AT = 50


def collect(*, store: Store, folder: FolderFigures) -> list[Metric]:
    """Every metric of a data folder, in a fixed order; no label names a speaker or an item."""
    deliveries = store.figures.deliveries()
    rows = store.figures.rows()
    return [
        by_label(
            "draftgenie_events_total",
            "Events by type.",
            Sort.COUNTER,
            "type",
            store.figures.events(),
        ),
        by_label("draftgenie_deliveries", "Deliveries by state.", Sort.GAUGE, "state", deliveries),
        gauge(
            "draftgenie_deliveries_pending",
            "Deliveries that are still owed.",
            sum(n for state, n in deliveries.items() if state not in {"done", "dead"}),
        ),
        gauge("draftgenie_dead_letters", "Deliveries given up.", deliveries.get("dead", 0)),
        by_label(
            "draftgenie_quarantine_records",
            "Records set aside by code.",
            Sort.GAUGE,
            "code",
            store.figures.set_aside(),
        ),
        by_label("draftgenie_rows", "Rows by table.", Sort.GAUGE, "table", rows),
        by_label("draftgenie_texts", "What is current.", Sort.GAUGE, "of", store.drafts.stats()),
        *_last_run(store),
        *_folder(folder, items=rows["item"]),
    ]


def _last_run(store: Store) -> list[Metric]:
    runs = store.evaluations.runs(Page(1, N_RUNS_LOOKED_AT))
    last = next((run.result for run in runs if run.kind == "run"), {})
    told = {
        "relative_gain": "Share of the drafts' word errors that the notes of the last run saved.",
        "draft_wer": "Word error rate of the drafts of the last run.",
        "note_wer": "Word error rate of the notes of the last run.",
    }
    return [
        gauge(f"draftgenie_last_run_{name}", says, last.get(name)) for name, says in told.items()
    ]


def _folder(folder: FolderFigures, *, items: int) -> list[Metric]:
    size = folder.bytes_of.get("database", 0)
    return [
        by_label("draftgenie_bytes", "Size on disk by part.", Sort.GAUGE, "part", folder.bytes_of),
        gauge(
            "draftgenie_database_bytes_per_item",
            "Size of the database for each item.",
            size / items if items else None,
        ),
        gauge("draftgenie_disk_free_bytes", "Free room of the disk.", folder.free_bytes),
        by_label(
            "draftgenie_last_success_timestamp_seconds",
            "When each command last ended well.",
            Sort.GAUGE,
            "command",
            folder.succeeded,
        ),
    ]

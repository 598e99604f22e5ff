"""The steps of the schema from the ninth on; `migrations` runs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def run_script(db: Database, script: str) -> None:
    """Run the statements of a script, inside the transaction around the step."""
    # One statement at a time: `executescript` would commit that transaction.
    for statement in script.split(";\n"):
        if statement.strip():
            db.execute(statement)


def m0009_deliveries(db: Database) -> None:
    """What the automatic loop owes each event, and up to which event that is known."""
    run_script(
        db,
        """
CREATE TABLE delivery (
    event_seq INTEGER NOT NULL REFERENCES event(seq) ON DELETE CASCADE,
    handler TEXT NOT NULL,
    speaker TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('ready', 'leased', 'waiting', 'done', 'dead')),
    attempts INTEGER NOT NULL DEFAULT 0,
    holders_lost INTEGER NOT NULL DEFAULT 0,
    next_attempt_at TEXT NOT NULL DEFAULT '',
    last_error_name TEXT,
    last_error_code INTEGER,
    holder_pid INTEGER,
    holder_boot_id TEXT,
    holder_started TEXT,
    PRIMARY KEY (event_seq, handler)
) WITHOUT ROWID;
CREATE INDEX delivery_open ON delivery(handler, state, event_seq) WHERE state <> 'done';
CREATE INDEX delivery_by_speaker ON delivery(speaker, handler, event_seq) WHERE state <> 'done';
CREATE TABLE routing (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    event_seq INTEGER NOT NULL
);
INSERT INTO routing(id, event_seq) VALUES (1, 0)
""",
    )


STEPS = (m0009_deliveries,)

"""The steps of the schema from number 9 on; `migrations` runs them with those before."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from draftgenie.domain.setaside import reason_code, set_aside_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlite_utils import Database


def run_script(db: Database, script: str) -> None:
    """Run the statements of a script, in the present transaction."""
    # One statement at a time: `executescript` would commit the transaction around the step.
    for statement in script.split(";\n"):
        if statement.strip():
            db.execute(statement)


def m0009_quarantine(db: Database) -> None:
    """What can be done with records set aside: found by code, told apart by hash, tried again.

    `fields_json` holds the named values of a record that could be read and was refused for what
    it says; it and `raw` are text of patients.
    """
    run_script(
        db,
        """
ALTER TABLE quarantine ADD COLUMN code TEXT NOT NULL DEFAULT 'other';
ALTER TABLE quarantine ADD COLUMN offset INTEGER;
ALTER TABLE quarantine ADD COLUMN sha256 TEXT NOT NULL DEFAULT '';
ALTER TABLE quarantine ADD COLUMN speaker TEXT;
ALTER TABLE quarantine ADD COLUMN fields_json TEXT;
CREATE INDEX quarantine_by_speaker ON quarantine(speaker)
""",
    )
    for seq, source, line, reason, raw in db.execute(
        "SELECT seq, source, line, reason, raw FROM quarantine ORDER BY seq"
    ).fetchall():
        new_id = set_aside_id(source=source, line=line, raw=raw)
        # One record was kept once for each reason; its newest says what is wrong with it.
        db.execute("DELETE FROM quarantine WHERE id = ?", (new_id,))
        db.execute(
            "UPDATE quarantine SET id = ?, code = ?, sha256 = ? WHERE seq = ?",
            (new_id, reason_code(reason), hashlib.sha256(raw).hexdigest(), seq),
        )


def m0010_operations(db: Database) -> None:
    """What each command changed, so that it can be taken back.

    `key`, `before` and `after` are SQL literals in JSON, by column: nothing of a row that was
    added, what differs of one that was changed, all of one that was removed. So they may hold
    text of notes. Only the newest operations are `kept`.
    """
    run_script(
        db,
        """
CREATE TABLE operation (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    command TEXT NOT NULL,
    correlation_id TEXT NOT NULL,
    undoes INTEGER,
    undone_by INTEGER,
    kept INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE operation_change (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    op INTEGER NOT NULL,
    tbl TEXT NOT NULL,
    change TEXT NOT NULL CHECK (change IN ('added', 'changed', 'removed')),
    key TEXT NOT NULL,
    before TEXT,
    after TEXT
);
CREATE INDEX operation_change_by_op ON operation_change(op)
""",
    )


def m0011_deliveries(db: Database) -> None:
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


def m0012_row_hashes(db: Database) -> None:
    """A hash of every row of every table, so that `store verify` finds what rotted on the disk.

    The program keeps them by triggers of its own connections; a row that another program changes
    is reported. `key` is the row's key, a JSON list where it has several columns.
    """
    run_script(
        db,
        """
CREATE TABLE row_hash (
    source TEXT NOT NULL,
    key NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (source, key)
) WITHOUT ROWID
""",
    )


def m0013_sources(db: Database) -> None:
    """Where records are pulled from, and how far each source was read."""
    run_script(
        db,
        """
CREATE TABLE source (
    name TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    place TEXT NOT NULL,
    options_json TEXT NOT NULL DEFAULT '{}',
    fields_json TEXT NOT NULL DEFAULT '{}',
    speaker TEXT,
    draft_kind TEXT,
    create_speakers INTEGER NOT NULL DEFAULT 0,
    "replace" INTEGER NOT NULL DEFAULT 0,
    every_s INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    pulled_at TEXT
) WITHOUT ROWID;
CREATE TABLE source_mark (
    source TEXT NOT NULL REFERENCES source(name) ON DELETE CASCADE,
    mark TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (source, mark)
) WITHOUT ROWID
""",
    )


def m0014_consents(db: Database) -> None:
    """Who allowed or denied that text is sent to a provider: the workspace's and speakers' own.

    A row without a speaker is the workspace's switch; of each speaker and provider the newest
    row counts. The purpose is text of a person's own.
    """
    run_script(
        db,
        """
CREATE TABLE consent (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    provider TEXT NOT NULL,
    speaker TEXT REFERENCES speaker(ref) ON DELETE CASCADE,
    allowed INTEGER NOT NULL CHECK (allowed IN (0, 1)),
    purpose TEXT,
    made_by TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX consent_by_provider ON consent(provider, speaker, seq);
CREATE INDEX consent_by_speaker ON consent(speaker)
""",
    )


def m0015_agent_records(db: Database) -> None:
    """Who proposed each edit, and the whole record of a session with a language model.

    The record holds what was sent and what came back, which is text of patients.
    """
    run_script(
        db,
        """
ALTER TABLE note_edit ADD COLUMN proposer TEXT NOT NULL DEFAULT 'embedded';
CREATE TABLE session_record (
    session_id TEXT PRIMARY KEY REFERENCES generation_session(id) ON DELETE CASCADE,
    record_json TEXT NOT NULL
) WITHOUT ROWID
""",
    )


def m0016_held_pairs(db: Database) -> None:
    """Pairs whose final seems to be of another note; a build leaves them out until released."""
    run_script(
        db,
        """
CREATE TABLE held_pair (
    draft_id TEXT NOT NULL REFERENCES draft(id) ON DELETE CASCADE,
    final_id TEXT NOT NULL REFERENCES final_note(id) ON DELETE CASCADE,
    wer REAL NOT NULL,
    shared REAL NOT NULL,
    held_at TEXT NOT NULL,
    released_at TEXT,
    PRIMARY KEY (draft_id, final_id)
) WITHOUT ROWID;
CREATE INDEX held_pair_by_final ON held_pair(final_id)
""",
    )


STEPS: tuple[Callable[[Database], None], ...] = (
    m0009_quarantine,
    m0010_operations,
    m0011_deliveries,
    m0012_row_hashes,
    m0013_sources,
    m0014_consents,
    m0015_agent_records,
    m0016_held_pairs,
)

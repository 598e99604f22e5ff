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


def m0009_consents(db: Database) -> None:
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


def m0010_agent_records(db: Database) -> None:
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


STEPS = (m0009_consents, m0010_agent_records)

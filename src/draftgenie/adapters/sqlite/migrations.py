"""The store's schema, as numbered steps that are only ever appended to.

Each step runs in a transaction together with the record that it ran; `PRAGMA user_version` says
how many ran, so that a store which is up to date opens without the library that runs them.
Times are ISO 8601 in UTC with a trailing Z; booleans are 0 and 1; columns named `*_json` hold
one JSON object.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from draftgenie.adapters.sqlite import steps_from_9
from draftgenie.adapters.sqlite.steps_from_9 import run_script as _run

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlite_utils import Database

APPLICATION_ID = 0x44724765
"""Marks the file as a store of ours (`PRAGMA application_id`): the letters DrGe."""


def m0001_speakers_and_drafts(db: Database) -> None:
    """People, dictation jobs, machine texts and signed texts."""
    _run(
        db,
        """
CREATE TABLE speaker (
    ref TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT,
    assigned_bucket TEXT,
    assumed_bucket TEXT,
    bucket_locked INTEGER NOT NULL DEFAULT 0,
    specialty TEXT,
    ser REAL,
    wer REAL,
    notes TEXT,
    status TEXT NOT NULL DEFAULT 'active',
    metadata_json TEXT NOT NULL DEFAULT '{}',
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    removed_at TEXT,
    version INTEGER NOT NULL DEFAULT 1
) WITHOUT ROWID;
CREATE TABLE item (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    speaker TEXT NOT NULL REFERENCES speaker(ref) ON DELETE CASCADE,
    item TEXT NOT NULL,
    dictated_at TEXT,
    worktype TEXT,
    duration_s REAL,
    metadata_json TEXT NOT NULL DEFAULT '{}',
    created_at TEXT NOT NULL,
    UNIQUE (speaker, item)
);
CREATE INDEX item_by_name ON item(item);
CREATE TABLE draft (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    item_id TEXT NOT NULL REFERENCES item(id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('asr', 'llm')),
    text TEXT NOT NULL,
    created_at TEXT NOT NULL,
    current INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX draft_current ON draft(item_id, kind) WHERE current = 1;
CREATE INDEX draft_by_item ON draft(item_id);
CREATE TABLE final_note (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    item_id TEXT NOT NULL REFERENCES item(id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    created_at TEXT NOT NULL,
    current INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX final_current ON final_note(item_id) WHERE current = 1;
CREATE INDEX final_by_item ON final_note(item_id)
""",
    )


def m0002_corrections(db: Database) -> None:
    """What was learned: which pairs were read, the corrections, their places in the history.

    `pair_read` says which version of a pair the counts contain, so that a build reads only what
    is new and notices what went away. `learned` names the derived counts and gates on disk.
    """
    _run(
        db,
        """
CREATE TABLE pair_read (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    draft_id TEXT NOT NULL UNIQUE REFERENCES draft(id) ON DELETE CASCADE,
    final_id TEXT NOT NULL REFERENCES final_note(id) ON DELETE CASCADE,
    speaker TEXT NOT NULL REFERENCES speaker(ref) ON DELETE CASCADE,
    n_words INTEGER NOT NULL,
    n_edits INTEGER NOT NULL
);
CREATE INDEX pair_read_by_final ON pair_read(final_id);
CREATE INDEX pair_read_by_speaker ON pair_read(speaker);
CREATE TABLE correction (
    id TEXT NOT NULL,
    speaker TEXT NOT NULL REFERENCES speaker(ref) ON DELETE CASCADE,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    surface TEXT NOT NULL,
    layer TEXT NOT NULL,
    category TEXT NOT NULL,
    n_applied INTEGER NOT NULL DEFAULT 0,
    n_left_alone INTEGER NOT NULL DEFAULT 0,
    first_seen TEXT,
    last_seen TEXT,
    status TEXT NOT NULL DEFAULT 'learned',
    origin TEXT NOT NULL DEFAULT 'mined',
    PRIMARY KEY (speaker, id)
) WITHOUT ROWID;
CREATE INDEX correction_by_id ON correction(id);
CREATE INDEX correction_by_source ON correction(source);
CREATE TABLE occurrence (
    rowid INTEGER PRIMARY KEY,
    correction_id TEXT NOT NULL,
    speaker TEXT NOT NULL REFERENCES speaker(ref) ON DELETE CASCADE,
    draft_id TEXT NOT NULL REFERENCES draft(id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    context TEXT NOT NULL,
    context_id TEXT NOT NULL,
    at TEXT
);
CREATE INDEX occurrence_by_correction ON occurrence(speaker, correction_id);
CREATE INDEX occurrence_by_draft ON occurrence(draft_id);
CREATE INDEX occurrence_by_context ON occurrence(context_id);
CREATE TABLE learned (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    version TEXT NOT NULL,
    digest TEXT NOT NULL,
    n_pairs INTEGER NOT NULL,
    max_dictated_at TEXT,
    created_at TEXT NOT NULL,
    detail_json TEXT NOT NULL DEFAULT '{}'
)
""",
    )


def m0003_generated_notes(db: Database) -> None:
    """Generated notes, every edit that was considered, and the session behind each note."""
    _run(
        db,
        """
CREATE TABLE generated_note (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    draft_id TEXT NOT NULL REFERENCES draft(id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    confidence REAL,
    generator TEXT NOT NULL,
    session_id TEXT NOT NULL,
    created_at TEXT NOT NULL,
    current INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX note_current ON generated_note(draft_id) WHERE current = 1;
CREATE INDEX note_by_draft ON generated_note(draft_id);
CREATE TABLE note_edit (
    note_id TEXT NOT NULL REFERENCES generated_note(id) ON DELETE CASCADE,
    n INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    confidence REAL NOT NULL,
    harm REAL NOT NULL,
    correction_id TEXT NOT NULL,
    evidence INTEGER NOT NULL,
    n_left_alone INTEGER NOT NULL,
    category TEXT NOT NULL,
    verdict TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (note_id, n)
) WITHOUT ROWID;
CREATE TABLE generation_session (
    id TEXT PRIMARY KEY,
    draft_id TEXT NOT NULL REFERENCES draft(id) ON DELETE CASCADE,
    note_id TEXT REFERENCES generated_note(id) ON DELETE CASCADE,
    generator TEXT NOT NULL,
    status TEXT NOT NULL,
    created_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX session_by_note ON generation_session(note_id);
CREATE INDEX session_by_draft ON generation_session(draft_id);
CREATE TABLE session_step (
    session_id TEXT NOT NULL REFERENCES generation_session(id) ON DELETE CASCADE,
    n INTEGER NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    detail_json TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (session_id, n)
) WITHOUT ROWID
""",
    )


def m0004_evaluations_and_buckets(db: Database) -> None:
    """Evaluation runs with their per-note figures, and every move between buckets."""
    _run(
        db,
        """
CREATE TABLE evaluation_run (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    signature TEXT NOT NULL,
    scope TEXT NOT NULL,
    result_json TEXT NOT NULL,
    created_at TEXT NOT NULL
);
CREATE TABLE evaluation (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    note_id TEXT NOT NULL REFERENCES generated_note(id) ON DELETE CASCADE,
    final_id TEXT NOT NULL REFERENCES final_note(id) ON DELETE CASCADE,
    speaker TEXT NOT NULL REFERENCES speaker(ref) ON DELETE CASCADE,
    signature TEXT NOT NULL,
    scores_json TEXT NOT NULL,
    created_at TEXT NOT NULL,
    UNIQUE (note_id, final_id, signature)
);
CREATE INDEX evaluation_by_speaker ON evaluation(speaker, signature);
CREATE INDEX evaluation_by_final ON evaluation(final_id);
CREATE TABLE bucket_move (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    speaker TEXT NOT NULL REFERENCES speaker(ref) ON DELETE CASCADE,
    before TEXT,
    after TEXT NOT NULL,
    reason TEXT NOT NULL,
    made_by TEXT NOT NULL,
    policy TEXT NOT NULL,
    numbers_json TEXT NOT NULL DEFAULT '{}',
    at TEXT NOT NULL
);
CREATE INDEX bucket_move_by_speaker ON bucket_move(speaker, seq)
""",
    )


def m0005_events_and_audit(db: Database) -> None:
    """The outbox of events and the hash-chained audit trail; neither holds note text."""
    _run(
        db,
        """
CREATE TABLE event (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    version INTEGER NOT NULL,
    aggregate TEXT NOT NULL,
    payload_json TEXT NOT NULL,
    correlation_id TEXT NOT NULL,
    causation_id TEXT,
    at TEXT NOT NULL
);
CREATE INDEX event_by_aggregate ON event(aggregate, seq);
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    command TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail_json TEXT NOT NULL DEFAULT '{}',
    correlation_id TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE TABLE quarantine (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    line INTEGER,
    reason TEXT NOT NULL,
    raw BLOB NOT NULL,
    at TEXT NOT NULL
)
""",
    )


def m0006_replays(db: Database) -> None:
    """Replays of the history: a kind of run, each speaker's newest, and what corrections did."""
    _run(
        db,
        """
ALTER TABLE evaluation_run ADD COLUMN kind TEXT NOT NULL DEFAULT 'run';
CREATE TABLE baseline (
    speaker TEXT PRIMARY KEY REFERENCES speaker(ref) ON DELETE CASCADE,
    run_id TEXT NOT NULL REFERENCES evaluation_run(id) ON DELETE CASCADE,
    basis TEXT NOT NULL,
    figures_json TEXT NOT NULL,
    created_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX baseline_by_run ON baseline(run_id);
CREATE TABLE correction_effect (
    speaker TEXT NOT NULL REFERENCES baseline(speaker) ON DELETE CASCADE,
    correction_id TEXT NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    surface TEXT NOT NULL,
    layer TEXT NOT NULL,
    category TEXT NOT NULL,
    items INTEGER NOT NULL,
    applied INTEGER NOT NULL,
    right INTEGER NOT NULL,
    neither INTEGER NOT NULL,
    harmful INTEGER NOT NULL,
    words_won INTEGER NOT NULL,
    words_lost INTEGER NOT NULL,
    formatted_won INTEGER NOT NULL,
    formatted_lost INTEGER NOT NULL,
    errors_without INTEGER NOT NULL,
    errors_without_formatted INTEGER NOT NULL,
    PRIMARY KEY (speaker, correction_id)
) WITHOUT ROWID
""",
    )


def m0007_terms(db: Database) -> None:
    """The users' own lists of terms: everyone's, a specialty's, a speaker's."""
    _run(
        db,
        """
CREATE TABLE term (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    words TEXT NOT NULL,
    surface TEXT NOT NULL,
    speaker TEXT REFERENCES speaker(ref) ON DELETE CASCADE,
    specialty TEXT,
    CHECK (speaker IS NULL OR specialty IS NULL)
);
CREATE UNIQUE INDEX term_on_list ON term(words, coalesce(speaker, ''), coalesce(specialty, ''));
CREATE INDEX term_by_speaker ON term(speaker, specialty)
""",
    )


def m0008_reviews(db: Database) -> None:
    """What people say of generated notes; the comment is text of theirs and may name patients."""
    _run(
        db,
        """
CREATE TABLE review (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    note_id TEXT NOT NULL REFERENCES generated_note(id) ON DELETE CASCADE,
    verdict TEXT NOT NULL CHECK (verdict IN ('better', 'same', 'worse')),
    text TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX review_by_note ON review(note_id, seq)
""",
    )


STEPS: tuple[Callable[[Database], None], ...] = (
    m0001_speakers_and_drafts,
    m0002_corrections,
    m0003_generated_notes,
    m0004_evaluations_and_buckets,
    m0005_events_and_audit,
    m0006_replays,
    m0007_terms,
    m0008_reviews,
    *steps_from_9.STEPS,
)


def apply_steps(connection: Any, steps: Sequence[Callable[[Database], None]] = STEPS) -> None:
    """Run the steps that have not run yet, inside the caller's transaction.

    Args:
        connection: the driver's connection.
        steps: all steps in order, or the first few of them to make an older store.
    """
    # Imported here: it costs a fifth of a second, and most commands have nothing to migrate.
    from sqlite_utils import Database, Migrations

    migrations = Migrations("draftgenie")
    for step in steps:
        migrations(name=step.__name__)(step)
    db = Database(connection, recursive_triggers=False, execute_plugins=False)
    migrations.apply(db)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {len(steps)}")

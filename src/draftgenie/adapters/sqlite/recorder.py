"""Writing down, by triggers of one connection, how each row was before a command changed it.

Only ids are kept of a row that was added, only what differs of one that was changed, and the
whole of one that was removed: taking back an addition needs no text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from draftgenie.domain.operation import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from draftgenie.adapters.sqlite._connection import Connection

TRACKED = (
    "speaker",
    "item",
    "draft",
    "final_note",
    "held_pair",
    "correction",
    "term",
    "generated_note",
    "evaluation_run",
    "evaluation",
    "bucket_move",
    "review",
    "quarantine",
    "source_mark",
)
"""Tables whose rows an operation can put back."""

PARTS = ("note_edit", "generation_session", "session_step", "session_record")
"""Tables whose rows come and go with a row of another: only their going is written down."""

COMMANDS = frozenset(
    {
        "draft ingest",
        "draft pull",
        "draft release",
        "quarantine retry",
        "speaker add",
        "speaker import",
        "speaker edit",
        "speaker bucket",
        "correction add",
        "correction approve",
        "correction block",
        "correction import",
        "term import",
        "term remove",
        "rag generate",
        "evaluate run",
        "evaluate comment",
        "undo",
        "redo",
    }
)
"""Commands that are written down; what deletes for good is not.

Nor is `worker run`: it does what the events of other commands call for, and would do it again
the next time. Taking back the command that wrote the events takes its records away for good.
"""


def columns_of(db: Connection, table: str) -> tuple[list[str], list[str]]:
    """The names of a table's columns, and of those that are its key."""
    rows = db.rows(f"PRAGMA table_info({table})")
    keys = sorted((row for row in rows if row[5]), key=lambda row: row[5])
    return [row[1] for row in rows], [row[1] for row in keys]


def install(db: Connection) -> None:
    """Make the triggers of this connection, outside any transaction."""
    db.rows("CREATE TEMP TABLE this_operation(seq INTEGER)")
    for table in (*TRACKED, *PARTS):
        for statement in _triggers(db, table):
            db.rows(statement)


def _triggers(db: Connection, table: str) -> Iterator[str]:
    names, keys = columns_of(db, table)
    if table in TRACKED:
        yield _trigger(table, "INSERT", Change.ADDED, key=_literals(keys, "new"))
        yield _trigger(
            table,
            "UPDATE",
            Change.CHANGED,
            key=_literals(keys, "old"),
            before=_differing(names, "old"),
            after=_differing(names, "new"),
            when=" OR ".join(f"old.{name} IS NOT new.{name}" for name in names),
        )
    whole = "json_object(" + ", ".join(f"'{name}', quote(old.{name})" for name in names) + ")"
    yield _trigger(table, "DELETE", Change.REMOVED, key=_literals(keys, "old"), before=whole)


def _trigger(  # noqa: PLR0913 - the parts of one statement, named
    table: str,
    event: str,
    change: Change,
    *,
    key: str,
    before: str = "NULL",
    after: str = "NULL",
    when: str = "1",
) -> str:
    return (
        f"CREATE TEMP TRIGGER note_{event.lower()}_{table} AFTER {event} ON main.{table} "
        f"WHEN {when} BEGIN INSERT INTO operation_change(op, tbl, change, key, before, after) "
        f"VALUES ((SELECT seq FROM this_operation), '{table}', '{change.value}', {key}, "
        f"{before}, {after}); END"
    )


def _literals(names: list[str], row: str) -> str:
    # As SQL literals: JSON would round a number and cannot hold bytes.
    return "json_array(" + ", ".join(f"quote({row}.{name})" for name in names) + ")"


def _differing(names: list[str], row: str) -> str:
    # A null for what is the same; the literal of a value that is null is the text NULL.
    values = (
        f"'{name}', CASE WHEN old.{name} IS NOT new.{name} THEN quote({row}.{name}) END"
        for name in names
    )
    return f"json_object({', '.join(values)})"

"""What the tests of the store share: opening one, filling it, and a second process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from draftgenie.adapters.sqlite import SqliteStore
from draftgenie.domain.draft import (
    Draft,
    FinalNote,
    Item,
    Kind,
    draft_id,
    final_id,
    item_id,
)
from draftgenie.domain.note import GeneratedNote, Session
from draftgenie.domain.speaker import Speaker

if TYPE_CHECKING:
    from collections.abc import Mapping

NOW = "2026-03-01T12:03:11.000Z"
STORE = "draftgenie.db"


class FixedClock:
    """Says the same instant for ever."""

    def now(self) -> str:
        return NOW


def open_store(home: Path, *, create: bool = True, **given: Any) -> SqliteStore:
    """A store of this process, by default made when it is not there."""
    options: dict[str, Any] = {
        "clock": FixedClock(),
        "actor": "tester",
        "command": "test",
        "wait_s": 0.0,
    }
    return SqliteStore.open(home, create=create, **(options | given))


def a_speaker(ref: str = "dr-okafor", **given: Any) -> Speaker:
    """A speaker with what a record must have."""
    values: dict[str, Any] = {"name": "Dr. Okafor", "created_at": NOW, "updated_at": NOW}
    return Speaker(ref, **(values | given))


def add_item(
    store: SqliteStore,
    item: str = "visit-1",
    *,
    speaker: str = "dr-okafor",
    dictated_at: str | None = None,
    texts: Mapping[Kind, str] | None = None,
) -> str:
    """Store an item with its speaker and texts, in one transaction; the item's id."""
    key = item_id(speaker=speaker, item=item)
    with store.atomic():
        if store.speakers.get(speaker) is None:
            store.speakers.put(a_speaker(speaker))
        store.drafts.put_item(Item(key, speaker, item, dictated_at=dictated_at, created_at=NOW))
        for kind, text in (texts or {}).items():
            if kind is Kind.FINAL:
                store.drafts.add_final(a_final(item, text, speaker=speaker))
            else:
                store.drafts.add(a_draft(item, text, speaker=speaker, kind=kind))
    return key


def a_draft(item: str, text: str, *, speaker: str = "dr-okafor", kind: Kind = Kind.ASR) -> Draft:
    """A draft whose ids are those of its content."""
    return Draft(
        draft_id(speaker=speaker, item=item, kind=kind, text=text),
        item_id(speaker=speaker, item=item),
        speaker,
        item,
        kind,
        text,
        created_at=NOW,
    )


def a_final(item: str, text: str, *, speaker: str = "dr-okafor") -> FinalNote:
    """A final note whose ids are those of its content."""
    return FinalNote(
        final_id(speaker=speaker, item=item, text=text),
        item_id(speaker=speaker, item=item),
        speaker,
        item,
        text,
        created_at=NOW,
    )


def add_note(store: SqliteStore, draft: Draft, text: str) -> str:
    """Store a generated note without edits; its id."""
    note_id, session_id = f"note of {draft.id}: {text}", f"session of {draft.id}: {text}"
    note = GeneratedNote(
        note_id,
        draft.id,
        draft.item_id,
        draft.speaker,
        draft.item,
        text,
        None,
        (),
        "embedded",
        session_id,
        created_at=NOW,
    )
    session = Session(session_id, draft.id, draft.speaker, "embedded", "done", ())
    with store.atomic():
        store.notes.add(note, session)
    return note_id


PRELUDE = """
import os, sys
from pathlib import Path
from tests.adapters.stores import *
home = Path(sys.argv[1])
def say(*words):
    print(*words, flush=True)
"""


def start(script: str, home: Path) -> subprocess.Popen[str]:
    """A second process that runs `script` after the prelude; its `home` is the one given."""
    root = Path(__file__).parents[2]
    path = os.pathsep.join([str(root), *filter(None, sys.path)])
    return subprocess.Popen(
        [sys.executable, "-c", PRELUDE + script, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )


def heard(process: subprocess.Popen[str]) -> str:
    """The next line the process says."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def run(script: str, home: Path) -> str:
    """All that a second process says, once it has ended well."""
    process = start(script, home)
    said, _ = process.communicate()
    assert process.returncode == 0, said
    return said.strip()

"""Rows of the audit trail that could not wait for the writer lock.

Whoever reads a note need not wait until a long build has ended: while another process holds the
lock, the row is put into a file of its own, durably and before the text is handed out, and the
next writer takes it into the trail. A file is deleted when its row is found there, so that a
kill at any moment loses no row and doubles none.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from draftgenie.adapters.files import file_fault, private_folder, replacing

if TYPE_CHECKING:
    from pathlib import Path

    from draftgenie.adapters.sqlite._connection import Connection

FOLDER = "readings"
PUT_OFF = "put_off"
"""The fact of a row's detail that says which file it was."""

_IS_THERE = "SELECT 1 FROM audit WHERE at = ? AND json_extract(detail_json, '$.put_off') = ?"


class Readings:
    """The files beside a store that hold one row each."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._folder = db.path.with_name(FOLDER)

    def put_off(self, row: dict[str, Any]) -> None:
        """Keep a row until somebody writes.

        Raises:
            StoreError: it cannot be written.
        """
        name = uuid4().hex
        row["detail"] = {**row["detail"], PUT_OFF: name}
        private_folder(self._folder)
        # By time, so that they are taken in as they came.
        with replacing(str(self._folder / f"{row['at'].replace(':', '')}-{name}.json")) as file:
            file.write(json.dumps(row).encode())

    def due(self) -> list[dict[str, Any]]:
        """The rows that are not in the trail yet, oldest first; in the present transaction."""
        return [row for path in self._files() if (row := self._row(path)) is not None]

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("*.json")) if self._folder.is_dir() else []

    def _row(self, path: Path) -> dict[str, Any] | None:
        try:
            row: dict[str, Any] = json.loads(path.read_bytes())
            if self._db.row(_IS_THERE, (row["at"], row["detail"][PUT_OFF])) is None:
                return row
            path.unlink()
        except OSError as error:
            raise file_fault(error, path) from error
        return None

"""DraftGenie as its users run it: its own commands, a home of its own, default settings."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corpora import Row

Answer = dict[str, Any]


def correct(history: Iterable[Row], drafts: Sequence[Row]) -> list[Answer]:
    """What `rag generate --json` says of each draft, in order, after learning from the history."""
    with tempfile.TemporaryDirectory(prefix="draftgenie-quality-") as folder:
        home = str(Path(folder) / "home")
        old, new = Path(folder) / "history.jsonl", Path(folder) / "new.jsonl"
        _write(old, [_record(row) | {"final": row.final} for row in history])
        _write(new, [_record(row) for row in drafts])
        _run("draft", "ingest", str(old), "--create-speakers", "--home", home)
        _run("correction", "build", "--no-embed", "--home", home)
        _run("draft", "ingest", str(new), "--create-speakers", "--home", home)
        lines = _run("rag", "generate", "--pending", "--json", "--home", home)
    answers = {(a["speaker"], a["item"]): a for a in map(json.loads, lines.splitlines())}
    return [answers[row.speaker, row.item] for row in drafts]


def _record(row: Row) -> dict[str, str]:
    return {"speaker": row.speaker, "item": row.item, "kind": row.kind, "draft": row.draft}


def _write(path: Path, records: Iterable[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(r, ensure_ascii=False) + "\n" for r in records)


def _run(*arguments: str) -> str:
    command = [sys.executable, "-m", "draftgenie", *arguments, "-q"]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout

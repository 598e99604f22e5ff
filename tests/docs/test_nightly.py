"""The nightly script runs the loop, can be run again, and ends with the contract's codes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "tests" / "data" / "tiny"


class Night:
    """An inbox, an outbox, and nights that are run one after another."""

    def __init__(self, folder: Path) -> None:
        self.inbox, self.outbox = folder / "inbox", folder / "outbox"
        self.inbox.mkdir()
        self.stderr = ""

    def put(self, *names: str) -> None:
        for name in names:
            shutil.copy(TINY / name, self.inbox)

    def run(self, **more: str) -> int:
        shutil.rmtree(self.outbox, ignore_errors=True)
        env = os.environ | {
            "DRAFTGENIE": f"{sys.executable} -m draftgenie",
            "BUILD_OPTIONS": "--no-embed",
            **more,
        }
        done = subprocess.run(
            ["/bin/sh", ROOT / "examples" / "nightly.sh", self.inbox, self.outbox],
            env=env,
            check=False,
            capture_output=True,
            text=True,
        )
        self.stderr = done.stderr
        return done.returncode

    def made(self, kind: str) -> list[Any]:
        (path,) = self.outbox.glob(f"{kind}-*")
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.fixture
def night(tmp_path: Path) -> Night:
    return Night(tmp_path)


def test_two_nights_correct_new_drafts_and_measure_them_when_their_finals_come(
    night: Night,
) -> None:
    night.put("history.jsonl", "new-drafts.jsonl")
    first = night.run()
    notes = night.made("notes")

    night.put("new-finals.jsonl")
    second = night.run()

    assert (first, second) == (0, 0), night.stderr
    assert len(notes) == 4
    assert night.made("notes") == []
    (measured,) = night.made("evaluation")
    assert (measured["items"], measured["worse"]) == (4, 0)
    assert {path.stat().st_mode & 0o777 for path in night.outbox.iterdir()} == {0o600}


def test_a_bad_record_is_set_aside_and_the_night_goes_on(night: Night) -> None:
    night.put("history.jsonl", "new-drafts.jsonl")
    (night.inbox / "bad.jsonl").write_text('{"speaker": "dr-alder"}\n')

    code = night.run()

    assert code == 6, night.stderr
    assert len(night.made("rejects")) == 1
    assert len(night.made("notes")) == 4


@pytest.mark.slow
def test_a_missed_threshold_is_told_at_the_end(night: Night) -> None:
    night.put("history.jsonl", "new-drafts.jsonl")
    night.run()
    night.put("new-finals.jsonl")

    code = night.run(MAX_WER="0.0001")

    assert code == 9, night.stderr


def test_a_failing_command_ends_the_night(night: Night, home: Path) -> None:
    home.mkdir()
    (home / "draftgenie.db").write_bytes(b"not a database" * 100)
    night.put("history.jsonl")

    code = night.run()

    assert code == 7
    assert night.stderr.splitlines()[-1] == "nightly: draftgenie draft ingest exits 7"

"""A store and a dictionary that are told the same things agree, whatever happens in between."""

from __future__ import annotations

import copy
import json
import os
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from typer.testing import CliRunner

from draftgenie.cli.main import app
from tests.builders import lines
from tests.soak.contents import faults, open_store
from tests.soak.program import Command, Started

N_RUNS = int(os.environ.get("SOAK_RUNS", "1000"))
N_STEPS = 50

SPEAKERS = ("dr-okafor", "dr-chen")
WORDS = ("metroprolol", "metoprolol", "25", "mg", "left", "no", "ilium", "ileum", "daily.")

speakers = st.sampled_from(SPEAKERS)
items = st.integers(0, 5).map("visit-{}".format)
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
Place = tuple[str, str]


@dataclass
class Model:
    """What the store should hold: current texts by place and kind, added corrections, notes."""

    texts: dict[tuple[str, str, str], str] = field(default_factory=dict)
    added: set[tuple[str, str, str]] = field(default_factory=set)
    noted: set[tuple[str, str, str]] = field(default_factory=set)
    before: list[Model] = field(default_factory=list)

    def remember(self) -> None:
        """Keep what is so now, for an undo."""
        now = copy.deepcopy(Model(self.texts, self.added, self.noted))
        self.before.append(now)

    def undo(self) -> None:
        """Be what was before the last operation."""
        last = self.before.pop()
        self.texts, self.added, self.noted = last.texts, last.added, last.noted

    def told(self) -> tuple[Any, ...]:
        """Everything that is held, in order."""
        return sorted(self.texts.items()), sorted(self.added), sorted(self.noted)


def held(home: Path) -> tuple[Any, ...]:
    """The same of a store."""
    with open_store(home) as store:
        rows = store._db.rows
        found = [
            ((speaker, item, kind), text)
            for speaker, item, kind, text in rows(
                "SELECT i.speaker, i.item, d.kind, d.text FROM draft d JOIN item i "
                "ON i.id = d.item_id WHERE d.current UNION ALL "
                "SELECT i.speaker, i.item, 'final', f.text FROM final_note f JOIN item i "
                "ON i.id = f.item_id WHERE f.current"
            )
        ]
        added = rows("SELECT speaker, source, target FROM correction WHERE origin = 'added'")
        noted = rows(
            "SELECT i.speaker, i.item, d.text FROM generated_note n JOIN draft d "
            "ON d.id = n.draft_id JOIN item i ON i.id = d.item_id WHERE n.current"
        )
    return sorted(found), sorted(added), sorted(noted)


class Ward(RuleBasedStateMachine):
    """A data folder and its model, worked on by the program's own commands."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.home = self.folder / "home"
        self.model = Model()
        self.backup: tuple[str, Model] | None = None
        self.n_new = 0
        for ref in SPEAKERS:
            self.run("speaker", "add", ref, "--id", ref)

    def run(self, *args: str, stdin: str = "", codes: tuple[int, ...] = (0,)) -> Any:
        """What a command printed; it must end as expected."""
        texts = [*args, "--home", str(self.home)]
        done = CliRunner().invoke(app, texts, input=stdin, prog_name="draftgenie")
        assert done.exit_code in codes, f"{args}: {done.exit_code} {done.stderr}"
        return done

    @rule(speaker=speakers, item=items, kind=st.sampled_from(["asr", "final"]), text=texts)
    def ingest(self, speaker: str, item: str, kind: str, text: str) -> None:
        """A text arrives, perhaps for the second time, perhaps another one than before."""
        if self.model.texts.get((speaker, item, kind)) != text:
            self.model.remember()
        record = {"speaker": speaker, "item": item, "kind": kind, "text": text}
        self.run("draft", "ingest", "-", "--replace", stdin=lines(record))
        self._put(record)

    def _put(self, record: dict[str, str]) -> None:
        place = (record["speaker"], record["item"])
        if record["kind"] == "asr" and self.model.texts.get((*place, "asr")) != record["text"]:
            self.model.noted -= {n for n in self.model.noted if n[:2] == place}
        self.model.texts[*place, record["kind"]] = record["text"]
        self.n_new += 1

    @rule(speaker=speakers, wrong=st.sampled_from(WORDS), right=st.sampled_from(WORDS))
    def add(self, speaker: str, wrong: str, right: str) -> None:
        """A person adds a correction; one of the same source may stand in its way."""
        done = self.run("correction", "add", wrong, right, "--speaker", speaker, codes=(0, 2, 5))
        if done.exit_code == 0 and (speaker, wrong, right) not in self.model.added:
            self.model.remember()
            self.model.added.add((speaker, wrong, right))

    @precondition(lambda self: self.n_new > 5)
    @rule()
    def build(self) -> None:
        """What is new is learned; nothing else changes."""
        self.run("correction", "build", "--no-embed")
        self.n_new = 0

    @rule()
    def generate(self) -> None:
        """Every draft without a final gets a note."""
        waiting = {
            (*key[:2], text)
            for key, text in self.model.texts.items()
            if key[2] == "asr" and (*key[:2], "final") not in self.model.texts
        }
        if waiting - self.model.noted:
            self.model.remember()
        self.run("rag", "generate", "--pending", "--json")
        self.model.noted |= waiting

    @rule(speaker=speakers, item=items)
    def remove(self, speaker: str, item: str) -> None:
        """An item is deleted for good, and nothing before that can be undone."""
        there = [key for key in self.model.texts if key[:2] == (speaker, item)]
        code = 0 if there else 4
        self.run("draft", "remove", item, "--speaker", speaker, "--yes", codes=(code,))
        if there:
            for key in there:
                del self.model.texts[key]
            self.model.noted -= {n for n in self.model.noted if n[:2] == (speaker, item)}
            self.model.before.clear()

    @rule()
    def undo(self) -> None:
        """The last operation is taken back."""
        if self.model.before:
            self.run("undo")
            self.model.undo()

    @rule(speaker=speakers, item=items, text=texts, after=st.floats(0, 0.3))
    def kill(self, speaker: str, item: str, text: str, after: float) -> None:
        """An ingest is killed: it was done, or it was not."""
        record = {"speaker": speaker, "item": item, "kind": "asr", "text": text}
        command = Command(("draft", "ingest", "-", "--replace"), lines(record))
        Started(command, home=self.home, scratch=self.folder / "scratch").kill_after(after)
        if held(self.home) != self.model.told():
            self.model.remember()
            self._put(record)

    @rule()
    def back_up(self) -> None:
        """A backup is made, which holds what is so now."""
        made = self.run("backup", "create", "--json")
        self.backup = json.loads(made.stdout)["id"], copy.deepcopy(self.model)

    @precondition(lambda self: self.backup is not None)
    @rule()
    def restore(self) -> None:
        """Everything is as it was at the backup."""
        assert self.backup is not None
        name, model = self.backup
        self.run("backup", "restore", name, "--force", "--yes")
        self.model = copy.deepcopy(model)

    @invariant()
    def agree(self) -> None:
        """The store holds what the model holds."""
        if self.home.exists():
            assert held(self.home) == self.model.told()

    def teardown(self) -> None:
        """Nothing is damaged in the end."""
        found = faults(self.home)
        shutil.rmtree(self.folder)
        assert found == []


def work(n_runs: int, n_steps: int) -> None:
    """Let so many wards live for so many steps."""
    run_state_machine_as_test(
        Ward,
        settings=settings(
            max_examples=n_runs,
            stateful_step_count=n_steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_some_steps_agree_with_the_model() -> None:
    work(1, 12)


@pytest.mark.soak
def test_a_thousand_runs_agree_with_the_model() -> None:
    work(N_RUNS, N_STEPS)

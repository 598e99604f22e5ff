"""The committed example corpus is what its script makes, and keeps what its README says."""

from __future__ import annotations

import doctest
import importlib
import json
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
CORPUS = EXAMPLES / "corpus"
TINY = ROOT / "tests" / "data" / "tiny"
MODULES = ("contractions", "draft", "figures", "habits", "layout", "noise", "numbers", "phrases")


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def whole_pairs(folder: Path) -> list[dict[str, Any]]:
    """Every item of a corpus with its draft and its final note."""
    finals = {record["item"]: record["text"] for record in read(folder / "new-finals.jsonl")}
    new = [r | {"final": finals[r["item"]]} for r in read(folder / "new-drafts.jsonl")]
    return [*read(folder / "history.jsonl"), *new]


def test_making_the_corpus_again_gives_the_committed_bytes_and_the_figures_of_the_readme(
    tmp_path: Path,
) -> None:
    script = EXAMPLES / "make_corpus.py"
    folders = ("--corpus", str(tmp_path / "corpus"), "--tiny", str(tmp_path / "tiny"))
    command = [sys.executable, str(script), "--check", *folders]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert files(tmp_path / "corpus") == files(CORPUS)
    assert files(tmp_path / "tiny") == files(TINY)
    assert done.stdout in (EXAMPLES / "README.md").read_text("utf-8")


@pytest.mark.parametrize("folder", [CORPUS, TINY], ids=["corpus", "tiny"])
def test_every_new_item_is_dated_after_every_history_item(folder: Path) -> None:
    history = [record["dictated_at"] for record in read(folder / "history.jsonl")]
    new = [record["dictated_at"] for record in read(folder / "new-drafts.jsonl")]
    assert history == sorted(history)
    assert new == sorted(new)
    assert history[-1] < new[0]


@pytest.mark.parametrize("folder", [CORPUS, TINY], ids=["corpus", "tiny"])
def test_new_drafts_hold_no_final_and_every_one_has_its_final_beside_it(folder: Path) -> None:
    drafts, finals = read(folder / "new-drafts.jsonl"), read(folder / "new-finals.jsonl")
    assert all("final" not in record for record in drafts)
    ids = [(record["speaker"], record["item"]) for record in drafts]
    assert ids == [(record["speaker"], record["item"]) for record in finals]
    assert len(set(ids)) == len(ids)


def test_eight_speakers_have_forty_items_of_60_to_150_words() -> None:
    pairs = whole_pairs(CORPUS)
    speakers = [speaker["ref"] for speaker in read(CORPUS / "speakers.jsonl")]
    assert Counter(pair["speaker"] for pair in pairs) == dict.fromkeys(speakers, 40)
    assert len(speakers) == 8
    lengths = [len(pair["final"].split()) for pair in pairs]
    assert (min(lengths) >= 60, max(lengths) <= 150) == (True, True)


def test_the_finals_are_the_hand_written_ones_unchanged() -> None:
    written = {
        record["item"]: record["final"]
        for path in (EXAMPLES / "finals").glob("*.jsonl")
        for record in read(path)
    }
    assert {pair["item"]: pair["final"] for pair in whole_pairs(CORPUS)} == written


def test_one_speakers_drafts_have_no_comma_between_words() -> None:
    drafts = [p["draft"] for p in whole_pairs(CORPUS) if p["speaker"] == "dr-lindqvist"]
    assert not any(", " in draft for draft in drafts)


def test_a_misheard_form_is_right_elsewhere_in_the_same_speakers_finals() -> None:
    said_for: dict[str, set[bool]] = defaultdict(set)
    for pair in whole_pairs(CORPUS):
        if pair["speaker"] == "dr-whitfield" and "ilium" in pair["draft"]:
            said_for["ilium"].add("ilium" in pair["final"])
    assert said_for == {"ilium": {True, False}}


@pytest.mark.parametrize(
    ("speaker", "said", "meant"),
    [
        ("dr-alder", "milligrams", "mg"),
        ("dr-alder", "naproxin", "naproxen"),
        ("dr-birch", "did not", "didn't"),
        ("dr-birch", "Um,", ""),
        ("dr-birch", "ilium", "ileum"),
    ],
)
def test_the_tiny_habits_repeat_in_the_history_and_in_the_new_notes(
    speaker: str, said: str, meant: str
) -> None:
    def times(records: list[dict[str, Any]]) -> int:
        own = [r for r in records if r["speaker"] == speaker]
        heard = [said.lower() in r["draft"].lower() for r in own]
        mended = [meant in r["final"] and r["draft"] != r["final"] for r in own]
        return sum(a and b for a, b in zip(heard, mended, strict=True))

    pairs = whole_pairs(TINY)
    n_history = len(read(TINY / "history.jsonl"))
    assert times(pairs[:n_history]) >= 4
    assert times(pairs[n_history:]) >= 1


@pytest.mark.parametrize("name", [*MODULES, "sounds", "words"])
def test_the_examples_in_the_docstrings_hold(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(EXAMPLES))
    assert doctest.testmod(importlib.import_module(f"recogniser.{name}")).failed == 0

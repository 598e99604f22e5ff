"""How much of the drafts' error each corrector removes, and how many notes it makes worse.

    python benchmarks/quality.py [FOLDER…] [--write docs/quality.md]

Every folder below the given ones that holds `train.jsonl` and `test.jsonl` (one object a line:
speaker, item, draft, final) is a corpus. A corpus is learned from its training part and
corrected in its test part; DraftGenie does so through its own commands, in a home of its own,
with default settings. Rates are pooled over words. "Better" and "worse" count test notes that
end nearer to and further from their final, by normalised words. "Right" counts those of
DraftGenie's edits of words whose place ends up right, by the strict reading of
`pipeline.generate.label`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import baselines

from draftgenie.domain.score import relative_gain
from draftgenie.pipeline._align import count_errors
from draftgenie.pipeline._text import formatted_words, normalised_words, split_words
from draftgenie.pipeline.generate.label import Change, Label, label

PEERS = {
    "nothing": baselines.nothing,
    "always replace": baselines.always,
    "majority": baselines.majority,
    "symspellpy": baselines.symspell,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One pair of a corpus."""

    speaker: str
    item: str
    draft: str
    final: str
    kind: str


@dataclass(frozen=True, slots=True)
class Result:
    """One corrector on one corpus."""

    corpus: str
    corrector: str
    n_notes: int
    draft_rate: float | None
    draft_rate_formatted: float | None
    gain: float | None
    gain_formatted: float | None
    better: int
    worse: int
    n_edits: int | None = None
    n_right: int | None = None
    seconds: float = 0.0

    def cells(self) -> list[str]:
        """The result as a table's row."""
        right = "" if not self.n_edits else f"{self.n_right} of {self.n_edits}"
        return [
            self.corpus,
            self.corrector,
            _percent(self.draft_rate),
            _percent(self.draft_rate_formatted),
            _percent(self.gain),
            _percent(self.gain_formatted),
            str(self.better),
            f"{self.worse} ({100 * self.worse / self.n_notes:.1f} %)",
            right,
            f"{self.seconds:.1f}",
        ]


HEADINGS = [
    "corpus",
    "corrector",
    "draft WER",
    "formatted",
    "gain",
    "formatted gain",
    "better",
    "worse",
    "edits right",
    "seconds",
]


def read(path: Path) -> list[Row]:
    """The rows of one part of a corpus."""
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    return [
        Row(r["speaker"], r["item"], r["draft"], r["final"], r.get("kind", "asr")) for r in rows
    ]


def corpora(folders: list[Path]) -> dict[str, tuple[list[Row], list[Row]]]:
    """Every corpus below the folders, by its path; a do-no-harm one also beside its sibling."""
    found = {}
    for folder in folders:
        for train in sorted(folder.rglob("train.jsonl")):
            name = str(train.parent.relative_to(folder))
            test = train.with_name("test.jsonl")
            if test.exists():
                found[folder.name if name == "." else name] = (read(train), read(test))
    return found


def measure(corpus: str, corrector: str, test: list[Row], notes: list[str]) -> Result:
    """The rates of some notes against the finals of `test`, beside those of the drafts."""
    totals = []
    changes = []
    for split in (normalised_words, formatted_words):
        references = [split(row.final) for row in test]
        before = [
            count_errors(reference=r, hypothesis=split(row.draft))
            for r, row in zip(references, test, strict=True)
        ]
        after = [
            count_errors(reference=r, hypothesis=split(note))
            for r, note in zip(references, notes, strict=True)
        ]
        totals.append((_sum(before), _sum(after)))
        changes.append([a.n_errors - b.n_errors for b, a in zip(before, after, strict=True)])
    (draft, note), (draft_formatted, note_formatted) = totals
    return Result(
        corpus=corpus,
        corrector=corrector,
        n_notes=len(test),
        draft_rate=draft.rate,
        draft_rate_formatted=draft_formatted.rate,
        gain=relative_gain(before=draft, after=note),
        gain_formatted=relative_gain(before=draft_formatted, after=note_formatted),
        better=sum(c < 0 for c in changes[0]),
        worse=sum(c > 0 for c in changes[0]),
    )


def _sum(counts: list[Any]) -> Any:
    total = counts[0]
    for one in counts[1:]:
        total += one
    return total


def draftgenie(train: list[Row], test: list[Row]) -> tuple[list[str], list[dict[str, Any]]]:
    """The notes that the program generates for the test part, and its answers."""
    with tempfile.TemporaryDirectory(prefix="draftgenie-quality-") as folder:
        home = Path(folder) / "home"
        history, new = Path(folder) / "history.jsonl", Path(folder) / "new.jsonl"
        _write(history, [_record(row, final=True) for row in train])
        _write(new, [_record(row, final=False) for row in test])
        _run("draft", "ingest", str(history), "--create-speakers", "--home", str(home))
        _run("correction", "build", "--no-embed", "--home", str(home))
        _run("draft", "ingest", str(new), "--create-speakers", "--home", str(home))
        lines = _run("rag", "generate", "--pending", "--json", "--home", str(home))
    answers = {(a["speaker"], a["item"]): a for a in map(json.loads, lines.splitlines())}
    ordered = [answers[row.speaker, row.item] for row in test]
    return [answer["text"] for answer in ordered], ordered


def _record(row: Row, *, final: bool) -> dict[str, str]:
    record = {"speaker": row.speaker, "item": row.item, "kind": row.kind, "draft": row.draft}
    return record | ({"final": row.final} if final else {})


def _write(path: Path, records: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(r, ensure_ascii=False) + "\n" for r in records)


def _run(*arguments: str) -> str:
    command = [sys.executable, "-m", "draftgenie", *arguments, "-q"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def count_right(test: list[Row], answers: list[dict[str, Any]]) -> tuple[int, int]:
    """How many edits of words were made, and how many left their place right."""
    n_edits = n_right = 0
    for row, answer in zip(test, answers, strict=True):
        draft, final = split_words(row.draft), normalised_words(row.final)
        changes = [
            Change(first, len(within), normalised_words(edit["after"]))
            for edit in answer["edits"]
            if normalised_words(edit["before"]) != normalised_words(edit["after"])
            for within in [
                [i for i, s in enumerate(draft.starts) if edit["start"] <= s < edit["end"]]
            ]
            for first in within[:1]
        ]
        verdicts = label(draft=draft.norm, final=final, changes=changes)
        n_edits += len(verdicts)
        n_right += sum(verdict is Label.RIGHT for verdict in verdicts)
    return n_edits, n_right


def _percent(rate: float | None) -> str:
    return "–" if rate is None else f"{100 * rate:.1f} %"


def results(name: str, train: list[Row], test: list[Row]) -> list[Result]:
    """Every corrector on one corpus."""
    found = []
    for peer, learn in PEERS.items():
        begun = time.perf_counter()
        correct = learn(train)
        notes = [correct(row.draft) for row in test]
        seconds = time.perf_counter() - begun
        found.append(_with(measure(name, peer, test, notes), seconds=seconds))
    begun = time.perf_counter()
    notes, answers = draftgenie(train, test)
    seconds = time.perf_counter() - begun
    n_edits, n_right = count_right(test, answers)
    ours = measure(name, "DraftGenie", test, notes)
    return [*found, _with(ours, seconds=seconds, n_edits=n_edits, n_right=n_right)]


def _with(result: Result, **changed: Any) -> Result:
    from dataclasses import replace

    return replace(result, **changed)


def table(rows: list[list[str]]) -> str:
    """Rows as a Markdown table that also reads well as text."""
    grid = [HEADINGS, *rows]
    widths = [max(len(row[n]) for row in grid) for n in range(len(HEADINGS))]
    padded = [[cell.ljust(w) for cell, w in zip(row, widths, strict=True)] for row in grid]
    lines = [f"| {' | '.join(row)} |" for row in padded]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def main() -> int:
    """Measure every corpus; 9 when DraftGenie is behind a baseline on any, else 0."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="*", type=Path, default=[Path("../shared/data")])
    parser.add_argument("--write", type=Path, help="also write the table into this page")
    parser.add_argument("--only", help="only corpora whose name holds this")
    options = parser.parse_args()
    everything: list[Result] = []
    for name, (train, test) in corpora(options.folders).items():
        if options.only and options.only not in name:
            continue
        print(f"{name}: {len(train)} pairs, {len(test)} drafts", file=sys.stderr)
        everything += results(name, train, test)
    shown = table([result.cells() for result in everything])
    print(shown)
    if options.write:
        options.write.write_text(PAGE.format(table=shown), encoding="utf-8")
    return 9 if _behind(everything) else 0


def _behind(found: list[Result]) -> list[str]:
    """The corpora on which some baseline gains as much, or harms less."""
    behind = []
    for ours in (r for r in found if r.corrector == "DraftGenie"):
        peers = [r for r in found if r.corpus == ours.corpus and r is not ours]
        for peer in peers:
            if peer.corrector == "nothing":
                continue
            if (peer.gain or 0) > (ours.gain or 0) or (peer.worse or 0) < ours.worse:
                behind.append(ours.corpus)
                print(f"behind {peer.corrector} on {ours.corpus}", file=sys.stderr)
    return behind


PAGE = """\
# Quality

Made by `make bench-quality`; the corpora are described in the folder they lie in and are not
part of this repository. Learned from `train.jsonl`, measured on `test.jsonl`, default settings,
one set of settings for all corpora. A gain is the share of the draft's errors that the note no
longer has, pooled over words: normalised (`words-1`) and formatted (case and marks count).

{table}
"""

if __name__ == "__main__":
    sys.exit(main())

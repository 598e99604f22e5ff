"""Whether our counts are those of other scorers, and how long each takes for the same work.

    python benchmarks/evaluate.py [FOLDER…] [--write docs/scoring.md] [--quick]

jiwer is installed with DraftGenie; meeteval and werx are measured where they are
(`pip install meeteval werx`), NIST's sclite where it is on the PATH (Debian has it as `sctk`, in
/usr/lib/sctk/bin). Counts: every `test.jsonl` below the folders. Time: 10,000 made-up texts of
100 words (dictation.py), each scorer in a process of its own that reads two files, normalises
them (`words-1`) and counts. Exit 9 when a count differs or somebody is faster.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dictation import Dictation
from scorers import SCORERS, by_editops, is_there, read_words
from speed import SEED, run

from draftgenie.errors import Exit
from draftgenie.pipeline._align import changed_words, count_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from speed import Ran

NAMES = ("substitutions", "deletions", "insertions", "wer")
_HELD = {"werx": ("wer",), "meeteval": ("wer",)}
N_TRIES = 3
ROUNDING = 1e-9
N_TEXTS = 10_000
WORDS = ("--words-only", "--confusions", "0")

INTRO = """\
# Scoring beside other scorers

Made by `python benchmarks/evaluate.py … --write docs/scoring.md`. The corpora are described in
the folder they lie in and are not part of this repository. All count the same normalised words.
`evaluate score` counts as jiwer and meeteval do, by the least number of edits; with `--nist` also
as sclite does, for which a substitution costs 4 and an insertion or a deletion 3. meeteval makes
another choice among equally short alignments, so that only its sum is held to ours. werx gives a
rate alone. No program shows less memory than this benchmark itself takes.
"""


def write_lines(path: Path, texts: Iterable[str]) -> Path:
    """A file with one text a line."""
    path.write_text("".join(" ".join(text.split()) + "\n" for text in texts), encoding="utf-8")
    return path


def ours(reference: Path, hypothesis: Path, *more: str) -> Ran:
    """What the whole command takes, and its JSON."""
    program = Path(sys.executable).with_name("draftgenie")
    texts = ["--reference", str(reference), "--hypothesis", str(hypothesis)]
    command: list[str | Path] = [program, "evaluate", "score", *texts, *more, "--json", "--quiet"]
    return run(command, dict(_env()))


def peer(name: str, reference: Path, hypothesis: Path) -> Ran:
    """The same of another scorer."""
    script = Path(__file__).with_name("scorers.py")
    return run([sys.executable, script, name, reference, hypothesis], dict(_env()))


def _env() -> Iterable[tuple[str, str]]:
    import os

    return os.environ.items()


class Report:
    """Rows as they are measured, and what was missed."""

    def __init__(self) -> None:
        self.parts: list[str] = [INTRO]
        self.missed = 0

    def table(self, title: str, heads: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
        """One table, printed and kept."""
        lines = [f"## {title}", "", f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
        lines += [f"| {' | '.join(map(str, row))} |" for row in rows]
        self.parts.append("\n".join([*lines, ""]))
        print(self.parts[-1], flush=True)


def compare_counts(folders: list[Path], work: Path, report: Report) -> None:
    """Our counts and each scorer's on every corpus."""
    rows = []
    for path in sorted(p for folder in folders for p in folder.rglob("test.jsonl")):
        records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        reference = write_lines(work / "ref.txt", (r["final"] for r in records))
        hypothesis = write_lines(work / "hyp.txt", (r["draft"] for r in records))
        mine = json.loads(ours(reference, hypothesis, "--words-only", "--nist").stdout)
        corpus = f"{path.parent.parent.name}/{path.parent.name}"
        rows.append((corpus, "ours", *_shown(mine), ""))
        rows.append((corpus, "ours, --nist", *_shown(_with_rate(mine["nist"], mine)), ""))
        for name in filter(is_there, SCORERS):
            counted = json.loads(peer(name, reference, hypothesis).stdout)
            wanted = _with_rate(mine["nist"], mine) if name == "sclite" else mine
            same = _agrees(name, counted, wanted)
            report.missed += not same
            rows.append((corpus, name, *_shown(counted), _verdict(name, same=same)))
    report.table("Counts", ("corpus", "scorer", *NAMES, "to ours"), rows)


def _verdict(name: str, *, same: bool) -> str:
    if not same:
        return "differs"
    return "equal" if _HELD.get(name, NAMES) == NAMES else "same sum"


def _with_rate(counts: dict[str, int], mine: dict[str, Any]) -> dict[str, Any]:
    return counts | {"wer": sum(counts[name] for name in NAMES[:3]) / mine["words"]}


def _shown(counted: dict[str, Any]) -> list[str]:
    return [
        f"{counted[name]:.6f}" if name == "wer" else str(counted[name]) if name in counted else "–"
        for name in NAMES
    ]


def _agrees(name: str, counted: dict[str, Any], mine: dict[str, Any]) -> bool:
    held = _HELD.get(name, NAMES)[:-1]
    is_close = abs(counted["wer"] - mine["wer"]) < ROUNDING
    return is_close and all(counted[key] == mine[key] for key in held)


def compare_speed(n: int, work: Path, report: Report) -> None:
    """Alignment against rapidfuzz alone, then whole programs."""
    texts = list(Dictation(seed=SEED, n_speakers=100, n_words=100).take(n))
    reference = write_lines(work / "ref.txt", (text.final for text in texts))
    hypothesis = write_lines(work / "hyp.txt", (text.draft for text in texts))
    sides = read_words(str(reference)), read_words(str(hypothesis))
    pairs = list(zip(*sides, strict=True))
    bare = _quickest(lambda: by_editops(*sides))
    rows = [("rapidfuzz editops", f"{bare:.3f} s", "")]
    for name, count in (("counts", count_errors), ("counts and confusions", changed_words)):
        took = _quickest(lambda: [count(reference=r, hypothesis=h) for r, h in pairs])  # noqa: B023
        report.missed += took > 2 * bare
        rows.append((name, f"{took:.3f} s", f"{took / bare:.1f} times"))
    heads = (f"{n:,} pairs of 100 words", "processor", "of editops")
    report.table("Alignment and counting", heads, rows)
    _whole_programs(reference, hypothesis, report)


def _whole_programs(reference: Path, hypothesis: Path, report: Report) -> None:
    """Processor seconds from start to end; the quickest of a few runs, taken in turn."""
    runs: dict[str, Callable[[], Ran]] = {
        "ours, words": lambda: ours(reference, hypothesis, *WORDS),
        "ours, words and confusions": lambda: ours(reference, hypothesis, "--words-only"),
        "ours, all that is counted": lambda: ours(reference, hypothesis),
    }
    for name in filter(is_there, SCORERS):
        runs[name] = lambda name=name: peer(name, reference, hypothesis)  # type: ignore[misc]
    took: dict[str, list[Ran]] = {name: [] for name in runs}
    for _ in range(N_TRIES):
        for name, go in runs.items():
            took[name].append(go())
    best = {name: min(ran.cpu_s for ran in found) for name, found in took.items()}
    mine = best["ours, words"]
    rows = []
    for name, seconds in best.items():
        report.missed += not name.startswith("ours") and seconds < mine
        wall = min(ran.wall_s for ran in took[name])
        memory = max(ran.peak_mb for ran in took[name])
        cells = (f"{seconds:.2f} s", f"{wall:.2f} s", f"{seconds / mine:.2f}", f"{memory:.0f} MB")
        rows.append((name, *cells))
    heads = ("program", "processor", "clock", "to ours", "memory at most")
    report.table("Whole programs", heads, rows)


def _quickest(go: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(N_TRIES):
        begun = time.process_time()
        go()
        best = min(best, time.process_time() - begun)
    return best


def main() -> int:
    """Compare, print, and write the page when asked."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    ask.add_argument("folders", nargs="*", type=Path)
    ask.add_argument("--write", type=Path)
    ask.add_argument("--quick", action="store_true")
    asked = ask.parse_args()
    report = Report()
    absent = [name for name in SCORERS if not is_there(name)]
    if absent:
        print(f"not installed, so not compared: {', '.join(absent)}\n")
    with tempfile.TemporaryDirectory() as folder:
        if asked.folders:
            compare_counts(asked.folders, Path(folder), report)
        compare_speed(N_TEXTS // 10 if asked.quick else N_TEXTS, Path(folder), report)
    if asked.write:
        asked.write.write_text("\n".join(report.parts), encoding="utf-8")
    return Exit.GATE if report.missed and not asked.quick else Exit.OK


if __name__ == "__main__":
    sys.exit(main())

"""How long the commands take, beside what they should reach.

    python benchmarks/speed.py [--quick] [--embed]

Everything runs through the command line in processes of its own, on made-up dictation (see
`dictation.py`); times are wall-clock seconds of one run on this machine, so let it be quiet.
`--quick` takes a tenth of everything. `--embed` also runs `embed.py`, which loads the model.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dictation import Dictation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dictation import Text

PROGRAM = [sys.executable, "-m", "draftgenie"]
N_TRIALS = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table."""

    what: str
    reach: str
    got: str


def timed(*arguments: str, stdout: Path | None = None) -> float:
    """Seconds that one command takes."""
    begun = time.perf_counter()
    with (stdout or Path("/dev/null")).open("wb") as out:
        subprocess.run(arguments, check=True, stdout=out, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begun


def quickest(*arguments: str) -> float:
    """The least of some runs."""
    return min(timed(*arguments) for _ in range(N_TRIALS))


def write(path: Path, texts: Iterable[Text], *, draft: bool = True, final: bool = True) -> Path:
    """Items as JSON lines."""
    with path.open("w", encoding="utf-8") as file:
        for text in texts:
            record = {"speaker": text.speaker, "item": text.item}
            if draft:
                record["draft"] = text.draft
            if final:
                record["final" if draft else "text"] = text.final
                if not draft:
                    record["kind"] = "final"
            file.write(json.dumps(record) + "\n")
    return path


def start_up(folder: Path, n_speakers: int) -> list[Line]:
    """Help, version and a list of speakers, beside the import of typer alone."""
    home = ["--home", str(folder / "list")]
    rows = folder / "speakers.jsonl"
    people = ({"ref": f"dr-{n:04d}", "name": f"Dr {n}"} for n in range(n_speakers))
    rows.write_text("".join(json.dumps(person) + "\n" for person in people))
    timed(*PROGRAM, "speaker", "import", str(rows), *home, "-q")
    typer = quickest(sys.executable, "-c", "import typer")
    found = []
    for name, limit, arguments in (
        ("--help", 2, ["--help"]),
        ("--version", 2, ["--version"]),
        (f"speaker list on {n_speakers:,} speakers", 4, ["speaker", "list", *home]),
    ):
        took = quickest(*PROGRAM, *arguments)
        reach = f"{limit} x import typer ({typer:.2f} s)"
        found.append(Line(name, reach, f"{took / typer:.1f} x ({took:.2f} s)"))
    return found


def loop(folder: Path, scale: int) -> list[Line]:
    """Ingest, build, build again, generate and evaluate."""
    home = ["--home", str(folder / "home"), "-q"]
    n_pairs, n_new, n_more = 10_000 // scale, 1_000 // scale, 100
    dictation = Dictation(seed=1, n_speakers=100, n_words=100)
    history = write(folder / "history.jsonl", dictation.take(n_pairs))
    more = write(folder / "more.jsonl", dictation.take(n_more))
    new = list(dictation.take(n_new))
    drafts = write(folder / "drafts.jsonl", new, final=False)
    build = [*PROGRAM, "correction", "build", "--no-embed", *home]
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    ingest = timed(*PROGRAM, "draft", "ingest", str(history), "--create-speakers", *home)
    memory = max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024
    first = timed(*build)
    timed(*PROGRAM, "draft", "ingest", str(more), *home)
    second = timed(*build)
    timed(*PROGRAM, "draft", "ingest", str(drafts), *home)
    notes = timed(*PROGRAM, "rag", "generate", "--pending", "--json", *home)
    ingested = f"{ingest:.1f} s, {memory:.0f} MB"
    generated = f"{n_new / notes:.0f} drafts/s ({notes:.1f} s)"
    return [
        Line(f"ingest {n_pairs:,} pairs of 100 words", "15 s, memory flat", ingested),
        Line(f"build from {100 * n_pairs:,} words", "60 s for a million", f"{first:.1f} s"),
        Line(f"build after {n_more} new pairs", "2 s", f"{second:.1f} s"),
        Line(f"generate {n_new:,} pending drafts", "50 drafts/s", generated),
        evaluation(folder, home, dictation, n_pairs, new),
    ]


def evaluation(
    folder: Path, home: list[str], dictation: Dictation, n_notes: int, new: list[Text]
) -> Line:
    """Evaluate as many notes as there are pairs: the finals come after the notes."""
    rest = list(dictation.take(n_notes - len(new)))
    timed(*PROGRAM, "draft", "ingest", str(write(folder / "rest.jsonl", rest, final=False)), *home)
    timed(*PROGRAM, "rag", "generate", "--pending", *home)
    finals = write(folder / "finals.jsonl", [*new, *rest], draft=False)
    timed(*PROGRAM, "draft", "ingest", str(finals), *home)
    took = timed(*PROGRAM, "evaluate", "run", "--all", "--json", *home)
    return Line(f"evaluate {n_notes:,} notes", "5 s", f"{took:.1f} s")


def flatness(folder: Path, scale: int) -> list[Line]:
    """Seconds a draft at growing numbers of corrections, start-up taken away."""
    found = []
    for n_pairs in (150, 1_500, 15_000 // scale):
        home = ["--home", str(folder / f"flat-{n_pairs}"), "-q"]
        dictation = Dictation(seed=2, n_speakers=20, n_words=100)
        history = write(folder / "flat.jsonl", dictation.take(n_pairs))
        timed(*PROGRAM, "draft", "ingest", str(history), "--create-speakers", *home)
        timed(*PROGRAM, "correction", "build", "--no-embed", *home)
        counted = subprocess.run(
            [*PROGRAM, "correction", "stats", "--json", *home],
            check=True,
            capture_output=True,
            text=True,
        )
        n = json.loads(counted.stdout)["corrections"]
        seconds = []
        for n_drafts in (50, 450):
            drafts = write(folder / "flat-new.jsonl", dictation.take(n_drafts), final=False)
            timed(*PROGRAM, "draft", "ingest", str(drafts), *home)
            seconds.append(timed(*PROGRAM, "rag", "generate", "--pending", *home))
        each = (seconds[1] - seconds[0]) / 400
        found.append(Line(f"a draft at {n:,} corrections", "flat", f"{1000 * each:.1f} ms"))
    return found


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--embed", action="store_true")
    options = parser.parse_args()
    scale = 10 if options.quick else 1
    with tempfile.TemporaryDirectory(prefix="draftgenie-speed-") as name:
        folder = Path(name)
        lines = start_up(folder, 1_000 // scale)
        lines += loop(folder, scale)
        lines += flatness(folder, scale)
    width = max(len(line.what) for line in lines)
    for line in lines:
        print(f"{line.what:<{width}}  {line.reach:<28}  {line.got}")
    if options.embed:
        subprocess.run([sys.executable, str(Path(__file__).with_name("embed.py"))], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

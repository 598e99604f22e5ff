"""How fast the commands are, beside what they are to reach.

    python benchmarks/speed.py [--quick] [--embed]

Every figure is taken from the real command line in a process of its own, on made-up dictation
(see dictation.py), on a machine with little else to do; about six minutes. `--quick` does a tenth
of everything, to see that it runs: its figures reach or miss nothing. `--embed` runs embed.py
as well. Start-up is compared in processor seconds, the rest is seconds on the clock, with
processor seconds beside them: where the two lie far apart, something else was running. Exit 9
when a figure is not reached.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dictation import Dictation

from draftgenie.errors import Exit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dictation import Text

SEED = 7
N_WORDS = 100
N_STARTS = 5
MB = 1024
CACHE_MB = 64


@dataclass(frozen=True, slots=True)
class Ran:
    """What one process took and gave."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    stdout: str


@dataclass
class Table:
    """The figures, in the order they are taken."""

    missed: int = 0
    rows: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, what: str, reach: str, got: str, *, is_reached: bool | None) -> None:
        """Print and keep one row; None where there is nothing to reach."""
        self.missed += is_reached is False
        mark = {True: "", False: "  missed", None: ""}[is_reached]
        self.rows.append((what, reach, got))
        print(f"{what:<46} {reach:<24} {got}{mark}", flush=True)


def run(command: list[str | Path], env: dict[str, str]) -> Ran:
    """Run a command to its end.

    Raises:
        CalledProcessError: it failed.
    """
    with tempfile.TemporaryFile() as out:
        begun = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, env=env)
        _, status, used = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        stdout = out.read().decode()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Ran(wall_s, used.ru_utime + used.ru_stime, used.ru_maxrss / MB, stdout)


class Program:
    """The installed program, on data folders below one of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # Compiled once, as an installed program is.
        self.env = os.environ | {"PYTHONDONTWRITEBYTECODE": "", "HOME": str(folder)}
        self._entry = Path(sys.executable).with_name("draftgenie")

    def __call__(self, home: str, *args: str | Path) -> Ran:
        """Run one command on a data folder."""
        return run([self._entry, *args, "--home", self.folder / home], self.env)

    def start(self, *args: str) -> float:
        """Processor seconds of the quickest of a few starts."""
        return min(run([self._entry, *args], self.env).cpu_s for _ in range(N_STARTS))

    def start_typer(self) -> float:
        """The same of a Python that imports Typer and ends."""
        command: list[str | Path] = [sys.executable, "-c", "import typer"]
        return min(run(command, self.env).cpu_s for _ in range(N_STARTS))

    def write(self, name: str, records: Iterable[dict[str, Any]]) -> Path:
        """A file of JSON lines."""
        path = self.folder / name
        with path.open("w", encoding="utf-8") as lines:
            lines.writelines(json.dumps(record) + "\n" for record in records)
        return path

    def ingest(self, home: str, texts: Iterable[Text], *, keep: tuple[str, ...]) -> Ran:
        """Take in drafts, finals, or both."""
        path = self.write(f"{home}.jsonl", (_record(text, keep) for text in texts))
        return self(home, "draft", "ingest", path, "--create-speakers", "--json")


def _record(text: Text, keep: tuple[str, ...]) -> dict[str, str]:
    place = {"speaker": text.speaker, "item": text.item}
    if keep == ("final",):
        return place | {"kind": "final", "text": text.final}
    return place | {name: getattr(text, name) for name in keep}


def seconds(ran: Ran) -> str:
    """Both times of a run, for people."""
    return f"{ran.wall_s:.1f} s ({ran.cpu_s:.1f} s of processor)"


def measure_starts(program: Program, table: Table, size: Callable[[int], int]) -> None:
    """Help, version, and a list of many speakers."""
    n = size(1_000)
    path = program.write("speakers.jsonl", ({"ref": f"dr-{n:04d}"} for n in range(n)))
    program("speakers", "speaker", "import", path, "--quiet")
    home = str(program.folder / "speakers")
    program.start("--help")
    typer = program.start_typer()
    for what, most, args in (
        ("--help", 2, ("--help",)),
        ("--version", 2, ("--version",)),
        (f"speaker list, {n} speakers", 4, ("speaker", "list", "--quiet", "--home", home)),
    ):
        took = program.start(*args)
        got = f"{took / typer:.1f} times {typer:.2f} s"
        table.add(what, f"{most} times import typer", got, is_reached=took <= most * typer)


def measure_history(program: Program, table: Table, size: Callable[[int], int]) -> float:
    """Ingest, build, build again with a little more, and generate; seconds a draft."""
    n, n_new, n_drafts = size(10_000), size(100), size(1_000)
    spoken = Dictation(seed=SEED, n_speakers=200, n_words=N_WORDS)
    few = program.ingest("few", spoken.take(n // 10), keep=("draft", "final"))
    ran = program.ingest("many", spoken.take(n), keep=("draft", "final"))
    what = f"ingest {n:,} pairs of {N_WORDS} words"
    table.add(what, "15 s", seconds(ran), is_reached=ran.wall_s < 15)  # noqa: PLR2004
    grown = ran.peak_mb - few.peak_mb
    got = f"{ran.peak_mb:.0f} MB, {grown:+.0f} MB over {n // 10:,} pairs"
    # SQLite's pages are kept up to so much; beyond them nothing grows with the input.
    table.add("  memory at most", f"{CACHE_MB} MB more", got, is_reached=grown < CACHE_MB)

    build = ("correction", "build", "--all", "--no-embed", "--json")
    ran = program("many", *build)
    what = f"build from {n * N_WORDS:,} words"
    table.add(what, "60 s", seconds(ran), is_reached=ran.wall_s < 60)  # noqa: PLR2004
    program.ingest("many", spoken.take(n_new), keep=("draft", "final"))
    ran = program("many", *build)
    what = f"build again after {n_new} new pairs"
    table.add(what, "2 s", seconds(ran), is_reached=ran.wall_s < 2)  # noqa: PLR2004
    each = seconds_a_draft(program, "many", spoken, n_drafts)
    what = f"generate {n_drafts:,} drafts of {N_WORDS} words"
    table.add(what, "50 drafts/s", f"{1 / each:.0f} drafts/s", is_reached=each < 1 / 50)
    return each


def seconds_a_draft(program: Program, home: str, spoken: Dictation, n: int) -> float:
    """Seconds for one more pending draft, once everything is loaded."""
    generate = ("rag", "generate", "--pending", "--json", "--quiet")
    program.ingest(home, spoken.take(1), keep=("draft",))
    one = program(home, *generate)
    program.ingest(home, spoken.take(n), keep=("draft",))
    return (program(home, *generate).wall_s - one.wall_s) / max(1, n - 1)


def measure_growth(
    program: Program, table: Table, size: Callable[[int], int], last_s: float
) -> None:
    """Seconds a draft against the number of corrections."""
    took: dict[int, float] = {}
    for home, n_pairs in (("small", size(120)), ("middle", size(1_400))):
        spoken = Dictation(seed=SEED + 1, n_speakers=size(200), n_words=N_WORDS)
        program.ingest(home, spoken.take(n_pairs), keep=("draft", "final"))
        program(home, "correction", "build", "--all", "--no-embed", "--quiet")
        took[n_corrections(program, home)] = seconds_a_draft(program, home, spoken, size(1_000))
    took[n_corrections(program, "many")] = last_s
    for n, each in took.items():
        # Twice the least is still flat, for a hundred times as many.
        is_flat = each < 2 * min(took.values())
        got = f"{1000 * each:.1f} ms"
        table.add(f"a draft with {n:,} corrections", "flat", got, is_reached=is_flat)


def n_corrections(program: Program, home: str) -> int:
    """How many corrections a store has, each speaker's own."""
    ran = program(home, "correction", "list", "--limit", "1", "--json", "--quiet")
    return int(json.loads(ran.stdout)["total"])


def measure_evaluation(program: Program, table: Table, size: Callable[[int], int]) -> None:
    """Score notes that a short history made."""
    n = size(10_000)
    spoken = Dictation(seed=SEED + 2, n_speakers=size(100), n_words=N_WORDS)
    program.ingest("notes", spoken.take(size(500)), keep=("draft", "final"))
    program("notes", "correction", "build", "--all", "--no-embed", "--quiet")
    texts = list(spoken.take(n))
    program.ingest("notes", texts, keep=("draft",))
    program("notes", "rag", "generate", "--pending", "--json", "--quiet")
    program.ingest("notes", texts, keep=("final",))
    ran = program("notes", "evaluate", "run", "--all", "--json", "--quiet")
    what = f"evaluate {json.loads(ran.stdout)['items']:,} notes"
    table.add(what, "5 s", seconds(ran), is_reached=ran.wall_s < 5)  # noqa: PLR2004


def main() -> int:
    """Take every figure and print the table."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    ask.add_argument("--quick", action="store_true")
    ask.add_argument("--embed", action="store_true")
    asked = ask.parse_args()

    def size(n: int) -> int:
        return n // 10 if asked.quick else n

    table = Table()
    load = ", ".join(f"{n:.1f}" for n in os.getloadavg())
    print(f"{os.cpu_count()} processors, load {load}\n{'what':<46} {'reach':<24} got")
    with tempfile.TemporaryDirectory() as folder:
        program = Program(Path(folder))
        measure_starts(program, table, size)
        last_s = measure_history(program, table, size)
        measure_growth(program, table, size, last_s)
        measure_evaluation(program, table, size)
    if asked.embed:
        embed = subprocess.run([sys.executable, Path(__file__).with_name("embed.py")], check=False)
        table.missed += embed.returncode != 0
    print(f"load {', '.join(f'{n:.1f}' for n in os.getloadavg())}")
    return Exit.GATE if table.missed and not asked.quick else Exit.OK


if __name__ == "__main__":
    sys.exit(main())

"""What guessing at words never seen brings, with and without, on corpora and on medicine names.

    python benchmarks/unknown.py [FOLDER…] [--only NAME] [--json FILE]

A corpus is a folder with `train.jsonl` and `test.jsonl` as in `benchmarks/quality.py`. The
medicine sentences are those of `benchmarks/medicines.py`: new names keep coming up, so that a
third never stand in the history. They are corrected without a term list, with one that holds
every name, and with one where 5,000 look-alikes stand among them. Guesses are counted when they
are made: right by the strict reading of `pipeline.generate.label`, wrong on wrong when they put
a wrong word in the place of another, harmful when they break a right one. ECE is the calibration
error over all guesses that are told, made or only suggested, in ten bins.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import medicines
from calibration import Reliability
from corpora import Row, find
from lab import notes_of, open_store
from measures import measure

from draftgenie.cli.progress import Silent
from draftgenie.domain.note import NoteEdit, Verdict
from draftgenie.domain.term import EVERYONE
from draftgenie.pipeline._text import normalised_words, split_words
from draftgenie.pipeline.generate import Label, Limits, label
from draftgenie.pipeline.generate.guessed import GROUNDS
from draftgenie.pipeline.generate.label import Change
from draftgenie.pipeline.term import read_term
from draftgenie.services import _learned, embedded, learning
from draftgenie.services.embedded import Corrected, History, Task

if TYPE_CHECKING:
    from collections.abc import Sequence

    from draftgenie.adapters.sqlite import SqliteStore

N_HISTORY = 2_000
N_TEST = 1_000
N_LOOK_ALIKES = 5_000
BATCH = 256


@dataclass(frozen=True, slots=True)
class Result:
    """One corpus and term list, without (`rules`) and with the stage.

    `right`, `wrong` and `harmful` count the guesses that were made, `suggested` those that were
    only told.
    """

    corpus: str
    gain_rules: float | None
    better_rules: int
    worse_rules: int
    gain: float | None
    better: int
    worse: int
    right: int
    wrong: int
    harmful: int
    suggested: int
    ece: float | None
    build_s: float
    ms_a_note_rules: float
    ms_a_note: float


def run(name: str, train: Sequence[Row], test: Sequence[Row], terms: list[str]) -> Result:
    """Learn from one part, correct the other with the services that the commands call."""
    with open_store(train) as (store, arrays):
        with store.atomic():
            store.terms.put(EVERYONE, dict(read_term(term) for term in terms))
        begun = time.perf_counter()
        learning.build(store=store, arrays=arrays, progress=Silent())
        build_s = time.perf_counter() - begun
        learned = _learned.load(store, arrays)
        if learned is None or learned.gate is None:
            message = "nothing was learned"
            raise RuntimeError(message)
        known = (learned.counts, learned.gate, learned.form_gates)
        rules, rules_s = _correct(test, store, History(*known))
        both, both_s = _correct(test, store, History(*known, unknown=learned.unknown))
    before = measure(test, notes_of(test, rules)).words
    after = measure(test, notes_of(test, both)).words
    told = [[e for e in c.edits if e.reason.startswith(GROUNDS)] for c in both]
    made = [[e for e in edits if e.verdict is Verdict.APPLIED] for edits in told]
    verdicts = Counter(v for _, v in _judged(test, made))
    claims = _judged(test, told)
    chances, right = [c for c, _ in claims], [v is Label.RIGHT for _, v in claims]
    return Result(
        corpus=name,
        gain_rules=before.gain,
        better_rules=before.better,
        worse_rules=before.worse,
        gain=after.gain,
        better=after.better,
        worse=after.worse,
        right=verdicts[Label.RIGHT],
        wrong=verdicts[Label.NEITHER],
        harmful=verdicts[Label.HARM],
        suggested=sum(map(len, told)) - sum(map(len, made)),
        ece=Reliability.of(chances, right).error,
        build_s=build_s,
        ms_a_note_rules=1000 * rules_s / len(test),
        ms_a_note=1000 * both_s / len(test),
    )


def _correct(
    test: Sequence[Row], store: SqliteStore, history: History
) -> tuple[list[Corrected], float]:
    tasks = [Task(row.speaker, None, row.draft) for row in test]
    begun = time.perf_counter()
    done: list[Corrected] = []
    for at in range(0, len(tasks), BATCH):
        some = tasks[at : at + BATCH]
        done += embedded.correct(some, store=store, history=history, limits=Limits())
    return done, time.perf_counter() - begun


def _judged(test: Sequence[Row], edits: list[list[NoteEdit]]) -> list[tuple[float, Label]]:
    """The probability of each edit and what it does to its draft."""
    found = []
    for row, of_draft in zip(test, edits, strict=True):
        draft, final = split_words(row.draft), normalised_words(row.final)
        for edit in of_draft:
            within = [i for i, s in enumerate(draft.starts) if edit.start <= s < edit.end]
            change = Change(within[0], len(within), normalised_words(edit.after))
            (verdict,) = label(draft=draft.norm, final=final, changes=[change])
            found.append((edit.confidence, verdict))
    return found


def medicine_sets() -> dict[str, tuple[Sequence[Row], Sequence[Row], list[str]]]:
    """Name to history, test part and term list."""
    clinic = medicines.Clinic(seed=1)
    train = _rows(clinic.pairs(N_HISTORY, first_share=0.3, last_share=0.7), "history")
    test = _rows(clinic.pairs(N_TEST, first_share=0.7, last_share=1.0), "test")
    names = sorted(medicines.NAMES)
    many = sorted([*names, *medicines.look_alikes(N_LOOK_ALIKES, seed=2)])
    return {
        "medicines, no list": (train, test, []),
        "medicines, list of all names": (train, test, names),
        "medicines, list with 5,000 look-alikes": (train, test, many),
    }


def _rows(pairs: list[tuple[str, str]], name: str) -> Sequence[Row]:
    return [Row("dr-bench", f"{name}-{n:05}", d, f, "asr") for n, (d, f) in enumerate(pairs)]


HEADINGS = (
    "corpus | rules: gain | better / worse | with guesses: gain | better / worse"
    " | right / wrong on wrong / harmful | suggested | ECE | build s | ms a note: rules | with"
).split(" | ")


def table(results: list[Result]) -> str:
    """The results as a Markdown table."""
    rows = [
        [
            r.corpus,
            _percent(r.gain_rules),
            f"{r.better_rules} / {r.worse_rules}",
            _percent(r.gain),
            f"{r.better} / {r.worse}",
            f"{r.right} / {r.wrong} / {r.harmful}",
            str(r.suggested),
            "–" if r.ece is None else f"{r.ece:.2f}",
            f"{r.build_s:.0f}",
            f"{r.ms_a_note_rules:.1f}",
            f"{r.ms_a_note:.1f}",
        ]
        for r in results
    ]
    lines = [HEADINGS, ["---"] * len(HEADINGS), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _percent(rate: float | None) -> str:
    return "–" if rate is None else f"{100 * rate:.1f} %"


def main() -> int:
    """Measure everything and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", nargs="*", type=Path, default=[Path("../shared/data")])
    parser.add_argument("--only", help="only what has this in its name")
    parser.add_argument("--json", type=Path, help="also write the figures there")
    options = parser.parse_args()
    sets: dict[str, tuple[Sequence[Row], Sequence[Row], list[str]]] = {
        corpus.name: (corpus.train, corpus.test, []) for corpus in find(options.folders)
    }
    sets |= medicine_sets()
    results = []
    for name, (train, test, terms) in sets.items():
        if options.only is None or options.only in name:
            print(f"{name}: {len(train)} pairs, {len(test)} drafts", file=sys.stderr)
            results.append(run(name, train, test, terms))
    print(table(results))
    if options.json:
        options.json.write_text(json.dumps([asdict(r) for r in results], indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

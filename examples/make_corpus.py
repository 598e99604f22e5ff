"""Make the example corpus: final notes in, machine drafts out.

The final notes in `finals/` were written by hand. This script plays the recogniser: it takes each
note, mishears it as `habits/SPEAKER.toml` says, and writes the drafts and finals as the files that
`draftgenie` reads. The same seed gives the same bytes.

    python examples/make_corpus.py            write examples/corpus and tests/data/tiny
    python examples/make_corpus.py --check    and print how far the drafts are from the finals

How a draft comes about, in the order of the stages (`recogniser/draft.py`):

1. numbers and units are written in the recogniser's style, not in the speaker's;
2. phrases are misheard with chances that hang on the words around them, on how noisy the day was
   and on whether the recogniser's update of 15 June 2025 was in;
3. contractions are written out, or made;
4. technical words that are rare in all notes are spelt by ear;
5. word endings are lost, and once in 150 notes each a dose, a side or a "no" goes wrong;
6. little words are dropped, added and exchanged;
7. case, commas, full stops and paragraphs go wrong, or are left in the draft as spoken words;
8. fillers and repeated words are put in.

No table of replacements maps a draft back to its final: every error is left out at times, most
errors have several forms, and the wrong form of one place is the right form of another.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from recogniser import figures
from recogniser.draft import day_of, dictate
from recogniser.habits import Habits, load
from recogniser.words import split

HERE = Path(__file__).parent
SEED = 7
SPLIT_ON = "2025-08-25"
"""Notes dictated before this day are history; the others are new, for every speaker."""

TINY_SPLIT_ON = "2025-03-01"

Record = dict[str, Any]


def read_lines(path: Path) -> list[Record]:
    """The records of a JSON lines file, in order."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def write_lines(path: Path, records: list[Record]) -> None:
    """Write records as JSON lines, ended by a line feed on every platform."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    path.write_text("".join(lines), encoding="utf-8", newline="\n")


def read_speakers() -> dict[str, Habits]:
    """The habits of every speaker by ref, in alphabetical order."""
    everyone = HERE / "habits" / "everyone.toml"
    paths = sorted((HERE / "habits").glob("dr-*.toml"))
    return {path.stem: load(path, everyone) for path in paths}


def read_finals() -> list[Record]:
    """All final notes in the order of dictation."""
    notes = [
        note for path in sorted((HERE / "finals").glob("*.jsonl")) for note in read_lines(path)
    ]
    return sorted(notes, key=lambda note: (note["dictated_at"], note["item"]))


def make_pairs(seed: int) -> tuple[list[Record], Counter[str]]:
    """Every pair in the order of dictation, and how often each dangerous slip was made."""
    notes, speakers = read_finals(), read_speakers()
    counts = Counter(token.folded for note in notes for token in split(note["final"]))
    pairs: list[Record] = []
    slips: Counter[str] = Counter()
    for note in notes:
        draft, made = dictate(
            note["final"],
            note["item"],
            day_of(note["item"], note["dictated_at"], seed),
            habits=speakers[note["speaker"]],
            counts=counts,
            seed=seed,
        )
        slips.update(made)
        pairs.append(pair(note, draft))
    return pairs, slips


def pair(note: Record, draft: str) -> Record:
    """A history record: the note with its draft."""
    kept = {name: note[name] for name in ("dictated_at", "worktype")}
    head = {"speaker": note["speaker"], "item": note["item"], "kind": "asr"}
    return head | kept | {"draft": draft, "final": note["final"]}


def write_split(folder: Path, pairs: list[Record], split_on: str) -> None:
    """Write `history.jsonl`, `new-drafts.jsonl` and `new-finals.jsonl` into `folder`."""
    new = [record for record in pairs if record["dictated_at"] >= split_on]
    write_lines(folder / "history.jsonl", [r for r in pairs if r["dictated_at"] < split_on])
    drafts = [{k: v for k, v in record.items() if k != "final"} for record in new]
    write_lines(folder / "new-drafts.jsonl", drafts)
    finals = [
        {"speaker": r["speaker"], "item": r["item"], "kind": "final", "text": r["final"]}
        for r in new
    ]
    write_lines(folder / "new-finals.jsonl", finals)


def write_speakers(path: Path) -> None:
    """Write what the source system is supposed to know of each speaker."""
    fields = ("ref", "name", "specialty", "assumed_bucket", "wer", "ser")
    rows = [{name: getattr(h, name) for name in fields} for h in read_speakers().values()]
    write_lines(path, rows)


def check(pairs: list[Record]) -> str:
    """The figures of every speaker as a table."""
    rows: list[figures.Figures] = []
    for ref in sorted({record["speaker"] for record in pairs}):
        parts: tuple[list[tuple[str, str]], list[tuple[str, str]]] = ([], [])
        for record in pairs:
            if record["speaker"] == ref:
                part = parts[record["dictated_at"] >= SPLIT_ON]
                part.append((record["draft"], record["final"]))
        rows.append(figures.figures(ref, *parts))
    return figures.table(rows)


def main() -> None:
    """Write both corpora; with `--check`, print the figures as well."""
    parser = argparse.ArgumentParser(description="Make the example corpus.")
    parser.add_argument("--corpus", type=Path, default=HERE / "corpus", help="folder to write")
    tiny = HERE.parent / "tests" / "data" / "tiny"
    parser.add_argument("--tiny", type=Path, default=tiny, help="folder of the tests' corpus")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--check", action="store_true", help="print the figures")
    args = parser.parse_args()

    pairs, slips = make_pairs(args.seed)
    write_speakers(args.corpus / "speakers.jsonl")
    write_split(args.corpus, pairs, SPLIT_ON)
    hand_made = [pair(note, note["draft"]) for note in read_lines(HERE / "tiny" / "pairs.jsonl")]
    write_split(args.tiny, hand_made, TINY_SPLIT_ON)
    if args.check:
        sys.stdout.write(check(pairs))
        made = ", ".join(f"{kind} {count}" for kind, count in sorted(slips.items()))
        sys.stdout.write(f"\ndangerous slips: {made or 'none'}\n")


if __name__ == "__main__":
    main()

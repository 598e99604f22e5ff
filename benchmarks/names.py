"""The lists of names and of ordinary words by which a redaction tells them apart.

    python benchmarks/names.py FOLDER [--check]

FOLDER holds the unpacked source of the package `names` 0.3.0 of PyPI, whose three lists are those
of the United States Census of 1990 and in the public domain. The ordinary words are the most
frequent ones of the list of symspellpy (MIT), counted in Google Books Ngrams (CC BY 3.0). What
the census has as a name and a person has not set apart as ambiguous counts as a name alone. With
`--check` nothing is written; exit 9 when a module is not what would be written.
"""

from __future__ import annotations

import argparse
import sys
import textwrap
from importlib.resources import files
from pathlib import Path

import draftgenie
from draftgenie.errors import Exit
from draftgenie.pipeline.redact import _words as words

FOLDER = Path(draftgenie.__file__).parent / "pipeline" / "redact"
MOST = {"dist.male.first": 800, "dist.female.first": 1300, "dist.all.last": 2400}
MOST_ORDINARY = 4500
SHORTEST = 3
FREQUENT = "frequency_dictionary_en_82_765.txt"

HEAD = '''\
"""{title}

Made by benchmarks/names.py; {source}.
"""

from __future__ import annotations

'''
CENSUS = "United States Census of 1990, public domain"
BOOKS = "symspellpy (MIT), counts of Google Books Ngrams (CC BY 3.0)"


def census(folder: Path, name: str) -> list[str]:
    """The commonest names of one list that are not words as well, by letters."""
    lines = (folder / name).read_text(encoding="ascii").splitlines()[: MOST[name]]
    found = {line.split()[0].lower() for line in lines}
    return sorted(n for n in found - words.AMBIGUOUS - words.NOT_NAMES if len(n) >= SHORTEST)


def ordinary(names: set[str]) -> list[str]:
    """The most frequent words that are no name, by letters."""
    text = files("symspellpy").joinpath(FREQUENT).read_text(encoding="utf-8-sig")
    found = [line.split()[0] for line in text.splitlines()[:MOST_ORDINARY]]
    return sorted(w for w in {*found, *words.AMBIGUOUS, *words.NOT_NAMES} - names if w.isalpha())


def module(title: str, source: str, **lists: list[str]) -> str:
    """A module that holds lists of words, as wide as lines may be."""
    parts = [HEAD.format(title=title, source=source)]
    for name, found in lists.items():
        rows = "\n".join(textwrap.wrap(" ".join(found), 99))
        parts.append(f'{name} = frozenset(\n    """\n{rows}\n""".split()\n)\n')
    return "\n".join(parts).replace("annotations\n\n\n", "annotations\n\n")


def main() -> int:
    """Make the modules, write or check them, and say how much they hold."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    ask.add_argument("folder", type=Path)
    ask.add_argument("--check", action="store_true")
    asked = ask.parse_args()
    first = sorted(
        {n for sex in ("male", "female") for n in census(asked.folder, f"dist.{sex}.first")}
    )
    last = census(asked.folder, "dist.all.last")
    plain = ordinary({*first, *last})
    print(f"{len(first)} first names, {len(last)} surnames, {len(plain)} ordinary words")
    made = {
        "_names.py": module(
            "Names that are hardly anything else.", CENSUS, FIRST=first, LAST=last
        ),
        "_ordinary.py": module("Ordinary English words.", BOOKS, ORDINARY=plain),
    }
    stale = [name for name, text in made.items() if _stored(name) != text]
    if asked.check:
        print(*(f"{name} is stale; make names" for name in stale), sep="\n")
        return Exit.GATE if stale else Exit.OK
    for name in stale:
        (FOLDER / name).write_text(made[name], encoding="utf-8")
    return Exit.OK


def _stored(name: str) -> str | None:
    path = FOLDER / name
    return path.read_text(encoding="utf-8") if path.is_file() else None


if __name__ == "__main__":
    sys.exit(main())

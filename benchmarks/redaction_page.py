"""The page of a redaction measurement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import redaction
from identifiers.forms import SAFE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from redaction import Tally

_FIRST_LOOK = """\
The notes are made of templates by a seed. Five sets of templates and people share the ways in
which a date, a number or an address can be written (`benchmarks/identifiers/forms.py`), and no
sentence. The patterns were made with `train`. Each of the other sets was measured once before any
rule was touched for it; then rules were mended for what it showed:

| first look at | notes | roster | pattern classes | names | doses and the like touched |
|---|--:|---|--:|--:|--:|
| `held-out` | 300 | speaker alone | 1.0000 | 0.9597 | 0.000 % |
| `held-out` | 300 | all people | 1.0000 | 1.0000 | 0.000 % |
| `fresh` | 1,000 | speaker alone | 1.0000 | 0.9177 | 0.052 % |
| `fresh` | 1,000 | all people | 1.0000 | 0.9805 | 0.052 % |
| `last` | 1,000 | speaker alone | 0.9999 | 0.9064 | 0.000 % |
| `last` | 1,000 | all people | 0.9999 | 0.9990 | 0.000 % |
| `unseen` | 1,000 | speaker alone | 0.9848 | 0.9935 | 0.000 % |
| `unseen` | 1,000 | all people | 0.9848 | 0.9999 | 0.000 % |

**First looks are what to expect of templates nobody has seen.** The names that were missed are
words as well, in small letters, or stand alone and without a cue. The patterns missed one form
in each of the last two sets: `october twenty two thousand five` in `last`, where a second
thousand notes also lost one street behind which a doctor signed, and in `unseen` a record number
in brackets behind the patient's name with nothing that says what it is. Both were mended after
that, so the tables below say that nothing broke, and less how well the rules do elsewhere.
"""
_LIMITS = """\
## What it does not find

By design: a year alone, a weekday, a time of day; ages to 89; a state, a country, a hospital or
an employer by name; a job, a rare disease, anything else that tells who somebody is. By its
means: a name that is a word as well (Young, May) in small letters and without a title; an
unknown name in small letters without a cue; a name that the recogniser broke up; a place without
street, state, postcode or `lives in`; a relative date (`three weeks ago`). Other languages than
English are not covered.

The notes are made, by the same hands as the patterns. Real notes have more ways to name a
person. This is a measurement of software and **no proof of de-identification**; the second look
stops a text in which something is left that it knows, and nothing else.

## Names and words

First names and surnames come from the lists of the United States Census of 1990 (public domain),
as the package `names` 0.3.0 carries them; the ordinary words beside them from the frequency list
of symspellpy (MIT), whose counts are of Google Books Ngrams (CC BY 3.0). `make names` makes both
again.
"""
_ROSTERS = {
    False: "The speaker alone on the roster",
    True: "All people of the note on the roster",
}


def page(part: str, n: int, done: Mapping[bool, Tally]) -> str:
    """The whole page, from one measurement without and one with everybody's names."""
    return "\n".join(_lines(part, n, done))


def _lines(part: str, n: int, done: Mapping[bool, Tally]) -> Iterator[str]:
    yield "<!-- Written by benchmarks/redaction.py; `make bench-redaction` writes it anew. -->"
    yield "# Redaction, measured\n"
    yield "## How it was measured\n"
    yield _FIRST_LOOK
    yield f"## Now: {n:,} notes of `{part}`, seed {redaction.SEED}\n"
    yield "| goal | reached | speaker alone | all people |"
    yield "|---|---|--:|--:|"
    for goal, cells in _goals(done):
        yield f"| {goal} | {' | '.join(cells)} |"
    yield ""
    for with_people, tally in done.items():
        yield f"### {_ROSTERS[with_people]}\n"
        yield from redaction.rows(tally)
        yield ""
        yield from redaction.safe_rows(tally)
        yield f"\n{_sentence(tally)}\n"
        yield from _failures(tally)
    yield _LIMITS


def _goals(done: Mapping[bool, Tally]) -> Iterator[tuple[str, list[str]]]:
    kinds = [tally.share(redaction.kinds(tally)) for tally in done.values()]
    names = [tally.share(["name"]) for tally in done.values()]
    wrong = [tally.share(SAFE) for tally in done.values()]
    broken = [tally.n_broken for tally in done.values()]
    yield "pattern classes, recall 1", [_said(min(kinds) == 1), *(f"{x:.4f}" for x in kinds)]
    reached = [x >= redaction.NAMES_GOAL for x in names]
    said = "yes" if all(reached) else "with all people" if reached[-1] else "no"
    yield f"names, recall {redaction.NAMES_GOAL}", [said, *(f"{x:.4f}" for x in names)]
    yield (
        f"doses, values, vitals and look-alikes touched, under {redaction.WRONG_GOAL:.1%}",
        [_said(max(wrong) < redaction.WRONG_GOAL), *(f"{x:.3%}" for x in wrong)],
    )
    yield "notes not restored exactly, 0", [_said(not any(broken)), *map(str, broken)]


def _said(reached: bool) -> str:  # noqa: FBT001 - a word for a truth
    return "yes" if reached else "no"


def _sentence(tally: Tally) -> str:
    return (
        f"Of the letters and digits replaced, {tally.n_covered / max(1, tally.n_redacted):.2%} "
        "belong to an identifier. The second look stops "
        f"{tally.n_blocked / tally.n_notes:.2%} of the notes. "
        f"A note takes {1000 * tally.elapsed_s / tally.n_notes:.0f} ms with both looks, on a busy "
        "machine of two cores."
    )


def _failures(tally: Tally) -> Iterator[str]:
    if not tally.wrong:
        return
    yield "What went wrong, the commonest first (made notes, made people):\n"
    yield "```text"
    yield from redaction.misses(tally)
    yield "```\n"

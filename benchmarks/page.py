"""The figures as a page of Markdown that also reads well as text."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from ablation import AS_SHIPPED, RETRIEVAL
from goals import goals
from measures import ENOUGH_SPEAKERS
from study import OURS

from draftgenie import __version__
from draftgenie.pipeline.evaluate import evaluation_signature
from draftgenie.pipeline.generate import Limits
from draftgenie.pipeline.generate.forms import MIN_RIGHT
from draftgenie.services.embedded import NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from calibration import Bin, Reliability
    from goals import Goal
    from harm import Harm
    from lab import Effect
    from measures import Change95, EditCounts, Outcome
    from study import Point, Result, Study

HEAD = """\
# Quality

Made by `make bench-quality`. The corpora are described in the folder they lie in and are not
part of this repository. Every corrector learns from `train.jsonl` and corrects `test.jsonl`,
which comes later; {ours} does so through its own commands with default settings, one set for
all corpora. The peers choose theirs on the training part: learned on the first three quarters
of each speaker's pairs, chosen on the last.

A *gain* is the share of the drafts' errors that the notes no longer have, pooled over words:
normalised, and *formatted* (case and marks count). In brackets stands the 95 % interval of a
bootstrap, by whole speaker where there are at least {enough} speakers, else by note. A note is
*better* or *worse* when it ends nearer to or further from its final than its draft was.

Program: draftgenie {version}, generator {generator}. Settings: {limits}; marks and
case from a chance of {forms}. The figures' signature:
`{signature}`
"""

CORRECTORS = """
## Correctors

An edit of words is *right* when its place ends up right by the strict reading: the distance to
the final falls and its new words stand there in one run. By *distance* alone it takes the note
nearer, leaves it as far, or takes it further, which is harm; each edit is judged by itself.
{ours} tells its edits; those of the peers are the changed runs between draft and note. Marks
and case are counted apart, by formatted words. A fact (number, unit, negation, side, medicine)
is *lost* when the draft had it right and the note has not. Seconds are for learning from the
whole history and correcting all drafts; {ours} starts four processes for that and keeps a store.

Of the settings, *support* and *precision* are how often a phrase must have been replaced and in
which share of its places; *language* and *penalty* the weight of the language model and the
price of a changed phrase; *gain* the fewest errors a rule must remove; *letters* and *count* the
shortest word that is looked at and how often the finals must have the word that replaces it.
"""

HARM = """
## Doing no harm

The notes of `aci-bench/do-no-harm` are right but for a handful of words. They are corrected in
one store with the speaker and the history of `aci-bench/pooled`, in each reading of that: as
notes of that speaker, who has signed none like them; as notes of that speaker, with their own
history joined to the other; as notes of a second speaker, with their own history. Each is run
on the drafts and on the finals given as drafts. Notes are better and worse by normalised words
and by formatted ones; kinds of edits are given as made (harmful).
"""

ABLATIONS = """
## What each part is worth

The same corrector with one part switched off, or on, in one process: gain (formatted gain),
notes better and worse by normalised words. Columns are switched off before the gate is fitted.
The first row is the corrector as it is. Retrieval is an experiment that the corrector goes
without: past places of the same words vote on each candidate, weighted by how alike the words
around them are by the bundled embedding model. It is run where the history is small enough to
embed every such place.
"""

CURVE = """
## How much history it takes

The corrector after the newest 10, 30, … pairs of each speaker, everyone's pooled as in use. A
corpus of one speaker has as many pairs in all as the row says, the others so many for each
speaker. Gain, notes better and worse by normalised words, and the pairs learned from.
"""

CALIBRATION = """
## Whether a chance means what it says

The chance of being right that the gate gives each candidate of words in the test drafts, beside
the share that is right by the final. The calibration error (ECE) is the mean distance of the two
over ten bins, weighted by candidates: of all, of those above a chance of 0.2, and of the edits
that were made.
"""


def page(studies: Sequence[Study], harms: Sequence[Harm]) -> str:
    """The whole page; sections of parts that were not measured are left out."""
    limits = Limits()
    parts = [
        HEAD.format(
            ours=OURS,
            enough=ENOUGH_SPEAKERS,
            version=__version__,
            generator=NAME,
            limits=", ".join(f"{f.name} {getattr(limits, f.name)}" for f in fields(limits)),
            forms=MIN_RIGHT,
            signature=evaluation_signature(version=__version__),
        ),
        _goals(goals(studies, harms)),
    ]
    if any(one.results for one in studies):
        parts += [CORRECTORS.format(ours=OURS), *map(_correctors, studies)]
    if harms:
        parts += [HARM, _harm(harms)]
    if any(one.ablations for one in studies):
        parts += [ABLATIONS, _ablations(studies)]
    if any(one.curve for one in studies):
        parts += [CURVE, _curve(studies)]
    if any(one.calibration for one in studies):
        parts += [CALIBRATION, _calibration(studies)]
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table in columns of one width.

    >>> print(table(["a", "b"], [["long", "x"]]))
    | a    | b |
    |------|---|
    | long | x |
    """
    grid = [list(headings), *map(list, rows)]
    widths = [max(len(row[n]) for row in grid) for n in range(len(headings))]
    padded = [[cell.ljust(w) for cell, w in zip(row, widths, strict=True)] for row in grid]
    lines = [f"| {' | '.join(row)} |" for row in padded]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def percent(share: float | None) -> str:
    """A share with one decimal; a dash for none.

    >>> percent(0.1234), percent(None)
    ('12.3 %', '–')
    """
    return "–" if share is None else f"{100 * share:.1f} %"


def _goals(found: Sequence[Goal]) -> str:
    if not found:
        return ""
    n_reached = sum(goal.is_reached for goal in found)
    rows = [
        [
            goal.corpus,
            goal.what,
            _figure(goal.got),
            f"{'at most' if goal.at_most else 'at least'} {_figure(goal.wanted)}",
            "yes" if goal.is_reached else "**no**",
        ]
        for goal in found
    ]
    shown = table(["corpus", "figure", OURS, "to reach", "reached"], rows)
    return f"## Against the goals\n\n{n_reached} of {len(found)} are reached.\n\n{shown}"


def _figure(value: float) -> str:
    return str(value) if isinstance(value, int) else percent(value)


def _correctors(one: Study) -> str:
    if not one.results:
        return ""
    corpus, done = one.corpus, one.results[0].outcome
    n_people = f"{corpus.n_speakers} speaker{'' if corpus.n_speakers == 1 else 's'}"
    intro = (
        f"### {corpus.name}\n\n{n_people}, {len(corpus.train)} pairs learned from,"
        f" {len(corpus.test)} drafts corrected.\nWord error rate of the drafts:"
        f" {percent(done.words.draft.rate)}, formatted {percent(done.formatted.draft.rate)}."
    )
    gains = table(
        [
            "corrector",
            "gain",
            "better / worse",
            "formatted gain",
            "better / worse, formatted",
            "seconds",
        ],
        [_gain_row(r.corrector, r.outcome) for r in one.results],
    )
    edits = table(
        [
            "corrector",
            "edits of words",
            "right",
            "nearer / same / further",
            "edits of marks and case",
            "nearer / same / further",
            "facts lost",
        ],
        [_edit_row(r) for r in one.results],
    )
    chosen = "; ".join(f"{r.corrector}: {_told(r.settings)}" for r in one.results if r.settings)
    settings = f"Settings chosen on the training part: {chosen}." if chosen else ""
    return "\n\n".join(part for part in (intro, gains, edits, settings) if part)


def _gain_row(name: str, done: Outcome) -> list[str]:
    return [
        name,
        _gain(done.words),
        _notes(done.words, done.n_notes),
        _gain(done.formatted),
        _notes(done.formatted, done.n_notes),
        "" if done.seconds is None else f"{done.seconds:.1f}",
    ]


def _gain(change: Change95) -> str:
    if change.ci95 is None or change.gain is None:
        return percent(change.gain)
    low, high = change.ci95
    return f"{percent(change.gain)} ({100 * low:.1f} to {100 * high:.1f})"


def _notes(change: Change95, n_notes: int) -> str:
    shares = f"({percent(change.better / n_notes)} / {percent(change.worse / n_notes)})"
    return f"{change.better} / {change.worse} {shares}"


def _edit_row(result: Result) -> list[str]:
    done = result.outcome
    return [
        result.corrector,
        str(done.edits.n) if done.edits else "",
        _right(done.edits),
        _by_distance(done.edits),
        str(done.forms.n) if done.forms else "",
        _by_distance(done.forms),
        f"{done.facts.lost} of {done.facts.right}",
    ]


def _right(edits: EditCounts | None) -> str:
    if edits is None or edits.precision is None:
        return ""
    return f"{edits.right} ({percent(edits.precision)})"


def _by_distance(edits: EditCounts | None) -> str:
    return f"{edits.nearer} / {edits.same} / {edits.further}" if edits and edits.n else ""


def _told(settings: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{name} {'never' if value == float('inf') else value}" for name, value in settings.items()
    )


def _harm(harms: Sequence[Harm]) -> str:
    rows = [
        [
            h.speaker,
            h.drafts,
            str(h.n_changed),
            f"{h.outcome.words.better} / {h.outcome.words.worse}",
            f"{h.outcome.formatted.better} / {h.outcome.formatted.worse}",
            f"{h.outcome.facts.lost} of {h.outcome.facts.right}",
            ", ".join(f"{kind} {n} ({h.harmful[kind]})" for kind, n in sorted(h.kinds.items())),
        ]
        for h in harms
    ]
    headings = [
        "speaker of the notes",
        "notes",
        "changed",
        "better / worse",
        "formatted",
        "facts lost",
        "edits",
    ]
    return f"{table(headings, rows)}"


def _effect(effect: Effect | None) -> str:
    if effect is None:
        return "–"
    words = effect.words
    formatted = percent(effect.formatted.gain)
    return f"{percent(words.gain)} ({formatted}), {words.better} / {words.worse}"


def _ablations(studies: Sequence[Study]) -> str:
    columns = [one for one in studies if one.ablations]
    told = (name for one in columns for name, effect in one.ablations if effect is not None)
    names = list(dict.fromkeys(told))
    names.sort(key=lambda name: (name != AS_SHIPPED, name == RETRIEVAL))
    rows = [[name, *(_effect(dict(one.ablations).get(name)) for one in columns)] for name in names]
    return f"{table(['switch', *(one.corpus.name for one in columns)], rows)}"


def _curve(studies: Sequence[Study]) -> str:
    columns = [one for one in studies if one.curve]
    sizes = {point.size for one in columns for point in one.curve}
    ordered = sorted(sizes, key=lambda size: (size is None, size or 0))

    def cell(points: Sequence[Point], size: int | None) -> str:
        found = next((p for p in points if p.size == size), None)
        if found is None:
            return "–"
        words = found.effect.words
        return f"{percent(words.gain)}, {words.better} / {words.worse}, {found.n_pairs} pairs"

    rows = [
        ["all" if size is None else str(size), *(cell(one.curve, size) for one in columns)]
        for size in ordered
    ]
    return f"{table(['pairs', *(one.corpus.name for one in columns)], rows)}"


def _calibration(studies: Sequence[Study]) -> str:
    measured = [(one.corpus.name, one.calibration) for one in studies if one.calibration]
    summary = table(
        ["corpus", "candidates", "ECE", "above 0.2", "their ECE", "edits made", "their ECE"],
        [
            [name, *_error(c.candidates), *_error(c.likely), *_error(c.applied)]
            for name, c in measured
        ],
    )
    details = [
        f"{name}: chance → share right (how many)\n\n{_bins(c.candidates, c.applied)}"
        for name, c in measured
    ]
    return "\n\n".join([summary, *details])


def _error(reliability: Reliability) -> tuple[str, str]:
    return str(reliability.n), "–" if reliability.error is None else f"{reliability.error:.3f}"


def _bins(candidates: Reliability, applied: Reliability) -> str:
    lows = sorted({b.low for b in (*candidates.bins, *applied.bins)})

    def of(reliability: Reliability) -> Callable[[float], Bin | None]:
        return {b.low: b for b in reliability.bins}.get

    rows = [
        [f"{low:.1f} to {low + 0.1:.1f}", _bin(of(candidates)(low)), _bin(of(applied)(low))]
        for low in lows
    ]
    return table(["chance", "candidates", "edits made"], rows)


def _bin(one: Bin | None) -> str:
    return "" if one is None else f"{one.chance:.2f} → {one.right:.2f} ({one.n})"

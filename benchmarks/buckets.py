"""Whether the bucket policy moves who changes and leaves alone who does not.

    python benchmarks/buckets.py [DATA] [--repeats N] [--headline] [--write PAGE]

Streams of 200 simulated notes go through the decision of the program after every single note,
and the speaker moves whenever it says so. How much notes vary is measured on the corpora in
DATA, when given. `--headline` simulates the three speakers of the goal alone. Many minutes on
two processors. Exit 9 when a goal is missed.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from statistics import median, quantiles, stdev
from typing import TYPE_CHECKING, Any

import corpora
import numpy as np
from page import percent, table

from draftgenie.domain.evaluation import NoteScores
from draftgenie.domain.score import ErrorCounts
from draftgenie.errors import Exit
from draftgenie.pipeline._align import count_errors
from draftgenie.pipeline._evidence import MEASURES, Totals
from draftgenie.pipeline._text import formatted_words
from draftgenie.pipeline.bucket import DEFAULT_POLICY, SCHEMES, TOUCH, bucket_for, decide
from draftgenie.pipeline.generate.guess import wilson_lower

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corpora import Corpus
    from numpy.typing import NDArray

    from draftgenie.domain.bucket import Policy, Scheme

SEED = 11
N_NOTES = 200
CHANGE_AT = 100
SOON = 40
MOST_WRONG = 0.01
LEAST_RIGHT = 0.99
N_MANY = 50_000
WORDS_A_SENTENCE = 12
WORDS_SHARE = 0.5
"""Of the words that are wrong as they are written, those that are other words, too."""
LEAST_NOTES = 20
"""A speaker with fewer notes in a corpus says little of how they vary."""


@dataclass(frozen=True, slots=True)
class Habit:
    """How the notes of one speaker vary around the speaker's rate.

    Lengths are log-normal. Each note has a rate of its own, from a beta distribution around the
    speaker's: `correlation` is that of two words of one note, both being right or wrong.
    """

    median_words: float = 60.0
    spread_of_length: float = 0.7
    correlation: float = 0.025

    def counts(self, rates: NDArray[np.float64], seed: int) -> NDArray[np.int64]:
        """Errors and units of one note a rate: shape (n_notes, 6), as `Totals` has them."""
        chance = np.random.default_rng(seed)
        strength = (1 - self.correlation) / self.correlation
        lengths = chance.lognormal(np.log(self.median_words), self.spread_of_length, rates.size)
        n_words = np.maximum(5, lengths.round()).astype(np.int64)
        own = chance.beta(rates * strength, (1 - rates) * strength)
        n_formatted = chance.binomial(n_words, own)
        n_plain = chance.binomial(n_formatted, WORDS_SHARE)
        n_sentences = np.maximum(1, n_words // WORDS_A_SENTENCE)
        n_edited = chance.binomial(n_sentences, 1 - (1 - own) ** (n_words / n_sentences))
        return np.stack([n_plain, n_words, n_formatted, n_words, n_edited, n_sentences], axis=1)

    def value(self, rate: float, scheme: Scheme) -> float:
        """The scheme's measure over very many notes of a speaker with this rate."""
        total = self.counts(np.full(N_MANY, rate), SEED).sum(axis=0)
        return MEASURES[scheme.measure].figure(Totals(*map(int, total))) or 0.0


@cache
def rate_of(value: float, scheme: Scheme, habit: Habit) -> float:
    """The rate whose measure is this value, by halving."""
    if scheme.measure == TOUCH.measure:
        return value
    low, high = 0.0005, 0.9
    for _ in range(14):
        middle = (low + high) / 2
        too_good = (habit.value(middle, scheme) > value) == scheme.higher_is_better
        low, high = (middle, high) if too_good else (low, middle)
    return (low + high) / 2


def _scores(*counts: int) -> NoteScores:
    words, formatted, sentences = (
        ErrorCounts(hits=n - wrong, substitutions=wrong)
        for wrong, n in zip(counts[::2], counts[1::2], strict=True)
    )
    return NoteScores("", "", "s", "", words, words, formatted, formatted, sentences, sentences)


@dataclass(frozen=True, slots=True)
class Speaker:
    """A simulated speaker: the measure's true value at first, and from the 101st note on."""

    before: float
    after: float

    @property
    def changes(self) -> bool:
        """Whether the speaker ever changes."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Task:
    """One speaker to simulate, under one policy."""

    speaker: Speaker
    policy: Policy = DEFAULT_POLICY
    habit: Habit = Habit()


@dataclass(frozen=True, slots=True)
class Found:
    """All repeats: how many streams had a wrong move, and after how many notes the right one.

    A move is wrong when it leads away from the bucket that the true value lies in; a value on an
    edge lies in the better one, so there any move of a steady speaker is wrong.
    """

    task: Task
    n: int
    n_wrong: int
    right_after: tuple[int, ...]

    @property
    def wrong(self) -> float:
        """The share of streams with a wrong move."""
        return self.n_wrong / self.n

    @property
    def soon(self) -> float:
        """The share of streams moved in the right direction within 40 notes of the change."""
        return sum(n <= SOON for n in self.right_after) / self.n

    @property
    def is_good(self) -> bool:
        """Whether the streams do not show more wrong moves than there may be."""
        return wilson_lower(self.n_wrong, self.n) <= MOST_WRONG


def simulate(task: Task, n: int) -> Found:
    """That many streams of one speaker, each by a seed of its own."""
    scheme, speaker = task.policy.scheme, task.speaker
    rates = np.repeat(
        [rate_of(value, scheme, task.habit) for value in (speaker.before, speaker.after)],
        [CHANGE_AT, N_NOTES - CHANGE_AT],
    )
    n_wrong, right_after = 0, []
    for seed in range(n):
        is_wrong, soon = _walk(task.habit.counts(rates, SEED + seed), task)
        n_wrong += is_wrong
        right_after += [] if soon is None else [soon]
    return Found(task, n, n_wrong, tuple(right_after))


def _walk(counts: NDArray[np.int64], task: Task) -> tuple[bool, int | None]:
    """Whether there was a wrong move, and how long after the change the first right one."""
    scheme = task.policy.scheme
    notes = [_scores(*map(int, row)) for row in counts]
    own = [
        scheme.names.index(bucket_for(value, scheme))
        for value in (task.speaker.before, task.speaker.after)
    ]
    at, moved_at, right_after = own[0], None, None
    for n, seen in enumerate(_seen(counts, task.policy), 1):
        # Nobody moves out of the bucket that the window itself lies in; asking takes long.
        if seen == scheme.names[at]:
            continue
        decision = decide(
            speaker_ref="s",
            current=scheme.names[at],
            locked=False,
            scores=notes[max(0, n - task.policy.window) : n],
            policy=task.policy,
            n_since_move=None if moved_at is None else n - moved_at,
        )
        if not decision.moves:
            continue
        to = scheme.names.index(decision.after or "")
        true = own[n > CHANGE_AT]
        if abs(to - true) > abs(at - true):
            return True, right_after
        if n > CHANGE_AT and right_after is None:
            right_after = n - CHANGE_AT
        at, moved_at = to, n
    return False, right_after


def _seen(counts: NDArray[np.int64], policy: Policy) -> list[str]:
    """The bucket that the measure of the window lies in, after each note."""
    summed = np.vstack([np.zeros_like(counts[:1]), counts.cumsum(axis=0)])
    starts = np.maximum(0, np.arange(1, len(summed)) - policy.window)
    figure = MEASURES[policy.scheme.measure].figure
    return [
        bucket_for(figure(Totals(*map(int, row))) or 0.0, policy.scheme)
        for row in summed[1:] - summed[starts]
    ]


def steady(scheme: Scheme) -> list[Speaker]:
    """Speakers who never change: on each edge, and a tenth better and worse than it.

    The tenth is of the edge's distance from a perfect value.
    """
    found = []
    for edge in (b.limit for b in scheme.buckets if b.limit is not None):
        far = 1 - edge if scheme.higher_is_better else edge
        worse = -far if scheme.higher_is_better else far
        found += [Speaker(v, v) for v in (edge - worse / 10, edge, edge + worse / 10)]
    return found


CHANGES = {
    "touch": [
        (0.30, 0.10), (0.30, 0.13), (0.13, 0.03), (0.13, 0.045), (0.045, 0.005),
        (0.10, 0.30), (0.13, 0.30), (0.045, 0.16), (0.045, 0.13), (0.01, 0.06),
    ],
    "five": [(0.60, 0.80), (0.75, 0.90), (0.80, 0.60), (0.90, 0.75)],
    "abc": [(0.60, 0.80), (0.80, 0.95), (0.80, 0.60), (0.95, 0.80)],
}  # fmt: skip
"""True values of the measure before and after a speaker's change, the first the headline's."""

HEADLINE = (Speaker(0.30, 0.10), Speaker(0.10, 0.30), Speaker(0.08, 0.08))
"""One who truly improves, one who truly worsens, and one who stays, right on an edge."""

VARIANTS: list[tuple[str, dict[str, Any]]] = [
    ("as it is", {}),
    ("90 % interval", {"confidence": 0.9}),
    ("99 % interval", {"confidence": 0.99}),
    ("words independent", {"correlation": 0.0}),
    ("no margin", {"margin": 0.0}),
    ("no cooldown", {"cooldown": 1}),
    ("window of 20", {"window": 20}),
    ("window of 40", {"window": 40}),
    ("90 % interval, words independent, window of 20, no cooldown",
     {"confidence": 0.9, "correlation": 0.0, "window": 20, "cooldown": 1}),
]  # fmt: skip
TRIED = (Speaker(0.08, 0.08), Speaker(0.02, 0.02), Speaker(0.30, 0.13), Speaker(0.045, 0.13))

HARD = Habit(correlation=0.05)


@dataclass(frozen=True, slots=True)
class Variation:
    """How notes vary in a corpus, over its speakers with enough notes.

    The correlations of two words of a note are those of the speaker in the middle and of the one
    that nine in ten lie below.
    """

    corpus: str
    n_speakers: int
    median_words: float
    spread_of_length: float
    middle: float
    high: float


def measure(corpus: Corpus) -> Variation | None:
    """How the drafts of the corpus vary; None when no speaker has notes enough."""
    counts: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in (*corpus.train, *corpus.test):
        reference, hypothesis = formatted_words(row.final), formatted_words(row.draft)
        if reference:
            errors = count_errors(reference=reference, hypothesis=hypothesis).n_errors
            counts[row.speaker].append((min(errors, len(reference)), len(reference)))
    known = [notes for notes in counts.values() if len(notes) >= LEAST_NOTES]
    if not known:
        return None
    own = sorted(map(correlation, known))
    lengths = [[n for _, n in notes] for notes in known]
    return Variation(
        corpus.name,
        len(known),
        median(n for notes in lengths for n in notes),
        median(stdev(np.log(notes).tolist()) for notes in lengths),
        median(own),
        quantiles(own, n=10)[-1] if len(own) > 1 else own[0],
    )


def correlation(notes: Iterable[tuple[int, int]]) -> float:
    """That of two words of one note, by the second moment of errors around the pooled rate."""
    errors, words = np.array(list(notes), dtype=float).T
    rate = errors.sum() / words.sum()
    spread = rate * (1 - rate)
    if not spread:
        return 0.0
    beyond = ((errors - words * rate) ** 2 - words * spread).sum()
    return float(beyond / (words * (words - 1) * spread).sum())


HEAD = """\
# Whether buckets move when they should

Made by `make bench-buckets`. Streams of {n_notes} notes go one by one through the decision that
`evaluate run` makes, which looks at the last {window} notes after every single one, and the
speaker moves whenever it says so. The policy is `{version}` ({figures}).
A speaker who changes does so after {change_at} notes.

A move is *wrong* when it leads away from the bucket that the true value lies in. A value exactly
on an edge lies in the better bucket, so that of a steady speaker every move counts as wrong, on
an edge as well. A move is *in time* when it is the first one after the change, in the right
direction and within {soon} notes.

## One who improves, one who worsens, one who stays

{repeats} seeded repeats of each; the one who stays has a rate right on an edge. At most
{most_wrong} of the streams may have a wrong move, and {least_right} of those that change must be
moved in time.
"""

NOTES = """
## How much notes vary

A simulated note has a log-normal length (median {median_words:g} words, spread {spread:g} of its
logarithm) and an error rate of its own, from a beta distribution around the speaker's: two words
of a note are right or wrong together with a correlation of {correlation:g}. Half of the wrong
words are wrong in normalised form, too, and a sentence has {sentence} words. Below is how the
drafts of real corpora vary (speakers with {least} notes or more, words as written): the median
speaker's spread and correlation, and the correlation that nine in ten speakers stay below.
"""

STEADY = """
## Speakers who do not change

On each edge of each scheme, and a tenth of the edge's distance from a perfect value to either
side of it, {repeats} repeats of each. *Over* marks a share that is over {most_wrong} beyond
chance.
"""

CHANGING = """
## Speakers who change

{repeats} repeats of each. What can be told within {soon} notes is bounded by how much notes vary:
a change from the middle of one bucket to the middle of the next is found later now and then.
"""

PARTS = """
## What each part of the policy is worth

The same streams with one figure changed, {repeats} repeats of each, by true values under `touch`.
"""

ROUGH = """
## Where notes vary more

The same policy where the correlation is {correlation:g}; {repeats} repeats of
each.
"""


def report(found: Report, corpora_read: Sequence[Variation]) -> str:
    """The whole page."""
    figures = ", ".join(
        f"{name} {getattr(DEFAULT_POLICY, name):g}"
        for name in ("window", "min_notes", "margin", "confidence", "cooldown", "correlation")
    )
    habit = Habit()
    parts = [
        HEAD.format(
            n_notes=N_NOTES,
            window=DEFAULT_POLICY.window,
            version=DEFAULT_POLICY.version,
            figures=figures,
            repeats=found.headline[0].n,
            change_at=CHANGE_AT,
            soon=SOON,
            most_wrong=percent(MOST_WRONG),
            least_right=percent(LEAST_RIGHT),
        ),
        _told(found.headline),
        NOTES.format(
            median_words=habit.median_words,
            spread=habit.spread_of_length,
            correlation=habit.correlation,
            sentence=WORDS_A_SENTENCE,
            least=LEAST_NOTES,
        ),
        _variations(corpora_read),
    ]
    if found.steady:
        parts += [
            STEADY.format(repeats=found.steady[0].n, most_wrong=percent(MOST_WRONG)),
            _told(found.steady),
            CHANGING.format(repeats=found.changing[0].n, soon=SOON),
            _told(found.changing),
            PARTS.format(repeats=found.variants[0][1][0].n),
            _variants(found.variants),
            ROUGH.format(correlation=HARD.correlation, repeats=found.rough[0].n),
            _told(found.rough),
        ]
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


@dataclass(frozen=True, slots=True)
class Report:
    """All that was simulated; only the headline when no more was asked for."""

    headline: list[Found]
    steady: list[Found]
    changing: list[Found]
    variants: list[tuple[str, list[Found]]]
    rough: list[Found]

    @property
    def missed(self) -> int:
        """How many goals are missed."""
        everyone = [*self.headline, *self.steady, *self.changing]
        late = [f for f in self.headline if f.task.speaker.changes and f.soon < LEAST_RIGHT]
        wrong = [f for f in self.headline if f.wrong > MOST_WRONG]
        return len(late) + len(wrong) + sum(not f.is_good for f in everyone)


def _told(found: Sequence[Found]) -> str:
    rows = []
    for f in found:
        scheme, speaker = f.task.policy.scheme, f.task.speaker
        buckets = [bucket_for(v, scheme) for v in (speaker.before, speaker.after)]
        rows.append(
            [
                scheme.name,
                f"{speaker.before:.4g} → {speaker.after:.4g}" if speaker.changes
                else f"{speaker.before:.4g}",
                " → ".join(dict.fromkeys(buckets)),
                percent(f.wrong) + ("" if f.is_good else " **over**"),
                percent(f.soon) if speaker.changes else "",
                f"{median(f.right_after):.0f}" if speaker.changes and f.right_after else "",
            ]
        )  # fmt: skip
    return table(
        [
            "scheme",
            "true value",
            "bucket",
            "wrong moves",
            "in time",
            "notes until it moves (median)",
        ],
        rows,
    )


def _variations(found: Sequence[Variation]) -> str:
    rows = [
        [
            v.corpus,
            str(v.n_speakers),
            f"{v.median_words:.0f}",
            f"{v.spread_of_length:.2f}",
            f"{v.middle:.3f}",
            f"{v.high:.3f}",
        ]
        for v in found
    ]
    headings = [
        "corpus",
        "speakers",
        "median words",
        "spread of length",
        "correlation",
        "of nine in ten below",
    ]
    return table(headings, rows) if rows else ""


def _variants(found: Sequence[tuple[str, Sequence[Found]]]) -> str:
    headings = [
        f"{s.before:g} → {s.after:g}, in time" if s.changes else f"steady at {s.before:g}, wrong"
        for s in TRIED
    ]
    rows = [
        [name, *(percent(f.soon if f.task.speaker.changes else f.wrong) for f in row)]
        for name, row in found
    ]
    return table(["policy", *headings], rows)


def run(n: int, *, only_headline: bool = False) -> Report:
    """Simulate everything, on all processors; a tenth of the repeats beside the headline."""
    few = max(1, n // 10)
    policies = {name: replace(DEFAULT_POLICY, scheme=scheme) for name, scheme in SCHEMES.items()}
    changing = [
        Task(Speaker(*pair), policies[name]) for name, pairs in CHANGES.items() for pair in pairs
    ]
    still = [Task(s, policy) for policy in policies.values() for s in steady(policy.scheme)]
    rough = [Task(s, habit=HARD) for s in (*HEADLINE, *steady(TOUCH))]
    variants = [(name, replace(DEFAULT_POLICY, **given)) for name, given in VARIANTS]
    with ProcessPoolExecutor() as pool:
        headline = pool.map(partial(simulate, n=n), [Task(s) for s in HEADLINE])
        if only_headline:
            return Report(list(headline), [], [], [], [])
        others = [pool.map(partial(simulate, n=few), tasks) for tasks in (still, changing, rough)]
        tried = [
            (
                name,
                pool.map(partial(simulate, n=max(1, few // 2)), [Task(s, policy) for s in TRIED]),
            )
            for name, policy in variants
        ]
        quiet, moved, harder = map(list, others)
        parts = [(name, list(found)) for name, found in tried]
        return Report(list(headline), quiet, moved, parts, harder)


def main() -> int:
    """Simulate, and print or write the page."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    ask.add_argument("data", nargs="*", type=Path)
    ask.add_argument("--repeats", type=int, default=1000)
    ask.add_argument("--headline", action="store_true")
    ask.add_argument("--write", type=Path)
    asked = ask.parse_args()
    variations = [v for v in map(measure, corpora.find(asked.data)) if v is not None]
    found = run(asked.repeats, only_headline=asked.headline)
    shown = report(found, variations)
    if asked.write:
        asked.write.write_text(shown, encoding="utf-8")
    else:
        print(shown)
    return Exit.GATE if found.missed else Exit.OK


if __name__ == "__main__":
    sys.exit(main())

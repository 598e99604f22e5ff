"""Everything that is measured on one corpus, part by part."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from operator import add
from typing import TYPE_CHECKING, Any

import baselines
import post_editing
import program
import spelling
import transformation
from ablation import RETRIEVAL, SWITCHES
from baselines import Peer, grid
from calibration import Calibration, calibrate
from corpora import by_speaker, newest
from evidence import with_retrieval
from lab import open_lab
from measures import EditCounts, Outcome, count_seen_edits, count_told_edits, measure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from corpora import Corpus, Row
    from lab import Effect, Lab

OURS = "DraftGenie"
HISTORY_SIZES = (10, 30, 100, 300)
LEAST_ERRORS = 100
"""With fewer wrong words in the drafts there is nothing to gain, and parts are not taken apart."""

MOST_EMBEDDED = 1000
"""Pairs beyond which the retrieval experiment would take hours."""

PEERS = (
    Peer("nothing", baselines.nothing),
    Peer("always replace", baselines.always),
    Peer("majority", baselines.majority),
    Peer(
        "phrase dictionary",
        baselines.dictionary,
        grid(
            history=["pooled", "own then pooled", "own"],
            support=[1, 2, 3, 5],
            precision=[0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
        ),
    ),
    post_editing.POST_EDITING,
    transformation.TRANSFORMATION,
    spelling.SYMSPELL,
    spelling.JARO_WINKLER,
)


@dataclass(frozen=True, slots=True)
class Result:
    """A corrector on a corpus, with the settings that it chose on the training part."""

    corrector: str
    outcome: Outcome
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Point:
    """The corrector after so many pairs of each speaker (None: all), `n_pairs` altogether."""

    size: int | None
    n_pairs: int
    effect: Effect


@dataclass(frozen=True, slots=True)
class Study:
    """All that was measured on a corpus; parts that were not asked for are empty."""

    corpus: Corpus
    results: tuple[Result, ...] = ()
    ablations: tuple[tuple[str, Effect | None], ...] = ()
    curve: tuple[Point, ...] = ()
    calibration: Calibration | None = None

    @property
    def ours(self) -> Result | None:
        """DraftGenie's result, if it was measured."""
        return next((r for r in self.results if r.corrector == OURS), None)

    @property
    def best_peer(self) -> Result | None:
        """The peer that removes most of the errors."""
        peers = [r for r in self.results if r.corrector != OURS]
        return max(peers, key=lambda r: r.outcome.words.gain or 0.0, default=None)


@contextmanager
def telling(what: str) -> Iterator[None]:
    """Say on stderr what is under way, and then how long it took."""
    begun = time.perf_counter()
    print(f"{what} … ", end="", file=sys.stderr, flush=True)
    yield
    print(f"{time.perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)


def study(corpus: Corpus, parts: frozenset[str], *, quick: bool) -> Study:
    """Measure the parts asked for.

    Args:
        corpus: the pairs.
        parts: any of `peers`, `ablations`, `curve`, `calibration`.
        quick: leave out the ablations and the sizes of history that take minutes.
    """
    done = Study(corpus, results=tuple(peers(corpus)) if "peers" in parts else ())
    answers: list[program.Answer] = []
    if parts & {"peers", "calibration"}:
        with telling(f"{corpus.name}: {OURS}"):
            ours, answers = ourselves(corpus)
        done = replace(done, results=(*done.results, ours))
    if not parts & {"ablations", "curve", "calibration"} or not _has_errors(corpus, done):
        return done
    with open_lab(corpus.train, corpus.test) as lab:
        if "calibration" in parts:
            with telling(f"{corpus.name}: calibration"):
                done = replace(done, calibration=calibrate(lab, corpus.test, answers))
        if "ablations" in parts:
            done = replace(done, ablations=tuple(ablations(corpus, lab, quick=quick)))
        if "curve" in parts:
            done = replace(done, curve=tuple(curve(corpus, lab, quick=quick)))
    return done


def _has_errors(corpus: Corpus, done: Study) -> bool:
    if done.results:
        draft = done.results[0].outcome.words.draft
    else:
        draft = measure(corpus.test, [row.draft for row in corpus.test]).words.draft
    return draft.n_errors >= LEAST_ERRORS


def peers(corpus: Corpus) -> Iterator[Result]:
    """Every peer, with settings chosen on the training part."""
    for peer in PEERS:
        with telling(f"{corpus.name}: {peer.name}"):
            settings = baselines.choose(peer, corpus.train)
            begun = time.perf_counter()
            correct = peer.learn(corpus.train)(settings)
            notes = [correct(row) for row in corpus.test]
            seconds = time.perf_counter() - begun
            outcome = replace(
                measure(corpus.test, notes),
                edits=count_seen_edits(corpus.test, notes),
                seconds=seconds,
            )
        yield Result(peer.name, outcome, settings)


def ourselves(corpus: Corpus) -> tuple[Result, list[program.Answer]]:
    """DraftGenie through its own commands, and what it answered."""
    begun = time.perf_counter()
    answers = program.correct(corpus.train, corpus.test)
    seconds = time.perf_counter() - begun
    words, forms = told_edits(corpus.test, answers)
    outcome = measure(corpus.test, [answer["text"] for answer in answers])
    return Result(OURS, replace(outcome, edits=words, forms=forms, seconds=seconds)), answers


def told_edits(
    rows: Sequence[Row], answers: Sequence[program.Answer]
) -> tuple[EditCounts, EditCounts]:
    """All edits of words and all of marks and case that the program made."""
    words, forms = EditCounts(), EditCounts()
    for row, answer in zip(rows, answers, strict=True):
        of_words, of_forms = count_told_edits(row, answer["edits"])
        words, forms = add(words, of_words), add(forms, of_forms)
    return words, forms


def ablations(corpus: Corpus, lab: Lab, *, quick: bool) -> Iterator[tuple[str, Effect | None]]:
    """The corrector with each part switched off, and with retrieval on."""
    for switch in SWITCHES:
        if not (quick and switch.is_slow):
            with telling(f"{corpus.name}: {switch.name}"):
                effect = switch.effect(corpus, lab)
            yield switch.name, effect
    if not quick and len(corpus.train) <= MOST_EMBEDDED:
        with telling(f"{corpus.name}: {RETRIEVAL}"):
            effect = with_retrieval(corpus, lab)
        yield RETRIEVAL, effect


def curve(corpus: Corpus, lab: Lab, *, quick: bool) -> Iterator[Point]:
    """The corrector after the newest few pairs of each speaker, and after all of them."""
    longest = max(len(own) for own in by_speaker(corpus.train).values())
    for size in HISTORY_SIZES[: 2 if quick else None]:
        if size < longest:
            history = newest(corpus.train, size)
            with (
                telling(f"{corpus.name}: history of {size}"),
                open_lab(history, corpus.test) as small,
            ):
                yield Point(size, len(history), small.effect())
    yield Point(None, len(corpus.train), lab.effect())

"""The stage of words never seen: what pairs teach it, its replayed guesses, its edits of a draft.

It learns as the rest does: a chunk's guesses are made and judged before the chunk is taken in.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from draftgenie.domain.correction import Layer, correction_id
from draftgenie.domain.note import by_place
from draftgenie.domain.term import Scope, Term
from draftgenie.pipeline._channel import Channel
from draftgenie.pipeline.generate import Label, label
from draftgenie.pipeline.generate.compose import LEAST_SUGGESTION
from draftgenie.pipeline.generate.guess import GuessGate, GuessLog, fit_guess_gate
from draftgenie.pipeline.generate.guessed import Guessed, compose_guesses
from draftgenie.pipeline.generate.label import Change
from draftgenie.pipeline.mine.categories import categorise
from draftgenie.pipeline.retrieve import Batch
from draftgenie.pipeline.retrieve.guess_figures import NAMES
from draftgenie.pipeline.retrieve.keys import who_key
from draftgenie.pipeline.retrieve.lexicon import Lexicon, LexiconBook
from draftgenie.pipeline.retrieve.unknown import Whose, find_guesses
from draftgenie.services._english import english
from draftgenie.services._sample import some_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from draftgenie.domain.note import NoteEdit
    from draftgenie.pipeline._text import Words
    from draftgenie.pipeline.generate import Limits
    from draftgenie.pipeline.retrieve import Counts
    from draftgenie.pipeline.retrieve.unknown import Guess
    from draftgenie.services.learning import Read

MAX_ROWS = 40_000
ROWS_A_WORD = 0.6
REFIT_GROWTH = 1.2
CHANNEL_GROWTH = 1.5

Arrays = dict[str, npt.NDArray[np.generic]]


@dataclass(frozen=True)
class Unknown:
    """What the stage has learned; `terms` are the users' terms as they were at the last build.

    `n_logged` is how many guesses were ever replayed, `n_fitted` how many when the gate was
    fitted, `n_notes` how many notes there were.
    """

    book: LexiconBook = field(default_factory=LexiconBook)
    terms: tuple[Term, ...] = ()
    channel: Channel | None = None
    log: GuessLog = field(default_factory=lambda: GuessLog.empty(len(NAMES)))
    gate: GuessGate | None = None
    n_logged: int = 0
    n_fitted: int = 0
    n_notes: int = 0

    @cached_property
    def lexicon(self) -> Lexicon:
        """What unknown words are compared with; made when it is first asked for."""
        return replace(self.book.lexicon(self.terms), given_channel=self.channel)

    @property
    def is_of_use(self) -> bool:
        """Whether guesses are made for anybody, or were asked for with a term list."""
        return self.gate is not None and (self.gate.is_on or bool(self.terms))

    def with_gate(self) -> Unknown:
        """The same, with the gate fitted anew when there were enough new guesses."""
        if self.n_logged < max(1, REFIT_GROWTH * self.n_fitted):
            return self
        return replace(self, gate=fit_guess_gate(self.log), n_fitted=self.n_logged)

    def arrays(self) -> Arrays:
        """All of it as named arrays."""
        kept: Arrays = {
            "book": self.book.array(),
            "terms": _terms_array(self.terms),
            "sizes": np.array([self.n_logged, self.n_fitted, self.n_notes], dtype=np.int64),
            "log.figures": self.log.figures,
            "log.labels": self.log.labels,
            "log.places": self.log.places,
            "log.speakers": self.log.speakers,
        }
        if self.channel is not None:
            kept |= {"channel.table": self.channel.table, "channel.signs": self.channel.signs}
        if self.gate is not None:
            kept |= {f"guess.{name}": array for name, array in self.gate.arrays().items()}
        return kept

    @classmethod
    def of(cls, arrays: Mapping[str, npt.NDArray[np.generic]]) -> Unknown:
        """What `arrays` gave; nothing learned for no arrays."""
        if not arrays:
            return cls()
        gate = {n.removeprefix("guess."): a for n, a in arrays.items() if n.startswith("guess.")}
        table, signs = arrays.get("channel.table"), arrays.get("channel.signs")
        n_logged, n_fitted, n_notes = np.asarray(arrays["sizes"]).tolist()
        return cls(
            book=LexiconBook.of(np.asarray(arrays["book"], dtype=np.uint8)),
            terms=_read_terms(np.asarray(arrays["terms"], dtype=np.uint8)),
            channel=None
            if table is None or signs is None
            else Channel(np.asarray(table, np.float64), np.asarray(signs, np.float64)),
            log=GuessLog(
                np.asarray(arrays["log.figures"], np.float32),
                np.asarray(arrays["log.labels"], np.int8),
                np.asarray(arrays["log.places"], np.int64),
                np.asarray(arrays["log.speakers"], np.uint64),
            ),
            gate=GuessGate.of(gate) if gate else None,
            n_logged=n_logged,
            n_fitted=n_fitted,
            n_notes=n_notes,
        )


def _terms_array(terms: Iterable[Term]) -> npt.NDArray[np.uint8]:
    rows = [[t.words, t.surface, t.scope.speaker, t.scope.specialty] for t in terms]
    return np.frombuffer(json.dumps(rows, ensure_ascii=False).encode(), dtype=np.uint8)


def _read_terms(array: npt.NDArray[np.uint8]) -> tuple[Term, ...]:
    rows = json.loads(array.tobytes().decode())
    return tuple(Term(words, surface, Scope(*scope)) for words, surface, *scope in rows)


class UnknownWalk:
    """The stage while a history is walked: replays guesses, then takes the pairs in."""

    def __init__(self, learned: Unknown, terms: Iterable[Term], *, n_pairs: int) -> None:
        self._learned = learned
        self._book = learned.book
        self._terms = tuple(terms)
        self._n_pairs = n_pairs
        self._n_heard = self._book.n_misheard if learned.channel is not None else 0

    def replay(self, reads: Sequence[Read], counts: Counts) -> None:
        """Guess at some pairs' drafts with what is known, and log what would have become of it."""
        some = some_of(reads, n_pairs=self._n_pairs, most=MAX_ROWS, rows_a_word=ROWS_A_WORD)
        if not some:
            return
        lexicon = self._lexicon()
        drafts = [read.mined.draft for read in some]
        whose = Whose([r.pair.speaker for r in some], [r.pair.specialty for r in some])
        batch = Batch.of([d.norm for d in drafts], whose.speakers, whose.specialties)
        found = find_guesses(batch, drafts, whose, lexicon, counts=counts, english=english())
        first_note = self._learned.n_notes
        log = GuessLog(
            found.figures,
            _labels(found.guesses, some),
            np.array(
                [(first_note + g.draft, g.first, g.last) for g in found.guesses], dtype=np.int64
            ).reshape(len(found), 3),
            np.array([batch.own[g.draft] for g in found.guesses], dtype=np.uint64),
        )
        self._learned = replace(
            self._learned,
            log=self._learned.log.plus(log, most=MAX_ROWS),
            n_logged=self._learned.n_logged + len(log),
            n_notes=first_note + len(some),
        )

    def _lexicon(self) -> Lexicon:
        lexicon = self._book.lexicon(self._terms)
        channel = self._learned.channel
        if channel is None or self._book.n_misheard > CHANNEL_GROWTH * self._n_heard:
            channel = lexicon.channel
            self._n_heard = self._book.n_misheard
            self._learned = replace(self._learned, channel=channel)
        return replace(lexicon, given_channel=channel)

    def take(self, reads: Iterable[Read]) -> None:
        """Take in some pairs."""
        for read in reads:
            self._book.add(read.mined.final, [edit for _, edit in read.edits])

    def learned(self) -> Unknown:
        """What is known now."""
        self._lexicon()
        return replace(self._learned, book=self._book, terms=self._terms)


def _labels(guesses: Sequence[Guess], reads: Sequence[Read]) -> npt.NDArray[np.int8]:
    """What each guess would have done; of right ones that overlap only the best is right."""
    labels = np.full(len(guesses), Label.NEITHER, dtype=np.int8)
    of_draft: dict[int, list[int]] = defaultdict(list)
    for n, guess in enumerate(guesses):
        of_draft[guess.draft].append(n)
    for draft, rows in of_draft.items():
        mined = reads[draft].mined
        said = set(mined.final.norm)
        possible = [n for n in rows if said.issuperset(guesses[n].entry.words.split())]
        for n in set(rows) - set(possible):
            # What the final does not have cannot be right; it breaks what was kept.
            if any(mined.kept[i] >= 0 for i in range(guesses[n].first, guesses[n].last)):
                labels[n] = Label.HARM
        changes = [
            Change(g.first, g.last - g.first, g.entry.words.split())
            for g in (guesses[n] for n in possible)
        ]
        labels[possible] = label(draft=mined.draft.norm, final=mined.final.norm, changes=changes)
        _keep_best(labels, guesses, [n for n in possible if labels[n] == Label.RIGHT], mined.kept)
    return labels


def _keep_best(
    labels: npt.NDArray[np.int8],
    guesses: Sequence[Guess],
    right: Sequence[int],
    kept: Sequence[int],
) -> None:
    """Of right guesses that overlap leave right the one that mends most words and breaks least."""
    mended = {
        n: sum(1 if kept[i] < 0 else -1 for i in range(guesses[n].first, guesses[n].last))
        for n in right
    }
    taken: set[int] = set()
    for n in sorted(right, key=lambda n: (-mended[n], n)):
        words = range(guesses[n].first, guesses[n].last)
        if taken.isdisjoint(words):
            taken.update(words)
        else:
            labels[n] = Label.NEITHER


@dataclass(frozen=True, slots=True)
class Drafts:
    """Some drafts to guess at.

    For each whose it is, its words, the edits it has so far, and the corrections that are blocked.
    """

    whose: Whose
    words: Sequence[Words]
    edits: Sequence[tuple[NoteEdit, ...]]
    blocked: Sequence[frozenset[str]]


def with_guesses(
    drafts: Drafts, *, batch: Batch, counts: Counts, unknown: Unknown | None, limits: Limits
) -> list[tuple[NoteEdit, ...]]:
    """The edits of each draft with those of words never seen, by place.

    None are added where guesses are made for nobody, unless there is a term list: then they are
    suggested.
    """
    if unknown is None or unknown.gate is None or not unknown.is_of_use:
        return list(drafts.edits)
    guessed: list[list[Guessed]] = [[] for _ in drafts.words]
    found = find_guesses(
        batch,
        drafts.words,
        drafts.whose,
        unknown.lexicon,
        counts=counts,
        english=english(),
    )
    chances = unknown.gate.probabilities(found.figures)
    for n in np.flatnonzero(chances[:, Label.RIGHT] >= LEAST_SUGGESTION).tolist():
        guess = found.guesses[n]
        one = _guessed(guess, found.figures[n], chances[n], drafts, unknown.gate)
        if one.correction_id not in drafts.blocked[guess.draft]:
            guessed[guess.draft].append(one)
    return [
        tuple(sorted([*edits, *compose_guesses(words, of_draft, edits, limits)], key=by_place))
        for words, of_draft, edits in zip(drafts.words, guessed, drafts.edits, strict=True)
    ]


_IN_FINALS = NAMES.index("log_target_in_finals")


def _guessed(
    guess: Guess,
    figures: npt.NDArray[np.float32],
    chances: npt.NDArray[np.float64],
    drafts: Drafts,
    gate: GuessGate,
) -> Guessed:
    whose, entry = drafts.whose, guess.entry
    speaker, specialty = whose.speakers[guess.draft], whose.specialties[guess.draft]
    source = " ".join(drafts.words[guess.draft].norm[guess.first : guess.last])
    return Guessed(
        first=guess.first,
        last=guess.last,
        right=float(chances[Label.RIGHT]),
        harm=float(chances[Label.HARM]),
        threshold=gate.threshold_of(int(who_key(speaker))),
        target=tuple(entry.words.split()),
        surface=entry.surface,
        correction_id=correction_id(source=source, target=entry.words, layer=Layer.WORDS),
        category=categorise(source, entry.words),
        n_in_finals=round(float(np.expm1(figures[_IN_FINALS]))),
        is_listed=entry.is_listed(speaker=speaker, specialty=specialty),
    )
